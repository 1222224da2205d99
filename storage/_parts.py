"""Long lists in parts: databases bound the number of parameters in one statement, and memory bounds rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
TOGETHER = 500


def in_parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """`values` in their order, at most 500 at a time."""
    for start in range(0, len(values), TOGETHER):
        yield values[start : start + TOGETHER]
