"""A short sentence in our own words for a mention, composed from its fields."""

from __future__ import annotations

from collections.abc import Sequence

from events._inflect import verb_forms
from events._words import word_set
from events.lexicon.schema import KindEntry
from events.model import Actor, Place, Quantity, Status

_MOVED = word_set(
    "planned_total sent withdrawn additional delivered released called_up taking_part expelled arrested "
    "abducted seized fired demobilised intercepted present"
)
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
    what = " ".join(moved.text.split()) if moved else thing
    parts = [_subject(actors, verb, status), what] if actors else [what[0].upper() + what[1:], _state(status)]
    parts += [_toward(entry, recipients, places), _where(places), _losses(quantities)]
    return " ".join(part for part in parts if part)


def _subject(actors: Sequence[Actor], verb: str, status: Status) -> str:
    several = len(actors) > 1 or (actors[0].sector in ("people", "rebels") and actors[0].name.endswith("s"))
    return f"{_names(actors)} {_verb(verb, status, several)}"


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
        "threatened": f"may {verb}, by its threat,",
        "hypothetical": f"could {verb}",
        "denied": f"said not to {verb} (denial)",
        "negated": f"did not {verb}",
        "historical": f"earlier {past}",
    }.get(status, finite)


def _state(status: Status) -> str:
    return {"completed": "", "under_way": "under way"}.get(status, f"({status})")


def _toward(entry: KindEntry, recipients: Sequence[Actor], places: Sequence[Place]) -> str:
    if not recipients:
        return ""
    if any(place.country == recipients[0].country and place.role != "origin" for place in places):
        return ""
    word = next(
        (word for word in entry.recipient if word not in ("object", "support", "help", "assist")), "against"
    )
    return f"{'with' if entry.mutual else word} {_names(recipients)}"


def _where(places: Sequence[Place]) -> str:
    words = {"destination": "to", "origin": "from", "site": "in"}
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
