"""How well what was read agrees with the labels; README.md says when a field is right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from events.model import Article, Mention, Quantity
from tests.gold.events import corpus
from tests.gold.events.corpus import Expected, Files, Incident, Labelled, Pair, alternatives

Reader = Callable[[Article], Sequence[Mention]]
Measures = dict[str, float]

RULE_KINDS = frozenset(("troop_deployment", "reinforcement", "rotation"))
LIVE = frozenset(("announced", "planned", "under_way", "completed", "attempted", "threatened"))
_DATE_KEYS = ("start", "end", "edtf", "precision")


@dataclass(slots=True)
class Tally:
    """Hits, misses and false hits."""

    right: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        return _share(2 * self.right, 2 * self.right + self.missed + self.wrong)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which mention stands for which label."""

    matched: tuple[tuple[Expected, Mention], ...]
    missed: tuple[Expected, ...]
    extra: tuple[Mention, ...]


@dataclass(slots=True)
class Report:
    """The numbers of one half of the gold, how many labels stand behind each, and what disagreed."""

    measures: Measures = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, name: str, value: float, size: int) -> None:
        self.measures[name], self.sizes[name] = value, size

    def add_tally(self, name: str, tally: Tally) -> None:
        size = tally.right + tally.missed
        for part, value in (("P", tally.precision), ("R", tally.recall), ("F1", tally.f1)):
            self.add(f"{name} {part}", value, size)


def report(files: Files, read: Reader) -> Report:
    """All measures of one half."""
    made = Report()
    score_texts(made, corpus.texts(*files.texts), read)
    score_pairs(made, corpus.pairs(*files.pairs), read)
    _score_incidents(made, corpus.incidents(files.incidents), read)
    _score_negatives(made, corpus.negatives(files.negatives), read)
    score_texts(made, corpus.texts(files.languages), read, prefix="ko/ru/uk ", fields=False)
    return made


def align(labelled: Labelled, mentions: Sequence[Mention]) -> Alignment:
    """Pairs of one kind, those that agree in most fields first."""
    rated = sorted(
        (
            (-sum(agreement(expected, mention).values()), number, place)
            for number, expected in enumerate(labelled.events)
            for place, mention in enumerate(mentions)
            if mention.kind in alternatives(expected["kind"])
        ),
    )
    partner: dict[int, int] = {}
    for _, number, place in rated:
        if number not in partner and place not in partner.values():
            partner[number] = place
    left = [mention for place, mention in enumerate(mentions) if place not in partner.values()]
    return Alignment(
        tuple((labelled.events[number], mentions[place]) for number, place in sorted(partner.items())),
        tuple(expected for number, expected in enumerate(labelled.events) if number not in partner),
        tuple(mention for mention in left if mention.kind not in labelled.tolerate),
    )


def agreement(expected: Expected, mention: Mention) -> dict[str, bool]:
    """For each field the label names, whether the mention has it right."""
    right = {
        name: getattr(mention, name) in alternatives(expected[name])
        for name in ("status", "assertion", "plover", "title")
        if name in expected
    }
    for name in ("actors", "recipients"):
        if name in expected:
            right[name] = {actor.country for actor in getattr(mention, name)} == set(expected[name])
    if "quantities" in expected:
        right["count"] = _counts_right(expected["quantities"], mention.quantities)
    for role, name in (("destination", "destination"), ("origin", "place"), ("site", "place")):
        wanted = [text for text, given in expected.get("places", ()) if given == role]
        if wanted:
            found = [place.span.text for place in mention.places if place.role == role]
            right[name] = right.get(name, True) and all(_among(text, found) for text in wanted)
    if "date" in expected or any(key in expected for key in _DATE_KEYS):
        right["date"] = _date_right(expected, mention)
    if "speaker" in expected:
        right["speaker"] = any(_same_speaker(name, mention) for name in alternatives(expected["speaker"]))
    return right


