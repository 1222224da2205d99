"""The timeline in the formats of other tools: one format a file, any filter, streamed.

An export is a function from rows to pieces of text, or of bytes where the format is binary. A day in is a
day out: no calendar day is ever carried as an instant. Ends are exclusive in JSON and the last day in what
people read; each file says which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from storage.timeline import TimelineRow
from web.exports import (
    acled,
    atom,
    csv_table,
    geojson,
    ics,
    json_feed,
    json_lines,
    parquet,
    stix,
    timelinejs,
    timesketch,
)
from web.exports._row import Context

Writer = Callable[[Iterable[TimelineRow], Context], Iterator[str] | Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Export:
    """A format: its name on the command line, the suffix of its address, its media type.

    `reads` are the columns of an event it needs; none named means all.
    """

    name: str
    suffix: str
    media_type: str
    write: Writer
    reads: frozenset[str] = frozenset()


EXPORTS: dict[str, Export] = {
    export.name: export
    for export in (
        Export("csv", "csv", "text/csv; charset=utf-8", csv_table.write, csv_table.READS),
        Export("jsonl", "jsonl", "application/jsonl; charset=utf-8", json_lines.write),
        Export("atom", "atom", "application/atom+xml; charset=utf-8", atom.write),
        Export("jsonfeed", "feed.json", "application/feed+json; charset=utf-8", json_feed.write),
        Export("geojson", "geojson", "application/geo+json; charset=utf-8", geojson.write),
        Export("ics", "ics", "text/calendar; charset=utf-8", ics.write),
        Export("timelinejs", "timelinejs.json", "application/json; charset=utf-8", timelinejs.write),
        Export("acled", "acled.csv", "text/csv; charset=utf-8", acled.write),
        Export("timesketch", "timesketch.csv", "text/csv; charset=utf-8", timesketch.write),
        Export("parquet", "parquet", "application/vnd.apache.parquet", parquet.write),
        Export("stix", "stix.json", "application/stix+json;version=2.1", stix.write),
    )
}
BY_SUFFIX = {export.suffix: export for export in EXPORTS.values()}

__all__ = ["BY_SUFFIX", "EXPORTS", "Context", "Export"]
