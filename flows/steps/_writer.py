"""Writes what one article revision tells into the timeline, inside one transaction.

Every change keeps the columns it altered, so the timeline can be shown as it stood; every mention keeps
the decision that placed it, so the timeline can say why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime

from sqlmodel import Session, select

from events.fold import EventState, Origin, Provenance, fold, mint, retold
from events.merge import RETOLD, Change, Decision, contradicted, corrected, decide, family, in_words
from events.model import Json, Mention
from events.origins import credited, origins_of
from events.relations import are_one, bridged, denials_of, kinds_linked, links_of, merged
from flows.steps._edits import (
    Earlier,
    Figures,
    difference,
    figures_of,
    others_tell,
    standing_claims,
    withdraw,
)
from storage import articles, timeline
from storage.event_index import actor_tags
from storage.models import Article, Event, EventChange, EventLink, Source
from storage.models import Mention as MentionRow
from storage.moves import are_told_apart, merge_into, tellers
from storage.patches import as_patch, columns_of


class Writer:
    """Joins each mention of an article revision to its event, or mints one."""

    def __init__(
        self, session: Session, article: Article, source: Source, extractor: str, now: datetime
    ) -> None:
        self._session = session
        self._article = article
        self._extractor = extractor
        self._now = now
        self._source = source
        self._publisher = credited(article.text) or source.publisher
        self._full_text = articles.is_late_full_text(session, article)

    def write(self, mentions: Sequence[Mention]) -> list[str]:
        """The change each mention made. Mentions of one revision never join each other."""
        own = self._told_before()
        dropped = self._dropped(mentions, own)
        taken: list[str] = []
        changes: list[str] = []
        for ordinal, mention in enumerate(mentions):
            event_id, change = self._place(ordinal, mention, own, frozenset(taken), dropped)
            taken.append(event_id)
            dropped.pop(event_id, None)
            changes.append(change)
        for statement, denied in denials_of(mentions):
            self._link(taken[statement], "denies", taken[denied], "the statement denies it")
        for earlier in dropped.values():
            changes.append(self._withdraw(earlier))
        return changes

    def foresee(self, mentions: Sequence[Mention]) -> list[str]:
        """The change each mention would make; nothing is written."""
        own = self._told_before()
        dropped = self._dropped(mentions, own)
        taken: set[str] = set()
        changes: list[str] = []
        for ordinal, mention in enumerate(mentions):
            _, decision = self._decide(mention, self._origin(ordinal), own, frozenset(taken), dropped)
            taken |= {decision.event_id} if decision.event_id else set()
            changes.append(decision.change)
        return changes

    def _dropped(self, mentions: Sequence[Mention], own: Mapping[str, Figures]) -> dict[str, Earlier]:
        """What earlier revisions told of and no mention of this one joins, by event."""
        if not own:
            return {}
        told: set[str] = set()
        for ordinal, mention in enumerate(mentions):
            _, decision = self._decide(mention, self._origin(ordinal), own, frozenset(told), {})
            told |= {decision.event_id} if decision.event_id else set()
        earlier = standing_claims(self._session, self._article)
        return {one.event: one for one in earlier if one.event not in told and not one.is_outgrown(mentions)}

    def _decide(
        self,
        mention: Mention,
        origin: Origin,
        own: Mapping[str, Figures],
        taken: frozenset[str],
        dropped: Mapping[str, Earlier],
    ) -> tuple[dict[str, Event], Decision]:
        actors = actor_tags(actor.to_json() for actor in mention.actors)
        rows = timeline.candidates(self._session, sorted(family(mention.kind)), actors, self._now)
        known = [state_of(row) for row in rows if row.id not in taken]
        decision = decide(mention, origin, known, own)
        found = {row.id: row for row in rows}
        if decision.event_id is not None or not dropped:
            return found, decision
        return self._as_edit(mention, origin, decision, found, dropped)

    def _as_edit(
        self,
        mention: Mention,
        origin: Origin,
        decision: Decision,
        rows: dict[str, Event],
        dropped: Mapping[str, Earlier],
    ) -> tuple[dict[str, Event], Decision]:
        """A mention that contradicts what only its article told corrects it; what others tell stays."""
        events = {name: self._session.get_one(Event, name) for name in dropped}
        states = {name: state_of(event) for name, event in events.items()}
        rival = contradicted(mention, origin, list(states.values()))
        if rival is None:
            return rows, decision
        if others_tell(self._session, events[rival.event_id], self._article.id or 0):
            return rows, replace(decision, splits=rival.event_id)
        name = rival.event_id
        return rows | {name: events[name]}, corrected(decision, rival, mention, states[name])

    def _withdraw(self, earlier: Earlier, into: str = "") -> str:
        """The change that an event undergoes of which this article tells no more."""
        before = columns_of(self._session.get_one(Event, earlier.event))
        event = withdraw(self._session, self._article, self._publisher, earlier, self._now)
        diff = difference(before, event)
        change: Change = "corrected" if diff else "none"
        why = "an article that told of it was edited and tells of it no more"
        if into:
            diff, why = {"from": event.id, "into": into, **diff}, f"{why}, but of {into}"
        self._record(event, None, "split" if into else change, diff, as_patch(before, columns_of(event)), why)
        return "split" if into else change

    def _place(
        self,
        ordinal: int,
        mention: Mention,
        own: Mapping[str, Figures],
        taken: frozenset[str],
        dropped: dict[str, Earlier],
    ) -> tuple[str, str]:
        origin = self._origin(ordinal)
        rows, decision = self._decide(mention, origin, own, taken, dropped)
        if decision.event_id is None:
            before: Json = {}
            event = self._minted(mention, origin)
        else:
            event = rows[decision.event_id]
            before = columns_of(event)
            self._fold(event, mention, origin, decision, own.get(event.id, frozenset()))
        timeline.keep_active(self._session, event, self._now)
        patch = as_patch(before, columns_of(event))
        row = self._add_mention(ordinal, mention, event.id, decision)
        self._add_change(event, row, decision, patch)
        if decision.event_id is None:
            self._relate(event)
            if decision.splits:
                self._split(event, dropped.pop(decision.splits))
            return event.id, decision.change
        kept = self._unite(event, mention.kind, decision, rows)
        return kept.id, decision.change

    def _link(self, event: str, kind: str, other: str, why: str) -> None:
        known = select(EventLink.id).where(
            EventLink.event == event, EventLink.other == other, EventLink.kind == kind
        )
        if event == other or self._session.exec(known).first() is not None:
            return
        self._session.add(EventLink(event=event, other=other, kind=kind, why=why, at=self._now))
        self._session.flush()

    def _relate(self, event: Event) -> None:
        """Say what a new event is to those known: part of a plan, the reverse of a move."""
        kinds = kinds_linked(event.kind)
        if not kinds:
            return
        rows = timeline.candidates(self._session, sorted(kinds), actor_tags(event.actors), self._now)
        known = [state_of(row) for row in rows if row.id != event.id]
        for link in links_of(state_of(event), known):
            self._link(link.event, link.kind, link.other, link.why)

    def _split(self, event: Event, earlier: Earlier) -> None:
        """The edited article tells of an event of its own from now on; what others tell keeps the id."""
        why = "its article told of it as the same before it was edited"
        self._link(event.id, "split_from", earlier.event, why)
        self._withdraw(earlier, into=event.id)

    def _unite(self, event: Event, kind: str, decision: Decision, rows: Mapping[str, Event]) -> Event:
        """A mention that fits two events may show that they are one; the older id stays."""
        for rival in bridged(decision, kind):
            other = rows[rival.event_id]
            apart = are_told_apart(self._session, event.id, other.id)
            if apart or event.story != other.story or not are_one(state_of(event), state_of(other)):
                continue
            kept, gone = sorted((event, other), key=lambda e: (e.first_seen_at, e.id))
            reach, texts = tellers(self._session, [kept.id, gone.id])
            state = merged(state_of(kept), state_of(gone), reach=reach, texts=texts)
            why = f"one happening with {gone.id}: an article fits both, {in_words(rival.terms)}"
            merge_into(self._session, kept, gone, asdict(state), why, rival.to_json(), self._now)
            timeline.keep_active(self._session, kept, self._now)
            return kept
        return event

    def _minted(self, mention: Mention, origin: Origin) -> Event:
        event = Event(**asdict(mint(mention, origin)), story=self._article.story)
        self._session.add(event)
        self._session.flush()
        return event

    def _fold(
        self,
        event: Event,
        mention: Mention,
        origin: Origin,
        decision: Decision,
        withdrawn: Figures,
    ) -> None:
        before = self._known_origins(state_of(event))
        told_by = self._provenance(event, decision, withdrawn)
        state = fold(before, mention, origin, decision.change, told_by)
        is_alone = told_by.same_article and before.reach == 1
        rewritten = decision.change == "corrected" and not decision.diff.keys().isdisjoint(RETOLD.values())
        if rewritten or (self._full_text and decision.change != "denied" and is_alone):
            state = retold(state, mention)
        for field in fields(EventState):
            setattr(event, field.name, getattr(state, field.name))

    def _known_origins(self, state: EventState) -> EventState:
        """With the names behind the count, which events of older versions do not have."""
        if state.origin_names or state.standing == "retracted":
            return state
        told = timeline.speakers_and_publishers(self._session, state.id)
        names = frozenset().union(*(origins_of(speakers, publisher) for speakers, publisher in told))
        return replace(state, origin_names=sorted(names))

    def _provenance(self, event: Event, decision: Decision, withdrawn: Figures) -> Provenance:
        article = self._article
        assert article.id is not None
        return Provenance(
            same_article=timeline.is_told_by(self._session, event.id, article.id),
            same_text=timeline.is_told_by_copy(self._session, event.id, article),
            own_figures=self._own_figures(event, withdrawn) if decision.change == "corrected" else withdrawn,
        )

    def _own_figures(self, event: Event, withdrawn: Figures) -> Figures:
        """Of the figures that earlier revisions gave, those that no other article gave."""
        mentions = timeline.mentions_of(self._session, [event.id])
        others = [
            figures_of(row)
            for row in mentions
            if row.article != self._article.id and row.withdrawn_at is None
        ]
        return withdrawn - frozenset().union(*others)

    def _origin(self, ordinal: int) -> Origin:
        article = self._article
        assert article.id is not None
        return Origin(
            key=f"{self._source.name}|{article.key}|{article.revision}|{ordinal}",
            article=article.id,
            publisher=self._publisher,
            copy_group=article.copy_group or "",
            reported=article.published_at or article.first_seen_at,
            seen=self._now,
        )

    def _told_before(self) -> dict[str, Figures]:
        """The events earlier revisions of this article told of, with the figures they gave."""
        assert self._article.id is not None
        told: dict[str, Figures] = {}
        if self._article.revision == 1:
            return told
        for row in timeline.mentions_of_article(self._session, self._article.id):
            if row.event:
                told[row.event] = told.get(row.event, frozenset()) | figures_of(row)
        return told

    def _add_mention(self, ordinal: int, mention: Mention, event_id: str, decision: Decision) -> MentionRow:
        values = mention.to_json()
        assert self._article.id is not None
        row = MentionRow(
            **{name: values[name] for name in values if name not in ("plover", "cameo", "acled")},
            article=self._article.id,
            revision=self._article.revision,
            ordinal=ordinal,
            event=event_id,
            decision=decision.to_json(),
            extractor=self._extractor,
            seen_at=self._now,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def _add_change(self, event: Event, mention: MentionRow, decision: Decision, patch: Json) -> None:
        change = decision.change
        self._record(event, mention.id, change, decision.diff, patch, decision.why)

    def _record(
        self, event: Event, mention: int | None, change: Change, diff: Json, patch: Json, why: str
    ) -> None:
        """What is no change to a rule is kept as "edited" where it changed what the timeline shows."""
        if change == "none" and patch.keys() <= {"updated_at"}:
            return
        waiting = "backlog" if self._article.backlog else "pending"
        timeline.add_change(
            self._session,
            EventChange(
                event=event.id,
                change="edited" if change == "none" else change,
                mention=mention,
                article=self._article.id,
                diff=diff,
                patch=patch,
                why=why,
                at=self._now,
                state="matched" if change in ("none", "split") else waiting,
            ),
        )


def state_of(row: Event) -> EventState:
    """A stored event as `events.fold` takes it."""
    return EventState(**{field.name: getattr(row, field.name) for field in fields(EventState)})
