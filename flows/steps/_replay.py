"""The stored articles, read once more, each version at the moment it came, into a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session, SQLModel, col, select

from connectors.identity import content_hash
from events.extract import Extractor
from flows.steps.extract import read, write
from storage._parts import in_parts
from storage.database import Database, open_database
from storage.models import Article, ArticleRevision, Source

Version = tuple[ArticleRevision, Article, Source]


class Replay:
    """What today's extractor makes of the articles of `database`; `again` holds the timeline it gives.

    `versions` are the (article, revision) pairs that could be read; `unread` counts those without a text
    any more, or that the extractor fails on.
    """

    def __init__(self, database: Database, again: Database, extractor: Extractor) -> None:
        self._database, self._extractor = database, extractor
        self.again = again
        self.versions: set[tuple[int, int]] = set()
        self.unread = 0
        self._seen: set[int] = set()

    @property
    def articles(self) -> int:
        """How many versions of articles there were."""
        return len(self._seen)

    def run(self, tell: Callable[[str], None]) -> None:
        """Read what has not been read before by this replay."""
        self._copy_sources()
        for numbers in in_parts(self._waiting()):
            self._reread(self._load(numbers))
            tell(f"{self.articles:,} articles read")

    def _copy_sources(self) -> None:
        with self._database.read() as session:
            sources = [source.model_dump() for source in session.exec(select(Source))]
        with self.again.write() as session:
            known = set(session.exec(select(Source.id)))
            session.add_all(Source(**row) for row in sources if row["id"] not in known)

    def _waiting(self) -> list[int]:
        """The versions that were read, in the order in which they came."""
        with self._database.read() as session:
            numbers = session.exec(
                select(ArticleRevision.id)
                .join(Article, col(Article.id) == col(ArticleRevision.article))
                .where(Article.state == "extracted")
                .order_by(col(ArticleRevision.id))
            )
            return [number for number in numbers if number is not None and number not in self._seen]

    def _load(self, numbers: Sequence[int]) -> Sequence[Version]:
        with self._database.read() as session:
            return session.exec(
                select(ArticleRevision, Article, Source)
                .join(Article, col(Article.id) == col(ArticleRevision.article))
                .join(Source, col(Source.id) == col(Article.source))
                .where(col(ArticleRevision.id).in_(numbers))
                .order_by(col(ArticleRevision.id))
            ).all()

    def _reread(self, versions: Sequence[Version]) -> None:
        with self.again.write() as session:
            for revision, article, source in versions:
                assert revision.id is not None
                self._seen.add(revision.id)
                if self._read_one(session, revision, article, source):
                    self.versions.add((revision.article, revision.revision))
                else:
                    self.unread += 1

    def _read_one(
        self, session: Session, revision: ArticleRevision, article: Article, source: Source
    ) -> bool:
        """False where the text was removed since, or it cannot be read."""
        if not revision.text and content_hash(revision.title, "") != revision.content_hash:
            return False
        row = _as_it_came(session, revision, article)
        try:
            reading = read(self._extractor, row, source)
        except Exception:
            return False
        write(session, reading, revision.seen_at)
        return True


@contextmanager
def replay_of(database: Database, extractor: Extractor) -> Iterator[Replay]:
    """A replay, its database gone afterwards."""
    with TemporaryDirectory(prefix="watchline-rebuild-") as folder:
        again = open_database(f"sqlite:///{Path(folder) / 'again.db'}")
        SQLModel.metadata.create_all(again.engine)
        try:
            yield Replay(database, again, extractor)
        finally:
            again.close()


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
