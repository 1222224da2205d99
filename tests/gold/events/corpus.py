"""The labelled texts of this folder; README.md explains files and labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import yaml

from events.model import Article

HERE = Path(__file__).parent
SATURDAY = date(2024, 10, 19)
NOON = time(12, tzinfo=UTC)
Expected = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with the events it tells; kinds in `tolerate` may be read or not."""

    article: Article
    events: tuple[Expected, ...] = ()
    tolerate: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return self.article.title or self.article.body


@dataclass(frozen=True, slots=True)
class Pair:
    """One of several nearly equal texts: the statuses right for `kind`, none where it holds no such event."""

    article: Article
    kind: str
    statuses: tuple[str, ...]
    assertion: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """A note on an incident and the sub-event type of ACLED it is about."""

    article: Article
    type: str


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one half of the gold."""

    texts: tuple[str, ...]
    pairs: tuple[str, ...]
    negatives: str
    incidents: str
    languages: str


DEVELOPMENT = Files(
    texts=(
        "deployments",
        "kinds",
        "reference_like",
        "articles",
        "deployments_more",
        "kinds_more",
        "fields_fresh",
        "kinds_fresh",
    ),
    pairs=("status", "status_more", "status_fresh", "status_fresh_more"),
    negatives="negatives",
    incidents="types",
    languages="multilingual",
)
# Minimal pairs that are not read row by row while the extractor is tuned, to tell how far its rules carry.
HELD_BACK = "status_check"
# The same for figures, places and dates.
HELD_BACK_TEXTS = "fields_heldback"
SEALED = Files(
    texts=("sealed",),
    pairs=("status_sealed",),
    negatives="negatives_sealed",
    incidents="types_sealed",
    languages="multilingual_sealed",
)


def texts(*names: str) -> list[Labelled]:
    """The sentences and articles of these files."""
    return [_labelled(row) for name in names for row in _rows(name)]


def sentences(language: str, *, sealed: bool = False) -> list[Labelled]:
    """The sentences of a language; a row that is a bare text tells nothing."""
    rows = _rows(f"languages/{language}{'_sealed' if sealed else ''}")
    told = (row if isinstance(row, dict) else {"text": row, "events": []} for row in rows)
    return [_labelled(row | {"language": language}) for row in told]


def pairs(*names: str) -> list[Pair]:
    """The minimal pairs of these files."""
    return [_pair(*row) for name in names for row in _rows(name)]


def negatives(name: str) -> list[Article]:
    """Texts in which nothing happens."""
    return [_article({"text": text}) for text in _rows(name)]


def incidents(name: str) -> list[Incident]:
    """Notes on incidents with their type."""
    return [Incident(_article({"text": text}), kind) for text, kind in _rows(name)]


def alternatives(label: Any) -> list[Any]:
    """The labels that are right: a list holds several, anything else stands for itself."""
    return label if isinstance(label, list) else [label]


def _rows(name: str) -> list[Any]:
    rows: list[Any] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return rows


def _labelled(row: Mapping[str, Any]) -> Labelled:
    return Labelled(_article(row), tuple(row["events"]), frozenset(row.get("tolerate", ())))


def _article(row: Mapping[str, Any]) -> Article:
    published = datetime.combine(row.get("published", SATURDAY), NOON)
    given = {name: row[name] for name in ("language", "timezone", "country") if name in row}
    return Article("gold", row.get("title", ""), row.get("text", ""), published, **given)


def _pair(text: str, kind: str, status: Any, assertion: str = "") -> Pair:
    statuses = tuple(label for label in alternatives(status) if label is not None)
    return Pair(_article({"text": text}), kind, statuses, assertion)
