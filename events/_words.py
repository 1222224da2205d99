"""Word lists written as running text: read easily, changed easily."""

from __future__ import annotations


def word_list(text: str) -> list[str]:
    """The words of `text` in their order."""
    return text.split()


def word_set(text: str) -> frozenset[str]:
    """The words of `text` as a set."""
    return frozenset(text.split())
