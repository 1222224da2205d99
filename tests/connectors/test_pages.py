"""Article pages: the text without the page around it, and a reason wherever there is none."""

from __future__ import annotations

import asyncio

import pytest

from connectors import pages
from connectors._cage import Cage, Limits
from connectors.access import Access
from connectors.fulltext import FullText, full_text, is_about
from connectors.http import Credentials, HttpClient
from connectors.pages import Page, PageError, extract_page
from tests.connectors.conftest import LOOPBACK
from tests.web_server import Reply, WebServer

URL = "https://www.news.example.co.uk/2024/10/19/troops?utm_source=rss"
SENTENCES = [
    "The ministry said on Friday that two ships had left the harbour before dawn.",
    "Officials declined to say where they were heading or what they carried.",
    "Residents spoke of convoys that passed through the old town all night long.",
    "A spokesman for the port, reached by telephone, confirmed the departure.",
]


def page(body: str = "", head: str = "") -> str:
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    return f"""<!doctype html><html><head><title>Ships leave | News</title>{head}</head><body>
      <nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
      <article><h1>Ships leave harbour</h1>{paragraphs}{body}</article>
      <footer>Copyright, cookies and contact</footer></body></html>"""


def read(markup: str, url: str = URL) -> Page:
    return extract_page(markup.encode(), url)


def test_the_article_is_read_without_the_page_around_it() -> None:
    found = read(page())

    assert found.text == "\n\n".join(SENTENCES)
    assert found.title == "Ships leave | News"


def test_the_title_for_sharing_is_preferred() -> None:
    head = '<meta property="og:title" content="Ships &amp;amp; boats &lt;b&gt;leave&lt;/b&gt;">'

    assert read(page(head=head)).title == "Ships & boats leave"


@pytest.mark.parametrize(
    ("head", "declared", "canonical"),
    [
        ('<link rel="canonical" href="/troops">', "https://www.news.example.co.uk/troops", True),
        ('<link rel="canonical" href="https://amp.example.co.uk/t">', "https://amp.example.co.uk/t", True),
        (
            '<meta property="og:url" content="https://news.example.co.uk/t">',
            "https://news.example.co.uk/t",
            True,
        ),
        ('<link rel="canonical" href="https://agency.example/t">', "https://agency.example/t", False),
        ('<link rel="canonical" href="https://other.co.uk/t">', "https://other.co.uk/t", False),
        ('<link rel="canonical" href="javascript:alert(1)">', "", False),
        ("", "", False),
    ],
)
def test_a_page_speaks_for_its_own_domain_only(head: str, declared: str, canonical: bool) -> None:
    found = read(page(head=head))

    assert found.declared_url == declared
    assert found.canonical_url == (declared if canonical else "")


def test_the_encoding_of_header_or_page_is_obeyed() -> None:
    cyrillic = page("<p>Представитель порта подтвердил уход кораблей.</p>")
    meta = page("<p>Представитель порта подтвердил уход кораблей.</p>", '<meta charset="koi8-r">')

    by_header = extract_page(cyrillic.encode("windows-1251"), URL, "text/html; charset=windows-1251")
    by_page = extract_page(meta.encode("koi8-r"), URL)

    assert "Представитель порта подтвердил" in by_header.text
    assert "Представитель порта подтвердил" in by_page.text


def test_the_text_has_no_control_characters() -> None:
    found = read(page("<p>An un\x00usual\x1b[31m end of the &#x9b;story.</p>"))

    assert all(character.isprintable() or character == "\n" for character in found.text)


@pytest.mark.parametrize(
    ("markup", "message"),
    [
        ("", "no article text"),
        ("<html><body><p>Please accept our cookies.</p></body></html>", "no article text"),
        ("<div>" * 50_000, "no article text"),
        ("x" * (pages.MAX_HTML_BYTES + 1), "larger than 5 MB"),
    ],
)
def test_a_page_without_an_article_is_said_in_words(markup: str, message: str) -> None:
    with pytest.raises(PageError, match=message):
        read(markup)


