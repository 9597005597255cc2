"""A project: its settings and everything that is read once for a run, each part when it is first needed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.config import Settings
from pipeline.errors import ConfigError
from pipeline.findings import Finding
from pipeline.render.index import Index, stamp_digest
from pipeline.spec.inputs import InputFile, InputKind
from pipeline.spec.registry_files import registry_files
from pipeline.spec.targets import resolve
from pipeline.toolchain import Toolchain, ToolchainSettings, ensure, identity

if TYPE_CHECKING:
    from pipeline.render.draw import Drawn
    from pipeline.render.job import Job
    from pipeline.render.pool import Pool, Seat
    from pipeline.render.render import Renderer
    from pipeline.render.theme import Theme
    from pipeline.render.worker import WorkerSpec
    from pipeline.spec.corpus import Corpus
    from pipeline.spec.model import Registry
    from pipeline.spec.schema import Schemas

    MakePool = Callable[[Callable[[Job, Seat], Drawn]], Pool[Job, Drawn]]

PACKAGE = Path(__file__).parent


class Project:
    """The project whose settings are given. ``say`` gets a line for each step that takes long (an installation)."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self.settings = settings
        self._say = say

    # --- inputs ---

    def inputs(self, targets: Sequence[str], cwd: Path) -> tuple[InputFile, ...]:
        """The files that ``targets`` stand for. Raises UsageError."""
        settings = self.settings
        exclude = (settings.out, settings.cache)
        families = self._family_folders if targets else {}
        return resolve(targets, settings.root, settings.diagrams, families, cwd=cwd, exclude=exclude)

    @cached_property
    def _family_folders(self) -> dict[str, str]:
        from pipeline.spec.registry import family_folders

        return family_folders(self.settings.specs)

    @cached_property
    def schemas(self) -> Schemas:
        """The JSON Schemas of the project, and those that come with the program for the kinds it has none of."""
        return _schemas(self.settings.specs, self.stamps)

    @cached_property
    def registry(self) -> Registry:
        """What may be drawn; empty where the project has no registry."""
        return self._registry[0]

    @property
    def registry_findings(self) -> tuple[Finding, ...]:
        """What is wrong with the registry itself."""
        return self._registry[1]

    @cached_property
    def _registry(self) -> tuple[Registry, tuple[Finding, ...]]:
        return _registry(self.settings.specs, self.settings.root, self.stamps)

    @cached_property
    def stamps(self) -> str:
        """A digest of the files that say what may be drawn and how. Taken before any of them is read."""
        specs = self.settings.specs
        return stamp_digest([*registry_files(specs), specs / "theme.yaml", *_new_schemas(specs).files()])

    def load(self, item: InputFile) -> Corpus:
        """The diagrams of one input and what is wrong with them; raw inputs need no registry."""
        from pipeline.spec.corpus import load_file
        from pipeline.spec.model import Registry
        from pipeline.spec.yaml_document import YamlLimits

        registry = self.registry if item.kind is InputKind.SPEC else Registry()
        limits = YamlLimits(max_bytes=self.settings.source_max)
        return load_file(item, self.settings.root, self.schemas, registry, limits)

    # --- rendering ---

    @property
    def toolchain_settings(self) -> ToolchainSettings:
        """Which browser, and where the toolchain lies."""
        return ToolchainSettings(browser=self.settings.browser, folder=self.settings.toolchain)

    @cached_property
    def toolchain(self) -> Toolchain:
        """The installed toolchain; the first use installs it."""
        return ensure(self.toolchain_settings, self._say)

    @property
    def versions(self) -> dict[str, str]:
        """The versions of the toolchain's parts, by name."""
        return dict(self.toolchain.versions)

    @cached_property
    def theme(self) -> Theme:
        """The packaged theme with the project's own on top."""
        return _theme(self.settings.specs, self.settings.root, self.stamps)

    def index(self) -> Index:
        """The index of the output folder, valid for the world as it is now."""
        return Index(self.settings.cache / "index.json", self.settings.out, self.world)

    @cached_property
    def world(self) -> str:
        """A digest of everything but the inputs that can change an output, without opening any of it."""
        settings = self.settings
        facts = {
            "specs": self.stamps,
            "program": stamp_digest(_program_files()),
            "toolchain": self._identity,
            "scale": settings.scale,
            "mode": settings.engine_mode,
            "graphviz": settings.graphviz,
            "limits": [settings.source_max, settings.svg_max, settings.nodes_max, settings.edges_max],
        }
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

    @cached_property
    def _identity(self) -> str:
        return identity(self.toolchain_settings)

    def renderer(self, *, fresh: bool = False, pool: MakePool | None = None) -> Renderer:
        """A renderer with this project's theme, fonts, cache and toolchain. ``fresh`` takes nothing from the cache.

        ``pool`` makes what jobs are drawn in, from the function that draws one; without it workers live for one run.
        """
        from pipeline.render.cache import Cache
        from pipeline.render.draw import Studio
        from pipeline.render.render import Renderer

        settings = self.settings
        fonts = font_stack(self.toolchain, self.theme)
        local = self._local_dot() if settings.graphviz == "dot" else None
        studio = Studio(
            theme=self.theme,
            fonts=fonts,
            cache=Cache(settings.cache, fresh=fresh),
            mode=settings.engine_mode,
            timeout=settings.timeout,
            scale=settings.scale if "png" in settings.formats else None,
            local_dot=local[0] if local else None,
            nodes_max=settings.nodes_max,
            edges_max=settings.edges_max,
        )
        rendering = f"{self._identity} {settings.graphviz} {local[1] if local else ''} {program_digest()}"
        limits = self.registry.limits if settings.specs.is_dir() else {}
        # The registry comes with a branch: it may tighten the limit, not loosen it.
        settings = replace(settings, svg_max=min(settings.svg_max, limits.get("svg_max_bytes", settings.svg_max)))
        return Renderer(settings, studio, rendering, pool or self._pool)

    def _pool(self, work: Callable[[Job, Seat], Drawn]) -> Pool[Job, Drawn]:
        from pipeline.render.pool import Pool

        return Pool(self.seats(), work)

    def seats(self) -> list[Seat]:
        """As many seats for workers as the settings say."""
        from pipeline.render.pool import Seat

        return [Seat(self.worker_spec) for _ in range(self.settings.workers)]

    @contextmanager
    def early_workers(self, inputs: Sequence[InputFile]) -> Iterator[MakePool]:
        """A pool for one run over such inputs whose workers start at once: what draws can be read meanwhile."""
        from pipeline.render.pool import Pool

        _ = self.toolchain  # installed once, here, and not by each worker's thread
        seats = self.seats()
        # Most specs and fences hold Mermaid; its page takes longer to load than all that happens here until a source is read.
        hot = self.settings.engine_mode == "hot" and any(item.kind is not InputKind.DOT for item in inputs)
        engine = "mermaid" if hot else None
        try:
            for seat in seats[: len(inputs)]:
                seat.start(engine)
            yield partial(Pool, seats)
        finally:
            for seat in seats:
                seat.close()

    def worker_spec(self) -> WorkerSpec:
        """How a worker of this project is started; the first use installs the toolchain."""
        from pipeline.render.worker import WorkerSpec
        from pipeline.toolchain import sandbox_works

        toolchain = self.toolchain
        flags = () if sandbox_works() else ("--no-sandbox",)
        return WorkerSpec(
            node=toolchain.node,
            modules=toolchain.modules,
            page=toolchain.page,
            browser=toolchain.browser,
            browser_args=flags,
            browser_env=toolchain.browser_env,
            fonts_css=toolchain.fonts_css,
            memory_max=self.settings.memory_max,
        )

    def _local_dot(self) -> tuple[Callable[[str, str, float], dict[str, Any]], str]:
        from pipeline.render import local_dot

        return local_dot.draw, local_dot.version()


