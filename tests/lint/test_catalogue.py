"""The catalogue and the vocabulary: which spellings count as a name, and which words are ordinary."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.lint.catalogue import Catalogue, load_catalogue
from pipeline.lint.vocabulary import vocabulary

TEXT = """\
PostgreSQL: {aliases: [Postgres], kind: database}
Amazon S3: {aliases: [S3], kind: storage}
TAO: {kind: company-system, ambiguous: true}
Vault: {kind: security, ambiguous: true}
Step Functions: {kind: workflow-engine, ambiguous: true}
Java: {kind: language}
"""
FUNCTIONS = frozenset({"server", "cache"})


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """A small catalogue."""
    (tmp_path / "some.yaml").write_text(TEXT, encoding="utf-8")
    return load_catalogue([tmp_path])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("PostgreSQL 16 primary", ["PostgreSQL"]),
        ("postgres-16", ["Postgres"]),
        ("Redis/Postgres", ["Postgres"]),
        ("two Postgres's", ["Postgres"]),
        ("S3 bucket", ["S3"]),
        ("Vault", ["Vault"]),
        ("Vault server", ["Vault"]),
        ("the vault of a bank", []),
        ("in the Vault of it", []),
        ("TAO cache", ["TAO"]),
        ("tao", ["TAO"]),
        ("a tao thing", []),
        ("AWS Step Functions", ["Step Functions"]),
        ("step functions", []),
        ("Java service", ["Java"]),
        ("nothing of it", []),
    ],
)
def test_names_in_a_text(catalogue: Catalogue, text: str, names: list[str]) -> None:
    assert [name.spelling for name in catalogue.find(text, FUNCTIONS)] == names


def test_an_alias_knows_its_main_spelling(catalogue: Catalogue) -> None:
    assert catalogue.names["s3"].canonical == "Amazon S3"
    assert catalogue.names["java"].weak


def test_a_project_adds_to_the_catalogue(catalogue: Catalogue, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "ours.yaml").write_text("Flobbinator: {kind: database}\n", encoding="utf-8")
    both = load_catalogue([tmp_path, own])
    assert len(both.names) == len(catalogue.names) + 1


@pytest.mark.parametrize("text", ["- a list", "x: text", "x: {aliases: [y]}", "{"])
def test_a_file_that_is_none_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "some.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"some\.yaml is no catalogue"):
        load_catalogue([tmp_path])


@pytest.mark.parametrize(
    "word", ["services", "caching", "replicas", "synthesizer", "concurrency", "geographic", "write-ahead", "payments"]
)
def test_ordinary_words(word: str) -> None:
    assert vocabulary().is_ordinary(word)


@pytest.mark.parametrize("word", ["Zuul", "Hystrix", "Qdrant", "Keycloak", "Foobar", "xdsproxy"])
def test_words_that_may_be_names(word: str) -> None:
    assert not vocabulary().is_ordinary(word)
