"""Articles to mentions: the deterministic extractor, and the protocol another one would implement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Protocol

from events import languages
from events._article_frames import Group, group, is_retold
from events._attribution import Said
from events._bars import over_the_bar
from events._event_date import event_date, publication_day, settled_status
from events._frame import Frame
from events._references import Told, settle
from events._speakers import Cast, name_speakers
from events._titles import compose
from events._tolls import settle_tolls
from events.actors import TITLES, ActorHit, HitReader
from events.crosswalk import codes, side_of
from events.dates import find_dates
from events.frames import Marks, find_frames
from events.incident_types import settled, sub_event
from events.language import language_of
from events.languages.counts import in_english
from events.lexicon import Lexicon, load
from events.model import (
    Actor,
    Article,
    Assertion,
    Attribution,
    DateValue,
    Evidence,
    Extraction,
    Field,
    Mention,
    Place,
    Quantity,
    Status,
    Unread,
)
from events.places import find_places
from events.quantities import find_quantities
from events.text import dateline_end

FIELDS: tuple[Field, ...] = ("title", "body")
Worded = Callable[[Quantity], Quantity]
# Characters, as many as are kept of a page or an entry of a feed: more than any news text has.
MOST_TEXT = 200_000
_LOCAL = frozenset(("rebels", "people", "police", "government", "military"))
_STATE = frozenset(("government", "military"))
# Who judges and governs at home only, and what is mostly done to one's own.
_AT_HOME_ONLY = frozenset(("judge", "prosecutor", "governor", "mayor"))
_OVER_ITS_OWN = frozenset(("CONCEDE", "COERCE"))
_DONE_SOMEWHERE = frozenset(("ASSAULT", "COERCE", "PROTEST", ""))
# Who is counted was there.
_DONE_TO_PERSONS = frozenset(("arrested", "abducted", "released", "expelled"))
_SPOKEN = frozenset(("ACCUSE", "REQUEST", "REJECT", "THREATEN"))
_SURE: dict[Assertion, float] = {
    "fact": 0.05,
    "confirmed": 0.05,
    "claimed": 0.0,
    "repeated": 0.0,
    "alleged_by_authority": -0.1,
    "alleged": -0.2,
    "possible": -0.2,
}


class Extractor(Protocol):
    """What reads articles. Every span it returns must lie in the article it was given."""

    name: str
    version: str

    def extract(self, article: Article) -> Extraction:
        """All that is read in `article`, the main happening first. Never raises for a text."""
        ...


class RuleExtractor:
    """The built-in extractor: a lexicon, clauses and rules; the same text always gives the same result."""

    name = "rules"
    version = "1"

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self._lexicon = lexicon or load()

    def extract(self, article: Article) -> Extraction:
        """The dates, places and events of `article`, in the language it is written in. Of a text beyond
        `MOST_TEXT` the rest is left unread, and said to be."""
        unread = tuple(Unread(name, MOST_TEXT) for name in FIELDS if len(article.text(name)) > MOST_TEXT)
        if unread:
            article = replace(article, title=article.title[:MOST_TEXT], body=article.body[:MOST_TEXT])
            return replace(self._read(article), unread=unread)
        return self._read(article)

    def _read(self, article: Article) -> Extraction:
        language = language_of(article.language, f"{article.title}\n{article.body}")
        if language != article.language:
            article = replace(article, language=language)
        return self._translated(article) if language in languages.CODES else self._english(article)

    def _english(self, article: Article) -> Extraction:
        places = tuple(find_places(article))
        marks = {name: self._marks(article, name, places) for name in FIELDS}
        dates = tuple(found for name in FIELDS for found in marks[name].dates)
        told = Told()
        found = [frame for name in FIELDS for frame in find_frames(name, marks[name], self._lexicon, told)]
        cast = Cast(article, lambda: self._everybody(marks), places, self._lexicon)
        told_of = settle(settle_tolls(found, self._lexicon), self._lexicon)
        frames = [frame for frame in name_speakers(told_of, cast) if over_the_bar(frame)]
        frames = _at_dateline(_prevailing(frames, self._lexicon), article, places, self._lexicon)
        mentions = tuple(self._mentions(article, frames))
        towns = [town for name in FIELDS for town in marks[name].towns]
        return Extraction(article.id, dates, _every_place(places, towns, mentions), mentions)

    def _translated(self, article: Article) -> Extraction:
        """An article in one of the further languages."""
        dates = tuple(found for name in FIELDS for found in _dates(article, article.text(name), name))
        named = languages.find_names(article.language, article)
        frames = languages.find_frames(article.language, article, named, dates, self._lexicon)
        mentions = self._mentions(article, frames, worded=in_english)
        return Extraction(article.id, dates, tuple(languages.places(named)), tuple(mentions))

    def _marks(self, article: Article, name: Field, places: Sequence[Place]) -> Marks:
        text = article.text(name)
        reader = HitReader(text, name, self._lexicon, f"{article.title}\n{article.body}")
        return Marks(
            actors=reader,
            places=[place for place in places if place.span.field == name],
            dates=_dates(article, text, name),
            read_quantities=lambda sentence, start: find_quantities(sentence, name, start),
        )

    def _everybody(self, marks: Mapping[Field, Marks]) -> list[ActorHit]:
        return [hit for name in FIELDS for hit in marks[name].actors.everybody()]

    def _mentions(
        self, article: Article, frames: Sequence[Frame], worded: Worded = lambda found: found
    ) -> list[Mention]:
        """`worded` puts a count into the words of the title."""
        published = publication_day(article)
        dated = [(frame, self._settled(frame, published)) for frame in frames]
        groups = [item for item in group(dated, self._lexicon) if self._tells(item)]
        families = self._main_families(groups)
        groups.sort(key=lambda item: self._place_in_order(item, families))
        return settled(
            [
                self._mention(item, published, is_retold(item, groups, self._lexicon), worded)
                for item in groups
            ]
        )

    def _settled(self, frame: Frame, published: date) -> Status:
        """What is said now of a day to come has been said."""
        if self._lexicon.kinds[frame.kind].plover in _SPOKEN or frame.kind == "pledge":
            return frame.reading.status
        return settled_status(frame.reading.status, frame.date, published)

    def _main_families(self, groups: Sequence[Group]) -> set[str]:
        """What the article is about: what its title tells, else what most of its sentences tell."""
        titled = {
            self._lexicon.family(item.base.kind)
            for item in groups
            if any(frame.field == "title" for frame in item.frames)
        }
        if titled:
            return titled
        weights: dict[str, set[str]] = {}
        for item in groups:
            sentences = weights.setdefault(self._lexicon.family(item.base.kind), set())
            sentences.update(frame.sentence.text for frame in item.frames)
        most = max((len(sentences) for sentences in weights.values()), default=0)
        return {family for family, sentences in weights.items() if len(sentences) == most}

    def _tells(self, item: Group) -> bool:
        """Whether the slots that make a happening of this kind are filled. A bare reference
        ("a suspected arms trade") or a look back that says neither when nor where is background."""
        actors = [actor for actor in item.actors if actor.sector != "company"]
        filled = {"actor": actors, "recipient": item.recipients, "place": item.places}
        entry = self._lexicon.kinds[item.base.kind]
        somewhere = entry.plover in _DONE_SOMEWHERE and len(item.base.countries) == 1 and item.base.verbal
        counted = entry.counts in _DONE_TO_PERSONS and any(
            quantity.role == entry.counts for quantity in item.quantities
        )
        if not (somewhere or counted or any(filled[role] for role in entry.requires)):
            return False
        if item.status == "historical" and not item.date:
            return bool(item.places) and any(frame.verbal for frame in item.frames)
        told = any(not frame.background or frame.field == "title" for frame in item.frames)
        return told or bool(item.date or item.places or item.quantities)

    def _place_in_order(self, item: Group, title_families: set[str]) -> tuple[bool, bool, bool, int, int]:
        first = min(item.frames, key=lambda frame: (frame.field == "body", frame.start))
        return (
            item.status in ("historical", "hypothetical"),
            self._lexicon.family(item.base.kind) not in title_families,
            first.field == "body",
            first.start,
            item.base.start,
        )

    def _mention(self, item: Group, published: date, retold: bool, worded: Worded) -> Mention:
        base, status = item.base, item.status
        entry = self._lexicon.kinds[base.kind]
        places, quantities = item.places, item.quantities
        actors = _at_home(item.actors, places, base.countries)
        if not entry.mutual and entry.to != "site":
            actors = _in_office(actors, item.recipients, base.countries or base.nations, self._lexicon)
        ours = frozenset(actor.country for actor in actors if actor.country)
        recipients = _at_home(item.recipients, places, base.countries or ours)
        if entry.plover in _OVER_ITS_OWN:
            recipients = _in_office(recipients, (), ours, self._lexicon)
        words = base.sentence.text.lower().split()
        side = "in_support_of" if base.helps else side_of(words)
        code = codes(base.kind, entry, status, actors, recipients, side, _cue_word(base))
        plain = {word.strip(".,;:!?\"'") for frame in item.frames for word in _words(frame)}
        said = next((frame.said for frame in item.frames if frame.said.attributions), base.said)
        return Mention(
            kind=base.kind,
            plover=code.plover,
            cameo=code.cameo,
            acled=sub_event(base.kind, entry, actors, quantities, plain),
            title=compose(entry, status, actors, recipients, places, [worded(found) for found in quantities]),
            actors=actors,
            recipients=recipients,
            places=places,
            quantities=quantities,
            date=event_date(item.date, item.reported, status, published),
            status=status,
            assertion="repeated" if retold else _assertion(base, said),
            attribution=said.attributions,
            evidence=tuple(_evidence(item, said.attributions)),
            confidence=_confidence(item, actors),
        )


def _cue_word(frame: Frame) -> str:
    if frame.cue is None:
        return ""
    offset = frame.sentence.start
    return frame.sentence.text[frame.cue[0] - offset : frame.cue[1] - offset].lower()


def _words(frame: Frame) -> list[str]:
    return frame.sentence.text.lower().split()


def _every_place(
    found: Sequence[Place], towns: Iterable[Place], mentions: Iterable[Mention]
) -> tuple[Place, ...]:
    """The toponyms of an article in reading order: those of the gazetteer, and the towns and installations
    that only the text names."""
    named = {(place.span.field == "body", place.span.start): place for place in (*towns, *found)}
    for place in reversed([place for mention in mentions for place in mention.places]):
        at = place.span.field == "body", place.span.start
        if at not in named:
            named[at] = replace(place, role=None)
    return tuple([named[at] for at in sorted(named)])


def _prevailing(frames: Sequence[Frame], lexicon: Lexicon) -> list[Frame]:
    """A pledge to send troops is told as the troops' going, a march for reforms is no demand beside it."""
    told: dict[tuple[Field, int], set[str]] = {}
    for frame in frames:
        kinds = told.setdefault((frame.field, frame.sentence.start), set())
        if frame.reading.status != "hypothetical":
            kinds.add(frame.kind)
    return [
        frame for frame in frames if not _gives_way(frame, told[frame.field, frame.sentence.start], lexicon)
    ]


