"""What can be done here: ``nox --list``. Every session passes what follows ``--`` on to its command."""

from __future__ import annotations

import nox

nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["render"]


def _install(session: nox.Session, lock: str) -> None:
    """The locked dependencies, checked by their hashes, then this package as it stands."""
    session.install("--require-hashes", "--no-deps", "-r", f"requirements/{lock}.txt")
    session.install("--no-deps", "--no-build-isolation", "--editable", ".")


@nox.session
def setup(session: nox.Session) -> None:
    """Provide the toolchain: Node, Mermaid CLI, Graphviz, a browser, fonts."""
    _install(session, "dev")
    session.run("atlas", "setup", *session.posargs)


@nox.session
def render(session: nox.Session) -> None:
    """Render every diagram that has changed to out/."""
    _install(session, "dev")
    session.run("atlas", "render", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests, in parallel, after providing the toolchain once."""
    _install(session, "dev")
    session.run("atlas", "setup", silent=True)
    session.run("pytest", "-n", "auto", "--dist", "loadgroup", *session.posargs)


@nox.session
def types(session: nox.Session) -> None:
    """Check types, style and which room imports which."""
    _install(session, "dev")
    session.run("mypy", *session.posargs)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports")
