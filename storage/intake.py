"""What polls brought, into the article tables: each entry once by its key, every edit as a revision.

Rows go in bulk and for many sources together: on a first poll the object layer costs four times as much,
and a statement costs more than the row it stores.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Protocol

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage._parts import in_parts
from storage._revisions import keep_revision
from storage.models import Article, ArticleRevision, Json

_ARTICLES = Article.__table__  # type: ignore[attr-defined]
_REVISIONS = ArticleRevision.__table__  # type: ignore[attr-defined]
_COPIED = (
    "key",
    "guid",
    "url",
    "canonical_url",
    "title",
    "text",
    "published_at",
    "published_raw",
    "content_hash",
)
_HOME_PAGE = re.compile("(?:https?://[^/]*/?)?")
_copied = attrgetter(*_COPIED)


class Entry(Protocol):
    """A feed entry ready to be stored; `key` identifies it inside its source."""

    @property
    def key(self) -> str: ...
    @property
    def guid(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def canonical_url(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def published_at(self) -> datetime | None: ...
    @property
    def published_raw(self) -> str: ...
    @property
    def date_flags(self) -> tuple[str, ...]: ...
    @property
    def content_hash(self) -> str: ...


Mark = Callable[[Article | Entry], str]
"""What two readings of one entry have in common; nothing where it tells nothing."""


@dataclass(frozen=True, slots=True)
class Stored:
    """How many entries were new, had changed, or came back under another key."""

    new: int = 0
    updated: int = 0
    moved: int = 0


@contextmanager
def intake(session: Session, now: datetime) -> Iterator[Intake]:
    """Entries of any number of sources, each added once; the new ones are inserted together at the end."""
    batch = Intake(session, now)
    yield batch
    batch.insert()


class Intake:
    """See `intake`."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now
        self._rows: list[Json] = []

    def add(
        self,
        source_id: int,
        entries: Iterable[Entry],
        *,
        backlog_before: datetime | None = None,
        quarantine: str = "",
        page: str = "",
    ) -> Stored:
        """Take what is new, add a revision where the content changed, leave the rest untouched.

        An entry whose key is new but whose text or address is that of an article that left the document is
        that article under another key. New articles published before `backlog_before`, or at an unknown
        time, are marked as backlog; `quarantine` is the reason to keep them unread; `page` is what shall
        become of the pages of new and edited articles.
        """
        session = self._session
        by_key = {entry.key: entry for entry in entries}
        has_articles = session.exec(select(Article.id).where(Article.source == source_id).limit(1)).first()
        known = _known(session, source_id, list(by_key)) if has_articles else {}
        moved = _moved(session, source_id, by_key, known) if has_articles else {}
        edited = [key for key, (_, content_hash) in known.items() if content_hash != by_key[key].content_hash]
        for article in _load(session, [known[key][0] for key in edited]):
            _revise(session, article, by_key[article.key], self._now, page)
        for key, article in moved.items():
            article.key, article.guid = key, by_key[key].guid
            if article.content_hash != by_key[key].content_hash:
                edited.append(key)
                _revise(session, article, by_key[key], self._now, page)
        fresh = [entry for key, entry in by_key.items() if key not in known and key not in moved]
        shared = {
            "source": source_id,
            "first_seen_at": self._now,
            "revision": 1,
            "page": page,
            "page_reason": "",
            "state": "quarantined" if quarantine else "pending",
            "state_reason": quarantine,
        }
        self._rows += [_row(entry, backlog_before) | shared for entry in fresh]
        return Stored(len(fresh), len(edited), len(moved))

    def insert(self) -> None:
        """The new articles and their first revisions."""
        if not self._rows:
            return
        connection = self._session.connection()
        newest = connection.execute(select(func.max(_ARTICLES.c.id))).scalar() or 0
        connection.execute(_ARTICLES.insert(), self._rows)
        columns = ("id", "revision", "title", "text", "content_hash", "first_seen_at")
        ours = select(*(_ARTICLES.c[name] for name in columns))
        # Only the holder of a source's lease inserts its articles, so those above `newest` are these.
        ours = ours.where(
            _ARTICLES.c.source.in_({row["source"] for row in self._rows}),
            _ARTICLES.c.first_seen_at == self._now,
            _ARTICLES.c.id > newest,
        )
        target = ("article", "revision", "title", "text", "content_hash", "seen_at")
        connection.execute(_REVISIONS.insert().from_select(target, ours))
        self._rows = []


