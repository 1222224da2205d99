"""Grammars of the languages that have one, as tables; the machinery that reads them is the same for all."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from events.timex.context import Context
from events.timex.grammar import Found
from events.timex.languages import chinese, french, german, korean, russian, spanish, ukrainian
from events.timex.languages.reader import Reader
from events.timex.values import Value

LANGUAGES = {
    module.LANGUAGE.code: module.LANGUAGE
    for module in (chinese, french, german, korean, russian, spanish, ukrainian)
}
CODES = tuple(LANGUAGES)


def read(code: str, text: str, context: Context) -> Iterable[tuple[Found, Value]]:
    """The time expressions of a text in one of `CODES`, with their values."""
    return _reader(code)(text, context)


@cache
def _reader(code: str) -> Reader:
    return Reader(LANGUAGES[code])
