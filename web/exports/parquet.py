"""Parquet: typed columns for data frames, in groups of rows. `occurred_to` is the last day, inclusive.

Days are texts like those of the CSV: a date column would turn a month or a year into a day. Needs pyarrow,
which `pip install watchline[parquet]` brings.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any

from errors import WatchlineError
from storage.models import Event
from storage.timeline import TimelineRow
from web.exports._row import Context, last_day

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_A_GROUP = 10_000
REMEDY = "Parquet needs pyarrow, which is not installed; run: pip install 'watchline[parquet]'"
_TEXTS = ("id", "kind", "title", "actor", "recipient", "place", "country", "precision", "edtf", "status")
_NUMBERS = ("reach", "texts", "origins")
_INSTANTS = ("first_reported_at", "first_seen_at", "updated_at")


class ParquetMissingError(WatchlineError):
    """The library for this format is not installed; the message says how to get it."""


def available() -> bool:
    """Whether the library is installed."""
    return find_spec("pyarrow") is not None


def write(rows: Iterable[TimelineRow], _context: Context) -> Iterator[bytes]:
    """The rows as one Parquet file. Raises ParquetMissingError."""
    if not available():
        raise ParquetMissingError(REMEDY)
    return _write(rows)


def _write(rows: Iterable[TimelineRow]) -> Iterator[bytes]:
    import pyarrow as pa
    from pyarrow import parquet

    sink = _Pipe()
    schema = _schema()
    with parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        left = iter(rows)
        while group := [_cells(row) for row in islice(left, ROWS_A_GROUP)]:
            writer.write_table(pa.Table.from_pylist(group, schema))
            yield sink.taken()
    yield sink.taken()


def _schema() -> pa.Schema:
    import pyarrow as pa

    texts = [(name, pa.string()) for name in (*_TEXTS, "occurred_from", "occurred_to", "assertion", "story")]
    figure = pa.struct(
        [("role", pa.string()), ("unit", pa.string()), ("qualifier", pa.string())]
        + [(name, pa.float64()) for name in ("best", "low", "high")]
    )
    return pa.schema(
        [
            *texts,
            ("disputed", pa.bool_()),
            ("lat", pa.float64()),
            ("lon", pa.float64()),
            *((name, pa.int32()) for name in _NUMBERS),
            *((name, pa.timestamp("us", tz="UTC")) for name in _INSTANTS),
            ("figures", pa.list_(figure)),
            ("url", pa.string()),
            ("sources", pa.list_(pa.string())),
        ]
    )


def _cells(row: TimelineRow) -> dict[str, Any]:
    event = row.event
    plain = (*_TEXTS, *_NUMBERS, *_INSTANTS, "assertion", "story", "disputed", "lat", "lon")
    return {name: getattr(event, name) for name in plain} | {
        "occurred_from": event.start,
        "occurred_to": last_day(event.end) or None,
        "figures": _figures(event),
        "url": row.url,
        "sources": list(row.sources),
    }


def _figures(event: Event) -> list[dict[str, Any]]:
    known = event.quantities or {}
    return [{"role": role} | figure for role, figure in known.items()]


class _Pipe(io.BytesIO):
    """A file that forgets what was taken from it and still knows how far into the whole it is."""

    def __init__(self) -> None:
        super().__init__()
        self._before = 0

    def tell(self) -> int:
        return self._before + super().tell()

    def taken(self) -> bytes:
        """What was written since the last time."""
        piece = self.getvalue()
        self._before += len(piece)
        self.seek(0)
        self.truncate()
        return piece
