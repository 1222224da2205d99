"""The kinds of columns and indexes the tables are made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    TypeDecorator,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field

from storage.run import current_run

Json = dict[str, Any]
JSON_COLUMN = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC. SQLite keeps no offset, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; storage takes aware instants only")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def instant(*, nullable: bool = True, index: bool = False) -> Any:
    default = None if nullable else ...
    return Field(default=default, sa_column=Column(UtcDateTime, nullable=nullable, index=index))


def json_field(default: Any) -> Any:
    # Pydantic asks a factory for its signature at every object; for a builtin it has to parse one (0.2 ms).
    return Field(default_factory=lambda: default(), sa_column=Column(JSON_COLUMN, nullable=False))


def long_text(default: str = "") -> Any:
    return Field(default=default, sa_column=Column(Text, nullable=False))


# Columns younger than the first tables: rows that are written without them get these values.
def counter() -> Any:
    return Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))


def flag() -> Any:
    return Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))


def younger_text() -> Any:
    return Field(default="", sa_column=Column(Text, nullable=False, server_default=""))


def younger_json(empty: str) -> Any:
    column: Column[Any] = Column(JSON_COLUMN, nullable=False, server_default=text(f"'{empty}'"))
    return Field(default_factory=lambda: [] if empty == "[]" else {}, sa_column=column)


def made_by() -> Any:
    column: Column[Any] = Column(String, nullable=False, server_default="")
    return Field(default_factory=lambda: current_run(), sa_column=column)


def mode() -> Any:
    return Field(default="on_match", sa_column=Column(String, nullable=False, server_default="on_match"))


def ref(target: str, *, nullable: bool = False, index: bool = True) -> Any:
    column: Column[Any] = Column(ForeignKey(target), nullable=nullable, index=index)
    return Field(default=None if nullable else ..., sa_column=column)


# A query uses a partial index where it holds the same condition, word for word.
WAITING = "state = 'pending'"
PAGE_WANTED = "page = 'wanted'"
DELIVERY_WAITING = "state IN ('pending', 'retry')"
WITHOUT_EVENT = "change IS NULL"
NOT_MERGED = "merged_into IS NULL"
MOVED = "change IN ('merged', 'split', 'rebuilt')"
# What the columns of an index add, so that most filters need no row.
FILTERED = ("kind", "status", "country", "parties", "words")


def partial_index(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def standing_index(name: str, *columns: str) -> Index:
    """SQLite looks at the column of the condition again, so it must stand in the index, too."""
    return partial_index(name, *columns, "merged_into", where=NOT_MERGED)
