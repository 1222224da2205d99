"""Step 2: read waiting articles and write what they tell into the timeline."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from sqlmodel import Session, col, select

from clock import Clock
from events.extract import Extractor
from events.fold import EventState, Origin, Provenance, fold, mint, origins_of, retold
from events.merge import Decision, decide, family
from events.model import Article as ArticleText
from events.model import Extraction, Mention
from events.stories import Grouper
from flows.steps.grouping import group
from storage import articles, timeline
from storage.database import Database
from storage.models import Article, Event, EventChange, Source
from storage.models import Mention as MentionRow

Figures = frozenset[tuple[str, float]]

BATCH = 50
LEASE = timedelta(minutes=5)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ExtractReport:
    """How many articles were read, events minted, and changes written."""

    articles: int = 0
    events: int = 0
    changes: int = 0

    def plus(self, other: ExtractReport) -> ExtractReport:
        return ExtractReport(
            self.articles + other.articles, self.events + other.events, self.changes + other.changes
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in an article, before any of it is written."""

    article: Article
    source: Source
    extraction: Extraction
    extractor: str


# What shall become of an article's page: read before the article is written, or after it, or not at all.
PageWish = Literal["first", "later", "none"]
# Decides it, given a reading and a way to learn how each of its mentions would change the timeline.
Judge = Callable[[Reading, Callable[[], list[str]]], PageWish]


def extract_pending(
    database: Database,
    extractor: Extractor,
    clock: Clock,
    *,
    owner: str,
    judge: Judge = lambda _reading, _foresee: "none",
) -> ExtractReport:
    """Read every waiting article, oldest first. An article that cannot be read is marked, not lost.

    A reading for which `judge` wants the page first is not written here and stays leased: it is up to
    whoever judges to write it.
    """

    def take(article: Article, source: Source) -> ExtractReport:
        reading = _read(database, extractor, article, source)
        if reading is None:
            return ExtractReport(articles=1)
        wish = judge(reading, partial(_foresee, database, reading, clock.now()))
        if wish == "first":
            return ExtractReport()
        return _write_now(database, reading, clock.now(), page_later=wish == "later")

    report = ExtractReport()
    while True:
        with database.write() as session:
            batch = articles.claim_pending(session, clock.now(), owner=owner, lease=LEASE, limit=BATCH)
            sources = sources_of(session, batch)
        if not batch:
            return report
        for article in batch:
            report = report.plus(take(article, sources[article.source]))


def sources_of(session: Session, batch: Sequence[Article]) -> dict[int, Source]:
    """The sources of articles, by id."""
    ids = {article.source for article in batch}
    return {s.id: s for s in session.exec(select(Source).where(col(Source.id).in_(ids))) if s.id is not None}


def read(extractor: Extractor, article: Article, source: Source) -> Reading:
    """What an article says. Raises whatever the extractor raises."""
    extraction = extractor.extract(as_text(article, source))
    return Reading(article, source, extraction, f"{extractor.name}/{extractor.version}")


def write(session: Session, reading: Reading, now: datetime, grouper: Grouper | None = None) -> ExtractReport:
    """Write a reading into the timeline, unless its article was edited or written meanwhile.

    The caller holds the lock on merging. `grouper` remembers elsewhere than in the database.
    """
    article = reading.article
    if not articles.finish(session, article, state="extracted"):
        return ExtractReport()
    group(session, article, reading.source, reading.extraction.mentions, now, grouper)
    return _Writer(session, reading, now).write(reading.extraction)


def _read(database: Database, extractor: Extractor, article: Article, source: Source) -> Reading | None:
    """None where the article cannot be read, which is then recorded."""
    try:
        return read(extractor, article, source)
    except Exception as error:
        log.exception("article %s from %s could not be read", article.id, source.name)
        with database.write() as session:
            articles.finish(session, article, state="failed", reason=f"{type(error).__name__}: {error}")
        return None


def _write_now(database: Database, reading: Reading, now: datetime, *, page_later: bool) -> ExtractReport:
    with database.write() as session:
        database.lock_merging(session)
        if page_later:
            articles.want_page(session, reading.article)
        return write(session, reading, now)


def _foresee(database: Database, reading: Reading, now: datetime) -> list[str]:
    with database.read() as session:
        return _Writer(session, reading, now).foresee(reading.extraction)


