"""The full text of an article from the page its entry links to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from connectors._cage import Cage
from connectors.access import Access
from connectors.http import Fetched, FetchError, HttpClient
from connectors.pages import PageError

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
# Of the words of an entry, those that a page on the same matter repeats at the very least.
MIN_SHARED = 0.2
_WORD = re.compile(r"[^\W\d_]{4,}|\d{3,}")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]{2,}")
_HTML_TYPES = ("", "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")


@dataclass(frozen=True, slots=True)
class FullText:
    """What a page gave. `text` is empty where it gave nothing, and `reason` then says why in words.

    `canonical_url` is the page's own address as far as it may be believed (see `connectors.pages.Page`).
    `retry_after` is that header of a refusal, as it was sent.
    """

    text: str = ""
    reason: str = ""
    title: str = ""
    canonical_url: str = ""
    retry_after: str = ""


async def full_text(
    http: HttpClient, cage: Cage, url: str, access: Access = Access(), *, home: str = ""
) -> FullText:
    """Fetch the page at `url` and read its article. Never raises for what a server or a page does.

    `access` opens the source that lives at `home`; a page on another site learns nothing of it. A page that
    fails never drops its entry: the caller keeps the text of the feed, and records `reason`.
    """
    known = access.towards(url, home=home)
    try:
        reply = await http.get(url, {**known.headers, "Accept": ACCEPT}, known.auth, proxy=known.proxy)
    except FetchError as error:
        return FullText(reason=str(error))
    if reply.status != 200:
        return FullText(reason=_refusal(reply), retry_after=reply.headers.get("retry-after", ""))
    content_type = reply.headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _HTML_TYPES:
        return FullText(reason=f"the page is {kind[:60]}, not HTML")
    try:
        page = await cage.read_page(reply.body, reply.url, content_type)
    except PageError as error:
        return FullText(reason=str(error))
    return FullText(page.text, "", page.title, page.canonical_url)


def is_about(page: str, entry: str) -> bool:
    """Whether the text of a page speaks of what its feed entry speaks of; a request for cookies does not."""
    words = _telling_words(entry)
    found = page.casefold()
    return not words or sum(word in found for word in words) >= MIN_SHARED * len(words)


def _telling_words(text: str) -> set[str]:
    """Words of four letters and more; of scripts written without spaces, every two characters."""
    text = text.casefold()
    pairs = {run[n : n + 2] for run in _UNSPACED.findall(text) for n in range(len(run) - 1)}
    return pairs | set(_WORD.findall(_UNSPACED.sub(" ", text)))


def _refusal(reply: Fetched) -> str:
    meaning = {
        401: " (a password is needed)",
        403: " (access refused)",
        404: " (there is no page at this address)",
        410: " (the page is gone)",
        429: " (asked too often)",
    }
    return f"the page's server answered {reply.status}{meaning.get(reply.status, '')}"
