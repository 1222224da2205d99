"""Which language an article is read in: the declared one, unless its script says otherwise."""

from __future__ import annotations

import re

_HANGUL = re.compile("[\uac00-\ud7a3]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_FOREIGN = re.compile("[\u0400-\u04ff\uac00-\ud7a3]")
_UKRAINIAN = re.compile("[\u0404\u0406\u0407\u0454\u0456\u0457\u0490\u0491]")
# Letters of other Cyrillic alphabets, and some that only Russian has.
_OTHER_CYRILLIC = re.compile("[\u0402\u0403\u0405\u0408-\u040f\u0452\u0453\u0455\u0458-\u045f]")
_RUSSIAN = re.compile("[\u042b\u042d\u044b\u044d]")
_LETTER = re.compile(r"[^\W\d_]")
_SEEN = 4000  # characters that are looked at
_MOST = 0.5
_SOME = 0.01
_UNDECLARED = frozenset(("", "en"))


def language_of(declared: str, text: str) -> str:
    """The ISO 639-1 code to read `text` by.

    A source that says nothing is taken for English; where more than half of the letters are Hangul or
    Cyrillic it plainly is not. Cyrillic is Ukrainian by its own letters and Russian by its own.
    """
    code = declared.lower().replace("_", "-").split("-")[0]
    if code not in _UNDECLARED or text.isascii():
        return code or "en"
    text = text[:_SEEN]
    if not _FOREIGN.search(text):
        return code or "en"
    letters = len(_LETTER.findall(text))
    if len(_HANGUL.findall(text)) > _MOST * letters:
        return "ko"
    if len(_CYRILLIC.findall(text)) > _MOST * letters:
        return _by_alphabet(text, letters)
    return code or "en"


def _by_alphabet(text: str, letters: int) -> str:
    if len(_OTHER_CYRILLIC.findall(text)) > _SOME * letters:
        return "sr"
    if len(_UKRAINIAN.findall(text)) > _SOME * letters:
        return "uk"
    return "ru" if _RUSSIAN.search(text) else "bg"
