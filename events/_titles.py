"""A short sentence in our own words for a mention, composed from its fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from events import gazetteer
from events._actor_names import agent_phrases, country_name
from events._inflect import verb_forms
from events._words import word_set
from events.lexicon import load
from events.lexicon.schema import KindEntry
from events.model import Actor, Place, Quantity, Status

_MOVED = word_set(
    "planned_total sent withdrawn additional delivered released called_up expelled arrested "
    "abducted seized fired demobilised intercepted present"
)
_PLURALS = word_set("police men people gunmen policemen women militiamen troops gendarmes armed men")
_LOSSES = ("killed", "wounded", "captured")


def compose(
    entry: KindEntry,
    status: Status,
    actors: Sequence[Actor],
    recipients: Sequence[Actor],
    places: Sequence[Place],
    quantities: Sequence[Quantity],
) -> str:
    """For example "North Korea to send about 12,000 troops to Russia"."""
    verb, thing = entry.headline.split(" ", 1)
    moved = next((q for q in quantities if q.role in _MOVED), None)
    counted = _without_nation(" ".join(moved.text.split()), actors) if moved else ""
    particle = "up " if thing.startswith("up ") else ""
    what = f"{particle}{counted}" if counted else thing
    named = [actor for actor in actors if _may_open(actor)]
    if named:
        senders = [_sender(actor, entry) for actor in named]
        parts = [_subject(senders, verb, status), what[0].lower() + what[1:]]
    else:
        what = what.removeprefix("out ").removeprefix("in ").removeprefix("up ")
        parts = [what[0].upper() + what[1:], _state(status)]
    parts += [_toward(entry, recipients, places), _where(entry, places, actors), _losses(quantities)]
    sentence = " ".join(part for part in parts if part)
    sentence = sentence[:1].upper() + sentence[1:]
    return f"Denied: {sentence}" if status == "denied" else sentence


def _may_open(actor: Actor) -> bool:
    """A named actor, or a plural noun ("gunmen"); a bare "army" or "minister" says nothing."""
    return bool(actor.country) or not actor.name[1:].islower() or " " in actor.name or _plural(actor)


def _without_nation(counted: str, actors: Sequence[Actor]) -> str:
    """ "1,500 North Korean soldiers" as "1,500 soldiers" behind "North Korea sends"."""
    for actor in actors:
        for nation in _nations().get(actor.country, ()):
            if f" {nation} " in counted:
                return counted.replace(f"{nation} ", "", 1)
    return counted


@cache
def _nations() -> dict[str, list[str]]:
    """What a country's people are called, by its code."""
    found: dict[str, list[str]] = {}
    for name, code in gazetteer.demonyms().items():
        found.setdefault(code, []).append(name)
    return found


def _sender(actor: Actor, entry: KindEntry) -> Actor:
    """A country moves its forces: "Brazil sends 200 marines", not the marines themselves."""
    home = country_name(actor.country)
    if entry.counts in ("sent", "withdrawn", "additional") and actor.sector == "military" and home:
        return replace(actor, name=home)
    return actor


def _subject(actors: Sequence[Actor], verb: str, status: Status) -> str:
    several = len(actors) > 1 or _plural(actors[0])
    return f"{_names(actors)} {_verb(verb, status, several)}"


def _plural(actor: Actor) -> bool:
    """Whether a common noun ends the name and is plural: "French troops", "riot police"."""
    last = actor.name.rsplit(" ", 1)[-1]
    last = last.lower() if _is_common(actor.name) else last
    return last in _PLURALS or (last.islower() and last.endswith("s"))


def _is_common(name: str) -> bool:
    """A common noun that is capitalised only because it opened a sentence."""
    words = name.lower().split()
    return agent_phrases(load()).at(words, 0)[0] == len(words)


def _names(actors: Sequence[Actor]) -> str:
    names = list(dict.fromkeys(actor.name for actor in actors))
    if len(names) > 3:
        return f"{', '.join(names[:3])} and others"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _verb(verb: str, status: Status, several: bool) -> str:
    forms = {form: word for word, form in verb_forms(verb).items()}
    finite = verb if several else forms.get("s", verb)
    past = forms.get("past", verb)
    be = "are" if several else "is"
    return {
        "announced": f"to {verb}",
        "planned": f"to {verb}",
        "under_way": f"{be} {forms.get('ing', verb)}" if verb in forms.values() else finite,
        "attempted": f"tried to {verb}",
        "threatened": f"{'threaten' if several else 'threatens'} to {verb}",
        "hypothetical": f"could {verb}",
        "negated": f"did not {verb}",
        "historical": f"earlier {past}",
    }.get(status, finite)


def _state(status: Status) -> str:
    return {"completed": "", "denied": "", "under_way": "under way"}.get(status, f"({status})")


def _toward(entry: KindEntry, recipients: Sequence[Actor], places: Sequence[Place]) -> str:
    if not recipients:
        return ""
    links = (link for link in entry.recipient if link not in ("object", "support", "help", "assist"))
    word = next(links, "against")
    named = [place.role for place in places if place.country == recipients[0].country]
    if any(role != "origin" or word == "from" for role in named):
        return ""
    return f"{'with' if entry.mutual else word} {_names(recipients)}"


def _where(entry: KindEntry, places: Sequence[Place], actors: Sequence[Actor]) -> str:
    home = {country_name(actor.country) for actor in actors if entry.inside == "site" and entry.to != "site"}
    places = [place for place in places if place.name not in home]
    words = {"destination": "to", "origin": "from", "site": "to" if entry.to == "site" else "in"}
    best = next(
        (place for role in ("destination", "site", "origin") for place in places if place.role == role), None
    )
    return f"{words[best.role or 'site']} {best.name}" if best else ""


def _losses(quantities: Sequence[Quantity]) -> str:
    found = [f"{' '.join(q.text.split())} {q.role}" for q in quantities if q.role in _LOSSES]
    clean = [
        text if not text.endswith(f"{q.role} {q.role}") else q.text
        for text, q in zip(found, [q for q in quantities if q.role in _LOSSES], strict=True)
    ]
    return f"({', '.join(clean)})" if clean else ""
