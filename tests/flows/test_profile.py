"""Prefect's settings: on this machine only, and no foreign setting slips in from the shell."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flows import profile


def test_the_server_listens_on_loopback_and_its_ui_finds_it_on_any_port() -> None:
    settings = profile.server_settings(4711)

    assert settings["PREFECT_SERVER_API_HOST"] == "127.0.0.1"
    assert settings["PREFECT_SERVER_API_PORT"] == "4711"
    assert settings["PREFECT_SERVER_UI_API_URL"] == "http://127.0.0.1:4711/api"


def test_nothing_leaves_this_machine() -> None:
    settings = profile.server_settings(4200)

    assert settings["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert settings["PREFECT_SERVER_UI_V2_ENABLED"] == "false"
    assert settings["DO_NOT_TRACK"] == "1"


def test_another_page_in_the_browser_cannot_drive_the_server() -> None:
    settings = profile.server_settings(4200)

    assert settings["PREFECT_SERVER_CSRF_PROTECTION_ENABLED"] == "true"
    assert settings["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] == "http://127.0.0.1:4200,http://localhost:4200"


def test_the_settings_are_known_to_prefect() -> None:
    from prefect.settings import Settings
    from prefect.settings.legacy import _get_settings_fields

    known = {str(field) for field in _get_settings_fields(Settings)}
    ours = {**profile.server_settings(4200), **profile.client_settings("http://127.0.0.1:4200/api")}

    assert known
    assert {name for name in ours if not _is_known(name, known)} == set()


def test_a_stray_prefect_setting_of_the_shell_does_not_reach_the_children() -> None:
    shell = {
        "PATH": "/bin",
        "PREFECT_API_URL": "https://elsewhere.example/api",
        "PREFECT_PROFILE": "cloud",
        "PREFECT_SERVER_API_AUTH_STRING": "analyst:secret",
    }

    inherited = profile.inherited(Path("/data"), shell)

    assert inherited == {
        "PATH": "/bin",
        "PREFECT_SERVER_API_AUTH_STRING": "analyst:secret",
        "PREFECT_HOME": "/data/prefect",
    }


def test_what_the_environment_sets_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHLINE_TEST_SET", "mine")
    monkeypatch.setenv("WATCHLINE_TEST_EMPTY", "")

    profile.put_in_place({"WATCHLINE_TEST_SET": "default", "WATCHLINE_TEST_EMPTY": "default"})

    assert os.environ["WATCHLINE_TEST_SET"] == "mine"
    assert os.environ["WATCHLINE_TEST_EMPTY"] == "default"


def _is_known(name: str, known: set[str]) -> bool:
    return name == "DO_NOT_TRACK" or name.startswith("PREFECT_LOGGING_HANDLERS_") or name in known
