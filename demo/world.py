"""The demo's small world: invented outlets, what they publish when, and what truly happens in it.

It is read from `demo/happenings.yaml` and `demo/outlets/*.yaml`. Every item says what a reader should find
in it (`expect`), so the same file drives the demo and the tests of extraction and merging.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, RootModel, model_validator

import yamlfile
from events.model import Status
from yamlfile import ConfigError, Problem

FOLDER = Path(__file__).parent
FeedFormat = Literal["rss2", "atom", "rdf", "jsonfeed"]
DateStyle = Literal["rfc822", "gmt", "zone_name", "iso", "zulu", "naive"]
Trouble = Literal["unavailable", "html"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{value!r} is not a time zone; write for example Asia/Seoul") from None
    return value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Happening(_Strict):
    """One thing that happens in the world, however many articles tell it.

    `figures` counts people by role. `updates` names an older happening that this one may join as a newer
    figure. `alerts` says that the demo's rules must speak of it.
    """

    id: Slug
    kind: str
    what: str
    actor: str
    recipient: str = ""
    figures: dict[str, int] = Field(default_factory=dict)
    updates: Slug | None = None
    alerts: bool = False


class Expectation(_Strict):
    """A happening an item tells as news. `status` is given where the item's wording fixes it."""

    happening: Slug
    status: Status | None = None


class Edit(_Strict):
    """A later version of an item under the same guid."""

    at: AwareDatetime
    title: str | None = None
    body: str | None = None


class Item(_Strict):
    """One entry of a feed. `published` is what it claims, `appears_at` is when the feed shows it.

    A `copy_of` ("outlet/item") takes over the other's body, and its title unless it has an own one;
    `credit` closes the copied text. `expect` lists the happenings told as news; `repeats` those told as
    background; `tolerate` names kinds that may be read in it without being wrong.
    """

    id: Slug
    published: AwareDatetime
    appears_at: AwareDatetime
    title: str = ""
    body: str = ""
    copy_of: str | None = None
    credit: str = ""
    edits: tuple[Edit, ...] = ()
    expect: tuple[Expectation, ...] = ()
    repeats: tuple[Slug, ...] = ()
    tolerate: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_a_text(self) -> Item:
        if not self.copy_of and not (self.title and self.body):
            raise ValueError(f"item {self.id!r} needs a title and a body, or copy_of")
        if self.appears_at < self.published:
            raise ValueError(f"item {self.id!r} appears before it is published")
        if any(edit.at <= self.appears_at for edit in self.edits):
            raise ValueError(f"item {self.id!r} is edited before it appears")
        return self


class TroubleTime(_Strict):
    """A stretch of simulated time in which the outlet's server misbehaves; `until` is exclusive."""

    what: Trouble
    since: AwareDatetime
    until: AwareDatetime


class _OutletFile(_Strict):
    """The content of one file in `demo/outlets/`."""

    name: str
    publisher: str
    country: str = Field(pattern=r"^[A-Z]{2}$")
    timezone: Annotated[str, AfterValidator(_known_zone)]
    format: FeedFormat
    dates: DateStyle
    troubles: tuple[TroubleTime, ...] = ()
    items: tuple[Item, ...]


class Outlet(_OutletFile):
    """An invented medium with one feed; the id is the name of its file."""

    id: Slug

    def trouble_at(self, now: datetime) -> Trouble | None:
        """What is wrong with the server at `now`, if anything."""
        return next((t.what for t in self.troubles if t.since <= now < t.until), None)


class _Happenings(RootModel[tuple[Happening, ...]]):
    """The content of `demo/happenings.yaml`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as a feed shows it at some moment."""

    item: str
    guid: str
    title: str
    body: str
    published: datetime
    updated: datetime


