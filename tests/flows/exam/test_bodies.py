"""Bodies: packed, bounded, complete, or refused with a reason; never a hang, a crash or a full memory."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

import brotli
import pytest

from tests.connectors.raw_server import Script, send
from tests.connectors.test_decode import PACKERS
from tests.flows.exam.conftest import Examiner, document
from tests.hostile_feeds import hostile_replies
from tests.web_server import Reply

HEAD = b"HTTP/1.1 200 OK\r\n"
MEGABYTE = 1_000_000
Pack = Callable[[bytes], bytes]


def refusal(exam: Examiner, reply: Reply, **client: object) -> str:
    """Why a reply was not read; nothing of it may be stored."""
    exam.feed("feed", reply)
    found = exam.only(**client)
    assert (found.status, found.new) == ("failed", 0)
    assert exam.articles() == []
    return found.reason


def raw_refusal(exam: Examiner, script: Script, **client: object) -> str:
    exam.raw_feed("feed", script)
    found = exam.only(**client)
    assert found.status == "failed"
    return found.reason


def test_brotli_and_zstandard_are_offered(exam: Examiner) -> None:
    exam.feed("feed", Reply(body=document(1)))
    exam.poll()

    assert {"gzip", "deflate", "br", "zstd"} <= set(exam.asked()[0].headers["accept-encoding"].split(", "))


@pytest.mark.parametrize(("encoding", "pack"), PACKERS.values(), ids=PACKERS)
def test_a_packed_feed_is_read(exam: Examiner, encoding: str, pack: Pack) -> None:
    exam.feed("feed", Reply(body=pack(document(1, 2)), headers={"Content-Encoding": encoding}))

    assert exam.only().new == 2


@pytest.mark.parametrize(("encoding", "pack"), PACKERS.values(), ids=PACKERS)
def test_a_bomb_is_refused(exam: Examiner, encoding: str, pack: Pack) -> None:
    bomb = Reply(body=pack(bytes(50 * MEGABYTE)), headers={"Content-Encoding": encoding})

    assert "unpacks to more than" in refusal(exam, bomb)


@pytest.mark.parametrize(("encoding", "pack"), PACKERS.values(), ids=PACKERS)
def test_a_packed_feed_that_was_cut_off_is_an_error(exam: Examiner, encoding: str, pack: Pack) -> None:
    cut = pack(document(*range(200)))[:-20]

    assert "cut off" in refusal(exam, Reply(body=cut, headers={"Content-Encoding": encoding}))


def test_a_feed_whose_connection_breaks_is_an_error(exam: Examiner) -> None:
    part = HEAD + b"Content-Length: 100000\r\n\r\n" + document(1)

    assert raw_refusal(exam, send(part)).startswith("connection failed")


def test_a_body_that_is_not_packed_as_it_says_is_an_error(exam: Examiner) -> None:
    reason = refusal(exam, Reply(body=document(1), headers={"Content-Encoding": "gzip"}))

    assert "not packed the way" in reason


def test_a_body_of_200_megabytes_is_stopped_early(exam: Examiner) -> None:
    sent: list[int] = []

    def pour(handler: BaseHTTPRequestHandler) -> None:
        for _ in range(200):
            handler.wfile.write(bytes(MEGABYTE))
            sent.append(MEGABYTE)

    assert refusal(exam, Reply(write=pour), deadline_s=20.0) == "the reply is larger than 10 MB"
    assert sum(sent) < 40 * MEGABYTE


def test_a_length_of_200_megabytes_is_believed_and_refused(exam: Examiner) -> None:
    reason = raw_refusal(exam, send(HEAD + b"Content-Length: 200000000\r\n\r\n"))

    assert reason == "the reply is larger than 10 MB"


def drip(before: bytes, drop: bytes) -> Script:
    def script(connection: socket.socket) -> None:
        connection.sendall(before)
        with suppress(OSError):
            for _ in range(200):
                connection.sendall(drop)
                time.sleep(0.02)

    return script


SLOW = {
    "body": drip(HEAD + b"Content-Length: 5000\r\n\r\n", b"x"),
    "headers": drip(HEAD, b"X-A: 1\r\n"),
    "1xx replies": drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "silence": drip(b"", b""),
}


@pytest.mark.parametrize("what", SLOW)
def test_a_slow_drip_ends_at_the_deadline(exam: Examiner, what: str) -> None:
    reason = raw_refusal(exam, SLOW[what], deadline_s=0.5)

    assert reason == "no complete answer within 0.5 s"


FLOODS = {
    "headers": HEAD + b"X-A: 1234567890\r\n" * 20_000,
    "one header": HEAD + b"X-A: " + b"y" * MEGABYTE,
    "1xx replies": b"HTTP/1.1 103 Early Hints\r\n\r\n" * 20_000,
}


@pytest.mark.parametrize("what", FLOODS)
def test_a_flood_before_the_body_is_cut(exam: Examiner, what: str) -> None:
    reason = raw_refusal(exam, send(FLOODS[what]))

    assert any(words in reason for words in ("too large", "larger than", "too long"))


def test_a_feed_that_declares_entities_is_refused(exam: Examiner) -> None:
    assert refusal(exam, hostile_replies()["a billion laughs"]).startswith("refused")


def test_a_feed_that_is_cut_at_the_cap_says_so(exam: Examiner) -> None:
    items = "".join(f"<item><guid>{n}</guid><title>News {n}</title></item>" for n in range(6_000))
    exam.feed("feed", Reply(body=f"<rss version='2.0'><channel>{items}</channel></rss>".encode()))
    found = exam.only(deadline_s=20.0)

    assert (found.status, found.new) == ("ok", 5_000)
    assert found.reason == "the first 5,000 of its 6,000 entries were read"


def test_nothing_hostile_in_a_text_is_stored(exam: Examiner) -> None:
    text = "&lt;script&gt;x()&lt;/script&gt;&lt;b&gt;Bold&lt;/b&gt; a\x07b &#xD800; c"
    item = f"<item><guid>1</guid><title>{text}</title><link>javascript:x()</link></item>"
    exam.feed("feed", Reply(body=f"<rss version='2.0'><channel>{item}</channel></rss>".encode()))
    exam.poll()

    (article,) = exam.articles()
    assert article.url == ""
    assert "Bold" in article.title
    assert not set(article.title) & set("<>\x07\x00")
    article.title.encode()


def test_a_second_packing_is_refused(exam: Examiner) -> None:
    body = brotli.compress(gzip.compress(zlib.compress(document(1))))

    assert refusal(exam, Reply(body=body, headers={"Content-Encoding": "deflate, gzip, br"}))
