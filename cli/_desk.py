"""Reads, groups and merges one article after another, as the live cycle does, in memory."""

from __future__ import annotations

from cli._scratch import ScratchTimeline
from events.extract import extract
from events.model import Article, Json
from events.stories import Grouping


class Desk:
    """Articles in the order of publication; one that comes again under its id is an edit."""

    def __init__(self) -> None:
        self._timeline = ScratchTimeline()

    def answer(self, article: Article, *, with_reasons: bool = False) -> Json:
        """{"id", "copy", "story", "cluster", "events"}, and "why" where reasons are wanted."""
        told = self._timeline.add(article, extract(article))
        found = told.grouping
        row = {
            "id": article.id,
            "copy": found.copy,
            "story": found.story,
            "cluster": found.cluster,
            "events": told.events,
        }
        return row | {"why": _reasons(found)} if with_reasons else row


def _reasons(found: Grouping) -> dict[str, str]:
    why = found.why
    return {
        "copy": why.copy.in_words(),
        "story": why.story.in_words(),
        "cluster": why.cluster.in_words(),
    }
