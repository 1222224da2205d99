"""The tables of storylines: their lasting names, and what only the active window needs.

`story` and `story_cluster` keep a row for ever, so that an id resolves for ever. The `active_*` and
`copy_*` tables hold what a new article is compared with; their rows go when the window has passed, so a
look-up costs what the window costs, however many articles are stored. Their columns follow what the
grouping asks for; they are no contract. Numbers in packed columns are unsigned, 32 bits, little-endian.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, Float, Integer, LargeBinary, String, Table, Text
from sqlmodel import Field, SQLModel

from storage.models import UtcDateTime


class Story(SQLModel, table=True):
    """A storyline: happenings that follow from each other. `title` is that of its first article."""

    id: str = Field(primary_key=True)
    title: str = Field(sa_column=Column(Text, nullable=False))
    first_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    last_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    articles: int = 0
    clusters: int = 0


class StoryCluster(SQLModel, table=True):
    """Articles on one happening of a storyline. `title` is that of its first article."""

    __tablename__ = "story_cluster"

    id: str = Field(primary_key=True)
    story: str = Field(foreign_key="story.id", index=True)
    title: str = Field(sa_column=Column(Text, nullable=False))
    first_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    last_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    articles: int = 0


_metadata = SQLModel.metadata

active_story = Table(
    "active_story",
    _metadata,
    Column("id", String, primary_key=True),
    Column("first", Float, nullable=False),
    Column("last", Float, nullable=False),
    Column("clusters", Integer, nullable=False),
)

active_cluster = Table(
    "active_cluster",
    _metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("story", String, nullable=False),
    Column("first", Float, nullable=False),
    Column("last", Float, nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("denials", Integer, nullable=False),
    Column("length", Float, nullable=False),
    Column("terms", Text, nullable=False),
    Column("kinds", Text, nullable=False),
    Column("places", Text, nullable=False),
    Column("speakers", Text, nullable=False),
    Column("doubts", Text, nullable=False),
    Column("found_by", Text, nullable=False),
)

# Which clusters a term (its hash) leads to, and how many they are.
active_term = Table(
    "active_term",
    _metadata,
    Column("term", BigInteger, primary_key=True, autoincrement=False),
    Column("cluster", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
active_term_size = Table(
    "active_term_size",
    _metadata,
    Column("term", BigInteger, primary_key=True, autoincrement=False),
    Column("clusters", Integer, nullable=False),
    sqlite_with_rowid=False,
)

copy_text = Table(
    "copy_text",
    _metadata,
    Column("n", Integer, primary_key=True),
    Column("copy_group", String, nullable=False, unique=True),
    Column("last", Float, nullable=False, index=True),
    Column("cluster", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("figures", Text, nullable=False),
    Column("shingles", LargeBinary, nullable=False),
    Column("telling", LargeBinary, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("found_by", LargeBinary, nullable=False),
)
copy_key = Table(
    "copy_key",
    _metadata,
    Column("key", String, primary_key=True),
    Column("text", Integer, nullable=False, index=True),
)
copy_shingle = Table(
    "copy_shingle",
    _metadata,
    Column("shingle", BigInteger, primary_key=True, autoincrement=False),
    Column("text", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
