"""Articles and their revisions: stored once by key, every edit kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, text, update
from sqlmodel import Session, col, or_, select

from storage.models import PAGE_WANTED, WAITING, Article, ArticleRevision, Json

_ARTICLES = Article.__table__  # type: ignore[attr-defined]
_REVISIONS = ArticleRevision.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Entry:
    """A feed entry ready to be stored; `key` identifies it inside its source."""

    key: str
    guid: str
    url: str
    canonical_url: str
    title: str
    text: str
    published_at: datetime | None
    published_raw: str
    date_flags: tuple[str, ...]
    content_hash: str


_ENTRY_FIELDS = tuple(field.name for field in fields(Entry))


@dataclass(frozen=True, slots=True)
class Stored:
    """How many entries were new, had changed, or came back under another key."""

    new: int = 0
    updated: int = 0
    moved: int = 0


def store_entries(
    session: Session,
    source_id: int,
    entries: Iterable[Entry],
    now: datetime,
    *,
    backlog_before: datetime | None = None,
    quarantine: str = "",
    full_text: bool = False,
) -> Stored:
    """Insert what is new, add a revision where the content changed, leave the rest untouched.

    An entry whose key is new but whose text or address is that of an article that left the document is
    that article under another key. New articles published before `backlog_before`, or at an unknown
    time, are marked as backlog; `quarantine` is the reason to keep them unread; with `full_text` the
    pages of new and edited articles are wanted.
    """
    by_key = {entry.key: entry for entry in entries}
    has_articles = session.exec(select(Article.id).where(Article.source == source_id).limit(1)).first()
    known = _known(session, source_id, list(by_key)) if has_articles else {}
    moved = _moved(session, source_id, by_key, known) if has_articles else {}
    edited = [key for key, (_, content_hash) in known.items() if content_hash != by_key[key].content_hash]
    page = "wanted" if full_text else ""
    for article in _load(session, [known[key][0] for key in edited]):
        _revise(session, article, by_key[article.key], now, page)
    for key, article in moved.items():
        article.key, article.guid = key, by_key[key].guid
        if article.content_hash != by_key[key].content_hash:
            edited.append(key)
            _revise(session, article, by_key[key], now, page)
    fresh = [entry for key, entry in by_key.items() if key not in known and key not in moved]
    shared = {
        "source": source_id,
        "first_seen_at": now,
        "page": page,
        "page_reason": "",
        "state": "quarantined" if quarantine else "pending",
        "state_reason": quarantine,
        "revision": 1,
    }
    _insert(session, fresh, shared, backlog_before)
    return Stored(len(fresh), len(edited), len(moved))


def new_among(session: Session, source_id: int, entries: Iterable[Entry]) -> list[Entry]:
    """The entries whose keys a source has not had yet."""
    by_key = {entry.key: entry for entry in entries}
    known = _known(session, source_id, list(by_key))
    return [entry for key, entry in by_key.items() if key not in known]


def release(session: Session, source_id: int) -> int:
    """Let quarantined articles be read, as a backlog that raises no alerts; how many there were."""
    statement = (
        update(Article)
        .where(col(Article.source) == source_id, col(Article.state) == "quarantined")
        .values(state="pending", backlog=True)
    )
    return int(session.connection().execute(statement).rowcount)


def volume(session: Session, source_id: int, since: datetime) -> int:
    """How many articles of a source were first seen since an instant."""
    statement = select(func.count()).where(Article.source == source_id, col(Article.first_seen_at) >= since)
    return int(session.exec(statement).one())


def recent_addresses(session: Session, source_id: int, limit: int = 20) -> Sequence[str]:
    """The canonical addresses of a source's newest articles."""
    statement = (
        select(Article.canonical_url)
        .where(Article.source == source_id, col(Article.state) != "quarantined")
        .order_by(col(Article.first_seen_at).desc(), col(Article.id).desc())
        .limit(limit)
    )
    return session.exec(statement).all()


def claim_pending(
    session: Session, now: datetime, *, owner: str, lease: timedelta, limit: int
) -> list[Article]:
    """Articles waiting for extraction, oldest first, leased to `owner`."""
    return _claim(session, WAITING, now, owner, lease, limit)


