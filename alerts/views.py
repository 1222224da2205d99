"""Change views from what other parts know: rows of the timeline, or a mention just extracted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from alerts.model import (
    CHANGE_NAMES,
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
from storage.models import Article, ArticleRevision, Event, EventChange, Mention, Source


def from_rows(
    change: EventChange,
    event: Event,
    mention: Mention | None,
    article: Article | None,
    revision: ArticleRevision | None,
    source: Source | None,
) -> ChangeView | None:
    """A change as rules see it; None for those no rule sees (merges, splits).

    What was said comes from the mention that made the change; without one, from the event.
    """
    name = CHANGE_NAMES.get(change.change)
    if name is None:
        return None
    said: Any = mention or event
    title, text = _wording(article, revision)
    return ChangeView(
        event=event.id,
        kind=event.kind,
        change=name,
        title=event.title or said.title,
        actors=parties(said.actors or event.actors),
        recipients=parties(said.recipients or event.recipients),
        places=places(said.places or event.places),
        quantities=figures(mention.quantities if mention else ()),
        status=said.status,
        assertion=said.assertion,
        attribution=speakers(said.attribution),
        date=date_view(said.date) if said.date else _event_date(event),
        text=join_text(title, text),
        evidence=tuple(str(item.get("text", "")) for item in mention.evidence) if mention else (),
        source=_source(source),
        reported=article.published_at if article else event.first_reported_at,
        seen=article.first_seen_at if article else event.first_seen_at,
        headline=title,
        url=(article.url or article.canonical_url) if article else "",
        reach=event.reach,
        texts=event.texts,
        origins=event.origins,
        diff=change.diff,
        change_id=change.id or 0,
        group=_group(change, mention, article),
    )


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


def _event_date(event: Event) -> DateView:
    return DateView(event.start, event.end, event.precision, event.edtf)


def _wording(article: Article | None, revision: ArticleRevision | None) -> tuple[str, str]:
    """The article as it read when the change was made, which later revisions do not alter."""
    told: Article | ArticleRevision | None = revision or article
    return (told.title, told.text) if told else ("", "")


def _source(source: Source | None) -> SourceView:
    if source is None:
        return SourceView()
    return SourceView(source.name, source.publisher, source.country, source.language)


def _group(change: EventChange, mention: Mention | None, article: Article | None) -> str:
    """Changes of one group are told in one alert: those of a story, else of one article revision."""
    if article is None:
        return f"event:{change.event}"
    if article.story:
        return f"story:{article.story}"
    return f"article:{article.id}@{mention.revision if mention else article.revision}"


def _text(row: Json, key: str) -> str:
    return str(row.get(key) or "")
