"""`watchline sources`: health, a look at a feed, and new sources from an address or an OPML list."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from cli.sources import sources_app
from connectors.opml import OpmlFeed, read_opml
from settings import STARTER, load_settings
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.models import Source
from tests.conftest import MORNING
from tests.web_server import Reply, Request, WebServer, running_web_server

ITEM = """<item><guid>{n}</guid><title>Ships leave &amp;amp; return {n}</title><link>https://a.example/{n}</link>
<description>The ministry said that the ships had left the harbour for the sea.</description>
<pubDate>Fri, 18 Oct 2024 {hour}:00:00 GMT</pubDate></item>"""
ITEMS = "".join(ITEM.format(n=hour, hour=hour) for hour in (18, 20, 22))
RSS = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Harbour News</title>
<language>en-GB</language><ttl>30</ttl>{ITEMS}</channel></rss>""".encode()

CONFIG = """\
# My sources.
sources:
  - {name: Old Wire, url: "https://old.example/rss", every: 10m}  # keep

# Where alerts go.
rules: rules/
network: {allow_private: ["127.0.0.1/32"]}
"""


class Outcome:
    """What a verb printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Run = Callable[..., Outcome]


@pytest.fixture
def web() -> Iterator[WebServer]:
    with running_web_server() as server:
        server.pages["/rss"] = feed_with_validators
        yield server


def feed_with_validators(request: Request) -> Reply:
    if request.headers.get("if-none-match") == '"7"':
        return Reply(304)
    headers = {"ETag": '"7"', "Cache-Control": "max-age=600", "Content-Type": "application/rss+xml"}
    return Reply(body=RSS, headers=headers)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "watchline.yaml"
    file.write_text(CONFIG, encoding="utf-8")
    return file


@pytest.fixture
def run(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the verb on a configuration, a database and a clock of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WATCHLINE_CONFIG", str(config))
    monkeypatch.setenv("WATCHLINE_DATABASE_URL", f"sqlite:///{tmp_path}/test.db")
    monkeypatch.setenv("WATCHLINE_NOW", MORNING.isoformat())
    monkeypatch.setenv("COLUMNS", "200")

    def invoke(*arguments: str) -> Outcome:
        result = CliRunner().invoke(sources_app, arguments)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)

    return invoke


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/test.db")
    upgrade(opened)
    yield opened
    opened.close()


def change(database: Database, name: str, **columns: object) -> None:
    """Put a source into a state."""
    with database.write() as session:
        source = session.exec(select(Source).where(Source.name == name)).one()
        for column, value in columns.items():
            setattr(source, column, value)


def test_the_list_says_how_each_source_is(run: Run, database: Database, config: Path) -> None:
    names = ("Old Wire", "Broken", "Quiet", "Fresh")
    items = "".join(f'  - {{name: {n}, url: "https://{n[:3].lower()}.example/"}}\n' for n in names)
    config.write_text(f"sources:\n{items}", encoding="utf-8")
    run("list")
    hour = timedelta(hours=1)
    good = {"last_status": "ok", "last_ok_at": MORNING - hour, "next_poll_at": MORNING + hour}
    bad = {"last_status": "failed", "errors": 1, "last_error": "the server answered 404"}
    change(database, "Old Wire", **good, rhythm=1800, newest_at=MORNING - hour)
    change(database, "Quiet", **good, rhythm=86_400, newest_at=MORNING - timedelta(days=9))
    change(database, "Broken", **bad, next_poll_at=MORNING + 2 * hour, missing_since=MORNING - 48 * hour)

    rows = {row["name"]: row for row in map(json.loads, run("list", "--json").out.splitlines())}
    printed = run("list").out

    assert {name: row["state"] for name, row in rows.items()} == {
        "Old Wire": "ok",
        "Broken": "failing",
        "Quiet": "silent",
        "Fresh": "new",
    }
    assert rows["Old Wire"]["silence"] == 3600
    assert rows["Old Wire"]["last_ok_at"] == (MORNING - hour).isoformat()
    assert (
        "Broken: 1 failed poll in a row: the server answered 404 since 17 Oct 2024; "
        "paused on 16 Nov 2024 if that stays so\n"
    ) in printed
    assert printed.endswith("\n4 sources: 1 ok, 1 failing, 1 silent, 1 new\n")
    assert "Quiet: answers, but nothing new for 9 d" in printed
    assert "1 h ago" in printed
    assert "in 2 h" in printed


def test_an_empty_list_says_what_to_do(run: Run, config: Path) -> None:
    config.write_text("", encoding="utf-8")

    assert "watchline sources add" in run("list").out


def test_a_paused_source_is_resumed_by_name(run: Run, database: Database) -> None:
    run("list")
    change(database, "Old Wire", paused_reason="quarantined: too much at once")

    assert "paused" in run("list").out
    assert run("resume", "Old Wire").code == 0
    assert json.loads(run("list", "--json").out)["paused_reason"] is None
    assert run("resume", "Nobody").err == "there is no source 'Nobody'; see watchline sources list\n"


def test_a_check_tells_what_a_feed_is(run: Run, web: WebServer) -> None:
    web.pages["/moved"] = Reply(302, headers={"Location": "/rss"})

    report = json.loads(run("check", web.at("/moved"), "--json").out)

    assert (report["feed"], report["format"], report["title"]) == (True, "RSS 2.0", "Harbour News")
    assert (report["url"], report["final_url"]) == (web.at("/moved"), web.at("/rss"))
    assert report["entries"] == 3
    assert report["newest"]["title"] == "Ships leave & return 22"
    assert report["newest"]["published_at"] == "2024-10-18T22:00:00+00:00"
    assert (report["date_flags"], report["identity"]) == ({}, {"guid": 3})
    assert (report["etag"], report["last_modified"]) == ('"7"', "")
    assert report["conditional"].startswith("answered 304")
    assert report["caching"] == {"cache-control": "max-age=600"}
    assert (report["stay_away"], report["rhythm"]) == (1800, 7200)
    assert report["encoding"] == "utf-8 (XML declaration)"
    assert (report["language"], report["language_guess"]) == ("en-GB", "en")


def test_a_check_follows_redirects_and_says_which_last(run: Run, web: WebServer, config: Path) -> None:
    web.pages["/old"] = Reply(301, headers={"Location": "/older"})
    web.pages["/older"] = Reply(301, headers={"Location": "/now"})
    web.pages["/now"] = Reply(302, headers={"Location": "/rss"})

    shown = "".join(run("check", web.at("/old")).out.split())
    added = run("add", web.at("/old"))

    chain = f"{web.at('/older')} -> {web.at('/now')} -> {web.at('/rss')}"
    assert chain.replace(" ", "") in shown
    assert f"forgood:write{web.at('/now')}" in shown
    assert added.out == f"added Harbour News: {web.at('/now')}\n"


def test_a_check_is_readable(run: Run, web: WebServer) -> None:
    outcome = run("check", web.at("/rss"))

    assert outcome.code == 0
    assert "RSS 2.0, Harbour News" in outcome.out
    assert "2 h ago: Ships leave & return 22" in outcome.out
    assert "3 each by its guid" in outcome.out


def page(*links: str) -> Reply:
    head = "".join(f'<link rel="alternate" type="application/rss+xml" href="{href}">' for href in links)
    return Reply(body=f"<!doctype html><head>{head}</head>".encode(), headers={"Content-Type": "text/html"})


def test_a_check_of_a_page_lists_the_feeds_it_announces(run: Run, web: WebServer) -> None:
    web.pages["/"] = page("/rss", "/other")

    outcome = run("check", web.at("/"))
    data = json.loads(run("check", web.at("/"), "--json").out)

    assert outcome.code == 1
    assert outcome.err.startswith(f"{web.at('/')}: this is a web page, not a feed")
    assert f"announced: {web.at('/rss')}" in outcome.out
    assert [candidate["url"] for candidate in data["candidates"]] == [web.at("/rss"), web.at("/other")]


def test_a_check_of_a_page_that_announces_nothing_tries_the_usual_places(run: Run, web: WebServer) -> None:
    web.pages["/"] = page()
    web.pages["/feed"] = page()

    outcome = run("check", web.at("/"))

    assert outcome.code == 1
    assert outcome.out == f"  found: {web.at('/rss')}\n"


def test_a_check_says_why_there_is_no_feed(run: Run, web: WebServer) -> None:
    web.pages["/words"] = Reply(body=b"just words")

    assert run("check", web.at("/words")).err.startswith(f"{web.at('/words')}: not a feed")
    missing = " ".join(run("check", web.at("/none")).err.split())
    assert missing == f"{web.at('/none')}: the server answered 404 (there is no feed at this address)"
    assert "refused" in run("check", "http://10.0.0.1/rss").err
    assert run("check", "http://10.0.0.1/rss").code == 1


def test_a_feed_is_added_under_its_own_title(run: Run, web: WebServer, config: Path) -> None:
    outcome = run("add", web.at("/rss"), "--every", "5m")

    line = f'  - {{name: Harbour News, url: "{web.at("/rss")}", every: 5m}}\n'
    assert outcome.out == f"added Harbour News: {web.at('/rss')}\n"
    assert config.read_text() == CONFIG.replace("# keep\n", f"# keep\n{line}")
    assert run("add", web.at("/rss")).out == f"{web.at('/rss')} is already a source: Harbour News\n"


def test_a_page_that_announces_one_feed_stands_for_it(run: Run, web: WebServer, config: Path) -> None:
    web.pages["/"] = page("/rss")

    outcome = run("add", web.at("/"), "--name", "Harbour")

    assert outcome.code == 0
    assert load_settings(config).sources[-1].url == web.at("/rss")


def test_what_is_no_feed_is_not_added(run: Run, web: WebServer, config: Path) -> None:
    web.pages["/"] = page("/rss", "/other")

    assert run("add", web.at("/")).code == 1
    assert run("add", web.at("/gone")).code == 1
    assert config.read_text() == CONFIG


def test_wrong_options_are_usage_errors(run: Run, web: WebServer) -> None:
    outcome = run("add", web.at("/rss"), "--every", "often")

    assert outcome.code == 2
    assert "write for example 90s, 5m, 6h or 7d" in outcome.err


def test_a_hostile_title_cannot_read_the_environment(run: Run, web: WebServer, config: Path) -> None:
    web.pages["/evil"] = Reply(body=RSS.replace(b"Harbour News", b'${HOME}", url: "x'))

    assert run("add", web.at("/evil")).code == 0
    assert load_settings(config).sources[-1].name == '{HOME}", url: "x'


def test_the_starter_file_is_copied_before_anything_is_added(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WATCHLINE_CONFIG")
    (tmp_path / "watchline.yaml").unlink()
    (tmp_path / "list.opml").write_bytes(opml(OpmlFeed("New", "https://new.example/rss")))

    outcome = run("import", "list.opml")

    assert outcome.out.startswith("copied the starter configuration to ./watchline.yaml and ./rules\n")
    added = (tmp_path / "watchline.yaml").read_text()
    assert added.replace('  - {name: New, url: "https://new.example/rss"}\n', "") == STARTER.read_text()


def opml(*feeds: OpmlFeed) -> bytes:
    outlines = "".join(
        f'<outline text="{feed.category}"><outline text="{feed.name}" xmlUrl="{feed.url}"/></outline>'
        for feed in feeds
    )
    return f"<opml version='2.0'><body>{outlines}</body></opml>".encode()


LIST = opml(
    OpmlFeed("Old", "https://old.example/rss", category="World"),
    OpmlFeed("Old Wire", "https://new.example/rss", category="World"),
    OpmlFeed("Old Wire", "https://new.example/atom", category="Asia"),
    OpmlFeed("Bad", "javascript:alert(1)"),
    OpmlFeed("Sly", "https://evil.example/${AWS_SECRET}"),
)


def test_a_list_is_imported_without_what_is_there_already(run: Run, web: WebServer, config: Path) -> None:
    web.pages["/list.opml"] = Reply(body=LIST)

    outcome = run("import", web.at("/list.opml"))

    assert outcome.code == 0
    assert outcome.out.splitlines()[-1] == "added 2, already there 1, left out 2"
    assert "left out Sly: its address holds a ${...} reference" in outcome.out
    assert [source.name for source in load_settings(config).sources] == [
        "Old Wire",
        "Old Wire (new.example)",
        "Old Wire 2",
    ]
    assert "  # World\n" in config.read_text()


def test_a_dry_run_changes_nothing(run: Run, tmp_path: Path, config: Path) -> None:
    (tmp_path / "list.opml").write_bytes(LIST)

    data = json.loads(run("import", "list.opml", "--dry-run", "--json").out)

    assert (data["dry_run"], len(data["added"]), data["known"]) == (True, 2, ["Old Wire"])
    assert config.read_text() == CONFIG


def test_a_list_that_is_not_there_is_said_so(run: Run, web: WebServer) -> None:
    assert run("import", "none.opml").err == "none.opml cannot be read: No such file or directory\n"
    assert run("import", web.at("/none")).err == f"{web.at('/none')}: the server answered 404\n"


def test_sources_are_exported_without_secrets(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEED_KEY", "s3cret")
    keyed = '  - {name: Keyed, url: "https://keyed.example/?key=${FEED_KEY}"}\n'
    config.write_text(CONFIG.replace("# keep\n", f"# keep\n{keyed}"), encoding="utf-8")

    outcome = run("export")

    assert read_opml(outcome.out.encode()).feeds == [OpmlFeed("Old Wire", "https://old.example/rss")]
    assert "s3cret" not in outcome.out + outcome.err
    assert "left out Keyed" in outcome.err


@pytest.mark.process
def test_the_command_says_no_with_an_exit_code_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "bad.opml").write_text("<html/>", encoding="utf-8")
    (tmp_path / "watchline.yaml").write_text("", encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "cli.app", "sources", "import", "bad.opml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.startswith("not OPML: the document is <html>")
    assert done.stdout == ""
