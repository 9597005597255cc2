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
    # Where Python is told to write no bytecode, as in many containers, every command would compile this package anew.
    session.run("python", "-m", "compileall", "-q", "pipeline", silent=True)


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
def preview(session: nox.Session) -> None:
    """Keep a page open that follows every save; after ``--``: targets, ``--open``."""
    _install(session, "dev")
    session.run("atlas", "preview", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check every spec and its picture against the rules; after ``--``: targets, ``--output sarif``, ``--fix``."""
    _install(session, "dev")
    session.run("atlas", "lint", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests, in parallel, after providing the toolchain once."""
    _install(session, "dev")
    session.run("atlas", "setup", silent=True)
    session.run("pytest", "-n", "auto", "--dist", "loadgroup", "-m", "not slow", *session.posargs)


@nox.session
def soak(session: nox.Session) -> None:
    """Run the tests that take long: kills at seeded moments, thousands of fuzzed inputs, memory over many renders."""
    _install(session, "dev")
    session.run("atlas", "setup", silent=True)
    session.run("pytest", "-m", "slow", *session.posargs)


@nox.session
def regression(session: nox.Session) -> None:
    """Compare every diagram with what was approved: one test a diagram."""
    _install(session, "dev")
    session.run("atlas", "setup", silent=True)
    session.run("pytest", "tests/regression", "-n", "auto", *session.posargs)


@nox.session
def diff(session: nox.Session) -> None:
    """Show which pictures changed, and how; after ``--``: ``--base REF``, ``--report FILE.html``, targets."""
    _install(session, "dev")
    session.run("atlas", "diff", *session.posargs)


@nox.session
def approve(session: nox.Session) -> None:
    """Accept today's pictures as the baselines; refused under CI."""
    _install(session, "dev")
    session.run("atlas", "approve", *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Show which diagrams exist of those that are planned; after ``--``: ``--by entity``, ``--json``, ``--picture FILE``."""
    _install(session, "dev")
    session.run("atlas", "coverage", *session.posargs)


@nox.session
def site(session: nox.Session) -> None:
    """Build the site to site/; it opens from the disk, at site/index.html."""
    _install(session, "dev")
    session.run("atlas", "site", *session.posargs)


@nox.session
def types(session: nox.Session) -> None:
    """Check types, style and which room imports which."""
    _install(session, "dev")
    session.run("mypy", *session.posargs)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure Atlas and its peers on the same diagrams, half an hour; after ``--``: sections, ``--count``, ``--json FILE``."""
    _install(session, "dev")
    session.run("atlas", "setup", silent=True)
    session.run("python", "-m", "bench", *session.posargs)
