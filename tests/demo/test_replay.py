"""One sitting of `watchline demo`, and what it leaves behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from sqlmodel import Session, col, select
from typer.testing import CliRunner

from cli.app import app
from demo.replay import DemoError, set_stage, steps_of
from demo.world import Item, World
from settings import load_settings
from storage.database import open_database
from storage.models import Alert, Article, Delivery, EventChange, Source
from storage.timeline import resolve
from tests.docs.pages import ROOT, blocks, read


@dataclass(frozen=True)
class Played:
    """The command's result, its folder, and the timeline it filled."""

    exit_code: int
    output: str
    home: Path
    session: Session
    world: World

    def item_of(self, article_id: int) -> Item:
        """The demo's item behind an article."""
        article = self.session.get_one(Article, article_id)
        name = self.session.get_one(Source, article.source).name
        outlet = next(outlet for outlet in self.world.outlets if outlet.name == name)
        item = article.url.partition("?")[0].rpartition("/")[2].removesuffix(".html")
        return self.world.items[f"{outlet.id}/{item}"]

    def alerted_items(self) -> list[Item]:
        """The items behind the changes that alerts speak of."""
        ids = [change for alert in self.session.exec(select(Alert)) for change in alert.changes]
        changes = self.session.exec(select(EventChange).where(col(EventChange.id).in_(ids)))
        return [self.item_of(change.article) for change in changes if change.article is not None]


@pytest.fixture(scope="module")
def played(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    home = tmp_path_factory.mktemp("demo")
    result = CliRunner().invoke(app, ["demo", "--home", str(home)], catch_exceptions=False)
    database = open_database(f"sqlite:///{home / 'watchline.db'}")
    with database.read() as session:
        yield Played(result.exit_code, result.output, home, session, world)
    database.close()


def test_it_ends_by_itself_and_well(played: Played) -> None:
    assert played.exit_code == 0, played.output
    assert "Every notice that was written has arrived" in played.output


def test_each_simulated_day_is_told_once(played: Played) -> None:
    days = [line[:15] for line in played.output.splitlines() if " Oct 2024  " in line]
    assert days[0] == "Wed 16 Oct 2024"
    assert [day[4:6] for day in days] == ["16", "17", "18", "19", "20", "21", "22", "23", "24"]


def test_sources_that_failed_are_named_with_the_reason(played: Played) -> None:
    assert "Rhine Review failed: the server answered 503" in played.output
    assert "Volga Observer failed: this is a web page" in played.output


def test_sources_that_failed_have_recovered(played: Played) -> None:
    assert all(source.errors == 0 for source in played.session.exec(select(Source)))


def test_every_item_was_read_with_its_publication_instant(played: Played) -> None:
    articles = played.session.exec(select(Article)).all()
    assert len(articles) == len(played.world.items)
    for article in articles:
        assert article.published_at == played.item_of(article.id or 0).published


def test_copies_of_the_wire_story_are_known_as_copies(played: Played) -> None:
    wire = "peninsula-wire/nis-announcement"
    original = played.world.items[wire]
    groups = [
        article.copy_group
        for article in played.session.exec(select(Article))
        if played.item_of(article.id or 0) == original or played.item_of(article.id or 0).copy_of == wire
    ]
    assert len(groups) == 4
    assert len(set(groups)) == 1


def test_the_edit_is_a_second_revision(played: Played) -> None:
    revised = played.session.exec(select(Article).where(Article.revision > 1)).all()
    assert [played.item_of(article.id or 0).id for article in revised] == ["who-are-they"]
    assert "about 1,500 soldiers" in revised[0].text


def test_alerts_tell_of_the_happenings_that_matter(played: Played) -> None:
    told = {expected.happening for item in played.alerted_items() for expected in item.expect}
    assert {happening.id for happening in played.world.happenings if happening.alerts} <= told


def test_no_unrelated_item_alerts(played: Played) -> None:
    assert [item.id for item in played.alerted_items() if not item.expect and not item.repeats] == []


def test_history_possibilities_and_small_figures_do_not_alert(played: Played) -> None:
    alerted = {item.id for item in played.alerted_items()}
    assert alerted.isdisjoint(
        {"vietnam-anniversary", "arms-question", "battery-in-place", "haiti-reinforcement"}
    )


def test_alerts_are_far_fewer_than_articles_about_the_deployment(played: Played) -> None:
    assert 5 <= len(played.session.exec(select(Alert)).all()) <= 12


def test_every_delivery_was_sent_at_the_first_attempt(played: Played) -> None:
    deliveries = played.session.exec(select(Delivery)).all()
    assert {delivery.state for delivery in deliveries} == {"sent"}
    assert {delivery.attempts for delivery in deliveries} == {1}


def test_the_next_commands_it_names_work(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"export WATCHLINE_HOME={played.home}" in played.output
    monkeypatch.setenv("WATCHLINE_HOME", str(played.home))
    monkeypatch.delenv("WATCHLINE_DATABASE_URL", raising=False)
    why = CliRunner().invoke(app, ["alerts", "why", "1"])
    assert (why.exit_code, "Dnipro Courier" in why.output) == (0, True)


def test_the_configuration_is_kept_and_loads(played: Played) -> None:
    settings = load_settings(played.home / "watchline.yaml")
    assert {source.name for source in settings.sources} == {outlet.name for outlet in played.world.outlets}
    assert set(settings.channels) == {"desk", "hook"}


def test_a_timeline_is_never_played_over(played: Played) -> None:
    with pytest.raises(DemoError, match="already holds a timeline"), set_stage(played.home):
        pass


def test_cycles_come_at_each_change_and_every_six_hours(world: World) -> None:
    steps = steps_of(world)
    assert set(world.moments) <= set(steps)
    assert max(later - earlier for earlier, later in pairwise(steps)).total_seconds() <= 6 * 3600


def test_the_message_of_the_readme_is_one_of_its_own(played: Played) -> None:
    (shown,) = (block.text for block in blocks(ROOT / "README.md", "text"))
    lines = [line.strip() for line in shown.splitlines() if line.strip(" .")]
    sent = [
        {delivery.title, *(line.strip() for line in delivery.body.splitlines())}
        for delivery in played.session.exec(select(Delivery))
    ]

    assert any(message.issuperset(lines) for message in sent)


def test_the_events_that_the_docs_name_are_its_own(played: Played) -> None:
    pages = (ROOT / "docs" / name for name in ("timeline.md", "how-it-decides.md"))
    named = {event for page in pages for event in re.findall(r"\bev_[0-9a-f]{16}\b", read(page))}

    assert named
    assert [event for event in named if resolve(played.session, event) is None] == []
