"""docs/architecture.md is about the house as it stands: its files, functions and imports."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, read

PAGE = read(ROOT / "docs" / "architecture.md")
WALK = re.findall(r"^\| `([\w/]+\.py)` \| `(\w+)` \|", PAGE, re.MULTILINE)
ROOMS = re.findall(r"^\| `(\w+)/` \|[^|]+\| ([^|]+) \|$", PAGE, re.MULTILINE)
IMPORT = re.compile(r"^ *(?:from|import) (\w+)", re.MULTILINE)
MODULES = {path.stem for path in ROOT.glob("*.py")}


def imported(room: str) -> set[str]:
    """What of the house a room imports."""
    found = {name for path in (ROOT / room).rglob("*.py") for name in IMPORT.findall(read(path))}
    return found & (MODULES | {name for name, _ in ROOMS}) - {room}


@pytest.mark.parametrize(("file", "name"), WALK)
def test_a_step_of_the_walk_exists(file: str, name: str) -> None:
    body = ast.parse(read(ROOT / file)).body
    names = {
        node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }

    assert name in names


def test_the_walk_goes_through_every_room() -> None:
    assert {Path(file).parts[0] for file, _ in WALK} == {
        "connectors",
        "events",
        "storage",
        "alerts",
        "flows",
        "web",
    }


def test_a_room_imports_what_is_said_and_nothing_else() -> None:
    above: set[str] = set()
    for room, told in ROOMS:
        named = set(re.findall(r"`(\w+)`", told))
        allowed = (
            above | MODULES if "all above" in told else named | (MODULES if "any single" in told else set())
        )
        assert imported(room) <= allowed, room
        above.add(room)
    assert len(ROOMS) == 8
