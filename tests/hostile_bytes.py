"""A generator of hostile feed documents: good ones of every format, broken in ways that hurt readers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

Mutation = Callable[[bytes, random.Random], bytes]

POISON = (
    b"&#xD800;", b"&#99999999999;", b"&#0;", b"&nbsp;", b"&bogus;", b"&", b"<", b">", b"]]>", b"<![CDATA[",
    b"<!--", b"-->", b"<?php ?>", b"\x00", b"\x01", b"\x0b", b"\xff\xfe", b"\xc3", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80", "\u202e".encode(), "\ufeff".encode(), b"<item>", b"</item>", b"<entry/>",
    b"<title/>", b"</title>", b"<title type='xhtml'><div><p>", b"<link href='javascript:alert(1)'/>",
    b"<guid isPermaLink='true'/>", b"<pubDate>0000-00-00</pubDate>",
    b"<pubDate>Fri, 99 Zzz 99999 99:99:99 +9999</pubDate>", b"<content:encoded>",
    b"<media:group><media:title>x</media:title></media:group>", b"<x:y xmlns:x=''/>",
    b"<gml:pos xmlns:gml='http://www.opengis.net/gml'></gml:pos>", b" xmlns='http://www.w3.org/2005/Atom'",
    b" xml:base='http://[bad/'", b"<!DOCTYPE r [<!ENTITY x 'C:\\data'>]>",
    b"<?xml version='1.0' encoding='x\x00'?>",
)  # fmt: skip
ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "utf-7", "koi8-r", "euc-kr", "cp037", "latin-1", "shift_jis")


def cut(document: bytes, rng: random.Random) -> bytes:
    """End somewhere."""
    return document[: rng.randrange(len(document) + 1)]


def poison(document: bytes, rng: random.Random) -> bytes:
    """Put something in that readers choke on."""
    at = rng.randrange(len(document) + 1)
    return document[:at] + rng.choice(POISON) * rng.choice([1, 1, 1, 3]) + document[at:]


def flip(document: bytes, rng: random.Random) -> bytes:
    """Change a few bytes."""
    changed = bytearray(document)
    for _ in range(rng.randint(1, 8) if changed else 0):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def double(document: bytes, rng: random.Random) -> bytes:
    """Say a piece twice."""
    start, end = sorted(rng.randrange(len(document) + 1) for _ in range(2))
    return document[:end] + document[start:end] + document[end:]


def drop(document: bytes, rng: random.Random) -> bytes:
    """Leave a piece out."""
    start, end = sorted(rng.randrange(len(document) + 1) for _ in range(2))
    return document[:start] + document[min(end, start + 200) :]


def swap_tag(document: bytes, rng: random.Random) -> bytes:
    """Call one element by another's name."""
    names = (b"title", b"link", b"guid", b"description", b"item", b"id", b"content", b"updated", b"channel")
    return document.replace(rng.choice(names), rng.choice(names), rng.randint(1, 3))


def nest(document: bytes, rng: random.Random) -> bytes:
    """Wrap what follows into many elements."""
    at = rng.randrange(len(document) + 1)
    name = rng.choice([b"a", b"div", b"item", b"title", b"x:y"])
    return document[:at] + b"<%s>" % name * rng.choice([3, 50, 1_500]) + document[at:]


def attribute(document: bytes, rng: random.Random) -> bytes:
    """Give an element an attribute nobody expects."""
    odd = rng.choice(
        [
            b" type='xhtml'",
            b" type='base64'",
            b" mode='escaped'",
            b" xml:lang='\xff'",
            b" a='" + b"y" * 3_000 + b"'",
        ]
    )
    at = document.find(b">", rng.randrange(len(document) + 1))
    return document[:at] + odd + document[at:] if at > 0 else document


def recode(document: bytes, rng: random.Random) -> bytes:
    """Send the bytes of another encoding under the same declaration."""
    return document.decode("utf-8", "replace").encode(rng.choice(ENCODINGS), "replace")


MUTATIONS: Sequence[Mutation] = (
    cut,
    poison,
    poison,
    poison,
    flip,
    double,
    drop,
    swap_tag,
    nest,
    attribute,
    recode,
)


def mutant(document: bytes, seed: int) -> bytes:
    """The document after one to four mutations; the same for the same seed."""
    rng = random.Random(seed)
    for _ in range(rng.randint(1, 4)):
        document = rng.choice(MUTATIONS)(document, rng)
    return document


def mutants(documents: Sequence[bytes], count: int, *, seed: int = 0) -> Iterator[bytes]:
    """So many hostile documents, of each of `documents` in turn."""
    for number in range(count):
        yield mutant(documents[number % len(documents)], seed + number)
