"""From kinds to the codes and dyads of PLOVER."""

from __future__ import annotations

import pytest

from events.crosswalk import dyad
from events.extract import extract
from events.lexicon import load
from events.model import Mention
from tests.events.conftest import make_article

KINDS = load().kinds


def _main(text: str) -> Mention:
    return extract(make_article(text)).mentions[0]


@pytest.mark.parametrize(
    ("text", "plover"),
    [
        ("Kenya would impose sanctions on Uganda if it were attacked.", ""),
        ("Kenya imposed sanctions on Uganda.", "SANCTION"),
        ("Kenya announced sanctions against Uganda.", "SANCTION"),
        ("Kenya will impose sanctions on Uganda.", "THREATEN"),
        ("Kenya is willing to withdraw its troops from Uganda.", "AGREE"),
        ("Kenya withdrew its troops from Uganda.", "RETREAT"),
        ("Kenya sent peacekeepers to Uganda.", "AID"),
        ("Kenya expelled two Ugandan diplomats.", "SANCTION"),
        ("Kenya expelled 300 Ugandan migrants.", "COERCE"),
        ("Kenya's supreme court decided to free 20 political prisoners.", "CONCEDE"),
    ],
)
def test_the_code_follows_the_status_and_the_other_side(text: str, plover: str) -> None:
    assert _main(text).plover == plover


@pytest.mark.parametrize(
    ("text", "sources", "targets"),
    [
        ("Kenya held talks with Uganda.", ["KE"], ["UG"]),
        ("Kenya and Uganda held talks.", ["KE", "UG"], [""]),
        ("Kenya hosted talks between Uganda and Rwanda.", ["KE"], ["UG", "RW"]),
        ("A roadside bomb killed a German soldier near Kunduz in Afghanistan.", ["AF"], ["DE"]),
        ("Kenya imposed a curfew in Mombasa.", ["KE"], ["KE"]),
    ],
)
def test_the_dyad_is_that_of_the_gold_records(text: str, sources: list[str], targets: list[str]) -> None:
    mention = _main(text)
    assert dyad(mention, KINDS[mention.kind].mutual, text) == (sources, targets)