def _at_dateline(
    frames: list[Frame], article: Article, places: Sequence[Place], lexicon: Lexicon
) -> list[Frame]:
    """What the first sentence tells without saying where has happened at the dateline, unless the article
    says where it was."""
    end = dateline_end(article.body)
    at = [place for place in places if place.span.field == "body" and place.span.end <= end]
    if not at:
        return frames
    placed = {lexicon.family(frame.kind) for frame in frames if frame.places}
    site = (replace(at[0], role="site"),)
    return [replace(frame, places=site) if _is_local(frame, lexicon, placed) else frame for frame in frames]


def _is_local(frame: Frame, lexicon: Lexicon, placed: set[str]) -> bool:
    """Whether a frame leads the text, and is of a family that happens somewhere and has no place yet."""
    entry = lexicon.kinds[frame.kind]
    somewhere = entry.inside == "site" and entry.plover in _DONE_SOMEWHERE and not entry.mutual
    leads = frame.field == "body" and frame.position == 0 and frame.verbal
    return somewhere and leads and lexicon.family(frame.kind) not in placed


def _gives_way(frame: Frame, told: set[str], lexicon: Lexicon) -> bool:
    weaker = lexicon.kinds[frame.kind].gives_way
    if "any" in weaker:
        return any("any" not in lexicon.kinds[kind].gives_way for kind in told)
    return not told.isdisjoint(weaker)


