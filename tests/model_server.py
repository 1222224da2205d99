"""A language model's server that answers as a test tells it to: chat completions over real loopback HTTP."""

from __future__ import annotations

import json
from typing import Any

from tests.web_server import Reply

PATH = "/v1/chat/completions"
TITLE = "Norway sends soldiers to Mali"
BODY = "Norway sent about 200 soldiers to Mali on Friday, the ministry said. It rained in Oslo."
EVENT: dict[str, Any] = {
    "kind": "troop_deployment",
    "status": "completed",
    "assertion": "claimed",
    "quote": "Norway sent about 200 soldiers to Mali on Friday, the ministry said.",
    "trigger": "sent about 200 soldiers",
    "actors": [{"text": "Norway", "country": "NO", "sector": "government"}],
    "recipients": [{"text": "Mali", "country": "ML", "sector": "government"}],
    "places": [{"text": "Mali", "role": "destination"}],
    "counts": [
        {
            "text": "about 200 soldiers",
            "value": 200,
            "low": None,
            "high": None,
            "qualifier": "about",
            "unit": "troops",
            "role": "sent",
        }
    ],
    "date": "Friday",
    "speaker": "the ministry",
    "cue": "said",
}


def completion(*events: dict[str, Any]) -> bytes:
    """The reply of a model that found these events."""
    return said(json.dumps({"events": events}, ensure_ascii=False))


def said(content: str | None) -> bytes:
    """The reply of a model whose message is `content`."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


def answering(*events: dict[str, Any]) -> Reply:
    return Reply(200, completion(*events), {"content-type": "application/json"})
