"""Counts in article text: how many of what, and how exactly the text says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from events import _quantity_words as words
from events.model import Field, Qualifier, Quantity, Span

_SMALL = "|".join(sorted(words.SMALL, key=len, reverse=True))
_OPEN = "|".join(sorted(words.OPEN_SCALES, key=len, reverse=True))
_SCALE = r"(?:hundred|thousand|million|billion|trillion|dozen|score|bn|mn|[km])\b"
_DIGITS = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,4})?|\d{1,12}(?:\.\d{1,4})?"
_WORD_NUMBER = (
    rf"(?:an?|{_SMALL})[ -](?:{_SMALL}|hundred|thousand|million|billion|trillion|dozen|score)"
    rf"(?:[ -](?:and )?(?:{_SMALL}|hundred|thousand|million|billion)){{0,6}}|{_SMALL}"
)
_NUMBER = re.compile(
    rf"(?<![\w.,:/#])(?<![A-Za-z][-–])(?P<currency>US\$|[$€£₽¥₩₴])?[ ]?(?:"
    rf"(?P<open>{_OPEN})"
    rf"|(?P<few>several|a few|a couple of|a couple|couple of|many) "
    rf"(?P<few_scale>dozen|hundred|thousand|million|billion)"
    rf"|(?P<digits>{_DIGITS})(?:[ -]?(?P<scale>{_SCALE}))?"
    rf"|(?P<spelled>{_WORD_NUMBER}))(?![\w])",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[a-z]+")
# Each number that is written out has one of these words.
_NUMERALS = frozenset([*words.SMALL, *words.SCALES, *(phrase.split()[0] for phrase in words.OPEN_SCALES)])
_QUALIFIER = re.compile(
    rf"(?<!\w)(?P<words>{'|'.join(sorted(words.QUALIFIERS, key=len, reverse=True))})\s(?:the\s)?$",
    re.IGNORECASE,
)
# "Hand over 100 tanks" is no "over 100".
_HANDED = re.compile(
    r"(?<!\w)(?:hand(?:s|ed|ing)?|turn(?:s|ed|ing)?|t[ao]k(?:es?|en|ing)|took) over\s$", re.IGNORECASE
)
_BETWEEN = re.compile(r"(?<!\w)(?P<word>between|from)\s$", re.IGNORECASE)
_RANGE = re.compile(r"\s?[-–—]\s?|\s(?:to|or)\s|\sand\s")
_TRAILING = re.compile(rf"\s(?P<words>{'|'.join(words.TRAILING)})(?!\w)", re.IGNORECASE)
_TOKEN = re.compile(r"(?P<gap>[ \t\xa0\n-]{1,2}|, )(?P<word>[A-Za-z][\w.’']*(?:-\d+\w*)?|%)")
_PERCENT = re.compile(r"\s?(?:%|percent\b|per cent\b|percentage points?\b)", re.IGNORECASE)
_STRONG = re.compile(r"-strong\b", re.IGNORECASE)
# "Kills 14", "injured another 40"; what stands between is a qualifier or says that they are more.
_CASUALTIES_BEFORE = re.compile(
    r"\b(?:kill|wound|injur|maim|claim|leav)(?:ed|ing|es?|s)\s(?:another |a further |up to )?$",
    re.IGNORECASE,
)
_CASUALTIES_AFTER = re.compile(
    r"\s(?:(?:were|was|are|ha(?:ve|d) been|reported|feared|left|remain(?:ed)?|confirmed|others|more)\s){0,3}"
    r"(?:killed|wounded|injured|dead|hurt|missing|died|die|abducted|kidnapped|arrested|detained|captured)\b"
)
# "The death toll has risen to 17"; the number has no noun then.
_TOLL_BEFORE = re.compile(
    r"\b(?:toll|dead|killed|deaths)\b[^.;]{0,90}\b(?:to|at|now|is|was|reached|hits?|passed|passes)\s$",
    re.IGNORECASE,
)
_OF_THE = re.compile(r" (?:the|these|those|its|his)(?= )")
_PART = re.compile(r" of (?:the|its|their|his|her|these|those|about|some) (?:about |some |roughly )?")
_PART_OF = re.compile(_PART.pattern + r"\d")
_PLURAL = re.compile(r"[ \xa0](?P<word>[a-z]{3,}s)\b")
# "two Syrians", "30 Israelis"; "two Boeings" are no people.
_NATIONALS = re.compile(r"[ \xa0](?:more |other )?[A-Z][a-z]+(?:ans|is|ese|ish)(?![\w-]|[ \xa0][a-z]+s\b)")
_AGE = re.compile(r"(?:\baged?|\bages)\s$", re.IGNORECASE)
_AGE_AFTER = re.compile(r"[- ]years?[- ](?:old|of age)", re.IGNORECASE)
# "Kimani Gray, 16, was".
_NAMED = re.compile(r"[A-Z][\w'’.-]+\)?,\s$")
_YEAR_BEFORE = re.compile(
    r"\b(?:in|since|by|from|until|till|during|before|after|of|early|late|mid|year)[ -]$", re.IGNORECASE
)
_LABEL_BEFORE = re.compile(
    r"(?:\b(?:No|Nos|no|article|Article|Resolution|resolution|Room|room|page|Page|chapter|Chapter|version|Version|Flight"
    r"|flight|Highway|highway|Route|route|line|Line|Brigade|Group|Section|section|phone|tel|Tel|call|Call)\.?\s"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun"
    r"|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?\s)$"
)
_LOSSES = frozenset(("killed", "wounded", "injured", "dead"))
_IN_ALL = (" of them", " in all", " in total", " altogether", " all told", " on board", " aboard")
_WINDOW = 24
_MOST_MODIFIERS = 5


@dataclass(slots=True)
class _Number:
    """A number in the text: exact, or open between `low` and `high`."""

    start: int
    end: int
    value: float | None
    low: float | None = None
    high: float | None = None
    currency: str = ""
    digits: bool = False
    scaled: bool = False


def find_quantities(text: str, field: Field = "body", offset: int = 0) -> list[Quantity]:
    """Every count in `text`, in reading order, without overlap; roles are left to whoever knows the verb.
    `offset` is where `text` begins in its field.

    `value`, `low` and `high` follow the qualifier: "exact" sets all three, "about" the value alone,
    "at_least" and "more_than" value and low, "up_to", "fewer_than" and "nearly" value and high, "range" and
    "vague" low and high. Dates, ages, ordinals, names and telephone numbers are no counts.
    """
    if not _may_count(text):
        return []
    numbers = [number for number in _numbers(text) if not _is_other_use(number, text)]
    found: list[Quantity] = []
    index = 0
    while index < len(numbers):
        number, following = numbers[index], numbers[index + 1] if index + 1 < len(numbers) else None
        joined = following and _range(number, following, text)
        quantity = _quantity(joined or number, text, field, ranged=joined is not None)
        parted = following is not None and not joined and _is_part(number, following, text)
        if parted and quantity and following:
            quantity = replace(quantity, unit=_counted(text, following.end)[0])
        index += 2 if joined or parted else 1
        if quantity:
            found.append(_moved(quantity, offset) if offset else quantity)
    return found


def _may_count(text: str) -> bool:
    """Whether a number may stand in `text`: a look that costs less than the grammar of numbers."""
    return _DIGIT.search(text) is not None or not _NUMERALS.isdisjoint(_LETTERS.findall(text.lower()))


def _moved(quantity: Quantity, offset: int) -> Quantity:
    span = quantity.span
    return replace(quantity, span=Span(span.field, span.start + offset, span.end + offset, span.text))


def _numbers(text: str) -> Iterator[_Number]:
    for match in _NUMBER.finditer(text):
        currency = words.CURRENCIES.get((match["currency"] or "").lower(), "")
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        if match["open"]:
            low, high = words.OPEN_SCALES[match["open"].lower()]
            yield _Number(start, match.end(), None, low, high, currency)
        elif match["few"]:
            few, scale = words.FEW[match["few"].lower()], words.SCALES[match["few_scale"].lower()]
            yield _Number(start, match.end(), None, few[0] * scale, few[1] * scale, currency)
        elif match["digits"]:
            scale = words.SCALES[match["scale"].lower()] if match["scale"] else 1
            value = round(float(match["digits"].replace(",", "")) * scale, 4)
            yield _Number(start, match.end(), value, currency=currency, digits=True, scaled=scale > 1)
        else:
            spelled = match["spelled"]
            yield _Number(start, match.end(), _spelled(spelled), currency=currency, scaled=" " in spelled)


def _spelled(text: str) -> float:
    """ "two hundred and fifty thousand" as 250000, "a dozen" as 12."""
    total, group = 0.0, 0.0
    for word in re.split(r"[ -]+", text.lower()):
        if word in ("a", "an"):
            group = 1
        elif word in words.SMALL:
            group += words.SMALL[word]
        elif word in ("hundred", "dozen", "score"):
            group = (group or 1) * words.SCALES[word]
        elif word in words.SCALES:
            total += (group or 1) * words.SCALES[word]
            group = 0
    return total + group


def _is_other_use(number: _Number, text: str) -> bool:
    """A year, an age, a date's day, an ordinal, a label, part of a name or of a longer number."""
    before, after = (
        text[max(0, number.start - _WINDOW) : number.start],
        text[number.end : number.end + _WINDOW],
    )
    if _AGE.search(before) or _AGE_AFTER.match(after) or _LABEL_BEFORE.search(before):
        return True
    if number.digits and after[:1] == "," and _NAMED.search(before):
        return True
    if number.digits and _is_glued(after):
        return True
    if number.digits and not number.scaled and not number.currency and _is_year(number, text, before):
        return True
    noun = re.match(r"[ \xa0-]([A-Za-z.']+)", after)
    return bool(noun and words.singular(noun[1].lower().rstrip(".")) in words.TIMES)