def _assertion(base: Frame, said: Said) -> Assertion:
    return said.assertion if base.said.assertion == "fact" else base.said.assertion


@cache
def _default() -> RuleExtractor:
    return RuleExtractor()


def extract(article: Article) -> Extraction:
    """All that the built-in extractor reads in `article`."""
    return _default().extract(article)


def _dates(article: Article, text: str, name: Field) -> list[DateValue]:
    return find_dates(
        text, article.published, language=article.language, timezone=article.timezone, field=name
    )


def _at_home(actors: Sequence[Actor], places: Sequence[Place], named: frozenset[str]) -> tuple[Actor, ...]:
    """Actors named by a common noun alone ("gunmen") belong to the country the happening is in: that of its
    site, else the only one whose places the sentence names."""
    sites = {place.country for place in places if place.role == "site" and place.country}
    home = sites or named
    if len(home) != 1:
        return tuple(actors)
    (country,) = home
    return tuple(replace(actor, country=country) if _homeless(actor) else actor for actor in actors)


def _in_office(
    actors: Sequence[Actor], others: Sequence[Actor], named: frozenset[str], lexicon: Lexicon
) -> tuple[Actor, ...]:
    """Office holders without a country ("President Musa", "Judge Rivera") hold it in the only country that
    the sentence names, unless that is the other side's state."""
    if len(named) != 1:
        return tuple(actors)
    (country,) = named
    facing = any(actor.sector in _STATE and actor.country in named for actor in others)
    titles = _AT_HOME_ONLY if facing else TITLES
    return tuple(
        replace(actor, country=country)
        if not actor.country and _bears(actor, titles) and actor.name not in lexicon.actors.people
        else actor
        for actor in actors
    )


