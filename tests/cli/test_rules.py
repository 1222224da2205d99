"""`watchline rules`: check, test and match, with their exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.rules import rules_app

GOOD = "id: talks\ntitle: Talks\nwhen: {kind: talks}\ntests:\n  - {expect: match, event: {kind: talks}}\n"
DEPLOYED = {
    "id": "a1",
    "title": "North Korea sends troops to Russia",
    "body": "North Korea has sent about 1,500 soldiers to Vladivostok, the spy agency said on Friday.",
    "published": "2024-10-19T09:00:00+09:00",
    "timezone": "Asia/Seoul",
}
CALM = {"id": "a2", "title": "Rain in the north", "body": "It rained.", "published": "2024-10-19"}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "talks.yaml").write_text(GOOD, encoding="utf-8")
    return folder


def run(*arguments: str, stdin: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(rules_app, arguments, input=stdin)
    return result.exit_code, result.output


def test_check_says_that_all_is_well(rules: Path) -> None:
    assert run("check", "--rules", str(rules)) == (0, "1 rules, 1 tests: ok\n")


def test_check_tells_what_is_wrong_with_file_and_line(rules: Path) -> None:
    (rules / "bad.yaml").write_text("id: bad\ntitle: Bad\nwhen:\n  knid: talks\n", encoding="utf-8")

    code, output = run("check", "--rules", str(rules))

    assert code == 1
    assert f"{rules / 'bad.yaml'}:4: unknown key 'knid' (did you mean 'kind'?)" in output.replace("\n", "")


def test_check_fails_where_a_test_inside_a_rule_fails(rules: Path) -> None:
    (rules / "talks.yaml").write_text(GOOD.replace("event: {kind: talks}", "event: {kind: visit}"), "utf-8")

    code, output = run("check", "--rules", str(rules), "--json")

    answer = json.loads(output)
    assert code == 1
    assert answer["ok"] is False
    assert answer["problems"][0].startswith(f"{rules / 'talks.yaml'}:5: expected a match, but kind")


def test_check_notes_a_channel_that_does_not_exist_yet(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (rules / "talks.yaml").write_text(GOOD + "notify: {to: [desk]}\n", encoding="utf-8")
    (tmp_path / "watchline.yaml").write_text("rules: rules/\n", encoding="utf-8")
    monkeypatch.setenv("WATCHLINE_CONFIG", str(tmp_path / "watchline.yaml"))

    code, output = run("check")

    assert code == 0
    assert "channel 'desk' is not in watchline.yaml" in output
    assert "1 rules, 1 tests: ok" in output


def test_test_shows_each_test(rules: Path) -> None:
    assert run("test", "--rules", str(rules)) == (0, "ok     talks test 1\n1 tests: ok\n")


def test_match_says_which_rules_each_article_satisfies_and_why(rules: Path) -> None:
    (rules / "troops.yaml").write_text(
        "id: troops\ntitle: Troops\nwhen: {kind: troop_deployment, count: {unit: troops, gte: 1000}}\n",
        encoding="utf-8",
    )
    articles = f"{json.dumps(DEPLOYED)}\n\n{json.dumps(CALM)}\n"

    code, output = run("match", "--rules", str(rules), stdin=articles)

    first, second = map(json.loads, output.splitlines())
    assert code == 0
    assert first["id"] == "a1"
    assert [rule["rule"] for rule in first["rules"]] == ["troops"]
    assert "kind is troop_deployment" in first["rules"][0]["why"]
    assert second == {"id": "a2", "rules": []}


def test_match_reads_a_file(rules: Path, tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps(CALM) + "\n", encoding="utf-8")

    assert run("match", "--rules", str(rules), str(file)) == (0, '{"id": "a2", "rules": []}\n')


@pytest.mark.parametrize(
    "line", ["{", '"text"', "[]", '{"title": "no id"}', '{"id": 1, "title": "x", "published": "yesterday"}']
)
def test_match_refuses_what_is_no_article_with_its_line(rules: Path, line: str) -> None:
    code, output = run("match", "--rules", str(rules), stdin=f"{json.dumps(CALM)}\n{line}\n")

    assert code == 2
    assert "-:2: not an article" in output


def test_match_refuses_a_file_that_is_not_there(rules: Path) -> None:
    code, output = run("match", "--rules", str(rules), "nowhere.jsonl")

    assert code == 2
    assert "nowhere.jsonl cannot be read" in output
