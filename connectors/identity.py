"""Which entry is which: a key inside its source, and a hash of what it says."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

MAX_KEY = 2_000


@dataclass(frozen=True, slots=True)
class Name:
    """What an entry may be known by; `address` is canonical, `published` as the document writes it."""

    guid: str
    address: str
    title: str
    published: str


def entry_keys(names: Sequence[Name]) -> list[str]:
    """The identities of a document's entries inside their source, in the document's order.

    An entry's key is the first of these that is its own in the document: guid, guid and address, address,
    and a hash of all there is. The prefix names the rung, so that rungs never collide, and tells which
    policy a source is on.
    """
    guids = Counter(name.guid for name in names)
    pairs = Counter((name.guid, name.address) for name in names)
    keys = [_key(name, guids[name.guid] == 1, pairs[name.guid, name.address] == 1) for name in names]
    return [key if len(key) <= MAX_KEY else f"hash:{content_hash(key)}" for key in keys]


def _key(name: Name, own_guid: bool, own_pair: bool) -> str:
    if name.guid and own_guid:
        return f"guid:{name.guid}"
    if name.guid and name.address and own_pair:
        return f"guid+url:{name.guid} {name.address}"
    if name.address and own_pair:
        return f"url:{name.address}"
    return f"hash:{content_hash(name.guid, name.address, name.title, name.published)}"


def content_hash(*parts: str) -> str:
    """A short hash of texts; white space does not count."""
    folded = "\x1f".join(" ".join(part.split()) for part in parts)
    return hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def body_hash(body: bytes) -> str:
    """A short hash of a reply, to notice that a server sent the same one again."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()
