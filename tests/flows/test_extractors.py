"""The model's extractor end to end: settings, guard, HTTP on loopback, timeline, command line, docs."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlmodel import select
from typer.testing import CliRunner

from cli.extract import extract as command
from clock import SimulatedClock
from connectors.http import FetchError, HttpClient
from connectors.model_api import ModelApi
from events.extract import RuleExtractor
from events.llm import LlmExtractor
from flows.cycle import open_cycle
from flows.extractors import extractor_for
from flows.steps.extract import extract_pending
from settings import Settings, load_settings
from storage.database import Database
from storage.models import Mention
from tests.events.llm.test_llm import ARTICLE
from tests.flows.waiting import add_waiting
from tests.model_server import BODY, EVENT, PATH, TITLE, answering, completion
from tests.web_server import Reply, WebServer, running_web_server
from yamlfile import ConfigError

KEY = "sk-very-secret-0123456789"
DOCS = Path(__file__).parents[2] / "docs" / "extractors.md"


@pytest.fixture
def server() -> Iterator[WebServer]:
    with running_web_server() as web:
        yield web


def _settings(tmp_path: Path, server: WebServer, more: str = "", *, allow: bool = True) -> Settings:
    networks = '["127.0.0.1/32"]' if allow else "[]"
    file = tmp_path / "watchline.yaml"
    file.write_text(
        f"extractor: llm\nllm: {{url: '{server.at('/v1')}', model: tiny-7b, key: '${{LLM_KEY}}'{more}}}\n"
        f"network: {{allow_private: {networks}}}\n",
        encoding="utf-8",
    )
    return load_settings(file, {"LLM_KEY": KEY})


def _extractor(tmp_path: Path, server: WebServer, more: str = "", *, allow: bool = True) -> LlmExtractor:
    made = extractor_for(_settings(tmp_path, server, more, allow=allow))
    assert isinstance(made, LlmExtractor)
    return made


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waits are noted instead of waited for."""
    waits: list[float] = []

    async def note(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(ModelApi.__init__, "__kwdefaults__", {"key": "", "sleep": note})
    return waits


def test_a_good_answer_over_http(tmp_path: Path, server: WebServer) -> None:
    server.pages[PATH] = answering(EVENT)
    extraction = _extractor(tmp_path, server).extract(ARTICLE)
    assert [mention.kind for mention in extraction.mentions] == ["troop_deployment"]
    (request,) = server.requests[PATH]
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.body)["model"] == "tiny-7b"


