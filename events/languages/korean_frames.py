"""Frames of Korean sentences: the verb stands last, and its endings say how far things have got."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from events._frame import Frame
from events.languages.counts import with_role
from events.languages.hits import Named
from events.languages.korean import Parsed, Word, find_hits, korean, parse
from events.languages.korean_counts import Counted, counts
from events.languages.korean_roles import Roles, read_roles
from events.languages.korean_speech import Speech, read_speech
from events.languages.telling import Stated, Telling, assertion_of, frame_of
from events.lexicon import Lexicon
from events.lexicon.schema import KindEntry
from events.model import DateValue, Field, Quantity, Status
from events.text import Sentence

__all__ = ["find_hits", "sentence_frames"]

_ATTACKS = frozenset(("air_strike", "drone_strike", "shelling_missile"))
_SPECIFIC = ("drone_strike", "air_strike", "shelling_missile", "missile_test")
_LIGHT = re.compile(r"^(?:하|했|한|할|함|합|해|되|됐|된|될|돼|됨|시키|시켰|시킨|시킬|시켜)")
_NOUN = re.compile(
    r"^(?:설|론|계획|결정|작전)?(?:은|는|이|가|을|를|의|에|에서|으로|로|도|과|와|까지|부터|에는|에도)?$"
)
_FIRST, _FINALS, _SS = 0xAC00, 28, 20
_NOT_PAST = frozenset("있겠")
_ADNOMINAL = re.compile(r"(?:한|된|시킨|보낸|쏜|벌인|간)$")


class Pattern(NamedTuple):
    """A kind with the classes that its word needs beside it."""

    kind: str
    rule: str
    wanted: tuple[str, ...]


class Trigger(NamedTuple):
    """The word that tells of a happening; `verbal` where it is a verb itself."""

    at: int
    pattern: Pattern
    verbal: bool
    head: str


def sentence_frames(
    _code: str,
    sentence: Sentence,
    position: int,
    field: Field,
    named: Sequence[Named],
    dates: Sequence[DateValue],
    lexicon: Lexicon,
) -> list[Frame]:
    """The frames of one sentence with the names and dates inside it."""
    if not _opening().search(sentence.text):
        return []
    parsed = parse(sentence.text, sentence.start, named, dates)
    if not parsed.words or _other_world(parsed, field):
        return []
    reader = _Reader(parsed, field, dates, lexicon)
    return [frame_of(told, sentence, position, field, lexicon.kinds[told.kind]) for told in reader.tellings()]


def _other_world(parsed: Parsed, field: Field) -> bool:
    if field == "body" and "?" in parsed.words[-1].mark:
        return True
    return any(word.core.startswith(tuple(korean().other_worlds)) for word in parsed.words)


@cache
def _patterns() -> dict[str, tuple[Pattern, ...]]:
    found: dict[str, list[Pattern]] = {}
    for kind, words in korean().kinds.items():
        for number, text in enumerate(words.verbs, 1):
            heads, *wanted = text.split()
            pattern = Pattern(kind, f"{kind}.ko.verb.{number}", tuple(name.strip("<>") for name in wanted))
            for head in heads.split("|"):
                for form in korean().native.get(head, head).split():
                    found.setdefault(form, []).append(pattern)
    return {form: tuple(patterns) for form, patterns in found.items()}


@cache
def _heads() -> tuple[str, ...]:
    return tuple(sorted(_patterns(), key=len, reverse=True))


@cache
def _opening() -> re.Pattern[str]:
    """Any word that begins like a trigger."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _heads()))})")


