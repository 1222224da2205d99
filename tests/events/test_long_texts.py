"""Texts that nobody wrote as news: the work grows with their length, the rest of one too long is named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from events.extract import MOST_TEXT, extract
from events.text import split_sentences
from tests.events.conftest import make_article

ROOT = Path(__file__).parents[2]
PIECES = [
    "1",
    "1,500 ",
    "Boston Paris ",
    "MOSCOW ",
    "U.S. ",
    '"',
    "(",
    "and ",
    ",",
    ". ",
    "\n",
    "\nx",
    "Friday ",
    "Jan. 5, ",
    "the soldiers went to the town and ",
    "soldiers from Mali ",
    "President Putin ",
    "Russia must ",
]


class Slices(str):
    """A text that counts the characters of its slices."""

    taken = 0

    def __getitem__(self, key: object) -> str:
        piece = super().__getitem__(key)  # type: ignore[index]
        self.taken += len(piece)
        return piece


def calls(work: Callable[[], object]) -> int:
    """How many functions `work` calls."""
    count = 0

    def called(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_is_at_most_twice_the_work(piece: str) -> None:
    extract(make_article(piece * (1_000 // len(piece))))
    once, twice = (
        calls(lambda size=size: extract(make_article(piece * (size // len(piece)))))
        for size in (4_000, 8_000)
    )

    assert twice <= 2.2 * once + 1_000


@pytest.mark.parametrize("piece", [". ", "U.S. ", "\n", "a ", "He said no. ", '." '])
def test_cutting_a_text_into_sentences_copies_it_a_few_times_at_most(piece: str) -> None:
    text = Slices(piece * (60_000 // len(piece)))

    split_sentences(text)

    assert text.taken <= 45 * len(text)


def test_of_a_text_that_is_too_long_the_rest_is_left_unread_and_said_to_be() -> None:
    told = "Kenya sent 300 soldiers to Haiti on Friday. "
    found = extract(make_article(told + " " * MOST_TEXT + told))

    assert [mention.kind for mention in found.mentions] == ["troop_deployment"]
    assert found.to_json()["unread"] == [{"in": "body", "char_start": MOST_TEXT}]
    assert "unread" not in extract(make_article(told)).to_json()


def test_two_processes_with_other_hash_seeds_write_the_same_bytes() -> None:
    row = {
        "id": "1",
        "title": "Kenya and Uganda send 300 soldiers to Haiti and Somalia",
        "body": "Rebels and militants in Mali, Niger and Chad attacked the army and police on Friday, "
        "Russia, Ukraine and Poland said. Talks between Iran, Oman and Qatar on a ceasefire failed.",
        "published": "2024-10-19T09:00:00Z",
    }
    outputs = {_extracted(row, seed) for seed in ("0", "1", "4242")}

    assert len(outputs) == 1
    assert json.loads(outputs.pop())["events"]


def _extracted(row: dict[str, str], seed: str) -> bytes:
    return subprocess.run(
        [sys.executable, "-m", "cli.app", "extract", "-"],
        input=json.dumps(row).encode(),
        env=os.environ | {"PYTHONHASHSEED": seed},
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
