"""Lint: rules as data, a few kinds of checks, findings with exact places. Nothing here draws or starts a process."""