def new_among(session: Session, source_id: int, entries: Iterable[Entry]) -> list[Entry]:
    """The entries that a source has not had yet, under this key or another."""
    by_key = {entry.key: entry for entry in entries}
    known = _known(session, source_id, list(by_key))
    moved = _moved(session, source_id, by_key, known)
    return [entry for key, entry in by_key.items() if key not in known and key not in moved]


def _row(entry: Entry, backlog_before: datetime | None) -> Json:
    row = dict(zip(_COPIED, _copied(entry), strict=True))
    row["date_flags"] = list(entry.date_flags)
    row["backlog"] = _is_backlog(entry, backlog_before)
    return row


def _known(session: Session, source_id: int, keys: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Id and content hash of the stored articles with these keys."""
    found: dict[str, tuple[int, str]] = {}
    for part in in_parts(keys):
        statement = select(Article.key, Article.id, Article.content_hash)
        rows = session.exec(statement.where(Article.source == source_id, col(Article.key).in_(part)))
        found.update({key: (article_id or 0, content_hash) for key, article_id, content_hash in rows})
    return found


def _moved(
    session: Session, source_id: int, by_key: Mapping[str, Entry], known: Collection[str]
) -> dict[str, Article]:
    """Stored articles that came back under a key of `by_key`, by that key; each article at most once."""
    strangers = [entry for key, entry in by_key.items() if key not in known]
    if not strangers:
        return {}
    addresses = [entry.canonical_url for entry in strangers if entry.canonical_url]
    hashes = [entry.content_hash for entry in strangers]
    rows = [
        *_where_in(session, source_id, Article.content_hash, hashes),
        *_where_in(session, source_id, Article.canonical_url, addresses),
    ]
    candidates = {article.id or 0: article for article in rows}
    # An article whose own key still stands in the document is another entry, whatever they share.
    left = [candidates[number] for number in sorted(candidates) if candidates[number].key not in by_key]
    found: dict[str, Article] = {}
    for mark in (_content, _own_address(by_key.values(), candidates.values())):
        pairs = _paired([entry for entry in strangers if entry.key not in found], left, mark)
        found |= pairs
        taken = {article.id for article in pairs.values()}
        left = [article for article in left if article.id not in taken]
    return found


def _paired(entries: Iterable[Entry], articles: Sequence[Article], mark: Mark) -> dict[str, Article]:
    """Articles by the keys of the entries that bear the same mark, each at most once, oldest first."""
    waiting: dict[str, list[Article]] = {}
    for article in reversed(articles):
        waiting.setdefault(mark(article), []).append(article)
    waiting.pop("", None)
    marked = ((entry.key, waiting.get(mark(entry))) for entry in entries)
    return {key: same.pop() for key, same in marked if same}


def _content(item: Article | Entry) -> str:
    return item.content_hash if item.title else ""


def _own_address(entries: Iterable[Entry], articles: Iterable[Article]) -> Mark:
    """The address, where nothing else in the document or the source ever had it.

    A home page, or a page of many short items, is the address of each of them and tells nothing.
    """
    uses = Counter(entry.canonical_url for entry in entries)
    stored = Counter(article.canonical_url for article in articles)

    def mark(item: Article | Entry) -> str:
        address = item.canonical_url
        shared = uses[address] > 1 or stored[address] > 1
        return "" if shared or _HOME_PAGE.fullmatch(address) else address

    return mark


def _where_in(session: Session, source_id: int, column: Any, values: Sequence[str]) -> list[Article]:
    found: list[Article] = []
    for part in in_parts(values):
        found += session.exec(select(Article).where(Article.source == source_id, col(column).in_(part)))
    return found


def _load(session: Session, ids: Sequence[int]) -> list[Article]:
    return [article for part in in_parts(ids) for article in session.exec(_by_ids(part))]


def _by_ids(ids: Sequence[int]) -> Any:
    return select(Article).where(col(Article.id).in_(ids))


def _is_backlog(entry: Entry, before: datetime | None) -> bool:
    if before is None:
        return False
    return entry.published_at is None or "missing" in entry.date_flags or entry.published_at < before


def _revise(session: Session, article: Article, entry: Entry, now: datetime, page: str) -> None:
    article.revision += 1
    article.page, article.page_reason = page, ""
    article.page_tries, article.page_next_at = 0, None
    article.title = entry.title
    article.text = entry.text
    article.url = entry.url
    article.canonical_url = entry.canonical_url
    article.content_hash = entry.content_hash
    # What changes after a source is known is news, also in an article of its backlog.
    article.backlog = False
    if article.state != "quarantined":
        article.state = "pending"
    article.lease = article.lease_until = None
    keep_revision(session, article, now)