def test_without_leave_a_loopback_address_is_refused(
    tmp_path: Path, server: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        extraction = _extractor(tmp_path, server, allow=False).extract(ARTICLE)
    assert extraction.read_by == "rules/1"
    assert "network.allow_private" in caplog.text
    assert server.requests == {}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_one_more_try_when_the_server_says(
    status: int, tmp_path: Path, server: WebServer, no_waiting: list[float]
) -> None:
    replies = [Reply(status, b"busy", {"retry-after": "7"}), answering(EVENT)]
    server.pages[PATH] = lambda _request: replies.pop(0)
    assert _extractor(tmp_path, server).extract(ARTICLE).read_by == ""
    assert no_waiting == [7.0]


def test_only_one_more_try(
    tmp_path: Path, server: WebServer, no_waiting: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    server.pages[PATH] = Reply(429, b"busy")
    with caplog.at_level(logging.WARNING):
        assert _extractor(tmp_path, server).extract(ARTICLE).read_by == "rules/1"
    assert (len(server.requests[PATH]), no_waiting) == (2, [1.0])
    assert "answered 429: too many requests" in caplog.text


def test_a_long_wait_is_not_waited_for(tmp_path: Path, server: WebServer, no_waiting: list[float]) -> None:
    server.pages[PATH] = Reply(503, b"", {"retry-after": "3600"})
    assert _extractor(tmp_path, server).extract(ARTICLE).read_by == "rules/1"
    assert (len(server.requests[PATH]), no_waiting) == (1, [])


def test_a_server_that_hangs_is_left_at_the_deadline(
    tmp_path: Path, server: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    gone = threading.Event()

    def hang(_handler: BaseHTTPRequestHandler) -> None:
        gone.wait(20)

    server.pages[PATH] = Reply(200, write=hang)
    with caplog.at_level(logging.WARNING):
        extraction = _extractor(tmp_path, server, ", timeout: 1s").extract(ARTICLE)
    gone.set()
    assert extraction.read_by == "rules/1"
    assert "a1 is read by rules instead of the model" in caplog.text


def test_a_huge_answer_is_not_read(
    tmp_path: Path, server: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.pages[PATH] = Reply(200, b" " * 3_000_000 + completion(EVENT))
    with caplog.at_level(logging.WARNING):
        assert _extractor(tmp_path, server).extract(ARTICLE).read_by == "rules/1"
    assert "larger than 1" in caplog.text


ECHOES = {
    "refused": Reply(401, f"the key {KEY} is wrong".encode()),
    "no JSON": Reply(200, f"{KEY} <html>".encode()),
    "elsewhere": Reply(302, b"", {"location": f"http://127.0.0.1:9/?key={KEY}"}),
    "in a header": Reply(503, b"", {"retry-after": KEY}),
}


@pytest.mark.parametrize("reply", ECHOES.values(), ids=ECHOES.keys())
def test_the_key_stands_in_no_log_and_no_error(
    reply: Reply, tmp_path: Path, server: WebServer, no_waiting: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    server.pages[PATH] = reply
    settings = _settings(tmp_path, server)
    with caplog.at_level(logging.INFO):
        assert extractor_for(settings).extract(ARTICLE).read_by == "rules/1"
    assert KEY not in caplog.text
    assert KEY not in repr(settings)
    api = ModelApi(server.at("/v1"), lambda: HttpClient(allow_private=["127.0.0.1/32"]), key=KEY)
    if reply.status != 200:
        with pytest.raises(FetchError) as raised:
            api.complete(b"{}")
        assert KEY not in str(raised.value)
    assert [path for path in server.requests if path != PATH] == []


def test_a_cycle_reads_with_the_extractor_of_the_settings(tmp_path: Path, server: WebServer) -> None:
    settings = _settings(tmp_path, server)
    (tmp_path / "rules").mkdir()
    empty = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'w.db'}"})
    with open_cycle(empty) as cycle:
        assert cycle.extractor.name == "llm:tiny-7b"


def test_rules_read_by_default(tmp_path: Path, server: WebServer) -> None:
    file = tmp_path / "watchline.yaml"
    file.write_text("sources: []\n", encoding="utf-8")
    settings = load_settings(file, {})
    assert isinstance(extractor_for(settings), RuleExtractor)
    with pytest.raises(ConfigError, match="no model is set up"):
        extractor_for(settings, "llm")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("extractor: llm\n", "extractor: llm needs llm"),
        ("extractor: magic\n", "extractor"),
        ("llm: {url: 'ftp://example.org', model: m}\n", "llm.url"),
        ("llm: {url: 'https://user:pass@example.org/v1', model: m}\n", "llm.url"),
        ("llm: {url: 'https://example.org/v1'}\n", "llm.model"),
        ("llm: {url: 'https://example.org/v1', model: m, timeout: soon}\n", "not a duration"),
    ],
)
def test_a_mistake_is_named(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "watchline.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(message)):
        load_settings(file, {})


def test_the_command_line_asks_the_model(
    tmp_path: Path, server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.pages[PATH] = answering(EVENT | {"status": "denied"})
    _settings(tmp_path, server)
    monkeypatch.setenv("WATCHLINE_CONFIG", str(tmp_path / "watchline.yaml"))
    monkeypatch.setenv("LLM_KEY", KEY)
    app = typer.Typer()
    app.command()(command)
    line = json.dumps({"id": "a", "title": TITLE, "body": BODY, "published": "2024-10-19"})
    result = CliRunner().invoke(app, ["--extractor", "llm"], input=line + "\n")
    assert result.exit_code == 0
    row: dict[str, Any] = json.loads(result.stdout)
    assert [event["status"] for event in row["events"]] == ["denied"]
    assert CliRunner().invoke(app, ["--extractor", "magic"], input=line).exit_code == 2


def test_the_example_of_the_docs_is_accepted(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    file = tmp_path / "watchline.yaml"
    file.write_text(example, encoding="utf-8")
    settings = load_settings(file, {"LLM_KEY": KEY})
    assert settings.llm is not None
    assert (settings.extractor, settings.llm.timeout, settings.llm.characters) == ("llm", 60, 12_000)
    assert extractor_for(settings).name == f"llm:{settings.llm.model}"


@pytest.mark.parametrize(
    ("reply", "read_by"),
    [(answering(EVENT), "llm:tiny-7b/1"), (Reply(401), "rules/1")],
    ids=["model", "rules"],
)
def test_every_stored_mention_names_who_read_it(
    reply: Reply, read_by: str, tmp_path: Path, server: WebServer, sqlite: Database, clock: SimulatedClock
) -> None:
    server.pages[PATH] = reply
    with sqlite.write() as session:
        add_waiting(session, "wire", TITLE, BODY, clock.now())
    report = extract_pending(sqlite, _extractor(tmp_path, server), clock, owner="test")
    with sqlite.read() as session:
        rows = session.exec(select(Mention)).all()
    assert report.articles == 1
    assert {row.extractor for row in rows} == {read_by}
