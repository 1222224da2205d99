"""Ids follow from the key of the first article of a group, so that a replay mints the same ones."""

from __future__ import annotations

import hashlib


def copy_id(key: str) -> str:
    """Of the copy group that an article opens."""
    return _id("cp", key)


def story_id(key: str) -> str:
    """Of the storyline that an article opens."""
    return _id("st", key)


def cluster_id(key: str) -> str:
    """Of the cluster that an article opens."""
    return _id("cl", key)


def _id(kind: str, key: str) -> str:
    return f"{kind}_{hashlib.blake2b(key.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"