@dataclass(frozen=True)
class World:
    """All outlets and happenings, checked against each other."""

    outlets: tuple[Outlet, ...]
    happenings: tuple[Happening, ...]

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every item by "outlet/item", with copies filled in."""
        own = {f"{outlet.id}/{item.id}": item for outlet in self.outlets for item in outlet.items}
        return {key: _fill_copy(item, own) for key, item in own.items()}

    @cached_property
    def moments(self) -> tuple[datetime, ...]:
        """Every instant (UTC) at which some feed changes, in order."""
        shown = {item.appears_at.astimezone(UTC) for item in self.items.values()}
        edited = {edit.at.astimezone(UTC) for item in self.items.values() for edit in item.edits}
        return tuple(sorted(shown | edited))

    def outlet(self, outlet_id: str) -> Outlet | None:
        return next((outlet for outlet in self.outlets if outlet.id == outlet_id), None)

    def happening(self, happening_id: str) -> Happening:
        """The happening of that id; KeyError if there is none."""
        return {happening.id: happening for happening in self.happenings}[happening_id]

    def kinds(self, item: Item) -> tuple[str, ...]:
        """The kinds of event a reader should find in `item`."""
        return tuple(self.happening(expected.happening).kind for expected in item.expect)

    def visible(self, outlet: Outlet, now: datetime) -> tuple[Entry, ...]:
        """What the outlet's feed holds at `now`, newest first."""
        shown = (self.items[f"{outlet.id}/{item.id}"] for item in outlet.items if item.appears_at <= now)
        entries = (_entry(outlet.id, item, now) for item in shown)
        return tuple(sorted(entries, key=lambda entry: entry.published, reverse=True))


def load_world(folder: Path = FOLDER) -> World:
    """The world described in `folder`.

    Raises ConfigError with file and line for what is malformed, and for references that lead nowhere.
    """
    happenings = yamlfile.read(folder / "happenings.yaml")
    world = World(
        outlets=tuple(_read_outlet(path) for path in sorted((folder / "outlets").glob("*.yaml"))),
        happenings=yamlfile.validate(happenings, _Happenings).root,
    )
    problems = [Problem(str(folder), 1, message) for message in _loose_ends(world)]
    if problems:
        raise ConfigError(problems)
    return world


def _read_outlet(path: Path) -> Outlet:
    content = yamlfile.validate(yamlfile.read(path), _OutletFile)
    return Outlet(id=path.stem, **dict(content))


def _loose_ends(world: World) -> Iterable[str]:
    """Ids given twice, and references to things that do not exist."""
    keys = [f"{outlet.id}/{item.id}" for outlet in world.outlets for item in outlet.items]
    yield from (f"item {key!r} is given twice" for key in sorted(set(keys)) if keys.count(key) > 1)
    known = {happening.id for happening in world.happenings}
    if len(known) < len(world.happenings):
        yield "a happening is given twice"
    for happening in world.happenings:
        if happening.updates and happening.updates not in known:
            yield f"happening {happening.id!r} updates {happening.updates!r}, which does not exist"
    for outlet in world.outlets:
        for item in outlet.items:
            named = {expected.happening for expected in item.expect} | set(item.repeats)
            yield from (f"item {item.id!r} names no happening {name!r}" for name in sorted(named - known))
            if item.copy_of and item.copy_of not in keys:
                yield f"item {item.id!r} copies {item.copy_of!r}, which does not exist"


def _fill_copy(item: Item, own: Mapping[str, Item]) -> Item:
    if not item.copy_of:
        return item
    original = own[item.copy_of]
    body = f"{original.body} {item.credit}".strip()
    return item.model_copy(
        update={"title": item.title or original.title, "body": body, "expect": original.expect}
    )


def _entry(outlet_id: str, item: Item, now: datetime) -> Entry:
    entry = Entry(
        item=item.id,
        guid=f"tag:{outlet_id}.example,{item.published:%Y-%m-%d}:{item.id}",
        title=item.title,
        body=item.body,
        published=item.published,
        updated=item.published,
    )
    for edit in item.edits:
        if edit.at <= now:
            entry = replace(
                entry, title=edit.title or entry.title, body=edit.body or entry.body, updated=edit.at
            )
    return entry
