"""`watchline sources` on guarded feeds: secrets by reference, and nothing of them printed or leaked."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest

from settings import load_settings
from tests.cli.test_sources import CONFIG, RSS, Outcome, Run, config, page, run, web
from tests.web_server import Reply, Request, WebServer

# Fixtures of the other file of tests.
__all__ = ["config", "run", "web"]

BASIC = f"Basic {b64encode(b'reader:canary').decode()}"
USER = ("--auth-user", "reader", "--auth-password", "${WIRE_PASSWORD}")
TOKEN = ("--auth-token", "${WIRE_TOKEN}")


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("WIRE_PASSWORD", "canary")
    monkeypatch.setenv("WIRE_TOKEN", "canary")


def asking_for(header: str, value: str) -> object:
    """A feed for those who send a header with this value."""

    def answer(request: Request) -> Reply:
        return Reply(body=RSS) if request.headers.get(header) == value else Reply(401)

    return answer


def quiet(outcome: Outcome) -> Outcome:
    """The outcome, which must not show the secret."""
    assert "canary" not in outcome.out + outcome.err
    return outcome


@pytest.mark.parametrize(
    ("header", "value", "options"),
    [
        ("authorization", BASIC, USER),
        ("authorization", "Bearer canary", TOKEN),
        ("x-key", "canary", ("--header", "X-Key: ${WIRE_TOKEN}")),
    ],
)
def test_a_guarded_feed_is_checked_and_added_by_reference(
    run: Run, web: WebServer, config: object, header: str, value: str, options: tuple[str, ...]
) -> None:
    web.pages["/guarded"] = asking_for(header, value)  # type: ignore[assignment]

    refused = run("check", web.at("/guarded"))
    checked = quiet(run("check", web.at("/guarded"), *options))
    added = quiet(run("add", web.at("/guarded"), *options))
    by_name = quiet(run("check", "Harbour News", "--json"))

    assert (refused.code, checked.code, added.code) == (1, 0, 0)
    assert refused.err.endswith("the server answered 401 (a password is needed)\n")
    assert "opened with" in checked.out
    assert json.loads(by_name.out)["name"] == "Harbour News"


def test_what_is_written_down_is_the_reference(run: Run, web: WebServer) -> None:
    web.pages["/guarded"] = asking_for("authorization", BASIC)  # type: ignore[assignment]
    run("add", web.at("/guarded"), *USER, "--header", "X-Desk: 7")

    written = load_settings().file.read_text()

    line = 'auth: {user: "reader", password: "${WIRE_PASSWORD}"}, headers: {X-Desk: "7"}}\n'
    assert line in written
    assert "canary" not in written


def test_a_configured_source_is_known_by_its_address_too(
    run: Run, web: WebServer, config: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.pages["/guarded"] = asking_for("authorization", "Bearer canary")  # type: ignore[assignment]
    run("add", web.at("/guarded"), "--name", "Guarded", *TOKEN)

    assert run("check", web.at("/guarded")).code == 0


def test_a_secret_on_the_command_line_is_refused(run: Run, web: WebServer) -> None:
    outcome = run("check", web.at("/rss"), "--auth-token", "canary")

    assert outcome.code == 2
    assert "NAME_FILE" in outcome.err
    assert "canary" not in outcome.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--auth-token", "${NOWHERE}"), "environment variable NOWHERE is not set"),
        (("--auth-user", "me", *TOKEN), "either a user and a password, or a token"),
        (("--header", "nonsense"), "is not a header"),
    ],
)
def test_options_that_cannot_be_used_are_usage_errors(
    run: Run, web: WebServer, options: tuple[str, ...], said: str
) -> None:
    outcome = run("check", web.at("/rss"), *options)

    assert outcome.code == 2
    assert said in " ".join(outcome.err.replace("│", " ").split())


def test_a_page_s_feed_elsewhere_is_not_sent_the_secret_nor_written_with_it(
    run: Run, web: WebServer, config: object
) -> None:
    elsewhere = web.at("/rss").replace("127.0.0.1", "localhost")
    web.pages["/"] = page(elsewhere)

    outcome = run("add", web.at("/"), *TOKEN)

    assert outcome.code == 1
    assert load_settings().file.read_text() == CONFIG
    assert all("authorization" not in request.headers for request in web.requests["/rss"])


def test_a_name_that_is_mistyped_is_met_with_the_nearest(run: Run) -> None:
    with pytest.raises(Exception, match="did you mean 'Old Wire'"):
        run("check", "Old Wirr")