class _Reader:
    def __init__(self, parsed: Parsed, field: Field, dates: Sequence[DateValue], lexicon: Lexicon) -> None:
        self.parsed, self.field, self.dates, self.lexicon = parsed, field, dates, lexicon
        self.counts = counts(parsed, field)

    def tellings(self) -> Iterator[Telling]:
        triggers = list(self._triggers())
        for trigger in triggers:
            told = self._telling(trigger, triggers)
            if told is not None:
                yield told

    def _triggers(self) -> Iterator[Trigger]:
        """One trigger a clause for each family of kinds, the last word of the clause that fits."""
        found: dict[tuple[int, str], Trigger] = {}
        wanted_before: tuple[str, ...] = ()
        for at, word in enumerate(self.parsed.words):
            trigger = self._trigger_at(at, word, wanted_before)
            if trigger is None:
                continue
            wanted_before = trigger.pattern.wanted
            key = word.clause, self.lexicon.family(trigger.pattern.kind)
            known = found.get(key)
            if known is None or len(known.pattern.wanted) <= len(trigger.pattern.wanted):
                found[key] = trigger
        yield from found.values()

    def _trigger_at(self, at: int, word: Word, wanted_before: tuple[str, ...]) -> Trigger | None:
        for head in _heads():
            if not word.core.startswith(head):
                continue
            rest = word.core[len(head) :]
            native = head not in korean().actions
            verbal = native or bool(_LIGHT.match(rest))
            if not verbal and not _NOUN.match(rest):
                continue
            fitting = [p for p in _patterns()[head] if self._fits(p.wanted, at, wanted_before)]
            if fitting:
                return Trigger(at, min(fitting, key=_rank), verbal, head)
        return None

    def _fits(self, wanted: Iterable[str], at: int, before: tuple[str, ...]) -> bool:
        clause = self.parsed.clause(self.parsed.words[at].clause)
        elided = tuple(wanted) == before == ("force",)
        return all(
            any(self._has(other, name) for other in clause if other <= at)
            or (elided and any(item.first in clause for item in self.counts))
            for name in wanted
        )

    def _has(self, at: int, name: str) -> bool:
        word = self.parsed.words[at]
        places = [item for item in word.named if item.entry is not None]
        if name == "place":
            return bool(places) and not word.is_subject
        if name == "aim":
            return bool(places) and self._aimed(at)
        if word.particle in ("에게", "한테", "들에게", "의"):
            return False
        if name == "force" and _is_forces(word):
            return True
        known = korean().classes[name]
        return word.stem in known or word.core in known or word.stem.removesuffix("들") in known

    def _aimed(self, at: int) -> bool:
        word = self.parsed.words[at]
        if any(item.entry and item.entry.precision == "region" for item in word.named):
            return False
        following = at + 1 if at + 1 < len(self.parsed.words) else at
        return word.particle == "에" or self.parsed.is_cue(following, "toward")

    def _telling(self, trigger: Trigger, triggers: Sequence[Trigger]) -> Telling | None:
        parsed, kind = self.parsed, trigger.pattern.kind
        entry = self.lexicon.kinds[kind]
        word = parsed.words[trigger.at]
        if any(parsed.is_cue(at, "against") for at in parsed.clause(word.clause)):
            return None
        speech = read_speech(parsed, trigger.at, self.field, self.dates, nominal=not trigger.verbal)
        stated = self._stated(trigger, speech)
        roles = read_roles(parsed, trigger.at, entry, speech)
        said = tuple(item for item in [speech.attribution] if item)
        quantities = self._quantities(trigger, entry, stated.status, triggers)
        if _bare_reference(trigger, stated, roles, quantities):
            return None
        return Telling(
            kind=kind,
            rule=trigger.pattern.rule,
            start=word.start,
            end=word.end,
            verbal=trigger.verbal,
            stated=stated,
            actors=roles.actors,
            recipients=roles.recipients,
            places=roles.places,
            quantities=quantities,
            date=self._own_date(trigger, speech),
            reported=speech.date,
            attributions=said,
            assertion=assertion_of(said, speech.cue == "confirmed", stated.status),
            countries=frozenset(
                item.country for w in parsed.words for item in w.named if item.entry and item.country
            ),
            helps=any(parsed.is_cue(at, "helped") for at in range(trigger.at)),
        )

    def _own_date(self, trigger: Trigger, speech: Speech) -> DateValue | None:
        """The nearest date before the trigger that is not the speaker's."""
        before = [
            date
            for date in self.dates
            if date != speech.date
            and date.char_start < self.parsed.words[trigger.at].start
            and date.type in ("DATE", "TIME")
            and (date.start or date.end)
        ]
        return before[-1] if before else None

    def _stated(self, trigger: Trigger, speech: Speech) -> Stated:
        stated = self._by_endings(trigger)
        if speech.cue == "undenied":
            return Stated("hypothetical", speech.cue_span)
        if speech.cue == "denied" and stated.status != "negated":
            return Stated("denied", speech.cue_span)
        return stated

    def _by_endings(self, trigger: Trigger) -> Stated:
        words = self.parsed.words
        clause = [at for at in self.parsed.clause(words[trigger.at].clause) if at >= trigger.at]
        following = " ".join(words[at].core for at in clause[1:])
        chain = f"{words[trigger.at].core[len(trigger.head) :]} {following}".strip()
        own = f"{words[trigger.at].core} {following}".strip()
        last = words[clause[-1]]
        span = (words[clause[0]].start, last.end)
        for status, patterns in korean().endings.items():
            # A threat is the verb of saying itself: "보내겠다고 위협했다".
            said = f"{own} {self._later(last)}" if status == "threatened" else own
            if any(re.search(pattern, said) for pattern in patterns) and not _not_denied(said, status):
                return Stated(status, span)
        if _past(own):
            return Stated("completed", span)
        later = self._later(last)
        if later and _is_converb(last.core):
            return Stated("completed" if _past(later) else "planned", span)
        if _ADNOMINAL.search(last.core):
            return Stated("completed", span)
        if not trigger.verbal and not following:
            # A headline ends in the bare noun: "북한, 러시아에 파병".
            return Stated("completed", None, stated=self.field == "title" and not chain)
        return Stated("planned", span)

    def _later(self, last: Word) -> str:
        return " ".join(word.core for word in self.parsed.words if word.clause > last.clause)

    def _quantities(
        self, trigger: Trigger, entry: KindEntry, status: Status, triggers: Sequence[Trigger]
    ) -> tuple[Quantity, ...]:
        clause = set(self.parsed.clause(self.parsed.words[trigger.at].clause))
        sole = sum(other.pattern.kind in _ATTACKS for other in triggers) == 1
        found = []
        for item in self.counts:
            lost = self._loss(item)
            if lost:
                if sole and trigger.pattern.kind in _ATTACKS:
                    found.append(replace(item.quantity, role=lost, unit="people"))
                continue
            if item.first not in clause or item.first > trigger.at:
                continue
            counted = with_role(item.quantity, entry, status, added=self._added(item))
            if counted:
                found.append(counted)
        return tuple(found)

    def _added(self, item: Counted) -> bool:
        near = range(max(0, item.first - 1), min(len(self.parsed.words), item.last + 3))
        return any(self.parsed.words[at].core in korean().cues["more"] for at in near)

    def _loss(self, item: Counted) -> str:
        """killed or wounded, by the next words behind a count of persons."""
        if item.counter != "명":
            return ""
        for at in range(item.last, min(len(self.parsed.words), item.last + 3)):
            for role in ("killed", "wounded"):
                if self.parsed.is_cue(at, role):
                    return role
        return ""


