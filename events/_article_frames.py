"""Within one article: frames that tell of the same happening become one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from events._frame import Frame
from events._roles import same_side
from events.lexicon import Lexicon
from events.model import Actor, DateValue, Place, Quantity, Status

_CLASS: dict[str, str] = {
    "announced": "ahead",
    "planned": "ahead",
    "completed": "real",
    "under_way": "real",
}
_EARLIER = ("last ", " ago", "earlier", "previous")
_TOLD_AS = frozenset(("ahead", "real", "hypothetical"))
_COARSE = frozenset(("country", "region", "admin1"))


@dataclass(slots=True)
class Group:
    """One happening of an article; `base` is the frame that tells most of it."""

    base: Frame
    status: Status
    frames: list[Frame] = field(default_factory=list)

    @property
    def actors(self) -> tuple[Actor, ...]:
        return next((frame.actors for frame in self.frames if frame.actors), ())

    @property
    def recipients(self) -> tuple[Actor, ...]:
        mine = next((frame for frame in self.frames if frame.actors), None)
        for frame in self.frames:
            found = tuple(
                actor
                for actor in frame.recipients
                if frame is mine or not any(same_side(actor, own) for own in self.actors)
            )
            if found:
                return found
        return ()

    @property
    def places(self) -> tuple[Place, ...]:
        """The base's places; others add what the base lacks."""
        kept: list[Place] = []
        for frame in self.frames:
            for place in frame.places:
                if not any(_same_place(place, other) for other in kept):
                    kept.append(place)
            if frame is self.base and any(place.precision not in _COARSE for place in kept):
                break
        return tuple(kept)

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        kept: list[Quantity] = []
        for frame in self.frames:
            told = {quantity.role for quantity in kept}
            kept += [quantity for quantity in frame.quantities if quantity.role not in told]
        return tuple(kept)

    @property
    def date(self) -> DateValue | None:
        return next((frame.date for frame in self.frames if frame.date), None)

    @property
    def reported(self) -> DateValue | None:
        return self.base.reported or next((f.reported for f in self.frames if f.reported), None)


def group(frames: Sequence[tuple[Frame, Status]], lexicon: Lexicon) -> list[Group]:
    """The happenings of an article. The most telling frames come first and others join them; a mere
    reference ("the deployment") never founds a happening of its own beside a told one."""
    telling = [(frame, status) for frame, status in frames if _says_something(frame)]
    ranked = sorted(
        enumerate(telling),
        key=lambda item: (
            item[1][0].background,
            item[1][0].field == "title",
            not item[1][0].quantities,
            item[0],
        ),
    )
    groups: list[Group] = []
    for _, (frame, status) in ranked:
        home = _home(groups, frame, status, lexicon)
        if home is None:
            groups.append(Group(frame, status, [frame]))
        else:
            home.frames.append(_as_told_in(home, frame, status))
    return groups


def _as_told_in(item: Group, frame: Frame, status: Status) -> Frame:
    """A frame with its figures in the role that the happening it joins gives them: the body's word on
    what is planned and what is done goes before the headline's."""
    if _class(status) == _class(item.status):
        return frame
    known = {quantity.value for quantity in item.quantities}
    return replace(frame, quantities=tuple(q for q in frame.quantities if q.value not in known))


def _says_something(frame: Frame) -> bool:
    return bool(frame.actors or frame.recipients or frame.places or frame.quantities)


def _home(groups: Iterable[Group], frame: Frame, status: Status, lexicon: Lexicon) -> Group | None:
    fitting = [item for item in groups if _fits(item, frame, status, lexicon)]
    return max(
        fitting,
        key=lambda item: (
            _shared_numbers(item, frame) or _same_figure(item.quantities, frame.quantities),
            not frame.background and _class(item.status) == _class(status),
        ),
        default=None,
    )


def _fits(item: Group, frame: Frame, status: Status, lexicon: Lexicon) -> bool:
    if lexicon.family(item.base.kind) != lexicon.family(frame.kind):
        return False
    if _class(item.status) != _class(status):
        if _heads(item, frame, status):
            return _sides_agree(item, frame)
        if not _refers(item, frame, status):
            return False
    return (
        _sides_agree(item, frame)
        and _numbers_agree(item.quantities, frame.quantities)
        and (frame.background or _dates_agree(item.date, frame.date))
    )