def _bears(actor: Actor, titles: frozenset[str]) -> bool:
    return actor.sector in ("government", "people") and not titles.isdisjoint(actor.span.text.lower().split())


def _homeless(actor: Actor) -> bool:
    """A local actor without a name or country; a capital letter may only open the sentence."""
    return not actor.country and actor.sector in _LOCAL and actor.name[1:] == actor.name[1:].lower()


def _evidence(item: Group, attributions: Iterable[Attribution]) -> Iterable[Evidence]:
    """The characters each field was read from, in a fixed order, each once."""
    seen: set[tuple[str, int, int, str]] = set()
    for found in _all_evidence(item, attributions):
        key = (found.field, found.start, found.end, found.what)
        if key not in seen:
            seen.add(key)
            yield found


def _all_evidence(item: Group, attributions: Iterable[Attribution]) -> Iterable[Evidence]:
    for frame in item.frames:
        yield _cut(frame, frame.start, frame.end, "trigger", frame.rule)
    if item.base.cue:
        yield _cut(item.base, *item.base.cue, "status", f"status.{item.base.reading.status}")
    for attribution in attributions:
        if attribution.span is not None:
            span = attribution.span
            yield Evidence(span.field, span.start, span.end, span.text, "speaker", "attribution")
    actors = item.actors
    for actor in (*actors, *item.recipients):
        what = "actor" if actor in actors else "recipient"
        yield Evidence(actor.span.field, actor.span.start, actor.span.end, actor.span.text, what, "roles")
    for place in item.places:
        span = place.span
        yield Evidence(span.field, span.start, span.end, span.text, "place", f"place.{place.role}")
    for quantity in item.quantities:
        span = quantity.span
        yield Evidence(span.field, span.start, span.end, span.text, "quantity", f"quantity.{quantity.role}")


def _cut(frame: Frame, start: int, end: int, what: str, rule: str) -> Evidence:
    offset = frame.sentence.start
    return Evidence(frame.field, start, end, frame.sentence.text[start - offset : end - offset], what, rule)


def _confidence(item: Group, actors: Sequence[Actor]) -> float:
    """How much of the happening is told outright, 0 to 1."""
    score = 0.6
    score += 0.1 if item.base.reading.stated else -0.15
    score += 0.1 if any(actor.country for actor in actors) else -0.1
    score += 0.05 if item.places else 0.0
    score += 0.05 if item.quantities else 0.0
    score += min(0.1, 0.05 * (len(item.frames) - 1))
    score += _SURE[item.base.said.assertion]
    return round(max(0.05, min(0.99, score)), 2)


__all__ = ["Extractor", "RuleExtractor", "extract"]
