"""Rows of the active window: clusters found by their terms, texts found by their shingles.

Every statement goes through a primary key or an index on what is active, never over what is only kept.
Writers hold the lock on merging.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, text

from storage.story_models import (
    active_cluster,
    active_story,
    active_term,
    active_term_size,
    copy_key,
    copy_shingle,
    copy_text,
)

Row = dict[str, Any]

_CLUSTER = active_cluster.c
_TEXT = copy_text.c
_PUT_STORY = text(
    "INSERT INTO active_story (id, first, last, clusters) "
    "VALUES (:id, :first, :last, :clusters) ON CONFLICT (id) DO UPDATE SET "
    "first = excluded.first, last = excluded.last, clusters = excluded.clusters"
)
_FIND = text("INSERT INTO active_term (term, cluster) VALUES (:term, :cluster)")
_COUNT = text(
    "INSERT INTO active_term_size (term, clusters) VALUES (:term, 1) "
    "ON CONFLICT (term) DO UPDATE SET clusters = active_term_size.clusters + 1"
)
_LOSE = text("DELETE FROM active_term WHERE term = :term AND cluster = :cluster")
_DISCOUNT = text("UPDATE active_term_size SET clusters = clusters - 1 WHERE term = :term")
_DROP_EMPTY = text("DELETE FROM active_term_size WHERE term = :term AND clusters < 1")
_PUT_KEY = text(
    'INSERT INTO copy_key ("key", "text") VALUES (:key, :text) '
    'ON CONFLICT ("key") DO UPDATE SET "text" = excluded."text"'
)
_PUT_SHINGLE = text('INSERT INTO copy_shingle (shingle, "text") VALUES (:shingle, :text)')
_LOSE_SHINGLE = text('DELETE FROM copy_shingle WHERE shingle = :shingle AND "text" = :text')

_SIZES = select(active_term_size.c.term, active_term_size.c.clusters).where(
    active_term_size.c.term.in_(bindparam("terms", expanding=True))
)
_HOLDERS = select(active_term.c.term, active_term.c.cluster).where(
    active_term.c.term.in_(bindparam("terms", expanding=True))
)
_IDS = select(_CLUSTER.n, _CLUSTER.id).where(_CLUSTER.n.in_(bindparam("numbers", expanding=True)))
_BY_NUMBER = select(active_cluster).where(_CLUSTER.n.in_(bindparam("numbers", expanding=True)))
_BY_ID = select(active_cluster).where(_CLUSTER.id == bindparam("id"))
_IDLE = select(active_cluster).where(_CLUSTER.last < bindparam("before")).order_by(_CLUSTER.last, _CLUSTER.n)
_STORY = select(active_story).where(active_story.c.id == bindparam("id"))
_TEXT_OF_KEY = (
    select(_TEXT.copy_group)
    .join(copy_key, copy_key.c.text == _TEXT.n)
    .where(copy_key.c.key == bindparam("key"))
)
_TEXT_OF_GROUP = select(copy_text).where(_TEXT.copy_group == bindparam("group"))
_SHINGLE_SIZES = (
    select(copy_shingle.c.shingle, func.count())
    .where(copy_shingle.c.shingle.in_(bindparam("shingles", expanding=True)))
    .group_by(copy_shingle.c.shingle)
)
_HITS = func.count().label("hits")
_SHARING = (
    select(copy_shingle.c.text, _HITS)
    .where(copy_shingle.c.shingle.in_(bindparam("shingles", expanding=True)))
    .group_by(copy_shingle.c.text)
)
_TEXTS = select(copy_text).where(_TEXT.n.in_(bindparam("numbers", expanding=True)))
_GROUPS = select(_TEXT.n, _TEXT.copy_group).where(_TEXT.n.in_(bindparam("numbers", expanding=True)))
_IDLE_TEXTS = select(_TEXT.n, _TEXT.found_by).where(_TEXT.last < bindparam("before"))


class ActiveRows:
    """The rows of the active window, on the connection of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def term_sizes(self, terms: Sequence[int]) -> dict[int, int]:
        """How many clusters each of `terms` leads to; terms that lead nowhere are left out."""
        return dict(self._pairs(_SIZES, terms=terms))

    def holders(self, terms: Sequence[int]) -> list[tuple[int, int]]:
        """(term, cluster number) for every cluster that one of `terms` leads to."""
        return self._pairs(_HOLDERS, terms=terms)

    def cluster_ids(self, numbers: Sequence[int]) -> dict[int, str]:
        """The ids of clusters by number."""
        return dict(self._pairs(_IDS, numbers=numbers))

    def clusters(self, numbers: Sequence[int]) -> list[Row]:
        """Clusters by number, in no order."""
        return self._rows(_BY_NUMBER, numbers=numbers) if numbers else []

    def cluster(self, cluster_id: str) -> Row | None:
        """A cluster by its id."""
        return next(iter(self._rows(_BY_ID, id=cluster_id)), None)

    def idle_clusters(self, before: float) -> list[Row]:
        """Clusters without an article since `before`, the oldest first."""
        return self._rows(_IDLE, before=before)

    def story(self, story_id: str) -> Row | None:
        """A storyline by its id."""
        return next(iter(self._rows(_STORY, id=story_id)), None)

    def put_story(self, row: Mapping[str, Any]) -> None:
        """Insert or replace a storyline."""
        self._connection.execute(_PUT_STORY, dict(row))

    def drop_story(self, story_id: str) -> None:
        """Forget a storyline."""
        self._connection.execute(delete(active_story).where(active_story.c.id == story_id))

    def add_cluster(self, row: Row) -> int:
        """Insert a cluster and give its number."""
        inserted = self._connection.execute(active_cluster.insert().returning(_CLUSTER.n), row)
        return int(inserted.scalar_one())

    def change_cluster(self, number: int, row: Row) -> None:
        """Replace the values of a cluster."""
        self._connection.execute(active_cluster.update().where(_CLUSTER.n == number), row)

    def find_by(self, number: int, terms: Sequence[int]) -> None:
        """Let a cluster be found by `terms`, which did not lead to it before."""
        if terms:
            self._connection.execute(_FIND, [{"term": term, "cluster": number} for term in terms])
            self._connection.execute(_COUNT, [{"term": term} for term in terms])

    def drop_cluster(self, number: int, terms: Sequence[int]) -> None:
        """Forget a cluster and the terms that led to it."""
        self._connection.execute(delete(active_cluster).where(_CLUSTER.n == number))
        if terms:
            self._connection.execute(_LOSE, [{"term": term, "cluster": number} for term in terms])
            self._connection.execute(_DISCOUNT, [{"term": term} for term in terms])
            self._connection.execute(_DROP_EMPTY, [{"term": term} for term in terms])

    def group_of_key(self, key: str) -> str | None:
        """The copy group of a text with exactly these words."""
        return self._connection.execute(_TEXT_OF_KEY, {"key": key}).scalar()

    def copy_text(self, group: str) -> Row | None:
        """The text of a copy group."""
        return next(iter(self._rows(_TEXT_OF_GROUP, group=group)), None)

    def texts_sharing(self, shingles: Sequence[int], limit: int) -> list[Row]:
        """The texts that most of `shingles` lead to; of equals, those of the smaller group."""
        if not shingles:
            return []
        hits = dict(self._pairs(_SHARING, shingles=shingles))
        least = min(sorted(hits.values(), reverse=True)[:limit], default=0)
        groups = dict(self._pairs(_GROUPS, numbers=[n for n, count in hits.items() if count >= least]))
        best = sorted(groups, key=lambda number: (-hits[number], groups[number]))[:limit]
        rows = {row["n"]: row for row in self._rows(_TEXTS, numbers=best)} if best else {}
        return [rows[number] for number in best]

    def shingle_sizes(self, shingles: Sequence[int]) -> dict[int, int]:
        """How many texts each of `shingles` leads to."""
        return dict(self._pairs(_SHINGLE_SIZES, shingles=shingles)) if shingles else {}

    def add_text(self, row: Row) -> int:
        """Insert the text of a copy group and give its number."""
        inserted = self._connection.execute(copy_text.insert().returning(_TEXT.n), row)
        return int(inserted.scalar_one())

    def change_text(self, group: str, row: Row) -> None:
        """Change values of a text."""
        self._connection.execute(copy_text.update().where(_TEXT.copy_group == group), row)

    def find_text_by(self, number: int, key: str, shingles: Iterable[int]) -> None:
        """Let a text be found by an exact key, and by shingles that did not lead to it before."""
        self._connection.execute(_PUT_KEY, {"key": key, "text": number})
        rows = [{"shingle": shingle, "text": number} for shingle in shingles]
        if rows:
            self._connection.execute(_PUT_SHINGLE, rows)

    def idle_texts(self, before: float) -> list[tuple[int, bytes]]:
        """(number, packed shingles that lead to it) of texts without a copy since `before`."""
        return self._pairs(_IDLE_TEXTS, before=before)

    def drop_text(self, number: int, shingles: Iterable[int]) -> None:
        """Forget a text, its keys and the shingles that led to it."""
        self._connection.execute(delete(copy_text).where(_TEXT.n == number))
        self._connection.execute(delete(copy_key).where(copy_key.c.text == number))
        rows = [{"shingle": shingle, "text": number} for shingle in shingles]
        if rows:
            self._connection.execute(_LOSE_SHINGLE, rows)

    def _rows(self, statement: Any, **parameters: Any) -> list[Row]:
        return [dict(row) for row in self._connection.execute(statement, parameters).mappings()]

    def _pairs(self, statement: Any, **parameters: Any) -> list[tuple[Any, Any]]:
        return [(row[0], row[1]) for row in self._connection.execute(statement, parameters)]