def _rank(pattern: Pattern) -> tuple[int, int]:
    order = _SPECIFIC.index(pattern.kind) if pattern.kind in _SPECIFIC else len(_SPECIFIC)
    return -len(pattern.wanted), order


def _is_forces(word: Word) -> bool:
    """ "러시아군", "미군": a country's name with the word for its army."""
    return any(
        item.hit.code
        and (word.core[item.hit.end - word.start :].startswith("군") or item.hit.text.endswith("군"))
        for item in word.named
    )


def _bare_reference(trigger: Trigger, stated: Stated, roles: Roles, quantities: tuple[Quantity, ...]) -> bool:
    return not trigger.verbal and not stated.stated and not (roles.actors or quantities)


def _not_denied(said: str, status: str) -> bool:
    """ "부인하지 않았다", "배제하지 않았다": it is the denial that there was not."""
    return status == "negated" and bool(re.search(r"(?:부인|배제|일축|반박)하지 않", said))


def _past(chain: str) -> bool:
    """Whether a syllable closes in the sign of the past ("했", "갔"); "있" and "겠" do so by themselves."""
    return any(
        char not in _NOT_PAST and char >= "가" and char <= "힣" and (ord(char) - _FIRST) % _FINALS == _SS
        for char in chain
    )


def _is_converb(core: str) -> bool:
    """A verb that leaves its tense to the next clause."""
    return core.endswith(("해", "고", "며", "시켜", "하여", "돼", "쏴", "벌여"))
