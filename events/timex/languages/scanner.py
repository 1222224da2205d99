"""Compiles the tables of a language and finds the expressions they describe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from events.timex.grammar import Found
from events.timex.languages import template
from events.timex.languages.language import Language, Table

_NUMERALS = {
    "day": r"(?:3[01]|[12]\d|0?[1-9])(?!\d)",
    "lone_day": r"(?:3[01]|[12]\d|0?[1-9])(?=[.,;)]|$| a las | a la | por la | à )(?![.,]\d)",
    "dd": r"(?:3[01]|[12]\d|0?[1-9])(?!\d)",
    "mm": r"(?:1[0-2]|0?[1-9])(?!\d)",
    "full_year": r"(?:1[5-9]|20|21)\d\d(?!\d)",
    "year": r"(?:1[5-9]|20|21)\d\d(?!\d|[.,]\d|%)",
    "yy": r"\d\d(?!\d|[.,]\d|%)",
    "iso": r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:z|[+-]\d\d:?\d\d)?(?![\d:])",
    "decade": r"(?:1[5-9]|20)\d0(?!\d)",
    "short_decade": r"[1-9]0(?!\d)",
    "century": r"(?:2[01]|1\d|[1-9])(?!\d)",
    "quarter_number": r"[1-4](?!\d)",
    "half_number": r"[12](?!\d)",
    "number": r"\d{1,3}(?![\d%]|[.,]\d)",
    "hour": r"(?:[01]?\d|2[0-4])(?!\d)",
    "minute": r"[0-5]\d(?!\d)",
}
# Rules that mean the same in every language.
_COMMON_RULES = """
    instant: {iso}
    numeric: {year:full_year}-{month:mm}-{day:dd}
    numeric: {year:full_year}.{month:mm}.{day:dd}
    numeric: {year:full_year}/{month:mm}/{day:dd}
"""
# Marks what is a time only where a guard's `needs` is met.
DOUBTFUL = "doubtful"
_DIGITS = "#"
_LONGEST_NUMBER = 4
# Signs behind which digits are prices, addresses, or the rest of a longer number.
_GLUE = frozenset("$€£¥₩₽₴#№@/_+")


@dataclass(frozen=True)
class Rule:
    """A template as a pattern: what its groups' words stand for, and values that always hold."""

    kind: str
    written: str
    canonical: dict[str, dict[str, str]]
    always: dict[str, str]
    signs: dict[int, str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.written)


