"""The many addresses of one article have one key, and different articles never share one."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
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
    "AMP viewer of another": "https://www.bing.com/amp/s/amp.example.org/news/a-story",
    "old AMP cache": "https://cdn.ampproject.org/c/s/www.example.org/amp/news/a-story",
    "AMP page": "https://example.org/news/a-story.amp",
    "session parameter": "https://example.org/news/a-story?PHPSESSID=0A1B2C",
    "channel": "https://example.org/news/a-story?source=rss&CMP=Share_iOSApp_Other",
    "all at once": "http://m.example.org:80/amp/news/./a-story/;jsessionid=1?utm_medium=x&ref=rss&amp=1#top",
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


def distinct_pairs(count: int) -> Iterator[tuple[str, str]]:
    """Pairs of addresses as one site gives them to two articles, told apart in one place only."""
    rng = random.Random(2024)
    for _ in range(count):
        shape = rng.choice(SHAPES)
        one, other = rng.sample(range(2, 10**6), 2)
        if rng.random() < 0.3:
            other = one + rng.choice((1, 10, 1_000))
        yield shape(one), shape(other)


def slug(number: int) -> str:
    """A code of letters, such as a short link has."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    code = ""
    while number:
        number, rest = divmod(number, len(letters))
        code += letters[rest]
    return code


SITE = "https://www.example.org"
SHAPES: tuple[Callable[[int], str], ...] = (
    lambda n: f"{SITE}/news/{n}",
    lambda n: f"{SITE}/news/{n}/amped-story",
    lambda n: f"{SITE}/news/{n}.html",
    lambda n: f"{SITE}/2024/10/18/story-{n}/",
    lambda n: f"{SITE}/story,{n}.htm",
    lambda n: f"{SITE}/story;id={n}",
    lambda n: f"{SITE}/s/{slug(n)}",
    lambda n: f"{SITE}/{'A' if n % 2 else 'a'}/{n // 2}",
    lambda n: f"{SITE}/%E6%96%B0%E8%81%9E/{n}",
    lambda n: f"{SITE}/新聞/{slug(n)}",
    lambda n: f"{SITE}/article?id={n}",
    lambda n: f"{SITE}/?p={n}",
    lambda n: f"{SITE}/index.php?option=com_content&view=article&id={n}&Itemid=2",
    lambda n: f"{SITE}/service/news_view.htm?lang=k&Seq_Code={n}",
    lambda n: f"{SITE}/article?no={n}&utm_source=rss",
    lambda n: f"{SITE}/article?{n}",
    lambda n: f"{SITE}/a?ref={n}",
    lambda n: f"{SITE}/a?source={n}",
    lambda n: f"{SITE}/a?source={slug(n)}q",
    lambda n: f"{SITE}/a?id=7&page={n}",
    lambda n: f"{SITE}/a?q=a%20b%26{n}",
    lambda n: f"{SITE}/a?sid={n}&cid=3",
    lambda n: f"{SITE}/a?sid=3&cid={n}",
    lambda n: f"{SITE}/a?id={slug(n)}",
    lambda n: f"{SITE}/#!/article/{n}",
    lambda n: f"{SITE}/#/article/{n}",
    lambda n: f"{SITE}:8443/{n}",
    lambda n: f"{SITE}:{n % 50_000 + 1_024}/{n // 50_000}",
    lambda n: f"https://news.google.com/rss/articles/CBMi{slug(n)}?oc=5",
)


def test_different_articles_of_one_site_never_share_a_key() -> None:
    pairs = [pair for pair in distinct_pairs(8_000) if pair[0] != pair[1]]

    assert len(pairs) >= 5_000
    assert [pair for pair in pairs if canonical_url(pair[0]) == canonical_url(pair[1])] == []


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "mailto:a@b.example", "http://[bad", "https://a:b/", "https://\udcff/"]
)
def test_what_is_no_web_address_has_no_canonical_form(url: str) -> None:
    assert canonical_url(url) == ""


_PARTS = st.sampled_from(
    [
        "news",
        "amp",
        "a-story",
        "x.html",
        "x.amp.html",
        "x.amp",
        "..",
        ".",
        "",
        "%61",
        "b;jsessionid=1",
        "é",
        "A~b",
    ]
)
_PAIRS = st.sampled_from(
    ["utm_source=rss", "utm_term=a%20=b", "utm_=", "UTM_x=", "id=7", "ID=7", "a-=1", "a=2", "a", "=", "",
     "ref=home", "ref=9", "source=rss", "source=ap", "amp=1", "amp=9", "outputType=amp", "b=2&a=1",
     "at_medium=RSS", "x=%20", "x=+", "oc=5", "a=b=c"]
)  # fmt: skip
_ENDS = st.sampled_from(["", "#top", "#!/7", "#/7?a=b", "#"])


@given(
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["", "www.", "www2.", "m.", "www.m.", "amp.", "mm."]),
    st.sampled_from(HOSTS),
    st.lists(_PARTS, max_size=4),
    st.lists(_PAIRS, max_size=3),
    _ENDS,
)
@settings(max_examples=1_000, deadline=None)
def test_the_short_way_comes_to_the_same_end(
    scheme: str, prefix: str, host: str, path: list[str], query: list[str], end: str
) -> None:
    url = f"{scheme}://{prefix}{host}/{'/'.join(path)}{'?' if query else ''}{'&'.join(query)}{end}"

    assert canonical_url(url) == canonical_in_full(url)
    assert canonical_url(canonical_url(url)) == canonical_url(url)


_ANY_TEXT = st.text(st.characters(categories=["Cs", "Cc", "L", "N", "P", "S", "Z"]), max_size=80)


@given(_ANY_TEXT, _ANY_TEXT)
def test_no_address_is_too_odd(host: str, path: str) -> None:
    for url in (host, f"https://{host}/{path}", f"https://example.org/{path}", f"http://a.example?{path}"):
        assert canonical_url(url).startswith("https://") or canonical_url(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "https://www.google.com/" + "amp/s/WWW.GOOGLE.COM/" * 5_000,
        "https://cdn.ampproject.org/" + "c/s/cdn.ampproject.org/" * 5_000,
        "https://example.org/" + "a/../" * 20_000,
        "https://example.org/?" + "a=1&" * 20_000,
        "https://" + "m." * 20_000 + "example.org/",
        "https://" + "é" * 20_000 + ".example/",
        "https://example.org/" + "%" * 50_000,
        "https://example.org/" + ".amp" * 20_000 + "x",
        "https://example.org/" + ";jsessionid=" * 10_000,
    ],
    ids=lambda url: url[:40],
)
def test_an_address_without_end_is_no_trap(url: str) -> None:
    assert canonical_url(url).startswith("https://") or canonical_url(url) == ""
