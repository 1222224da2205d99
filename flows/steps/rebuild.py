"""What the timeline would be, had every stored article been read by the extractor of today.

Articles are read again in the order in which they came, each revision at the moment it was seen, into a
database of its own. Nothing is written to the timeline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import Session, col, select

from events.extract import Extractor
from flows.steps.extract import read, write
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.models import Article, ArticleRevision, Event, Json, Source

TOGETHER = 200
# What a reader sees of an event; counts and claims follow from the rest.
SHOWN = ("kind", "title", "actor", "recipient", "place", "country", "start", "end", "status", "disputed")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of an event, as it stands and as it would be."""

    event: str
    field: str
    before: Any
    after: Any


@dataclass(slots=True)
class Rebuilt:
    """How the timeline would differ. `unread` articles have no text any more, or could not be read."""

    articles: int = 0
    unread: int = 0
    kept: int = 0
    gone: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    changed: list[Difference] = field(default_factory=list)

    def to_json(self) -> Json:
        """Its form in `watchline timeline rebuild --json`."""
        return {
            "articles": self.articles,
            "unread": self.unread,
            "kept": self.kept,
            "gone": self.gone,
            "new": self.new,
            "changed": [
                {"event": one.event, "field": one.field, "from": one.before, "to": one.after}
                for one in self.changed
            ],
        }


def compare(
    database: Database, extractor: Extractor, tell: Callable[[str], None] = lambda _text: None
) -> Rebuilt:
    """Read everything again and hold the two timelines against each other."""
    report = Rebuilt()
    with _scratch() as again:
        _copy_sources(database, again)
        for revision, article, source in _revisions(database):
            report.articles += 1
            report.unread += not _reread(again, extractor, revision, article, source)
            if report.articles % TOGETHER == 0:
                tell(f"{report.articles:,} articles read")
        _hold_against(_shown(database), _shown(again), report)
    return report


@contextmanager
def _scratch() -> Iterator[Database]:
    with TemporaryDirectory(prefix="watchline-rebuild-") as folder:
        again = open_database(f"sqlite:///{Path(folder) / 'again.db'}")
        upgrade(again)
        try:
            yield again
        finally:
            again.close()


def _copy_sources(database: Database, again: Database) -> None:
    with database.read() as session:
        sources = [source.model_dump() for source in session.exec(select(Source))]
    with again.write() as session:
        session.add_all(Source(**row) for row in sources)


def _revisions(database: Database) -> Iterator[tuple[ArticleRevision, Article, Source]]:
    """Every revision that was read, in the order in which they came."""
    after = 0
    while True:
        with database.read() as session:
            rows = session.exec(
                select(ArticleRevision, Article, Source)
                .join(Article, col(Article.id) == col(ArticleRevision.article))
                .join(Source, col(Source.id) == col(Article.source))
                .where(col(ArticleRevision.id) > after, Article.state == "extracted")
                .order_by(col(ArticleRevision.id))
                .limit(TOGETHER)
            ).all()
        yield from rows
        if not rows:
            return
        after = rows[-1][0].id or 0


def _reread(
    again: Database, extractor: Extractor, revision: ArticleRevision, article: Article, source: Source
) -> bool:
    """False where there is nothing to read, or it cannot be read."""
    if not revision.text and not revision.title:
        return False
    with again.write() as session:
        row = _as_it_came(session, revision, article)
        try:
            reading = read(extractor, row, source)
        except Exception:
            return False
        write(session, reading, revision.seen_at)
    return True


def _as_it_came(session: Session, revision: ArticleRevision, article: Article) -> Article:
    """The article as it waited to be read at this revision."""
    row = session.get(Article, article.id)
    if row is None:
        row = Article(**article.model_dump() | {"copy_group": None, "story": None, "cluster": None})
        session.add(row)
    row.revision, row.title, row.text, row.state = revision.revision, revision.title, revision.text, "pending"
    row.page = "fetched" if revision.from_page else ""
    session.flush()
    session.add(ArticleRevision(**revision.model_dump() | {"id": None, "grouping": {}}))
    session.flush()
    return row


def _shown(database: Database) -> dict[str, Json]:
    with database.read() as session:
        standing = session.exec(select(Event).where(col(Event.merged_into).is_(None)))
        return {event.id: _fields(event) for event in standing}


def _fields(event: Event) -> Json:
    figures = {f"figure {role}": known["best"] for role, known in event.quantities.items()}
    return {name: getattr(event, name) for name in SHOWN} | figures


def _hold_against(
    before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]], report: Rebuilt
) -> None:
    report.gone = sorted(before.keys() - after.keys())
    report.new = sorted(after.keys() - before.keys())
    for event in sorted(before.keys() & after.keys()):
        ours, theirs = before[event], after[event]
        names = [*ours, *(name for name in theirs if name not in ours)]
        changed = [
            Difference(event, name, ours.get(name), theirs.get(name))
            for name in names
            if ours.get(name) != theirs.get(name)
        ]
        report.changed += changed
        report.kept += not changed
