"""watchline.yaml and the environment: what is accepted, and how each mistake is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from settings import STARTER, Settings, load_settings
from yamlfile import ConfigError

GOOD = """\
sources:
  - {name: Example Wire, url: "https://example.org/rss.xml", country: KR, timezone: Asia/Seoul, every: 5m}
channels:
  desk: {url: "json://${HOOK_HOST}/alerts"}
rules: my-rules/
network: {allow_private: ["127.0.0.1/32"]}
"""


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("WATCHLINE_CONFIG", "WATCHLINE_HOME", "WATCHLINE_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def load(tmp_path: Path, text: str, environ: dict[str, str] | None = None) -> Settings:
    file = tmp_path / "watchline.yaml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file, environ or {"HOOK_HOST": "localhost"})


def test_a_good_file_is_read_with_paths_and_durations_resolved(tmp_path: Path) -> None:
    settings = load(tmp_path, GOOD)

    assert settings.sources[0].every == 300
    assert settings.rules == tmp_path / "my-rules"
    assert settings.channel_url("desk") == "json://localhost/alerts"
    assert settings.network.allow_private == ("127.0.0.1/32",)
    assert settings.database_url == f"sqlite:///{tmp_path / 'var' / 'watchline.db'}"


def test_an_empty_file_is_a_configuration_without_sources(tmp_path: Path) -> None:
    assert load(tmp_path, "").sources == ()


def test_the_starter_file_is_good_and_used_where_there_is_no_other() -> None:
    settings = load_settings()

    assert settings.file == STARTER
    assert len(settings.sources) >= 10
    assert settings.rules.is_dir()


def test_a_secret_never_prints(tmp_path: Path) -> None:
    settings = load(tmp_path, GOOD, {"HOOK_HOST": "canary-secret"})

    assert "canary-secret" not in repr(settings)
    assert "canary-secret" not in settings.model_dump_json()


def test_a_reference_may_name_a_file_that_holds_the_secret(tmp_path: Path) -> None:
    (tmp_path / "hook").write_text("from-a-file\n")

    settings = load(tmp_path, GOOD, {"HOOK_HOST_FILE": str(tmp_path / "hook")})

    assert settings.channel_url("desk") == "json://from-a-file/alerts"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("sources:\n  - {name: A, ulr: 'https://a.example'}", 2, "unknown key 'ulr' (did you mean 'url'?)"),
        ("chanels: {}", 1, "unknown key 'chanels' (did you mean 'channels'?)"),
        ("sources:\n  - name: A", 2, "'sources.0.url' is missing"),
        ("sources:\n  - {name: A, url: 'ftp://a.example'}", 2, "not an http or https address"),
        ("sources:\n  - name: A\n    url: https://a.example\n    every: often", 4, "not a duration"),
        ("sources:\n  - name: A\n    url: https://a.example\n    timezone: Mars", 4, "not a time zone"),
        (
            "sources:\n  - {name: A, url: 'https://a.example'}\n  - {name: A, url: 'https://b.example'}",
            3,
            "twice",
        ),
        ("network:\n  allow_private: [everything]", 2, "everything"),
        ("channels:\n  desk: {url: 'json://${NOT_SET}'}", 2, "NOT_SET is not set; export NOT_SET"),
        ("sources: [", 1, "not YAML"),
        ("rules: a\nrules: b", 2, "'rules' is given twice"),
        ("- just\n- a list", 1, "valid dictionary"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_remedy(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)

    assert f"watchline.yaml:{line}: " in str(caught.value)
    assert message in str(caught.value)


def test_every_mistake_is_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, "sources:\n  - {name: A}\n  - {url: 'https://b.example', evry: 5m}")

    assert len(caught.value.problems) == 3


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml:1: cannot be read: No such file"):
        load_settings(tmp_path / "nowhere.yaml")
