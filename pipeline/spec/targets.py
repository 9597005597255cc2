"""TARGETs of the command line -> the files they stand for, without opening any of them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.spec import globs
from pipeline.spec.folders import walk
from pipeline.spec.inputs import SUFFIXES, InputFile, InputKind, is_spec_name, raw_kind
from pipeline.spec.suggestion import closest


def resolve(
    targets: Sequence[str],
    root: Path,
    diagrams: Path,
    families: Mapping[str, str],
    *,
    cwd: Path | None = None,
    exclude: Collection[Path] = (),
) -> tuple[InputFile, ...]:
    """The files that ``targets`` stand for, each once, sorted by path; without targets every spec under ``diagrams``.

    ``families`` maps the names of the registry's families to their folders. Relative paths count from ``cwd`` (the
    root, where it is not given), then from the root. Folders in ``exclude`` (the output, say) are not entered. All
    paths are absolute. Raises UsageError where a target stands for nothing, with the nearest thing that exists.
    """
    layout = _Layout(str(root), str(diagrams), dict(families), str(cwd or root), frozenset(map(str, exclude)))
    if not targets:
        return _unique(layout.every_spec())
    found: list[InputFile] = []
    problems: list[UsageError] = []
    for target in targets:
        try:
            found += layout.resolve(target)
        except UsageError as error:
            problems.append(error)
    if problems:
        hints = [problem.hint for problem in problems if problem.hint]
        raise UsageError("; ".join(problem.message for problem in problems), "; ".join(hints) or None)
    return _unique(found)


def _unique(files: Iterable[InputFile]) -> tuple[InputFile, ...]:
    return tuple(sorted({item.file: item for item in files}.values()))


@dataclass(slots=True)
class _Layout:
    """The folders of one repository, listed when first asked for."""

    root: str
    diagrams: str
    families: dict[str, str]
    cwd: str
    exclude: frozenset[str]
    specs: list[InputFile] | None = field(default=None)

    def resolve(self, target: str) -> list[InputFile]:
        """The files of one target: a name of the atlas first (family, entity, id), then a path, then a glob."""
        if not target:
            raise UsageError("a target is empty")
        named = self._named(target)
        if named is not None:
            return named
        for base in dict.fromkeys((self.cwd, self.root)):
            path = os.path.normpath(os.path.join(base, target))
            if os.path.isdir(path):
                return self._folder(path, target)
            if os.path.exists(path):
                return [self._file(path, target)]
        if globs.is_glob(target):
            return self._glob(target)
        hint = self._suggestion(target) or "a target is an id, an entity, a family, a path or a glob"
        raise UsageError(f"no such target: {target}", hint)

    def every_spec(self) -> list[InputFile]:
        """Every YAML file under the diagrams folder, misplaced ones too: loading them says what is wrong."""
        if self.specs is None:
            self.specs = []
            if os.path.isdir(self.diagrams):
                files = walk(self.diagrams, self.root, self.exclude)
                self.specs = [self._spec(file) for file in files if is_spec_name(file)]
        if not self.specs:
            hint = "give a file or folder: a .mmd, .dot, .gv or Markdown file needs no spec"
            raise UsageError(f"no diagram specs under {self._shown(self.diagrams)}", hint)
        return self.specs

    def _named(self, target: str) -> list[InputFile] | None:
        """The specs of a family, an entity or an id; None where the target is none of these."""
        name = target.rstrip("/")
        folder = self.families.get(name) or (name if name in self.families.values() else None)
        if folder is not None:
            path = os.path.join(self.diagrams, folder)
            return self._folder(path, target) if os.path.isdir(path) else self._nothing(target)
        if name.startswith(".") or name.count("/") > 1 or os.path.isabs(name):
            return None
        for folder in self._family_folders():
            path = os.path.join(self.diagrams, folder, name)
            if "/" not in name and os.path.isdir(path):
                return self._folder(path, target)
            for suffix in (".yaml", ".yml") if "/" in name else ():
                if os.path.isfile(path + suffix):
                    return [self._spec(path + suffix)]
        return None

    def _family_folders(self) -> list[str]:
        if not os.path.isdir(self.diagrams):
            return []
        with os.scandir(self.diagrams) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))

    def _nothing(self, target: str) -> list[InputFile]:
        raise UsageError(f"no diagrams yet: {target}", "atlas new ENTITY VIEW begins one")

    def _folder(self, path: str, target: str) -> list[InputFile]:
        """What lies in a folder: specs where it is (in) the diagrams folder or holds it, and raw files everywhere."""
        found = [item for file in walk(path, self.root, self.exclude) if (item := self._input(file)) is not None]
        if not found:
            raise UsageError(f"no diagrams in the folder {target}", f"files that can be drawn: {', '.join(SUFFIXES)}")
        return found

    def _input(self, file: str) -> InputFile | None:
        kind = raw_kind(file)
        if kind is not None:
            return InputFile(self._shown(file), file, kind)
        if is_spec_name(file) and file.startswith(self.diagrams + os.sep):
            return self._spec(file)
        return None

    def _file(self, path: str, target: str) -> InputFile:
        kind = raw_kind(path)
        if not os.path.isfile(path):
            raise UsageError(f"neither a file nor a folder: {target}")
        if kind is not None:
            return InputFile(self._shown(path, target), path, kind)
        if is_spec_name(path):
            return self._spec(path)
        raise UsageError(f"not a file that can be drawn: {target}", f"suffixes that can: {', '.join(SUFFIXES)}")

    def _spec(self, file: str) -> InputFile:
        """A spec, with the id that its folders give it: ``<diagrams>/<family folder>/<ENTITY>/<view>.yaml``."""
        parts = file[len(self.diagrams) + 1 :].split(os.sep) if file.startswith(self.diagrams + os.sep) else []
        identity = f"{parts[1]}/{os.path.splitext(parts[2])[0]}" if len(parts) == 3 else ""
        return InputFile(self._shown(file), file, InputKind.SPEC, identity)

    def _shown(self, file: str, given: str | None = None) -> str:
        """The path for findings: below the root relative to it, elsewhere as given."""
        prefix = self.root.rstrip(os.sep) + os.sep
        shown = file[len(prefix) :] if file.startswith(prefix) else given or file
        return shown.replace(os.sep, "/")

    def _glob(self, target: str) -> list[InputFile]:
        """Files whose path, or the path of a folder above them, matches; else specs whose id or entity does."""
        fixed, pattern = globs.split(target)
        matches = globs.compile_glob(pattern)
        for start in dict.fromkeys((self.cwd, self.root)):
            base = os.path.normpath(os.path.join(start, fixed))
            files = walk(base, self.root, self.exclude) if os.path.isdir(base) else ()
            below = len(base.rstrip(os.sep)) + 1
            found = [item for file in files if matches(file[below:]) and (item := self._input(file)) is not None]
            if found:
                return found
        named = globs.compile_glob(target)
        specs = self.every_spec() if os.path.isdir(self.diagrams) else []
        found = [item for item in specs if item.id and named(item.id)]
        if not found:
            raise UsageError(f"nothing matches {target}", "* stays within a folder, ** crosses folders")
        return found

    def _suggestion(self, target: str) -> str | None:
        """The nearest name: of an id, an entity, a family or a file beside the one that is missing."""
        names = {*self.families, *self.families.values(), *self._beside(target)}
        for item in self.every_spec() if os.path.isdir(self.diagrams) else ():
            if item.id:
                names |= {item.id, item.id.split("/")[0]}
        return closest(target, names)

    def _beside(self, target: str) -> Iterator[str]:
        head, _ = os.path.split(target)
        folder = os.path.join(self.cwd, head)
        if os.path.isdir(folder):
            with os.scandir(folder) as entries:
                yield from (os.path.join(head, entry.name) for entry in entries if not entry.name.startswith("."))
