"""Parts of a change view from their JSON form, and whole views of mentions just extracted."""

from __future__ import annotations

from collections.abc import Iterable

from alerts.model import (
    ChangeName,
    ChangeView,
    DateView,
    Figure,
    Json,
    PartyView,
    PlaceView,
    SourceView,
    Speaker,
)
from events.model import Article as ExtractedArticle
from events.model import Mention as ExtractedMention


def from_mention(
    article: ExtractedArticle, mention: ExtractedMention, change: ChangeName = "new"
) -> ChangeView:
    """A mention as rules would see it if nothing were known before."""
    said = mention.to_json()
    return ChangeView(
        event="",
        kind=mention.kind,
        change=change,
        title=mention.title,
        actors=parties(said["actors"]),
        recipients=parties(said["recipients"]),
        places=places(said["places"]),
        quantities=figures(said["quantities"]),
        status=mention.status,
        assertion=mention.assertion,
        attribution=speakers(said["attribution"]),
        date=date_view(said["date"]),
        text=join_text(article.title, article.body),
        evidence=tuple(item.text for item in mention.evidence),
        source=SourceView(article.source, article.source, article.country, article.language),
        reported=article.published,
        seen=article.published,
        headline=article.title,
        group=article.id,
    )


def join_text(title: str, body: str) -> str:
    """Title and body as one text to search; the blank line keeps phrases from spanning both."""
    return f"{title}\n\n{body}"


def parties(rows: Iterable[Json]) -> tuple[PartyView, ...]:
    """Actors or recipients from their JSON form."""
    return tuple(PartyView(_text(r, "name"), _text(r, "country"), _text(r, "sector")) for r in rows)


def places(rows: Iterable[Json]) -> tuple[PlaceView, ...]:
    """Places from their JSON form."""
    return tuple(
        PlaceView(
            _text(row, "name"),
            _text(row, "country"),
            row.get("lat"),
            row.get("lon"),
            _text(row, "role"),
            _text(row, "precision"),
        )
        for row in rows
    )


def figures(rows: Iterable[Json]) -> tuple[Figure, ...]:
    """Quantities from their JSON form."""
    return tuple(figure(row) for row in rows)


def figure(row: Json) -> Figure:
    """One quantity from its JSON form."""
    return Figure(
        row.get("value"),
        _text(row, "unit"),
        _text(row, "role"),
        _text(row, "qualifier") or "exact",
        row.get("low"),
        row.get("high"),
        _text(row, "text"),
    )


def speakers(rows: Iterable[Json]) -> tuple[Speaker, ...]:
    """Who says so, from the JSON form."""
    return tuple(Speaker(_text(row, "speaker"), _text(row, "cue")) for row in rows)


def date_view(row: Json) -> DateView:
    """An event's date from its JSON form; what is open is shown open."""
    return DateView(
        None if row.get("open_start") else row.get("start"),
        None if row.get("open_end") else row.get("end"),
        _text(row, "precision") or "day",
        _text(row, "edtf"),
        bool(row.get("approx")),
    )


def _text(row: Json, key: str) -> str:
    return str(row.get(key) or "")
