"""Exceptions: what is wrong with the tool, its configuration or the machine. An author's mistake is a Finding."""

from __future__ import annotations


class AtlasError(Exception):
    """Base of every error this package raises on purpose. ``hint`` says what to do next."""

    exit_code = 3

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(AtlasError):
    """The command line or a TARGET is wrong."""

    exit_code = 2


class ConfigError(AtlasError):
    """The configuration is wrong; the message carries its file and, where known, line and column."""

    exit_code = 2


class ToolchainError(AtlasError):
    """Node, an npm package, a browser or a font is missing or does not work."""


class OutputError(AtlasError):
    """A file or folder cannot be written."""


class WorkerError(AtlasError):
    """An engine worker broke: it crashed, hung or answered nonsense."""