def interval(edtf: str) -> tuple[str | None, str | None]:
    """First day and the day after the last of a date in the notation of the labels; None is open."""
    first, _, last = edtf.partition("/")
    last = last or first
    return (None if first == ".." else _first_day(first).isoformat()), (
        None if last == ".." else _day_after(last).isoformat()
    )


def rule_expected(labelled: Labelled) -> bool | None:
    """Whether a rule on live troop deployments should fire; None where both are right."""
    relevant = [label for label in labelled.events if RULE_KINDS & set(alternatives(label["kind"]))]
    if any(LIVE.issuperset(alternatives(label["status"])) for label in relevant):
        return True
    if RULE_KINDS & labelled.tolerate or any(LIVE & set(alternatives(label["status"])) for label in relevant):
        return None
    return False


def rule_fires(mentions: Iterable[Mention]) -> bool:
    return any(mention.kind in RULE_KINDS and mention.status in LIVE for mention in mentions)


def score_texts(
    made: Report, rows: Iterable[Labelled], read: Reader, *, prefix: str = "", fields: bool = True
) -> None:
    events, rule = Tally(), Tally()
    right, found = Counter[str](), Counter[str]()
    for row in rows:
        mentions = read(row.article)
        aligned = align(row, mentions)
        events.right += len(aligned.matched)
        events.missed += len(aligned.missed)
        events.wrong += len(aligned.extra)
        for expected, mention in aligned.matched:
            verdicts = agreement(expected, mention)
            right.update(name for name, ok in verdicts.items() if ok)
            found.update(verdicts.keys())
        _count_rule(rule, rule_expected(row), rule_fires(mentions))
        made.notes.extend(_disagreements(row, aligned))
    made.add_tally(f"{prefix}event", events)
    made.add_tally(f"{prefix}deployment rule", rule)
    if fields:
        for name in sorted(found.keys() - {"plover", "title"}):
            made.add(name, _share(right[name], found[name]), found[name])


def score_pairs(made: Report, rows: Sequence[Pair], read: Reader) -> None:
    hits = 0
    for pair in rows:
        of_kind = [mention for mention in read(pair.article) if mention.kind == pair.kind]
        if pair_right(pair, of_kind):
            hits += 1
        else:
            seen = [(mention.status, mention.assertion) for mention in of_kind]
            wanted = (*pair.statuses, *filter(None, [pair.assertion]))
            made.notes.append(f"pair: {pair.kind} {wanted} read as {seen}: {pair.article.body}")
    made.add("minimal pairs", _share(hits, len(rows)), len(rows))


def pair_right(pair: Pair, of_kind: Sequence[Mention]) -> bool:
    """Exactly one event of the kind with the right status, or none where there is none."""
    if not pair.statuses or len(of_kind) != 1:
        return not pair.statuses and not of_kind
    (mention,) = of_kind
    return mention.status in pair.statuses and pair.assertion in ("", mention.assertion)


def _score_incidents(made: Report, rows: Sequence[Incident], read: Reader) -> None:
    gold = [row.type for row in rows]
    seen = [next((mention.acled for mention in read(row.article) if mention.acled), "") for row in rows]
    made.add("incident types, weighted F1", _weighted_f1(gold, seen), len(rows))
    made.notes.extend(
        f"type: {row.type} read as {name or 'nothing'}: {row.article.body}"
        for row, name in zip(rows, seen, strict=True)
        if row.type != name
    )


def _score_negatives(made: Report, rows: Sequence[Article], read: Reader) -> None:
    quiet, still = 0, 0
    for article in rows:
        mentions = read(article)
        quiet += not mentions
        still += not any(mention.status in LIVE for mention in mentions)
        if mentions:
            made.notes.append(f"negative: {[(m.kind, m.status) for m in mentions]}: {article.body}")
    made.add("negatives without event", _share(quiet, len(rows)), len(rows))
    made.add("negatives without live event", _share(still, len(rows)), len(rows))


