"""Reads, groups and merges one article after another, as the live cycle does, in memory."""

from __future__ import annotations

from dataclasses import dataclass

from cli._scratch import ScratchTimeline
from events.extract import extract
from events.model import Article, Json, Mention
from events.stories import Grouper, Grouping, Item, slots_of


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is remembered of an article: how often it came, and its cluster."""

    revisions: int = 0
    cluster: str = ""


class Desk:
    """Articles in the order of publication; one that comes again under its id is an edit."""

    def __init__(self) -> None:
        self._grouper = Grouper()
        self._timeline = ScratchTimeline()
        self._seen: dict[str, _Seen] = {}

    def answer(self, article: Article, *, with_reasons: bool = False) -> Json:
        """{"id", "copy", "story", "cluster", "events"}, and "why" where reasons are wanted."""
        before = self._seen.get(article.id) or _Seen()
        key = f"{article.id}#{before.revisions}" if before.revisions else article.id
        extraction = extract(article)
        found = self._grouper.add(_item(article, key, extraction.mentions, before.cluster))
        self._seen[article.id] = _Seen(before.revisions + 1, found.cluster)
        row = {
            "id": article.id,
            "copy": found.copy,
            "story": found.story,
            "cluster": found.cluster,
            "events": self._timeline.add(article, extraction),
        }
        return row | {"why": _reasons(found)} if with_reasons else row


def _item(article: Article, key: str, mentions: tuple[Mention, ...], before: str) -> Item:
    slots = slots_of(article.title, article.body, mentions)
    return Item(key, article.title, article.body, article.published, slots, before)


def _reasons(found: Grouping) -> dict[str, str]:
    why = found.why
    return {
        "copy": why.copy.in_words(),
        "story": why.story.in_words(),
        "cluster": why.cluster.in_words(),
    }
