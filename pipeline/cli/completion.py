"""``atlas completion``, and what a shell offers for the arguments of commands."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem, get_completion_class

_VARIABLE = "_ATLAS_COMPLETE"
_HOW = {
    "bash": "echo 'eval \"$(atlas completion bash)\"' >> ~/.bashrc",
    "zsh": "echo 'eval \"$(atlas completion zsh)\"' >> ~/.zshrc",
    "fish": "atlas completion fish > ~/.config/fish/completions/atlas.fish",
}


@click.command(epilog="\b\nTo have it in every shell:\n" + "\n".join(f"  {line}" for line in _HOW.values()))
@click.argument("shell", type=click.Choice(list(_HOW)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script for a shell: commands, options, ids, entities, families, views.

    \b
    Examples:
      eval "$(atlas completion bash)"
      atlas completion fish | source
    """
    found = get_completion_class(shell)
    assert found is not None  # the choices above are those that click has
    click.echo(found(context.find_root().command, {}, "atlas", _VARIABLE).source())


def complete_target(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Families, entities and ids that begin with what was typed, then files."""
    names = [*_families(), *_entities(), *_ids(incomplete)]
    return [*_matching(names, incomplete), CompletionItem(incomplete, type="file")]


def complete_entity(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Entities of the registry."""
    return _matching(_entities(), incomplete)


def complete_view(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The views of the entity that was typed before, each with its question."""
    from pipeline.config import load_settings
    from pipeline.spec import text_file, yaml_document
    from pipeline.spec.families import families_of

    specs = load_settings().specs
    entity = context.params.get("entity") or ""
    content, _ = text_file.read_bytes(specs / "registry.yaml", "registry.yaml", 1_000_000, "yaml")
    families, _ = families_of(yaml_document.parse(content, "registry.yaml"))
    own = [family for family in families.values() if (specs / family.folder / f"{entity}.yaml").is_file()]
    views = {slug: view.question for family in own or families.values() for slug, view in family.views.items()}
    return [CompletionItem(slug, help=text) for slug, text in views.items() if slug.startswith(incomplete)]


def _matching(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    start = incomplete.casefold()
    return [CompletionItem(name) for name in dict.fromkeys(names) if name.casefold().startswith(start)]


def _families() -> list[str]:
    from pipeline.config import load_settings
    from pipeline.spec.registry import family_folders

    return list(family_folders(load_settings().specs))


def _entities() -> list[str]:
    """Entities by the names of their files: nothing is opened, a shell waits for this."""
    from pipeline.config import load_settings
    from pipeline.spec.registry import family_folders

    specs = load_settings().specs
    return [file.stem for folder in family_folders(specs).values() for file in sorted((specs / folder).glob("*.yaml"))]


def _ids(incomplete: str) -> list[str]:
    """Ids of specs that are there; only of an entity that was begun, since there may be thousands."""
    from pipeline.config import load_settings

    entity, slash, _ = incomplete.partition("/")
    if not slash:
        return []
    files = load_settings().diagrams.glob(f"*/{_literal(entity)}/*.yaml")
    return [f"{file.parent.name}/{file.stem}" for file in sorted(files)]


def _literal(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in Path(name).name)
