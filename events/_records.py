"""Small values made by the hundred for each article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any, TypeVar

MadeT = TypeVar("MadeT")


def quick(made: type[MadeT]) -> type[MadeT]:
    """`made`, a frozen dataclass with slots and without factories, with an `__init__` that fills the slots
    itself: its own goes through `object.__setattr__`, which takes three times as long."""
    members = fields(made)  # type: ignore[arg-type]
    names: dict[str, Any] = {f"set_{member.name}": getattr(made, member.name).__set__ for member in members}
    names |= {f"or_{member.name}": member.default for member in members if member.default is not MISSING}
    heads = [f"{m.name}=or_{m.name}" if m.default is not MISSING else m.name for m in members]
    lines = [f"    set_{member.name}(self, {member.name})" for member in members]
    exec("\n".join([f"def __init__(self, {', '.join(heads)}):", *lines]), names)  # noqa: S102 - names of fields of our own classes, as dataclasses itself does
    init: Callable[..., None] = names["__init__"]
    init.__annotations__ = made.__init__.__annotations__
    init.__qualname__ = made.__init__.__qualname__
    setattr(made, "__init__", init)  # noqa: B010
    return made
