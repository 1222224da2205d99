"""`/patterns/` in text queries: regular expressions that cost no more than the text is long.

RE2 alone runs what a rule's author wrote. It keeps no stack to go back on, so there is no pattern that
makes it try for ever; what it would need too much memory for, it refuses to compile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import re2

from alerts._text import SearchText, Span

MAX_CHARACTERS = 300
# Steps of the compiled program, as a bound on what one character of a text costs. `\\pL+` has 1,202.
MAX_STEPS = 2_500
_MAX_MEMORY = 4 << 20
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class PatternError(ValueError):
    """A pattern that is not taken; the message says why and what to write."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression in the syntax of RE2, in any case; `.` ends at the line."""

    source: str
    _compiled: Any = field(repr=False, compare=False)

    def spans(self, text: SearchText) -> Iterator[Span]:
        """Each stretch of the original text that the pattern fits, from left to right."""
        # RE2 reads UTF-8, which has no half characters.
        original = _LONE_SURROGATE.sub("\ufffd", text.original)
        for found in self._compiled.finditer(original):
            start, end = found.span()
            if end > start:
                yield Span(start, end, text.original[start:end])


@lru_cache(maxsize=1_000)
def pattern_of(source: str) -> Pattern:
    """Compiles a pattern, without its slashes. Raises PatternError where it is refused."""
    if len(source) > MAX_CHARACTERS:
        raise PatternError(f"the pattern is longer than {MAX_CHARACTERS} characters; split the rule")
    try:
        compiled = re2.compile(source, _options())
    except (re2.error, UnicodeEncodeError) as error:
        raise PatternError(_complaint(source, error)) from error
    if compiled.programsize > MAX_STEPS:
        raise PatternError(f"the pattern {source!r} is too large; repeat less, or smaller parts")
    if compiled.search("") is not None:
        raise PatternError(f"the pattern {source!r} fits where nothing stands, so any text; use + for *")
    return Pattern(source, compiled)


def _options() -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    return options


def _complaint(source: str, error: Exception) -> str:
    said = error.args[0] if error.args else ""
    said = said.decode(errors="replace") if isinstance(said, bytes) else "it holds half a character"
    if "invalid perl operator" in said or "invalid escape sequence" in said:
        said += "; looking ahead, looking back and repeating a group by number are not part of RE2"
    if "too large" in said or "repetition size" in said:
        said += "; repeat less, or smaller parts"
    return f"the pattern {source!r} cannot be read: {said}"
