"""The lexicon: its own examples hold, and a mistake in a file is named with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from events.extract import extract
from events.lexicon import FOLDER, Lexicon, load
from tests.events.conftest import make_article
from yamlfile import ConfigError

KINDS = load().kinds
EXAMPLES = [(kind, text) for kind, entry in KINDS.items() for text in entry.examples]
COUNTEREXAMPLES = [(kind, text) for kind, entry in KINDS.items() for text in entry.counterexamples]


def _kinds(text: str) -> list[str]:
    return [mention.kind for mention in extract(make_article(text)).mentions]


@pytest.mark.parametrize(("kind", "text"), EXAMPLES)
def test_an_example_is_read_as_its_kind(kind: str, text: str) -> None:
    assert kind in _kinds(text)


@pytest.mark.parametrize(("kind", "text"), COUNTEREXAMPLES)
def test_a_counterexample_is_not(kind: str, text: str) -> None:
    assert kind not in _kinds(text)


def test_every_kind_has_examples_of_both_sorts() -> None:
    assert all(entry.examples and entry.counterexamples for entry in KINDS.values())


def test_every_headline_is_a_verb_with_an_object() -> None:
    assert all(len(entry.headline.split()) > 1 for entry in KINDS.values())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the lexicon that a test may spoil."""
    shutil.copytree(FOLDER / "kinds", tmp_path / "kinds")
    for name in ("cues.yaml", "actors.yaml"):
        shutil.copy(FOLDER / name, tmp_path / name)
    return tmp_path


def _change(path: Path, old: str, new: str) -> int:
    """Replace the first `old` in the file; the line it stood on."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_a_user_can_add_a_word(folder: Path) -> None:
    _change(folder / "kinds" / "10_shared.yaml", "  force: [troop,", "  force: [gendarme brigade, troop,")
    assert isinstance(load(folder), Lexicon)


def test_an_unknown_key_is_named_with_its_line(folder: Path) -> None:
    line = _change(folder / "kinds" / "15_movements.yaml", "    counts: sent", "    count: sent")
    with pytest.raises(ConfigError) as raised:
        load(folder)
    (problem,) = raised.value.problems
    assert problem.line == line
    assert "unknown key 'count'" in problem.message


def test_a_bare_on_in_a_list_is_explained(folder: Path) -> None:
    _change(folder / "kinds" / "45_coercion.yaml", '"on"', "on")
    with pytest.raises(ConfigError, match="quote"):
        load(folder)


def test_a_pattern_without_a_verb_is_refused(folder: Path) -> None:
    _change(folder / "kinds" / "15_movements.yaml", "      - put boots on ground", "      - <force>")
    with pytest.raises(ConfigError, match="names no verb"):
        load(folder)


def test_a_kind_of_two_files_is_named_with_its_line(folder: Path) -> None:
    shutil.copy(folder / "kinds" / "20_arms.yaml", folder / "kinds" / "mine.yaml")
    with pytest.raises(ConfigError, match=r"mine\.yaml:\d+: '\w+' is given in another file"):
        load(folder)


def test_a_folder_without_kinds_is_refused(folder: Path) -> None:
    shutil.rmtree(folder / "kinds")
    with pytest.raises(ConfigError, match="holds no kinds"):
        load(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "cues.yaml").unlink()
    with pytest.raises(ConfigError, match=r"cues\.yaml"):
        load(folder)
