"""Replies made to hurt a feed reader, by name: what a hijacked or broken server might send."""

from __future__ import annotations

import gzip
import time
import zlib
from http.server import BaseHTTPRequestHandler

from tests.web_server import Reply

HEAD = '<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>'
TAIL = "</channel></rss>"


def hostile_replies() -> dict[str, Reply]:
    """Sixty replies. Each must end as a failed poll with a reason, or as harmless entries; none may hang."""
    return {
        **_not_feeds(),
        **_broken_transfers(),
        **_bombs(),
        **_poisoned_characters(),
        **_absurd_structures(),
        **_absurd_values(),
    }


def feed(items: str, head: str = HEAD) -> Reply:
    """An RSS document around `items`."""
    return Reply(body=f"{head}{items}{TAIL}".encode("utf-8", "surrogatepass"))


def item(title: str = "t", extra: str = "") -> str:
    """One entry."""
    return f"<item><title>{title}</title>{extra}</item>"


def _not_feeds() -> dict[str, Reply]:
    bodies = {
        "empty": b"",
        "white space": b" \n\t ",
        "a web page": b"<!DOCTYPE html><html><body>Hello</body></html>",
        "words": b"just words",
        "an image": b"\x89PNG\r\n\x1a\n" + bytes(2000),
        "a note": b"<?xml version='1.0'?><note>hi</note>",
        "broken JSON": b'{"items": [',
        "JSON that is no feed": b'{"hello": "world"}',
        "nested JSON": b'{"items": ' + b"[" * 100_000,
        "utf-16 without a mark": HEAD.encode("utf-16-le"),
        "nothing but a declaration": b"<?xml version='1.0'?>",
    }
    return {name: Reply(body=body) for name, body in bodies.items()}


def _broken_transfers() -> dict[str, Reply]:
    statuses = {
        f"status {code}": Reply(code) for code in (301, 400, 401, 403, 404, 406, 418, 429, 500, 502, 503)
    }
    return {
        **statuses,
        "a redirect to itself": Reply(302, headers={"Location": "#again"}),
        "a redirect to a file": Reply(302, headers={"Location": "file:///etc/passwd"}),
        "a redirect inside": Reply(302, headers={"Location": "http://10.0.0.1/"}),
        "gzip cut off": Reply(write=_cut_off, headers={"Content-Encoding": "gzip"}),
        "gzip that is not": Reply(body=b"plain", headers={"Content-Encoding": "gzip"}),
        "an unknown packing": Reply(body=b"x", headers={"Content-Encoding": "rot13"}),
        "an endless body": Reply(write=_endless),
        "a dripping body": Reply(write=_drip),
        "a reply cut off": Reply(write=_hang_up, headers={"Content-Length": "100000"}),
    }


def _bombs() -> dict[str, Reply]:
    zeros = b"\0" * 30_000_000
    laughs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    return {
        "a gzip bomb": Reply(body=gzip.compress(zeros), headers={"Content-Encoding": "gzip"}),
        "a deflate bomb": Reply(body=zlib.compress(zeros), headers={"Content-Encoding": "deflate"}),
        "a billion laughs": feed(
            item("&l9;"), f"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY l0 'ha'>{laughs}]><rss><channel>"
        ),
        "an external entity": feed(
            item("&x;"), "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss version='2.0'><channel>"
        ),
        "an entity that breaks regular expressions": feed(
            item("&x;"), "<!DOCTYPE r [<!ENTITY x 'C:\\data'>]><rss version='2.0'><channel>"
        ),
    }


def _poisoned_characters() -> dict[str, Reply]:
    return {
        "a lone surrogate": feed(item("&#xD800;")),
        "a reference beyond Unicode": feed(item("&#x110000;")),
        "a reference beyond reason": feed(item("&#99999999999;")),
        "a reference to nothing": feed(item("&#0;")),
        "a NUL": feed(item("a\x00b")),
        "bidi controls": feed(item("\u202egnp.exe")),
        "a NUL in the encoding": Reply(
            body=b"<?xml version='1.0' encoding='utf\x008'?><rss><channel/></rss>"
        ),
        "an unknown encoding": Reply(body=b"<?xml version='1.0' encoding='klingon'?><rss><channel/></rss>"),
        "latin-1 called utf-8": Reply(
            body=b"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><item><title>caf\xe9"
            b"</title></item></channel></rss>"
        ),
    }


def _absurd_structures() -> dict[str, Reply]:
    many = "".join(f"<category>c{n}</category>" for n in range(40_000))
    attributes = " ".join(f"a{n}='1'" for n in range(30_000))
    escaped = "&lt;div&gt;" * 40_000
    return {
        "forty thousand categories": feed(item(extra=many)),
        "thirty thousand attributes": feed(f"<item {attributes}><title>t</title></item>"),
        "deep nesting": feed("<a>" * 50_000 + "</a>" * 50_000),
        "deep nesting in an entry": feed(item(extra=f"<description>{escaped}</description>")),
        "an empty position": feed(
            item(extra="<gml:pos xmlns:gml='http://www.opengis.net/gml'></gml:pos><x:y xmlns:x='urn:x'/>")
        ),
        "thirty thousand entries": feed("".join(item(str(n)) for n in range(30_000))),
        "one entry of five megabytes": feed(item(extra=f"<description>{'word ' * 1_000_000}</description>")),
        "never closed": Reply(body=(HEAD + "<item><title>" * 20_000).encode()),
    }


def _absurd_values() -> dict[str, Reply]:
    dates = ("0000-00-00", "9" * 400, "2024-13-45T99:99:99Z", "Mon, 99 Zzz 20240 99:99:99 +9999", "１" * 200)
    return {
        "absurd dates": feed("".join(item(str(n), f"<pubDate>{d}</pubDate>") for n, d in enumerate(dates))),
        "absurd links": feed(
            item("a", "<link>javascript:alert(1)</link>")
            + item("b", "<link>http://[::1</link>")
            + item("c", f"<link>http://e.example/{'x' * 100_000}</link>")
        ),
        "one guid for all": feed("".join(item(str(n), "<guid>same</guid>") for n in range(500))),
        "a title of a megabyte": feed(item("x" * 1_000_000)),
        "markup in titles": feed(item("&lt;script&gt;alert(1)&lt;/script&gt;&lt;!channel&gt; @everyone")),
        "a guid of a megabyte": feed(item("t", f"<guid>{'g' * 1_000_000}</guid>")),
        "absurd ttl": feed("<ttl>99999999999999</ttl>" + item()),
    }


def _cut_off(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(gzip.compress(b"hello " * 10_000)[:50])


def _endless(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(300):
        handler.wfile.write(b"<item/>" * 10_000)


def _drip(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(600):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.1)


def _hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(HEAD.encode())