def _counts_right(wanted: Sequence[Sequence[Any]], found: Sequence[Quantity]) -> bool:
    """Every count that is wanted is there, and none of the same role beside it."""
    left = list(found)
    for label in wanted:
        match = next((quantity for quantity in left if _same_count(label, quantity)), None)
        if match is None:
            return False
        left.remove(match)
    roles = {label[2] for label in wanted if len(label) > 2}
    return not any(quantity.role in roles or not wanted for quantity in left)


def _same_count(label: Sequence[Any], quantity: Quantity) -> bool:
    value, qualifier, role, unit = (*label, "", "")[:4]
    if isinstance(value, str):
        low, high = (float(end) for end in value.split(".."))
        sized = (quantity.low, quantity.high) == (low, high)
    else:
        sized = quantity.value == value
    return (
        sized
        and quantity.qualifier == qualifier
        and role in ("", quantity.role)
        and unit in ("", quantity.unit)
    )


def _among(name: str, found: Sequence[str]) -> bool:
    """Whether a place is there, perhaps with more words to it ("Borno" in "Borno state")."""
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for text in found)


def _date_right(expected: Expected, mention: Mention) -> bool:
    if "date" in expected and interval(expected["date"]) != (mention.date.start, mention.date.end):
        return False
    return all(getattr(mention.date, key) == expected[key] for key in _DATE_KEYS if key in expected)


def _same_speaker(name: str, mention: Mention) -> bool:
    """The first speaker is the one named, perhaps with more or fewer words around the last."""
    if not mention.attribution:
        return False
    wanted, found = _words(name), _words(mention.attribution[0].speaker)
    if not found:
        return False
    return set(wanted) <= set(found) or (set(found) <= set(wanted) and wanted[-1] in found)


def _words(name: str) -> list[str]:
    return [
        word
        for word in re.findall(r"\w+", name.lower().replace("'s ", " "))
        if word not in ("the", "a", "an")
    ]


def _first_day(text: str) -> date:
    return date.fromisoformat(f"{text}-01-01"[:10])


def _day_after(text: str) -> date:
    first = _first_day(text)
    if len(text) == 10:
        return first + timedelta(days=1)
    return (
        date(first.year + 1, 1, 1)
        if len(text) == 4 or first.month == 12
        else first.replace(month=first.month + 1)
    )


def _count_rule(tally: Tally, expected: bool | None, fires: bool) -> None:
    if expected is None:
        return
    tally.right += expected and fires
    tally.missed += expected and not fires
    tally.wrong += fires and not expected


def _weighted_f1(gold: Sequence[str], seen: Sequence[str]) -> float:
    """The F1 of every type, weighted by how often the labels hold it."""
    golds, seens = Counter(gold), Counter(seen)
    hits = Counter(g for g, s in zip(gold, seen, strict=True) if g == s)
    return sum(n * 2 * hits[name] / (n + seens[name]) for name, n in golds.items()) / len(gold)


def _disagreements(row: Labelled, aligned: Alignment) -> list[str]:
    notes = [f"missed: {dict(expected)}: {row.name}" for expected in aligned.missed]
    notes += [f"surplus: {mention.kind} {mention.status}: {row.name}" for mention in aligned.extra]
    for expected, mention in aligned.matched:
        wrong = [_read_as(name, mention) for name, ok in agreement(expected, mention).items() if not ok]
        if wrong:
            notes.append(f"field: {mention.kind}, {'; '.join(wrong)}: {dict(expected)}: {row.name}")
    return notes


def _read_as(name: str, mention: Mention) -> str:
    """What was read for a measured field, for a person to compare."""
    countries = {
        role: [actor.country for actor in getattr(mention, role)] for role in ("actors", "recipients")
    }
    places = [(place.span.text, place.role) for place in mention.places]
    found: dict[str, Any] = countries | {
        "count": [(q.value, q.qualifier, q.role, q.unit) for q in mention.quantities],
        "destination": places,
        "place": places,
        "date": (mention.date.start, mention.date.end),
        "speaker": [source.speaker for source in mention.attribution],
    }
    return f"{name} {found.get(name, getattr(mention, name, None))}"


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
