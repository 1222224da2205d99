"""What a look at one thing found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `remedy` is empty where it is ok."""

    name: str
    ok: bool
    found: str
    remedy: str = ""


def verdict(name: str, problems: Sequence[str], fine: str, remedy: str) -> Check:
    """A check that is ok where there are no problems; else they are what was found."""
    return Check(name, False, "; ".join(problems), remedy) if problems else Check(name, True, fine)


def some(items: Iterable[str]) -> str:
    """The first few, and how many more there are."""
    every = list(items)
    more = f" and {len(every) - SHOWN} more" if len(every) > SHOWN else ""
    return ", ".join(every[:SHOWN]) + more


def count(number: int, noun: str) -> str:
    """ "1 rule", "12 rules"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
