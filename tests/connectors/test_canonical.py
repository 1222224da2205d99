"""The many addresses of one article have one key, and different articles never share one."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.canonical import canonical_in_full, canonical_url

STORY = "https://example.org/news/a-story"
FORMS = {
    "campaign": "https://example.org/news/a-story?utm_source=rss&utm_medium=feed",
    "click id": "https://example.org/news/a-story?fbclid=IwAR0x",
    "broadcaster's campaign": "https://example.org/news/a-story?at_medium=RSS&at_campaign=NEWS",
    "portal's campaign": "https://example.org/news/a-story?ocid=wsoc",
    "referrer": "https://example.org/news/a-story?ref=home",
    "default port": "http://www.example.org:80/news/a-story",
    "dot segments": "https://example.org/x/../news/./a-story",
    "mobile host": "https://m.example.org/news/a-story",
    "AMP host": "https://amp.example.org/news/a-story",
    "AMP path": "https://example.org/news/a-story/amp/",
    "AMP path in front": "https://example.org/amp/news/a-story",
    "AMP parameter": "https://example.org/news/a-story?outputType=amp",
    "AMP viewer": "https://www.google.co.uk/amp/s/www.example.org/news/a-story/amp",
    "AMP cache": "https://example-org.cdn.ampproject.org/v/s/example.org/news/a-story?amp_js_v=0.1",
    "session id": "https://example.org/news/a-story;jsessionid=0A1B2C",
    "case, dot and fragment": "HTTPS://EXAMPLE.org./news/a-story/#top",
    "needless escapes": "https://example.org/news/%61-story",
}
HOSTS = ("example.org", "news.example.co.uk", "xn--bcher-kva.example")


@pytest.mark.parametrize("form", FORMS)
def test_the_forms_of_one_address_have_one_key(form: str) -> None:
    assert canonical_url(FORMS[form]) == STORY


def test_an_opaque_address_is_kept_as_it_is() -> None:
    link = "https://news.google.com/rss/articles/CBMiQWh0?oc=5"
    assert canonical_url(link) == link


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/news/story?id=7",
        "https://example.org/news/story?source=4711",
        "https://example.org/view.do?Seq_Code=188123",
        "https://example.org/?p=12",
        "https://example.org/A/b",
        "https://example.org:8443/news",
    ],
)
def test_what_tells_articles_apart_is_kept(url: str) -> None:
    assert canonical_url(url) == url


def distinct_articles() -> list[str]:
    """Addresses as one site gives them to its articles, told apart by number, name, case or parameter."""
    found = [f"https://example.org/news/{n}" for n in range(40)]
    found += [f"https://example.org/news/{n}/amped" for n in range(10)]
    found += [f"https://example.org/article?id={n}" for n in range(20)]
    found += [f"https://example.org/article?id={n}&page=2" for n in range(10)]
    found += [f"https://example.org/view.do?lang=k&Seq_Code={n}" for n in range(15)]
    found += [f"https://example.org/a?ref={n + 2}" for n in range(10)]
    found += [f"https://example.org/short/{chr(97 + n)}B" for n in range(10)]
    found += [f"https://example.org/short/{chr(65 + n)}b" for n in range(10)]
    return found


def test_different_articles_of_one_site_never_share_a_key() -> None:
    pairs = list(combinations(distinct_articles(), 2))

    assert len(pairs) >= 5_000
    assert [pair for pair in pairs if canonical_url(pair[0]) == canonical_url(pair[1])] == []


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "mailto:a@b.example", "http://[bad", "https://a:b/", "https://\udcff/"]
)
def test_what_is_no_web_address_has_no_canonical_form(url: str) -> None:
    assert canonical_url(url) == ""


_PARTS = st.sampled_from(
    ["news", "amp", "a-story", "x.html", "x.amp.html", "..", ".", "", "%61", "b;jsessionid=1"]
)
_PAIRS = st.sampled_from(
    ["utm_source=rss", "utm_x=", "id=7", "ref=home", "amp=1", "outputType=amp", "b=2&a=1"]
)


@given(
    st.sampled_from(["http", "https"]),
    st.sampled_from(["", "www.", "m.", "www.m.", "amp."]),
    st.sampled_from(HOSTS),
    st.lists(_PARTS, max_size=4),
    st.lists(_PAIRS, max_size=3),
)
def test_the_short_way_comes_to_the_same_end(
    scheme: str, prefix: str, host: str, path: list[str], query: list[str]
) -> None:
    url = f"{scheme}://{prefix}{host}/{'/'.join(path)}{'?' if query else ''}{'&'.join(query)}"

    assert canonical_url(url) == canonical_in_full(url)
    assert canonical_url(canonical_url(url)) == canonical_url(url)


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_address_is_too_odd(host: str, path: str) -> None:
    for url in (host, f"https://{host}/{path}", f"https://example.org/{path}"):
        assert canonical_url(url).startswith("https://") or canonical_url(url) == ""
