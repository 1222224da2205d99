"""What the lexicon files may hold."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

RoleName = Literal["actor", "recipient", "place"]
PlaceRoleName = Literal["origin", "destination", "site"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KindEntry(Strict):
    """One kind of happening; README.md tells what its keys mean."""

    headline: str
    plover: str
    cameo: str
    acled: str
    family: str = ""
    joint: str = ""
    recipient: list[str] = Field(default_factory=list)
    giver: list[str] = Field(default_factory=list)
    requires: list[RoleName]
    counts: str = ""
    counted: Literal["people", "things"] = "people"
    inside: PlaceRoleName = "site"
    to: PlaceRoleName = "destination"
    mutual: bool = False
    gives_way: list[str] = Field(default_factory=list)
    verbs: list[str] = Field(default_factory=list)
    nouns: list[str] = Field(default_factory=list)
    continues: list[str] = Field(default_factory=list)
    decided: list[str] = Field(default_factory=list)
    ongoing: list[str] = Field(default_factory=list)
    examples: list[str]
    counterexamples: list[str]

    @field_validator("recipient", "giver", mode="before")
    @classmethod
    def _quoted(cls, links: object) -> object:
        if isinstance(links, list) and any(isinstance(link, bool) for link in links):
            raise ValueError('YAML reads a bare on, off, yes or no as true or false; quote it: "on"')
        return links

    @field_validator("verbs", "continues", "decided", "ongoing")
    @classmethod
    def _verb_patterns(cls, patterns: list[str]) -> list[str]:
        for pattern in patterns:
            if all(element.startswith("<") for element in pattern.split()):
                raise ValueError(f"{pattern!r} names no verb; write its base form outside <>")
        return patterns

    @field_validator("nouns")
    @classmethod
    def _noun_patterns(cls, patterns: list[str]) -> list[str]:
        for pattern in patterns:
            if pattern.count("<") != pattern.count(">"):
                raise ValueError(f"{pattern!r} has an open <; write <class>")
        return patterns


class KindsFile(Strict):
    """One family of kinds and the classes of words that its patterns name, or some of the two."""

    classes: dict[str, list[str]] = Field(default_factory=dict)
    kinds: dict[str, KindEntry] = Field(default_factory=dict)


class CuesFile(Strict):
    """Words of status, attribution and clause structure; see the comments in `cues.yaml`."""

    attribution: dict[str, list[str]]
    attribution_nouns: list[str]
    sources: list[str]
    hearsay: list[str]
    status: dict[str, list[str]]
    phrasal: dict[str, list[str]]
    status_nouns: dict[str, list[str]]
    modals: dict[str, list[str]]
    adjectives: dict[str, list[str]]
    conditions: list[str]
    history: list[str]
    history_final: list[str]
    light_verbs: list[str]
    verbs: list[str]
    other_worlds: list[str]


class Contextual(Strict):
    """A name that means a country only where the text has one of `when`."""

    name: str
    country: str
    when: list[str]


class Organisation(Strict):
    name: str
    country: str
    sector: str
    aliases: list[str] = Field(default_factory=list)
    by_country: list[str] = Field(default_factory=list)


class ActorsFile(Strict):
    countries: dict[str, str]
    contextual: list[Contextual]
    metonyms: dict[str, str]
    organisations: list[Organisation]
    persons: dict[str, str]
    leaders: dict[str, list[str]] = Field(default_factory=dict)
    agents: dict[str, list[str]]

    @cached_property
    def people(self) -> dict[str, str]:
        """Every known person with the country that the name stands for."""
        known = {name: country for country, names in self.leaders.items() for name in names}
        return known | self.persons