class _Group:
    """The rules that can begin with the same words, behind one pattern that tells whether any applies."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._rules = rules

    @cached_property
    def _gate(self) -> re.Pattern[str]:
        return re.compile("|".join(re.sub(r"\?P<\w+>", "?:", rule.written) for rule in self._rules))

    def candidates(self, low: str, start: int) -> list[Found]:
        """All that the rules find at one place, the longest first and otherwise in their own order."""
        if not self._gate.match(low, start):
            return []
        matches = [(match, rule) for rule in self._rules if (match := rule.pattern.match(low, start))]
        matches.sort(key=lambda pair: -pair[0].end())
        found = [
            Found(start, match.end(), rule.kind, rule.always | _values(match, rule))
            for match, rule in matches
        ]
        return [item for item in found if item.kind != "two_days" or _is_pair(item)]


@dataclass
class Lexicon:
    """The words of a language as `template.Words`."""

    language: Language
    space: str = field(init=False)
    _forms: dict[str, dict[str, str]] = field(init=False, default_factory=dict)
    _numerals: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._numerals = _NUMERALS | dict(self.language.numerals)
        self.space = self.language.space
        self._forms = {name: _by_form(table) for name, table in self.language.words.items()}

    def canonical(self, table: str) -> dict[str, str]:
        return self._forms.get(table, {})

    def pattern(self, table: str) -> str:
        forms = " ".join(self.language.words.get(table, {}).values()).split()
        options = [_branches(set(forms), self.space)] if forms else []
        numerals = self._numerals.get(table)
        return f"(?:{'|'.join([*options, numerals] if numerals else options)})"

    def starts(self, table: str) -> frozenset[str]:
        keys = {self.start(form) for form in self.canonical(table)}
        if table in self._numerals:
            keys |= {_DIGITS, *self.language.numeral_starts.get(table, "")}
        return frozenset(keys)

    def start(self, text: str) -> str:
        if text[0].isdigit():
            return _DIGITS
        word = re.match(r"[^\W\d_]+", text)
        if word is None:
            raise ValueError(f"A rule of {self.language.code!r} begins with {text!r}; begin it with a word.")
        return text[0] if self.language.by_character else word[0]


def _branches(forms: set[str], space: str) -> str:
    """A pattern for any of the forms, the longest first, that looks at no character twice."""
    heads = sorted({form[0] for form in forms if form})
    parts = [
        (space if head == "_" else re.escape(head))
        + _branches({form[1:] for form in forms if form.startswith(head)}, space)
        for head in heads
    ]
    if not parts:
        return ""
    if len(parts) == 1 and "" not in forms:
        return parts[0]
    return f"(?:{'|'.join(parts)})" + ("?" if "" in forms else "")


class Scanner:
    """The compiled rules of one language."""

    def __init__(self, language: Language) -> None:
        lexicon = Lexicon(language)
        by_start: dict[str, list[Rule]] = {}
        for line in filter(str.strip, (_COMMON_RULES + language.rules).splitlines()):
            rule, keys = _rule(line, lexicon)
            for key in keys:
                by_start.setdefault(key, []).append(rule)
        groups = {tuple(map(id, rules)): _Group(tuple(rules)) for rules in by_start.values()}
        self._by_start = {key: groups[tuple(map(id, rules))] for key, rules in by_start.items()}
        self._by_character = language.by_character
        self._token = re.compile(self._token_pattern(language))

    def scan(self, low: str, is_time: Callable[[Found], bool]) -> Iterator[Found]:
        """The expressions in a text in lower case, in order and without overlap.

        At each place it is the longest one of which `is_time` holds; each is asked about after those before
        it have been yielded.
        """
        done = 0
        for token in self._token.finditer(low):
            word = token[0]
            is_number = word[0].isdigit()
            group = self._by_start.get(_DIGITS if is_number else word[0] if self._by_character else word)
            start = token.start()
            if group is None or start < done or (is_number and self._is_no_number(low, token)):
                continue
            found = next(filter(is_time, group.candidates(low, start)), None)
            if found:
                done = found.end
                yield found

    def _token_pattern(self, language: Language) -> str:
        if not language.by_character:
            return rf"{language.compounds}|[^\W\d_]+|\d+" if language.compounds else r"[^\W\d_]+|\d+"
        # A script that parts words begins its expressions at a word, the others anywhere.
        letters = "".join(key for key in self._by_start if key != _DIGITS)
        return rf"\d+|[{letters}]" if language.boundary == "" else r"\d+|[^\W\d_]+"

    def _is_no_number(self, low: str, token: re.Match[str]) -> bool:
        """Whether digits belong to a price, a decimal, a name or a longer number."""
        start = token.start()
        before = low[max(0, start - 2) : start]
        if token.end() - start > _LONGEST_NUMBER:
            return True
        if not before:
            return False
        last = before[-1]
        if last.isalpha():
            return last.isascii() or not self._by_character
        if last in "-–−":
            return before[0].isalnum()
        if last == " " and before[0].isdigit():
            return token.end() - start == _LONGEST_NUMBER
        return last in _GLUE or (last in ".,:" and before[0].isdigit())


def _by_form(table: Table) -> dict[str, str]:
    """The value of each form, written without spaces."""
    return {form.replace("_", ""): value for value, forms in table.items() for form in forms.split()}


def _rule(line: str, lexicon: Lexicon) -> tuple[Rule, frozenset[str]]:
    """The rule a line stands for, and the keys of the words it can begin with."""
    head, _, written = line.strip().partition(": ")
    kind, *values = head.split()
    if kind.endswith("?"):
        kind, values = kind[:-1], [*values, f"{DOUBTFUL}=yes"]
    tree = template.parse(written)
    rule = Rule(
        kind,
        template.regex(tree, lexicon) + lexicon.language.boundary,
        {slot.group: lexicon.canonical(slot.table) for slot in template.slots(tree)},
        dict(value.split("=") for value in values),
        str.maketrans(dict(lexicon.language.digit_signs)),
    )
    return rule, template.starts(tree, lexicon)[0]


def _values(match: re.Match[str], rule: Rule) -> dict[str, str]:
    """What each group's words stand for; digits stand for themselves."""
    values = {}
    for group, text in match.groupdict().items():
        if text is not None:
            plain = "".join(text.split())
            values[group] = rule.canonical[group].get(plain) or plain.translate(rule.signs)
    return values


def _is_pair(found: Found) -> bool:
    """Two days joined by "and" are one interval only where the second follows the first."""
    return int(found.parts["last"]) - int(found.parts["day"]) == 1
