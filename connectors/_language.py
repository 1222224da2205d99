"""A guess at the language of a text from its script and its commonest words; good enough for a hint."""

from __future__ import annotations

import re
from collections import Counter

_SCRIPTS = (
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ar", re.compile("[\u0620-\u064a]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("th", re.compile("[\u0e01-\u0e3a]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("uk", re.compile("[\u0404\u0406\u0407\u0454\u0456\u0457\u0490\u0491]")),
    ("ru", re.compile("[\u0410-\u044f]")),
)
_WORDS = {
    "en": "the of and to in that for with was his from has have by at this",
    "de": "der die und das ist nicht mit den von dem auf eine sich für im",
    "fr": "le les des est dans une pour que qui sur avec du au par pas",
    "es": "el los las que por con para una del está como más se su al",
    "it": "il che di della per con una gli del non è sono nel alla dei",
    "pt": "os que da do em para com uma não dos as na mais por foi",
    "nl": "het een van en op dat niet met voor zijn te aan bij ook door",
    "pl": "nie się na że jest w z do jak po przez od oraz są",
    "tr": "ve bir bu için ile olarak da de olan çok daha gibi sonra",
}
_SCRIPT_SHARE = 0.15
_WORD_SHARE = 0.08
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
MAX_TEXT = 20_000
MIN_LETTERS = 20


def guess_language(text: str) -> str:
    """An ISO 639-1 code, or nothing where the text is short or no language stands out."""
    text = text[:MAX_TEXT]
    letters = len(_LETTER.findall(text))
    if letters < MIN_LETTERS:
        return ""
    for language, script in _SCRIPTS:
        share = 0.01 if language == "uk" else _SCRIPT_SHARE
        if len(script.findall(text)) > share * letters:
            return language
    return _by_words(_WORD.findall(text.lower()))


def _by_words(words: list[str]) -> str:
    counts = Counter(words)
    scores = {
        language: sum(counts[word] for word in common.split()) / max(len(words), 1)
        for language, common in _WORDS.items()
    }
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= _WORD_SHARE else ""