def _claim(
    session: Session, condition: str, now: datetime, owner: str, lease: timedelta, limit: int
) -> list[Article]:
    waiting = (
        select(Article)
        .where(text(condition))
        .where(or_(col(Article.lease).is_(None), col(Article.lease_until) <= now))
        .order_by(col(Article.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = list(session.exec(waiting))
    for article in claimed:
        article.lease = owner
        article.lease_until = now + lease
    return claimed


def finish(session: Session, article: Article, *, state: str, reason: str = "") -> bool:
    """Close the extraction of this revision; False when it was edited or finished meanwhile."""
    statement = (
        update(Article)
        .where(col(Article.id) == article.id, col(Article.state) == "pending")
        .where(col(Article.revision) == article.revision)
        .values(
            state=state,
            state_reason=reason,
            lease=None,
            lease_until=None,
            copy_group=article.copy_group,
            story=article.story,
        )
        .execution_options(synchronize_session=False)
    )
    return bool(session.connection().execute(statement).rowcount)


def wanted_pages(
    session: Session, now: datetime, *, owner: str, lease: timedelta, limit: int
) -> list[Article]:
    """Articles whose pages shall be fetched, oldest first, leased to `owner`."""
    return _claim(session, PAGE_WANTED, now, owner, lease, limit)


def attach_page(session: Session, article: Article, full_text: str, reason: str) -> None:
    """Take over the full text of a page, or record in `reason` why there is none; the lease is given back.

    An article that was edited meanwhile keeps its new wording, and its page stays wanted.
    """
    current = session.get_one(Article, article.id)
    current.lease = current.lease_until = None
    if current.revision != article.revision:
        return
    current.page, current.page_reason = ("failed", reason) if reason else ("fetched", "")
    if reason or len(full_text) <= len(current.text):
        return
    current.text = full_text
    revision = select(ArticleRevision).where(
        ArticleRevision.article == article.id, ArticleRevision.revision == current.revision
    )
    session.exec(revision).one().text = full_text


def _known(session: Session, source_id: int, keys: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Id and content hash of the stored articles with these keys."""
    found: dict[str, tuple[int, str]] = {}
    for part in _parts(keys):
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
    for entry in strangers:
        article = next((a for a in left if _is_same(a, entry)), None)
        if article is not None:
            left.remove(article)
            found[entry.key] = article
    return found


def _is_same(article: Article, entry: Entry) -> bool:
    if article.content_hash == entry.content_hash and entry.title:
        return True
    return bool(entry.canonical_url) and article.canonical_url == entry.canonical_url


def _where_in(session: Session, source_id: int, column: Any, values: Sequence[str]) -> list[Article]:
    found: list[Article] = []
    for part in _parts(values):
        found += session.exec(select(Article).where(Article.source == source_id, col(column).in_(part)))
    return found


def _load(session: Session, ids: Sequence[int]) -> list[Article]:
    return [article for part in _parts(ids) for article in session.exec(_by_ids(part))]


def _by_ids(ids: Sequence[int]) -> Any:
    return select(Article).where(col(Article.id).in_(ids))


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Databases bound the number of parameters in one statement."""
    for start in range(0, len(values), 500):
        yield values[start : start + 500]


def _insert(
    session: Session, entries: Sequence[Entry], shared: Json, backlog_before: datetime | None
) -> None:
    """Rows in bulk; the object layer would cost four times as much on a first poll."""
    if not entries:
        return
    newest = session.exec(select(func.max(Article.id))).one() or 0
    rows = [
        {name: getattr(entry, name) for name in _ENTRY_FIELDS}
        | {"date_flags": list(entry.date_flags), "backlog": _is_backlog(entry, backlog_before)}
        | shared
        for entry in entries
    ]
    session.connection().execute(_ARTICLES.insert(), rows)
    columns = ("id", "revision", "title", "text", "content_hash", "first_seen_at")
    ours = select(*(_ARTICLES.c[name] for name in columns))
    # Only the holder of the source's lease inserts its articles, so those above `newest` are these.
    ours = ours.where(
        _ARTICLES.c.source == shared["source"],
        _ARTICLES.c.first_seen_at == shared["first_seen_at"],
        _ARTICLES.c.id > newest,
    )
    target = ("article", "revision", "title", "text", "content_hash", "seen_at")
    session.connection().execute(_REVISIONS.insert().from_select(target, ours))


def _is_backlog(entry: Entry, before: datetime | None) -> bool:
    if before is None:
        return False
    return entry.published_at is None or "missing" in entry.date_flags or entry.published_at < before


def _revise(session: Session, article: Article, entry: Entry, now: datetime, page: str) -> None:
    article.revision += 1
    article.page = page
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
    _keep_revision(session, article, now)


def _keep_revision(session: Session, article: Article, now: datetime) -> None:
    assert article.id is not None
    session.add(
        ArticleRevision(
            article=article.id,
            revision=article.revision,
            title=article.title,
            text=article.text,
            content_hash=article.content_hash,
            seen_at=now,
        )
    )
