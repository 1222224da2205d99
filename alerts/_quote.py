"""The sentence of an article that an event was read from."""

from __future__ import annotations

import re
from collections.abc import Sequence

_END = re.compile(r"[.!?。！？][\"”’)]*\s|\n")
_LONGEST = 1_000


def sentence(text: str, evidence: Sequence[str]) -> str:
    """The sentence of `text` around the first passage of `evidence`; empty where it is not found."""
    passage = next((one for one in evidence if one.strip()), "")
    at = text.find(passage) if passage else -1
    if at < 0:
        return ""
    begin = max((found.end() for found in _END.finditer(text, max(0, at - _LONGEST), at)), default=0)
    if begin == 0 and at > _LONGEST:
        begin = at
    after = _END.search(text, at + len(passage), at + len(passage) + _LONGEST)
    return " ".join(text[begin : after.end() if after else at + len(passage) + _LONGEST].split())
