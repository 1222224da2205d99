"""Which reports deny, and which typed events count as what an article is about."""

from __future__ import annotations

import pytest

from events.extract import extract
from events.stories import slots_of
from tests.events.conftest import make_article


@pytest.mark.parametrize(
    ("title", "stance"),
    [
        ("Minsk denies sending troops", "denies"),
        ("Ministry dismisses report as an invention", "denies"),
        ("Firm rejects the allegations", "denies"),
        ("Paris confirms troops at Gao", "affirms"),
        ("After weeks of denials Minsk admits it has troops there", "affirms"),
        ("Club dismisses its head coach", ""),
        ("Court rejects appeal", ""),
        ("Storm cuts power", ""),
    ],
)
def test_stance_of_a_headline(title: str, stance: str) -> None:
    assert slots_of(title, "").stance == stance


def test_a_denial_deep_in_the_text_is_no_stance() -> None:
    assert slots_of("Storm cuts power", "Lines came down. The firm denied any fault.").stance == ""


def test_kinds_are_those_of_the_headline_and_the_first_sentence() -> None:
    article = make_article(
        "Norway sent 300 soldiers to Mali on Friday. Sweden and Finland held talks in Oslo last week.",
        title="Norway sends soldiers to Mali",
    )
    slots = slots_of(article.title, article.body, extract(article).mentions)
    assert len(slots.kinds) == 1


def test_a_speaker_is_known_by_country_and_the_main_event_gives_the_kind() -> None:
    article = make_article(
        "Poland's intelligence agency said on Monday that Belarus has sent 300 soldiers to Mali.",
        title="Belarus sends soldiers to Mali, Polish intelligence says",
    )
    slots = slots_of(article.title, article.body, extract(article).mentions)
    assert slots.speakers == {"PL"}
    assert len(slots.kinds) == 1
