"""Forms of Russian and Ukrainian words: from a form in a text back to the names it may belong to."""

from __future__ import annotations

from functools import lru_cache

# What may stand in place of an ending in the base form; shorter and longer endings are all tried.
_ENDINGS = {
    "а": ("", "о"),
    "я": ("ь", "й", "е"),
    "у": ("", "а"),
    "ю": ("я", "ь", "й", "е"),
    "е": ("", "а", "я", "ь", "о", "й"),
    "и": ("а", "я", "ь", "ы"),
    "ы": ("а",),
    "ой": ("а", "ая", "ое"),
    "ою": ("а",),
    "ей": ("я", "ья"),
    "ею": ("я", "а"),
    "ью": ("ь",),
    "ом": ("", "о", "ое", "ый", "ий"),
    "ем": ("ь", "й", "е", "ее"),
    "ым": ("", "ый", "ое", "ые"),
    "им": ("", "ий", "ое", "ие", "е", "і"),
    "ам": ("ы", "и", "а"),
    "ах": ("ы", "и", "а"),
    "ами": ("ы", "и", "а"),
    "ов": ("ы",),
    "ого": ("ый", "ий", "ое", "е"),
    "ому": ("ый", "ий", "ое", "е"),
    "ую": ("ая",),
    "ых": ("ые",),
    "их": ("ие", "і"),
    "ыми": ("ые",),
    "ими": ("ие", "і"),
    "і": ("", "а", "я", "ь", "о", "е"),
    "ї": ("я", "й"),
    "ові": ("",),
    "еві": ("ь", "й"),
    "ії": ("ія",),
    "єю": ("я",),
    "єм": ("й", "є"),
    "ої": ("а",),
    "ій": ("а",),
    "ів": ("и", "і"),
}
_LONGEST = max(map(len, _ENDINGS))
_SHORTEST_STEM = 2
# Consonants that soften, and vowels that close, when an ending goes.
_SOFTENED = {"з": "г", "ц": "к", "с": "х"}
_OPENED = {"о": "і", "е": "і", "є": "ї"}
_ADJECTIVE = ("ская", "ская", "зкая", "цкая", "ська", "зька", "цька")


@lru_cache(maxsize=16384)
def bases(word: str) -> tuple[str, ...]:
    """The base forms a folded word may belong to, itself first."""
    found = dict.fromkeys([word])
    for size in range(1, _LONGEST + 1):
        stem, ending = word[:-size], word[-size:]
        if len(stem) < _SHORTEST_STEM:
            break
        for other in _ENDINGS.get(ending, ()):
            found[stem + other] = None
            if ending in ("і", "е") and stem[-1] in _SOFTENED:
                found[stem[:-1] + _SOFTENED[stem[-1]] + other] = None
            if not other and ending[0] in "ауоеіо" and len(stem) > 2 and stem[-2] in _OPENED:
                found[stem[:-2] + _OPENED[stem[-2]] + stem[-1]] = None
    return tuple(found)


def seats_of_region(adjective: str) -> tuple[str, ...]:
    """The towns a region's adjective in its base form may be called after ("курская": "курск")."""
    for ending in _ADJECTIVE:
        if adjective.endswith(ending):
            stem = adjective[: -len(ending)]
            sk = ending[:-1].removesuffix("а")
            soft = sk.removesuffix("ь")
            return tuple(
                stem + end
                for end in (sk.replace("ь", ""), soft, "", "ь", "ье", "жье", "жжя", "а", "о", "и", "ия")
            )
    return ()