def _is_glued(after: str) -> bool:
    return bool(re.match(r"[:/]\d|[.,]\d|-\d+-|[–-][A-Z]|°|(?:st|nd|rd|th)\b", after))


def _is_year(number: _Number, text: str, before: str) -> bool:
    """Four bare digits from 1500 to 2100, unless a noun we know is counted or a qualifier precedes."""
    written = text[number.start : number.end]
    if not (len(written) == 4 and written.isdigit() and 1500 <= int(written) <= 2100):
        return False
    if _YEAR_BEFORE.search(before) and not _QUALIFIER.search(before):
        return True
    noun, end = _counted(text, number.end)
    counted = text[number.end : end].split()
    # "The 2004 tsunami killed" counts nobody.
    return not noun or (len(counted) > 1 and counted[-1].lower() in _LOSSES)


def _range(first: _Number, second: _Number, text: str) -> _Number | None:
    """Two numbers as one: "between A and B", "A to B", "A-B"."""
    gap = text[first.end : second.start]
    if first.value is None or second.value is None or not _RANGE.fullmatch(gap):
        return None
    opening = _BETWEEN.search(text, max(0, first.start - 10), first.start)
    if gap.strip() == "and" and not (opening and opening["word"].lower() == "between"):
        return None
    low, high = first.value, second.value
    if second.scaled and not first.scaled and low < high and low < 1_000:
        # "1.5 to 2 million" counts millions on both sides.
        low *= _scale_of(text[second.start : second.end])
    if low >= high:
        return None
    start = opening.start() if opening else first.start
    return _Number(start, second.end, None, low, high, first.currency or second.currency, first.digits)


