"""Which articles are the same text. (Storylines and clusters build on this.)"""

from __future__ import annotations

import hashlib
import re

_CREDIT = re.compile(
    r"\((?=[^)]*[A-Z])[^()]{2,40}\)|(?:^|\n)\s*[A-Z][A-Z .]{2,30},[^\n—–-]{0,30}[—–-]{1,2}\s"
)
_WORD = re.compile(r"\w+")
_LEAD_WORDS = 80
_SHORTEST = 25


def copy_group(title: str, text: str) -> str:
    """A key that syndicated copies of one text share.

    Wire credits in parentheses, datelines, punctuation and case do not count, nor does what follows the
    first 80 words, where outlets cut. A text under 25 words is told apart by its title as well.
    """
    words = _WORD.findall(_CREDIT.sub(" ", text).casefold())[:_LEAD_WORDS]
    if len(words) < _SHORTEST:
        words = [*_WORD.findall(title.casefold()), "/", *words]
    return hashlib.blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
