"""The examples of docs/extending.md, run as they stand there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from alerts.senders import Channel, Outgoing
from alerts.senders.opening import OWN, Opener, problem
from connectors import feeds
from events.dates import READERS, find_dates
from events.extract import RuleExtractor
from events.lexicon import FOLDER, load
from storage.timeline import TimelineRow
from tests.docs.pages import ROOT, blocks
from tests.events.conftest import make_article
from tests.web.events import NOW, event
from web.exports import BY_SUFFIX, EXPORTS, Context

SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
  <url><loc>https://ledger.example/troops</loc><news:news>
    <news:publication_date>2024-10-18T21:30:00+09:00</news:publication_date>
    <news:title>Troops &amp; trains &lt;east&gt;</news:title></news:news></url>
</urlset>"""
PAGE = ROOT / "docs" / "extending.md"
PYTHON = {block.text.split("\n\n\n")[0]: block.text for block in blocks(PAGE, "python")}
TABLES: tuple[Any, ...] = (feeds.FORMATS, READERS, OWN, EXPORTS, BY_SUFFIX)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Takes back what an example registers."""
    before = [table.copy() for table in TABLES]
    yield
    for table, old in zip(TABLES, before, strict=True):
        table.clear()
        table.extend(old) if isinstance(table, list) else table.update(old)


def run(registers: str) -> None:
    """Run the one example that registers itself so."""
    (text,) = (text for text in PYTHON.values() if registers in text)
    exec(compile(text, str(PAGE), "exec"), {"__name__": "example"})


def read(body: bytes) -> list[feeds.FeedEntry]:
    context = feeds.FeedContext("https://ledger.example/sitemap.xml", "Asia/Seoul", "en")
    return feeds.read_feed(body, {"content-type": "application/xml"}, context, NOW)


def test_a_news_sitemap_becomes_a_source() -> None:
    run("FORMATS.append")

    (entry,) = read(SITEMAP)

    assert (entry.url, entry.title) == ("https://ledger.example/troops", "Troops & trains <east>")
    assert entry.published_at == datetime(2024, 10, 18, 12, 30, tzinfo=UTC)
    with pytest.raises(feeds.FeedError, match="not a sitemap"):
        read(SITEMAP[:-20])


def test_a_kind_of_ones_own_is_read(tmp_path: Path) -> None:
    (example,) = blocks(PAGE, "yaml")
    (tmp_path / "kinds").mkdir()
    for file in (*FOLDER.glob("kinds/*.yaml"), FOLDER / "cues.yaml", FOLDER / "actors.yaml"):
        (tmp_path / file.relative_to(FOLDER)).symlink_to(file)
    (tmp_path / "kinds" / "70_space.yaml").write_text(example.text, encoding="utf-8")
    extractor = RuleExtractor(load(tmp_path))

    def kinds(text: str) -> list[str]:
        return [mention.kind for mention in extractor.extract(make_article(text)).mentions]

    entry = yaml.safe_load(example.text)["kinds"]["satellite_launch"]
    assert [kinds(text) for text in entry["examples"]] == [["satellite_launch"]] * 2
    assert [kinds(text) for text in entry["counterexamples"]] == [[]]


def test_dates_are_read_in_another_language() -> None:
    run('READERS["nl"]')

    found = find_dates(
        "Het leger vertrok vrijdag en keert uiterlijk op 3 november 2024 terug, zei de minister gisteren.",
        datetime(2024, 10, 19, 9, tzinfo=UTC),
        language="nl",
    )

    assert [(date.text, date.edtf) for date in found] == [
        ("vrijdag", "2024-10-18"),
        ("3 november 2024", "../2024-11-03"),
        ("gisteren", "2024-10-18"),
    ]


def test_alerts_go_to_a_file(tmp_path: Path) -> None:
    run('OWN["lines"]')
    file = tmp_path / "alerts.txt"
    sender = Opener()(Channel("log", f"lines://{file}"))

    results = [
        sender.send(Outgoing("Troops", "Body", (), "key", "high")),
        sender.send(Outgoing("Troops", "Body", (), "key", "high", repeat=True)),
    ]

    assert [result.outcome for result in results] == ["sent", "sent"]
    assert file.read_text(encoding="utf-8") == "high: Troops\nhigh: Troops (possible repeat)\n"
    assert "names no file" in problem(Channel("log", "lines://here.txt"))


def test_a_file_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    run('OWN["lines"]')

    result = Opener()(Channel("log", f"lines://{tmp_path}")).send(Outgoing("Troops", "Body", (), "key"))

    assert (result.outcome, result.scope) == ("retry", "channel")


def test_the_timeline_leaves_as_markdown() -> None:
    run('EXPORTS["markdown"]')
    row = TimelineRow(event(title="A [strike] on <b>Kharkiv</b>"), "https://wire.example/1", ("Wire",))

    written = "".join(map(str, EXPORTS["markdown"].write([row], Context("http://127.0.0.1:8321", NOW))))

    link = "http://127.0.0.1:8321/events/e1"
    assert written == f"- 18 October 2024: [A \\[strike] on &lt;b>Kharkiv&lt;/b>]({link})\n"
