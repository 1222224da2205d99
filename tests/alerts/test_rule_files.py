"""Rule files: what is read, and that what is wrong is refused with its line and a hint."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alerts.rules import load_rules, load_with_places
from alerts.selftest import run_tests
from events.model import Article, Extraction
from yamlfile import ConfigError

FIXTURES = Path(__file__).parent / "rules"
SHIPPED = Path(__file__).parents[2] / "config" / "rules"


def no_events(article: Article) -> Extraction:
    return Extraction(article.id)


@pytest.mark.parametrize("file", sorted(FIXTURES.glob("bad.*.yaml")), ids=lambda file: file.name)
def test_a_bad_file_is_refused_with_its_line_and_a_hint(file: Path) -> None:
    first_line = file.read_text(encoding="utf-8").splitlines()[0]
    expected = re.fullmatch(r"# line (\d+): (.+)", first_line)
    assert expected, f"{file.name} must say in its first line what is expected"

    with pytest.raises(ConfigError) as refused:
        load_rules(file)

    assert any(
        str(problem).startswith(f"{file}:{expected[1]}: ") and expected[2] in str(problem)
        for problem in refused.value.problems
    ), str(refused.value)


def test_all_problems_of_all_files_are_told_at_once() -> None:
    with pytest.raises(ConfigError) as refused:
        load_rules(FIXTURES)

    files = {Path(problem.file).name for problem in refused.value.problems}
    assert files == {file.name for file in FIXTURES.glob("bad.*.yaml")}


def test_a_file_holds_one_rule_or_a_list() -> None:
    assert [rule.id for rule in load_rules(FIXTURES / "good.one-rule.yaml")] == ["ships-near-taiwan"]
    assert [rule.id for rule in load_rules(FIXTURES / "good.every-condition.yaml")] == [
        "everything-at-once",
        "second-rule",
    ]


def test_one_item_may_stand_without_brackets() -> None:
    rule = load_rules(FIXTURES / "good.one-rule.yaml")[0]

    assert rule.when.kind == ("weapons_or_ships_move",)
    assert rule.notify.to == ("desk",)


def test_a_rule_says_new_unless_it_says_otherwise() -> None:
    assert load_rules(FIXTURES / "good.one-rule.yaml")[0].change == ("new",)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_rules(tmp_path / "nowhere")


def test_an_empty_file_holds_no_rules(tmp_path: Path) -> None:
    (tmp_path / "later.yaml").write_text("# still to be written\n", encoding="utf-8")

    assert load_rules(tmp_path) == []


def test_the_hash_follows_the_content_not_the_layout(tmp_path: Path) -> None:
    def hash_of(text: str) -> str:
        file = tmp_path / "rule.yaml"
        file.write_text(text, encoding="utf-8")
        return load_rules(file)[0].hash

    flow = hash_of("{id: a, title: T, when: {kind: [talks]}}")

    assert hash_of("title: T\nid: a\n# a remark\nwhen:\n  kind: talks\n") == flow
    assert hash_of("{id: a, title: T, when: {kind: [visit]}}") != flow


def test_the_shipped_rules_pass_their_own_tests() -> None:
    results = list(run_tests(load_with_places(SHIPPED), no_events))

    assert len(results) >= 6
    assert [str(result.problem) for result in results if result.problem] == []


def test_rules_that_count_are_tested_on_timelines() -> None:
    results = list(run_tests(load_with_places(FIXTURES / "good.counting.yaml"), no_events))

    assert [str(result.problem) for result in results if result.problem] == []


def test_a_timeline_with_another_number_of_alerts_is_told(tmp_path: Path) -> None:
    file = tmp_path / "rule.yaml"
    file.write_text(
        "id: a\ntitle: T\nwhen: {kind: talks}\ntests:\n  - expect: {alerts: 0}\n"
        "    timeline: [{at: 2024-10-18T08:00:00Z, event: {kind: talks}}]\n",
        encoding="utf-8",
    )

    (result,) = run_tests(load_with_places(file), no_events)

    assert f"{file}:5: expected 0 alerts, but there were 1: change is new, kind is talks" in str(
        result.problem
    )


def test_the_shipped_rules_cover_what_people_watch_first() -> None:
    shipped = {rule.id for rule in load_rules(SHIPPED)}

    assert shipped >= {
        "new-troop-deployments",
        "large-deployments-confirmed",
        "troop-withdrawals",
        "missiles-near-seoul",
        "air-strikes",
        "ceasefires",
        "treaties",
        "military-exercises",
        "arms-transfers",
        "border-closures",
        "coups",
        "yonhap-silent",
    }
    assert all(rule.tests for rule in load_rules(SHIPPED))


def test_a_failing_test_is_told_with_its_line_and_what_was_found(tmp_path: Path) -> None:
    file = tmp_path / "rule.yaml"
    file.write_text(
        "id: a\ntitle: T\nwhen: {kind: talks}\ntests:\n"
        "  - expect: match\n    event: {kind: visit}\n"
        "  - expect: {no_match: kind}\n    event: {kind: talks}\n",
        encoding="utf-8",
    )

    problems = [str(result.problem) for result in run_tests(load_with_places(file), no_events)]

    assert problems[0].startswith(f"{file}:5: expected a match, but kind: kind is visit, not talks")
    assert problems[1].startswith(f"{file}:7: expected no match because of kind, but it matched")


def test_a_rule_can_be_tested_on_an_article(tmp_path: Path) -> None:
    file = tmp_path / "rule.yaml"
    file.write_text(
        "id: a\ntitle: T\nwhen: {kind: talks}\ntests:\n"
        "  - expect: match\n    article: {title: Envoys meet, published: 2024-10-19T08:00:00Z}\n",
        encoding="utf-8",
    )

    (result,) = run_tests(load_with_places(file), no_events)

    assert "no event was found in the article" in str(result.problem)