def _sides_agree(item: Group, frame: Frame) -> bool:
    return (
        _actors_agree(item.actors, frame.actors)
        and _actors_agree(item.recipients, frame.recipients)
        and _places_agree(item.places, frame.places)
    )


def _heads(item: Group, frame: Frame, status: Status) -> bool:
    """Whether a headline says in other words what the body tells: the same figure, or no figure of its
    own, though it calls done what the body calls planned."""
    if frame.field != "title" or any(other.field == "title" for other in item.frames):
        return False
    if _class(status) not in _TOLD_AS or _class(item.status) not in _TOLD_AS:
        return False
    if _same_figure(item.quantities, frame.quantities):
        return True
    real = "hypothetical" not in (status, item.status)
    return real and (not frame.quantities or not item.quantities)


def _same_figure(some: Sequence[Quantity], others: Sequence[Quantity]) -> bool:
    return any(
        one.value is not None and one.unit == other.unit and one.value == other.value
        for one in some
        for other in others
    )


def _refers(item: Group, frame: Frame, status: Status) -> bool:
    """Whether an unstated noun ("the deployment of troops") may refer to what is planned or denied."""
    return frame.background and _class(status) == "real" and item.status not in ("historical", "hypothetical")


def is_retold(item: Group, groups: Sequence[Group], lexicon: Lexicon) -> bool:
    """Whether a claim only stands behind the article's own news: what somebody "had said" or said last
    week, or the figure that the article denies."""
    base = item.base
    if _class(item.status) not in ("ahead", "real") or not base.said.attributions or _leads(item):
        return False
    earlier = base.reported is not None and any(word in base.reported.text.lower() for word in _EARLIER)
    if base.said.earlier or earlier:
        return True
    family = lexicon.family(base.kind)
    rivals = (other for other in groups if lexicon.family(other.base.kind) == family and _leads(other))
    return any(other.status in ("denied", "negated") for other in rivals)


def _leads(item: Group) -> bool:
    return any(frame.field == "title" or frame.position == 0 for frame in item.frames)


def _class(status: Status) -> str:
    return _CLASS.get(status, status)


def _actors_agree(some: Sequence[Actor], others: Sequence[Actor]) -> bool:
    mine = {actor.country for actor in some if actor.country}
    theirs = {actor.country for actor in others if actor.country}
    if mine and theirs:
        return mine <= theirs or theirs <= mine
    if mine or theirs or not some or not others:
        return True
    return bool({actor.name.lower() for actor in some} & {actor.name.lower() for actor in others})


def _places_agree(some: Sequence[Place], others: Sequence[Place]) -> bool:
    """No pair in the same role that cannot be one inside the other."""
    for one in some:
        for other in others:
            if one.role != other.role or _same_place(one, other):
                continue
            if one.country != other.country and one.country and other.country:
                return False
            if one.precision not in _COARSE and other.precision not in _COARSE:
                return False
    return True


def _same_place(one: Place, other: Place) -> bool:
    return one.name == other.name and one.country == other.country


def _numbers_agree(some: Sequence[Quantity], others: Sequence[Quantity]) -> bool:
    return all(_compatible(one, other) for one in some for other in others if one.role == other.role)


def _compatible(one: Quantity, other: Quantity) -> bool:
    if one.value is None or other.value is None or (one.unit != other.unit and one.unit and other.unit):
        return True
    return abs(one.value - other.value) <= 0.1 * max(one.value, other.value)


def _shared_numbers(item: Group, frame: Frame) -> int:
    return sum(
        one.role == other.role and one.value == other.value
        for one in item.quantities
        for other in frame.quantities
    )


def _dates_agree(one: DateValue | None, other: DateValue | None) -> bool:
    if one is None or other is None or not (one.start and one.end and other.start and other.end):
        return True
    return (one.start[:10] < other.end[:10] and other.start[:10] < one.end[:10]) or one.start == other.start
