"""One worker reads each article, and finishes the version it has read."""

from __future__ import annotations

import pytest

from storage.database import Database
from tests.storage.entries import EDITED, ENTRY, add_source, claim, finish, store


@pytest.fixture
def source_id(database: Database) -> int:
    return add_source(database)


def test_two_workers_do_not_get_the_same_article(database: Database, source_id: int) -> None:
    store(database, source_id, ENTRY)

    assert len(claim(database, "a")) == 1
    assert claim(database, "b") == []


def test_an_article_is_finished_once(database: Database, source_id: int) -> None:
    store(database, source_id, ENTRY)
    (article,) = claim(database)

    assert finish(database, article) is True
    assert finish(database, article) is False


def test_an_article_edited_while_it_was_read_is_not_finished(database: Database, source_id: int) -> None:
    store(database, source_id, ENTRY)
    (article,) = claim(database)
    store(database, source_id, EDITED)

    assert finish(database, article) is False
    assert [a.revision for a in claim(database)] == [2]
