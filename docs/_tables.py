"""Tables that stand inside pages, between `<!-- made: NAME -->` and `<!-- end -->`."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Sequence

from events.lexicon import load
from storage.models import Event, EventChange
from web._query import NAMES
from web.exports import EXPORTS

Table = Callable[[], str]


def kinds() -> str:
    """Every kind of happening with its codes and its first example."""
    rows = [
        (
            f"`{name}`",
            entry.plover,
            entry.cameo,
            entry.acled,
            entry.counts.replace("_", " "),
            entry.examples[0],
        )
        for name, entry in sorted(load().kinds.items())
    ]
    return _table(("kind", "PLOVER", "CAMEO", "ACLED", "counts", "for example"), rows)


def exports() -> str:
    """Every export by name and address."""
    rows = [
        (f"`{one.name}`", f"`/timeline.{one.suffix}`", f"`{one.media_type}`", _first_sentences(one.write))
        for one in EXPORTS.values()
    ]
    return _table(("`--format`", "address", "media type", "what it is"), rows)


def filters() -> str:
    """The filters of an address."""
    return ", ".join(f"`{name}`" for name in NAMES) + "\n"


def columns() -> str:
    """The fields of an event in JSON, in the order of their names."""
    return ", ".join(f"`{name}`" for name in sorted({*Event.model_fields, "url", "sources"})) + "\n"


def changes() -> str:
    """What may become of an event."""
    doc = re.sub(r"\s+", " ", inspect.getdoc(EventChange) or "")
    names = re.search(r"`change`: ([\w |]+), or (\w+)", doc)
    assert names is not None
    return ", ".join(f"`{name}`" for name in (*names[1].split(" | "), names[2])) + "\n"


TABLES: dict[str, Table] = {
    "kinds": kinds,
    "exports": exports,
    "filters": filters,
    "columns": columns,
    "changes": changes,
}


def filled(page: str) -> str:
    """A page with its tables made anew."""

    def fill(match: re.Match[str]) -> str:
        return f"{match[1]}\n\n{TABLES[match[2]]()}\n{match[3]}"

    return re.sub(r"(<!-- made: (\w+) -->)\n.*?(<!-- end -->)", fill, page, flags=re.DOTALL)


def _first_sentences(write: Callable[..., object]) -> str:
    """What the file of a format says of it, behind its name."""
    doc = inspect.getdoc(sys.modules[write.__module__]) or ""
    return re.sub(r"\s+", " ", doc.partition("\n\n")[0])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)
