"""Which entry is which: a key inside its source, and a hash of what it says."""

from __future__ import annotations

import hashlib


def entry_key(guid: str, canonical: str, title: str, published: str, *, guid_is_unique: bool) -> str:
    """The identity of an entry inside its source.

    The guid where it is unique in its document, else guid and address, else the address, else a hash
    of title and date. The prefix names the rung, so that rungs never collide.
    """
    if guid and guid_is_unique:
        return f"guid:{guid}"
    if guid and canonical:
        return f"guid+url:{guid} {canonical}"
    if canonical:
        return f"url:{canonical}"
    return f"hash:{content_hash(title, published)}"


def content_hash(*parts: str) -> str:
    """A short hash of texts; white space does not count."""
    folded = "\x1f".join(" ".join(part.split()) for part in parts)
    return hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def body_hash(body: bytes) -> str:
    """A short hash of a reply, to notice that a server sent the same one again."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()
