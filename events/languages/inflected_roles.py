"""Who acts, on whom and where in a Russian or Ukrainian clause: by case, by preposition and by order."""

from __future__ import annotations

from collections.abc import Iterable

from events._actor_names import country_name
from events.languages.hits import Named
from events.languages.inflected import Parsed, Wanted
from events.languages.telling import place_role
from events.lexicon.schema import KindEntry
from events.model import Actor, Field, Place, Span

_FORCE = Wanted("force|plane|drone|missile|gun|many", any_case=True)
_SUBJECT_OF_ADJECTIVE = ("ий", "ый", "ая", "ое", "ие", "ые", "а", "е", "і")
_REACH = 3


def actors_of(
    parsed: Parsed, clause: range, trigger: int, speaker: Iterable[int], field: Field
) -> tuple[Actor, ...]:
    """The subject of a clause: forces or countries in the nominative, else whose forces they are."""
    spoken = set(speaker)
    inside = [at for at in clause if at not in spoken]
    subjects = _subjects(parsed, inside, trigger, field)
    return subjects or _owners(parsed, inside, field)


def _subjects(parsed: Parsed, inside: list[int], trigger: int, field: Field) -> tuple[Actor, ...]:
    before = [actor for at in inside if at < trigger for actor in _subject_at(parsed, at, field)]
    behind = [actor for at in inside if at > trigger for actor in _subject_at(parsed, at, field, late=True)]
    return _unique(before or behind)


def _subject_at(parsed: Parsed, at: int, field: Field, *, late: bool = False) -> list[Actor]:
    named = _first_of_name(parsed, at)
    if named is None or not named.acts or _preposition(parsed, at):
        return []
    if named.hit.sort == "adjective":
        head = _force_behind(parsed, at)
        return [_force_actor(parsed, named, at, head, field)] if head is not None and named.hit.base else []
    if at and parsed.agency(at - 1) and not _preposition(parsed, at - 1) and not late:
        return [named.actor(parsed.agency(at - 1))]
    if not named.hit.base or _hangs_on_noun(parsed, at) or (late and named.hit.sort == "seat"):
        return []
    return [named.actor(parsed.agency(at) or "government")]


def _owners(parsed: Parsed, inside: list[int], field: Field) -> tuple[Actor, ...]:
    """ "French troops", "soldiers of Eritrea": whose forces are moved, where no subject moves them."""
    found: list[Actor] = []
    for at in inside:
        named = _first_of_name(parsed, at)
        if named is None or not named.acts:
            continue
        if named.hit.sort == "adjective":
            head = _force_behind(parsed, at)
            if head is not None:
                found.append(_force_actor(parsed, named, at, head, field))
        elif at and parsed.has(at - 1, _FORCE):
            found.append(_force_actor(parsed, named, at - 1, at, field))
    return _unique(found)


def _force_behind(parsed: Parsed, at: int) -> int | None:
    """The force an adjective belongs to, a word or two behind it."""
    for other in range(at + 1, min(len(parsed.low), at + 1 + _REACH)):
        if parsed.has(other, _FORCE):
            return other
        if not parsed.low[other][0].isalpha() or parsed.verbs(other):
            return None
    return None


def _force_actor(parsed: Parsed, named: Named, first: int, last: int, field: Field) -> Actor:
    words = []
    for at in range(first, last + 1):
        gap = parsed.tokens[at].start - parsed.tokens[at - 1].end if at > first else 0
        words.append(" " * gap + parsed.tokens[at].text)
    text = "".join(words)
    start = parsed.tokens[first].start
    return Actor(
        country_name(named.hit.code), named.hit.code, "military", Span(field, start, start + len(text), text)
    )


def _hangs_on_noun(parsed: Parsed, at: int) -> bool:
    """A name right behind an agency or a force is its genitive, whatever its form."""
    return at > 0 and (bool(parsed.agency(at - 1)) or parsed.has(at - 1, _FORCE))


def _first_of_name(parsed: Parsed, at: int) -> Named | None:
    number = parsed.name_at[at]
    if number < 0 or (at and parsed.name_at[at - 1] == number):
        return None
    return parsed.named[number]


def _preposition(parsed: Parsed, at: int) -> str:
    """The preposition a name hangs on, past adjectives and nouns of direction; "" where none."""
    for back in range(at - 1, max(-1, at - 1 - _REACH), -1):
        word = parsed.low[back]
        if _is_preposition(parsed, back):
            return word
        if back in parsed.dated or parsed.verbs(back) or not word[0].isalpha():
            return ""
        if parsed.name_at[back] >= 0 or parsed.has(back, _FORCE):
            return ""
    return ""


def _is_preposition(parsed: Parsed, at: int) -> bool:
    word = parsed.low[at]
    return any(
        word in parsed.tables.words[group] for group in ("origin", "toward", "at", "aim", "other_links")
    )


def places_of(
    parsed: Parsed, clause: range, trigger: int, entry: KindEntry, acting: Iterable[Actor]
) -> tuple[Place, ...]:
    """The places of a clause with their roles."""
    taken = {actor.span.start for actor in acting}
    found: list[Place] = []
    for at in clause:
        named = _first_of_name(parsed, at)
        if named is None or named.entry is None or named.hit.start in taken:
            continue
        role = place_role(entry, _way(parsed, at, trigger))
        if role:
            found.append(named.place(role))
    return tuple(found)


def _way(parsed: Parsed, at: int, trigger: int) -> str:
    link = _preposition(parsed, at)
    if any(
        parsed.low[back].startswith(tuple(parsed.tables.words["borders"]))
        for back in range(max(0, at - 3), at)
    ):
        return ""
    words = parsed.tables.words
    if link in words["origin"]:
        return "from"
    if link in words["other_links"]:
        return ""
    if link in words["toward"]:
        return "at" if _inside_target(parsed, at) else "to"
    if link:
        return "at"
    # Without a preposition: the object behind the verb, or the genitive behind a noun.
    return "on" if at > trigger and not parsed.has(at - 1, _FORCE) else ""


def _inside_target(parsed: Parsed, at: int) -> bool:
    """ "с базы в Сирии": the town or country says where the base is."""
    target = Wanted("target", any_case=True)
    return any(parsed.has(back, target) for back in range(max(0, at - 2), at))


def _unique(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    found: dict[str, Actor] = {}
    for actor in actors:
        found.setdefault(actor.country or actor.name, actor)
    return tuple(found.values())
