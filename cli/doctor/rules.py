"""The watch rules, and the tests inside them."""

from __future__ import annotations

from collections.abc import Sequence

from alerts.rules import LoadedRule, load_with_places
from alerts.selftest import run_tests
from cli.doctor._check import SHOWN, Check, count
from cli.rules_shared import extract_article
from errors import WatchlineError
from settings import Settings


def read(settings: Settings) -> tuple[Sequence[LoadedRule], Check]:
    """The rules, if they can be read."""
    try:
        loaded = load_with_places(settings.rules)
    except WatchlineError as error:
        return [], Check("rules", False, str(error), "correct the lines named, then: watchline rules check")
    return loaded, Check("rules", True, f"{settings.rules}: {count(len(loaded), 'rule')}")


def check_tests(loaded: Sequence[LoadedRule]) -> Check:
    """Whether the rules do what their own tests expect."""
    results = list(run_tests(loaded, extract_article))
    failed = [str(result.problem) for result in results if result.problem]
    if not failed:
        return Check("rule tests", True, f"{count(len(results), 'test')} passed")
    more = f"\n... and {len(failed) - SHOWN} more" if len(failed) > SHOWN else ""
    found = "\n".join(failed[:SHOWN]) + more
    return Check(
        "rule tests", False, found, "correct the rule or its test; see them all: watchline rules test"
    )
