"""The labelled storylines as articles in publication order."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from events.model import Article

HERE = Path(__file__).parent
Row = Mapping[str, Any]
_FILLINGS = 5
_NOISE_FROM = datetime(2025, 3, 3, 6, tzinfo=UTC)
_NOISE_DAYS = 92


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article with the labels that README.md explains."""

    article: Article
    copy: str
    story: str
    cluster: str
    event: str = ""
    figures: tuple[tuple[float, str], ...] = ()
    noise: bool = False


def storyline(name: str = "storyline") -> list[Labelled]:
    """The items of a storyline file, by publication."""
    stories = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return _in_order(item for story in stories for item in _told(story["story"], story["rows"]))


def noise(fillings: int = _FILLINGS) -> list[Labelled]:
    """Unrelated items: every template with `fillings` different fillings."""
    data = yaml.safe_load((HERE / "noise.yaml").read_text(encoding="utf-8"))
    chance = random.Random(7)
    return _in_order(
        _filled(template, data["lists"], f"n{number:02d}-{filling}", filling, chance)
        for number, template in enumerate(data["templates"])
        for filling in range(fillings)
    )


def mixed(*parts: Sequence[Labelled]) -> list[Labelled]:
    """Several lists as one stream, by publication."""
    return _in_order(item for part in parts for item in part)


def _in_order(items: Iterator[Labelled]) -> list[Labelled]:
    return sorted(items, key=lambda item: (item.article.published, item.article.id))


def _told(story: str, rows: Sequence[Row]) -> Iterator[Labelled]:
    by_id: dict[str, Row] = {}
    copies: dict[str, str] = {}
    for row in rows:
        original = by_id.get(row.get("of", ""), {})
        full = {**original, **row, "body": _body(row, original)}
        by_id[row["id"]] = full
        is_copy = bool(original) and not row.get("edit")
        copies[row["id"]] = copies[row["of"]] if is_copy else row["id"]
        yield Labelled(
            article=_article(full),
            copy=copies[row["id"]],
            story=story,
            cluster=f"{story}/{full['cluster']}",
            event=f"{story}/{full['event']}" if "event" in full else "",
            figures=tuple((float(value), role) for value, role in row.get("figures", ())),
        )


def _body(row: Row, original: Row) -> list[str]:
    """The sentences of a row; those of its original, changed as the row says, where it names one."""
    if not original:
        return list(row["body"])
    text = "\n".join(original["body"][: row.get("keep")])
    for old, new in row.get("swap", {}).items():
        assert old in text, f"{row['id']} changes {old!r}, which its original does not say"
        text = text.replace(old, new)
    return (row.get("lead", "") + text).split("\n") + ([row["tail"]] if "tail" in row else [])


def _article(row: Row) -> Article:
    return Article(
        id=row["id"],
        title=row["title"],
        body=" ".join(row["body"]),
        published=datetime.fromisoformat(row["at"]),
        source=row["source"],
    )


def _filled(
    template: Row, lists: Mapping[str, list[str]], name: str, filling: int, chance: random.Random
) -> Labelled:
    own = {key: values[filling % len(values)] for key, values in template.items() if isinstance(values, list)}
    common = {key: chance.choice(values) for key, values in lists.items()}
    words = common | own
    minutes = chance.randrange(_NOISE_DAYS * 24 * 60)
    article = Article(
        id=name,
        title=template["title"].format_map(words),
        body=template["body"].format_map(words),
        published=_NOISE_FROM + timedelta(minutes=minutes),
        source=chance.choice(("Lakeside Times", "Morning Post Online", "The Ferry", "Coastal News")),
    )
    return Labelled(article, copy=name, story=name, cluster=name, noise=True)
