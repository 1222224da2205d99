"""`watchline db`: upgrade, backup, restore and prune as a person runs them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.app import app
from flows.lock import cycle_lock
from storage.database import Database, open_database
from storage.migrate import upgrade
from tests.storage.holdings import add_holding, counts

NOW = datetime(2024, 10, 19, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration that keeps texts for a year, and a database with an old and a young holding."""
    (tmp_path / "watchline.yaml").write_text("retention: {texts: 365d, events: 700d}\n")
    monkeypatch.setenv("WATCHLINE_CONFIG", str(tmp_path / "watchline.yaml"))
    monkeypatch.setenv("WATCHLINE_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("WATCHLINE_NOW", NOW.isoformat())
    monkeypatch.delenv("WATCHLINE_DATABASE_URL", raising=False)
    database = opened(tmp_path)
    upgrade(database)
    add_holding(database, "old", NOW - timedelta(days=500))
    add_holding(database, "young", NOW)
    database.close()
    return tmp_path


def opened(home: Path) -> Database:
    return open_database(f"sqlite:///{home / 'var' / 'watchline.db'}")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["db", *arguments])


def test_a_backup_is_told_and_put_back(home: Path) -> None:
    file = home / "monday.db"

    assert "rows of" in run("backup", str(file)).stdout
    add_holding(opened(home), "later", NOW)
    refused = run("restore", str(file))
    restored = run("restore", str(file), "--force", "--json")

    assert (refused.exit_code, "--force" in str(refused.exception)) == (1, True)
    said = json.loads(restored.stdout)
    assert (said["tables"]["event"], said["had_manifest"], said["upgraded_to"]) == (2, True, None)
    assert counts(opened(home))["event"] == 2
    kept = Path(said["kept"])
    assert kept.parent == home / "var" / "backups"
    assert json.loads(Path(f"{kept}.json").read_text())["tables"]["event"] == 3


def test_nothing_is_restored_under_a_running_cycle(home: Path) -> None:
    run("backup", str(home / "monday.db"))

    with cycle_lock(opened(home)):
        result = run("restore", str(home / "monday.db"), "--force")

    assert (result.exit_code, "a cycle is running" in result.output) == (1, True)


def test_an_empty_database_is_filled_without_force(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("backup", str(home / "monday.db"))
    monkeypatch.setenv("WATCHLINE_HOME", str(home / "new"))

    result = run("restore", str(home / "monday.db"))

    assert result.exit_code == 0
    assert counts(open_database(f"sqlite:///{home / 'new' / 'watchline.db'}")) == counts(opened(home))


def test_a_dry_run_says_what_would_go_and_changes_nothing(home: Path) -> None:
    before = counts(opened(home))

    result = run("prune", "--dry-run", "--json")

    assert json.loads(result.stdout) == {
        "dry_run": True,
        "pruned": [
            {
                "what": "texts of articles",
                "before": "2023-10-20 00:00:00+00:00",
                "rows": {"article": 1, "article_revision": 2},
            },
            {
                "what": "events",
                "before": "2022-11-19 00:00:00+00:00",
                "rows": dict.fromkeys(
                    [
                        "event",
                        "delivery_attempt",
                        "delivery",
                        "alert",
                        "withheld",
                        "event_link",
                        "event_change",
                        "mention",
                    ],
                    0,
                ),
            },
        ],
    }
    assert counts(opened(home)) == before


def test_pruning_tells_what_went(home: Path) -> None:
    result = run("prune", "--compact")

    assert "texts of articles" in result.stdout
    assert "3 rows removed or emptied" in result.stdout
    assert "0 rows" in run("prune").stdout


def test_without_a_setting_nothing_goes_and_the_remedy_is_told(home: Path) -> None:
    (home / "watchline.yaml").write_text("{}\n")

    result = run("prune")

    assert result.exit_code == 0
    assert "everything is kept" in result.output
    assert "retention: {texts: 365d" in result.output


def test_a_time_too_short_to_recognise_storylines_is_refused(home: Path) -> None:
    (home / "watchline.yaml").write_text("retention: {texts: 7d}\n")

    result = run("prune")

    assert "at least 31d is kept" in str(result.exception)


def test_an_upgrade_is_told(home: Path) -> None:
    said = json.loads(run("upgrade", "--json").stdout)

    assert (said["changed"], said["from"]) == (False, said["to"])
