"""What the tests of the docs read in them: pages, blocks of code, command lines, links."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"(?<=\n\n)(?: {4}\S.*\n?)+")
_SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_LEADING = re.compile(r"^(?:[$#] |\S*/|[A-Z_]+=\S+ )*")
_SHELL = ("sh", "console", "text", "")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code: its language and its lines."""

    language: str
    text: str


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(path: Path, language: str = "") -> list[Block]:
    """The fenced blocks of a page, of one language where it is given."""
    found = [Block(match[1], match[2]) for match in _BLOCK.finditer(read(path))]
    return [block for block in found if not language or block.language == language]


def prose(path: Path) -> str:
    """The page without its blocks."""
    return _BLOCK.sub("", read(path))


def spans(path: Path) -> list[str]:
    """The code within sentences."""
    return [re.sub(r"\s+", " ", text) for text in _SPAN.findall(prose(path))]


def command_lines(path: Path, program: str = "watchline") -> list[list[str]]:
    """The words of every call of `program` that a page shows, without what the shell adds."""
    lines = [line for block in blocks(path) if block.language in _SHELL for line in block.text.splitlines()]
    lines += [line for block in _INDENTED.findall(prose(path)) for line in block.splitlines()]
    return [words for line in [*lines, *spans(path)] for words in _calls(line.strip(), program)]


def _calls(line: str, program: str) -> Iterator[list[str]]:
    for part in re.split(r" \| | && |; ", line):
        bare = _LEADING.sub("", part)
        if bare.startswith(f"{program} "):
            told = re.split(r" {2,}| > | # |, ", bare)[0]
            yield shlex.split(told, posix=True)[1:]
