"""A trigger with what stands around it: what the readers of a clause fill and the article groups."""

from __future__ import annotations

from dataclasses import dataclass

from events._attribution import Said
from events._status import Reading
from events.model import Actor, DateValue, Field, Place, Quantity
from events.text import Sentence


@dataclass(slots=True)
class Frame:
    """One trigger with its slots. `date` is the happening's own expression, `reported` that of the clause
    that says it; `countries` are those of every place in its sentence, `nations` those of every actor;
    `helps` tells that forces move in support of the other side, where a language's own reader knows it."""

    kind: str
    rule: str
    field: Field
    sentence: Sentence
    position: int
    start: int
    end: int
    verbal: bool
    reading: Reading
    said: Said
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    places: tuple[Place, ...]
    quantities: tuple[Quantity, ...]
    date: DateValue | None
    reported: DateValue | None
    cue: tuple[int, int] | None = None
    background: bool = False
    open_subject: str = ""
    continues: bool = False
    abroad: bool = False
    countries: frozenset[str] = frozenset()
    nations: frozenset[str] = frozenset()
    helps: bool = False