# A preview opens the project anew for every command that it does the work of, each with its own settings. What has not been
# written since, it need not read again.


@lru_cache(maxsize=1)
def _registry(specs: Path, root: Path, stamps: str) -> tuple[Registry, tuple[Finding, ...]]:
    from pipeline.spec.registry import load_registry

    return load_registry(specs, root, _schemas(specs, stamps))


@lru_cache(maxsize=1)
def _theme(specs: Path, root: Path, stamps: str) -> Theme:
    from pipeline.render.theme import load_theme

    return load_theme(specs, _schemas(specs, stamps), root)


@lru_cache(maxsize=1)
def _schemas(specs: Path, stamps: str) -> Schemas:
    return _new_schemas(specs)


def _new_schemas(specs: Path) -> Schemas:
    from pipeline.lint import shipped
    from pipeline.spec.schema import Schemas

    return Schemas(specs / "schemas", shipped.folder("schemas"))


def font_stack(toolchain: Toolchain, theme: Theme) -> Any:
    """The fonts of the toolchain as a stack, the theme's family first. Raises ConfigError where it has none of them."""
    from pipeline.render.fonts import BOLD, Face, FontStack

    faces = [
        Face(
            font.family,
            int(font.weight.split()[-1]) >= BOLD and " " not in font.weight,
            font.ttf or font.woff2,
            frozenset() if font.ttf else _codepoints(font.unicode_range),
        )
        for font in toolchain.fonts
    ]
    first = [face for face in faces if face.family == theme.font_family]
    if not first:
        known = ", ".join(sorted({face.family for face in faces}))
        raise ConfigError(f"the theme's font '{theme.font_family}' is not in the toolchain", f"fonts there: {known}")
    return FontStack((*first, *(face for face in faces if face.family != theme.font_family)))


@cache
def _codepoints(unicode_range: str) -> frozenset[int]:
    """The characters of a CSS unicode-range such as ``U+20-7e,U+a0``."""
    points: set[int] = set()
    for part in unicode_range.split(","):
        first, _, last = part.strip()[2:].partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


def _program_files() -> list[Path]:
    render = PACKAGE / "render"
    return [
        *PACKAGE.glob("*.py"),
        *render.glob("*.py"),
        *render.glob("*.yaml"),
        *(render / "engines").glob("*.py"),
        *(PACKAGE / "runs").glob("*.py"),
        *(PACKAGE / "spec").glob("*.py"),
        *(PACKAGE / "worker").glob("*.mjs"),
    ]


# What of this program decides how a drawing looks; a change of it makes every cached drawing another one.
_DRAWING_FILES = (
    "render/svg.py",
    "render/compact.py",
    "render/stylesheet.py",
    "render/selector.py",
    "render/safety.py",
    "render/fonts.py",
    "render/allowed.py",
    "render/engines/*.py",
    "worker/*.mjs",
)


def program_digest() -> str:
    """A digest of the code that makes drawings."""
    digest = hashlib.sha256()
    for pattern in _DRAWING_FILES:
        for file in sorted(PACKAGE.glob(pattern)):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