class _Writer:
    """Writes the mentions of one article revision inside one transaction."""

    def __init__(self, session: Session, reading: Reading, now: datetime) -> None:
        self._session = session
        self._article = reading.article
        self._source = reading.source
        self._extractor = reading.extractor
        self._now = now
        self._full_text = articles.is_late_full_text(session, reading.article)

    def write(self, extraction: Extraction) -> ExtractReport:
        """Join each mention to its event, or mint one. Mentions of one revision never join each other."""
        own = self._told_before()
        taken: set[str] = set()
        decisions = []
        for ordinal, mention in enumerate(extraction.mentions):
            event_id, decision = self._place(ordinal, mention, own, frozenset(taken))
            taken.add(event_id)
            decisions.append(decision)
        return ExtractReport(
            articles=1,
            events=sum(decision.change == "new" for decision in decisions),
            changes=sum(decision.change != "none" for decision in decisions),
        )

    def foresee(self, extraction: Extraction) -> list[str]:
        """The change each mention would make; nothing is written."""
        own = self._told_before()
        taken: set[str] = set()
        changes: list[str] = []
        for ordinal, mention in enumerate(extraction.mentions):
            _, decision = self._decide(mention, self._origin(ordinal), own, frozenset(taken))
            taken |= {decision.event_id} if decision.event_id else set()
            changes.append(decision.change)
        return changes

    def _decide(
        self, mention: Mention, origin: Origin, own: Mapping[str, Figures], taken: frozenset[str]
    ) -> tuple[dict[str, Event], Decision]:
        rows = timeline.candidates(self._session, family(mention.kind), self._now)
        known = [_state(row) for row in rows if row.id not in taken]
        return {row.id: row for row in rows}, decide(mention, origin, known, own)

    def _place(
        self, ordinal: int, mention: Mention, own: Mapping[str, Figures], taken: frozenset[str]
    ) -> tuple[str, Decision]:
        origin = self._origin(ordinal)
        rows, decision = self._decide(mention, origin, own, taken)
        withdrawn = own.get(decision.event_id or "", frozenset())
        event = self._event_after(mention, origin, decision, rows, withdrawn)
        row = self._add_mention(ordinal, mention, event.id)
        if decision.change != "none":
            self._add_change(event, row, decision)
        return event.id, decision

    def _event_after(
        self,
        mention: Mention,
        origin: Origin,
        decision: Decision,
        rows: dict[str, Event],
        withdrawn: Figures,
    ) -> Event:
        if decision.event_id is None:
            event = Event(**asdict(mint(mention, origin)), story=self._article.story)
            self._session.add(event)
            self._session.flush()
            return event
        event = rows[decision.event_id]
        told_by = provenance(self._session, event.id, withdrawn, origin.article)
        state = fold(_state(event), mention, origin, decision.change, told_by)
        if self._full_text and decision.change != "denied" and told_by.articles == {origin.article}:
            state = retold(state, mention)
        for field in fields(EventState):
            setattr(event, field.name, getattr(state, field.name))
        return event

    def _origin(self, ordinal: int) -> Origin:
        article = self._article
        assert article.id is not None
        return Origin(
            key=f"{self._source.name}|{article.key}|{article.revision}|{ordinal}",
            article=article.id,
            publisher=self._source.publisher,
            copy_group=article.copy_group or "",
            reported=article.published_at or article.first_seen_at,
            seen=self._now,
        )

    def _told_before(self) -> dict[str, Figures]:
        """The events earlier revisions of this article told of, with the figures they gave."""
        assert self._article.id is not None
        earlier = timeline.mentions_of_article(self._session, self._article.id)
        told: dict[str, Figures] = {}
        for row in earlier:
            if row.event:
                told[row.event] = told.get(row.event, frozenset()) | _figures_of(row)
        return told

    def _add_mention(self, ordinal: int, mention: Mention, event_id: str) -> MentionRow:
        values = mention.to_json()
        assert self._article.id is not None
        row = MentionRow(
            **{name: values[name] for name in values if name not in ("plover", "cameo", "acled")},
            article=self._article.id,
            revision=self._article.revision,
            ordinal=ordinal,
            event=event_id,
            extractor=self._extractor,
            seen_at=self._now,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def _add_change(self, event: Event, mention: MentionRow, decision: Decision) -> None:
        timeline.add_change(
            self._session,
            EventChange(
                event=event.id,
                change=decision.change,
                mention=mention.id,
                article=self._article.id,
                diff=decision.diff,
                why=decision.why,
                at=self._now,
                state="backlog" if self._article.backlog else "pending",
            ),
        )


def provenance(
    session: Session, event_id: str, figures: Figures = frozenset(), article: int = 0
) -> Provenance:
    """Who has told of an event, from its stored mentions.

    Of `figures`, which earlier revisions of `article` gave, those no other article gave are its own.
    """
    rows = session.exec(
        select(MentionRow, Article.copy_group, Source.publisher)
        .join(Article, col(Article.id) == col(MentionRow.article))
        .join(Source, col(Source.id) == col(Article.source))
        .where(MentionRow.event == event_id)
    ).all()
    origins = [origins_of((a["speaker"] for a in row.attribution), publisher) for row, _, publisher in rows]
    others = [_figures_of(row) for row, *_ in rows if row.article != article]
    return Provenance(
        articles=frozenset(row.article for row, *_ in rows),
        copy_groups=frozenset(group or "" for _, group, _ in rows),
        origins=frozenset().union(*origins),
        own_figures=figures - frozenset().union(*others),
    )


def _figures_of(row: MentionRow) -> Figures:
    return frozenset(
        (quantity["role"], float(quantity["value"]))
        for quantity in row.quantities
        if quantity["role"] and quantity["value"] is not None
    )


def as_text(article: Article, source: Source) -> ArticleText:
    """An article as the extractor takes it."""
    return ArticleText(
        id=str(article.id),
        title=article.title,
        body=article.text,
        published=article.published_at or article.first_seen_at,
        source=source.publisher,
        language=source.language,
        timezone=source.timezone,
        country=source.country,
    )


def _state(row: Event) -> EventState:
    return EventState(**{field.name: getattr(row, field.name) for field in fields(EventState)})