def _is_part(first: _Number, second: _Number, text: str) -> bool:
    """ "500 of the 900 soldiers": the second number only says of how many."""
    return _PART.fullmatch(text, first.end, second.start) is not None


def _scale_of(text: str) -> float:
    match = re.search(r"(hundred|thousand|million|billion|trillion|bn|mn|[km])$", text, re.IGNORECASE)
    return words.SCALES[match[1].lower()] if match else 1


def _quantity(number: _Number, text: str, field: Field, *, ranged: bool) -> Quantity | None:
    qualifier, start = _qualifier(number, text)
    trailing = _TRAILING.match(text, number.end)
    behind = trailing.end() if trailing else number.end
    end, unit = _unit(number, behind, start, text)
    trailing = trailing or _TRAILING.match(text, end)
    if trailing and qualifier == "exact":
        qualifier, end = words.TRAILING[trailing["words"].lower()], max(end, trailing.end())
    if not unit and not _stands_alone(number, qualifier, text):
        return None
    if ranged:
        qualifier = "range"
    elif number.value is None:
        qualifier = "vague"
    value, low, high = _bounds(number, qualifier)
    return Quantity(
        value, low, high, qualifier, unit, text[start:end], Span(field, start, end, text[start:end])
    )


def _qualifier(number: _Number, text: str) -> tuple[Qualifier, int]:
    match = _QUALIFIER.search(text, max(0, number.start - _WINDOW), number.start)
    if match is None or _HANDED.search(text, max(0, match.start() - _WINDOW), match.end()):
        return "exact", number.start
    return words.QUALIFIERS[match["words"].lower()], match.start()