def fetch(url: str, limits: Limits = Limits()) -> FullText:
    async def go() -> FullText:
        async with HttpClient(allow_private=LOOPBACK) as http, Cage(workers=1, limits=limits) as cage:
            return await full_text(http, cage, url)

    return asyncio.run(go())


def test_a_page_is_fetched_and_read_in_a_worker(web: WebServer) -> None:
    web.pages["/moved"] = Reply(302, headers={"Location": "/a"})
    web.pages["/a"] = Reply(body=page(head='<link rel="canonical" href="/b">').encode())

    found = fetch(web.at("/moved"))

    assert found == FullText("\n\n".join(SENTENCES), "", "Ships leave | News", web.at("/b"))


def test_every_failure_is_a_reason_and_no_exception(web: WebServer) -> None:
    web.pages["/paywall"] = Reply(403, b"no")
    web.pages["/pdf"] = Reply(body=b"%PDF-1.7", headers={"Content-Type": "application/pdf"})
    web.pages["/short"] = Reply(body=b"<p>Subscribe to read on.</p>")

    assert fetch(web.at("/paywall")).reason == "the page's server answered 403 (access refused)"
    assert fetch(web.at("/pdf")).reason == "the page is application/pdf, not HTML"
    assert fetch(web.at("/short")) == FullText(reason="the page holds no article text")
    assert "refused" in fetch("http://169.254.169.254/latest/meta-data").reason


@pytest.mark.parametrize("home", ["/feed", "http://elsewhere.example/feed"])
def test_a_page_is_opened_with_its_source_s_password_on_the_source_s_own_site_only(
    web: WebServer, home: str
) -> None:
    web.pages["/a"] = Reply(body=page().encode())
    access = Access(Credentials("reader", "secret"), {"X-Key": "canary"})

    async def go() -> FullText:
        async with HttpClient(allow_private=LOOPBACK) as http, Cage(workers=1) as cage:
            address = web.at(home) if home.startswith("/") else home
            return await full_text(http, cage, web.at("/a"), access, home=address)

    assert asyncio.run(go()).text
    (sent,) = web.requests["/a"]
    given = {name: sent.headers.get(name) for name in ("authorization", "x-key")}
    own = {"authorization": "Basic cmVhZGVyOnNlY3JldA==", "x-key": "canary"}
    assert given == (own if home == "/feed" else dict.fromkeys(own))


@pytest.mark.parametrize(
    ("entry", "about"),
    [
        ("Ministers meet in Geneva over grain: delegations from nine countries arrive", True),
        ("Hail", False),
        ("Storm cuts power to villages in the north", False),
        ("", True),
        ("11", True),
    ],
)
def test_a_page_about_something_else_is_known_by_its_words(entry: str, about: bool) -> None:
    text = "Delegations of nine countries came to Geneva. The ministers talk about grain until Friday."

    assert is_about(text, entry) is about


def test_scripts_without_spaces_are_compared_too() -> None:
    page = "首相は金曜日、東京で北朝鮮の兵士について記者団に話した。"

    assert is_about(page, "北朝鮮の兵士、首相が言及")
    assert not is_about(page, "台風で停電、九州の村")


def test_a_page_that_eats_processor_time_is_refused_and_the_next_is_read(web: WebServer) -> None:
    attributes = " ".join(f"a{n}=1" for n in range(200_000))
    web.pages["/greedy"] = Reply(body=f"<p {attributes}>x</p>".encode())
    web.pages["/good"] = Reply(body=page().encode())

    async def go() -> tuple[FullText, FullText]:
        limits = Limits(cpu_s=2, wall_s=60)
        async with HttpClient(allow_private=LOOPBACK) as http, Cage(workers=1, limits=limits) as cage:
            return await full_text(http, cage, web.at("/greedy")), await full_text(
                http, cage, web.at("/good")
            )

    greedy, good = asyncio.run(go())

    assert greedy.reason == "refused: reading the page takes more than 2 s of processor time"
    assert good.text == "\n\n".join(SENTENCES)
