"""What the event tests share: articles made in one line, and the gold sentences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from events.model import Article

GOLD = Path(__file__).parents[1] / "gold" / "events"
SATURDAY = datetime(2024, 10, 19, 9, 0, tzinfo=UTC)


def make_article(body: str = "", title: str = "", **fields: Any) -> Article:
    """An article published on Saturday 2024-10-19 unless `fields` say otherwise."""
    return Article(**({"id": "t", "title": title, "body": body, "published": SATURDAY} | fields))


@pytest.fixture
def article() -> Callable[..., Article]:
    """A maker of articles: `article("body")`, `article(title="...")`."""
    return make_article


def gold(name: str) -> list[Any]:
    """The rows of a gold file."""
    rows: list[Any] = yaml.safe_load((GOLD / name).read_text(encoding="utf-8"))
    return rows