def _bounds(number: _Number, qualifier: Qualifier) -> tuple[float | None, float | None, float | None]:
    value = number.value
    if value is None:
        return None, number.low, number.high
    if qualifier == "exact":
        return value, value, value
    if qualifier in ("at_least", "more_than"):
        return value, value, None
    if qualifier in ("up_to", "fewer_than", "nearly"):
        return value, None, value
    return value, None, None


def _unit(number: _Number, behind: int, start: int, text: str) -> tuple[int, str]:
    """Where the quantity ends with its head noun, and the normalised unit; `start` is where its qualifier
    begins, `behind` where what qualifies it ends."""
    percent = _PERCENT.match(text, behind)
    if percent:
        return percent.end(), "percent"
    if number.currency:
        return behind, number.currency
    strong = _STRONG.match(text, behind)
    if strong:
        _, end = _counted(text, strong.end())
        return max(end, strong.end()), "troops"
    unit, end = _counted(text, behind)
    if unit:
        return end, unit
    if _counts_lives(start, behind, text):
        return behind, "people"
    nationals = _NATIONALS.match(text, behind)
    if nationals:
        return nationals.end(), "people"
    plural = _PLURAL.match(text, behind)
    return (plural.end(), plural["word"]) if plural and _is_noun(plural["word"]) else (behind, "")


def _counts_lives(start: int, end: int, text: str) -> bool:
    """ "killed 14", "nine dead", "the toll rose to 17": who is counted goes without saying."""
    if _CASUALTIES_AFTER.match(text, end) or _CASUALTIES_BEFORE.search(text, max(0, start - _WINDOW), start):
        return True
    return _TOLL_BEFORE.search(text, max(0, start - 120), start) is not None


def _is_noun(plural: str) -> bool:
    return (
        not (plural in words.STOPS or plural in words.OPEN_SCALES)
        and words.singular(plural) not in words.TIMES
    )


def _counted(text: str, start: int) -> tuple[str, int]:
    """The unit of the noun phrase after a number, and where its head ends.

    The head is the last noun we know before the phrase ends ("combat drones", "North Korean soldiers");
    "of" joins an open scale to its noun ("thousands of troops").
    """
    unit, end, position = "", start, start
    for _ in range(_MOST_MODIFIERS):
        token = _TOKEN.match(text, position)
        if token is None:
            break
        word = token["word"].lower().rstrip(".'’")
        if word == "of" and position == start:
            position = token.end()
            of_the = _OF_THE.match(text, position)
            position = of_the.end() if of_the else position
            continue
        if word == "more" and position == start and not text.startswith(" than", token.end()):
            position = token.end()
            continue
        if word in words.STOPS and (unit or not words.unit_of(word)):
            break
        found = words.unit_of(word)
        if unit and not found:
            break
        if found:
            unit, end = found, token.start("word") + len(token["word"].rstrip(".'’"))
            if word in _LOSSES:
                return "people", end
        position = token.end()
    return unit, end


def _stands_alone(number: _Number, qualifier: Qualifier, text: str) -> bool:
    """Whether a number without a noun we know is still a count: it is qualified, or large and grouped."""
    if qualifier != "exact" or number.value is None or text.startswith(_IN_ALL, number.end):
        return True
    if _PART_OF.match(text, number.end):
        return True
    return number.digits and ("," in text[number.start : number.end] or number.scaled)
