"""The words of counts: number words, words that qualify them, and the nouns they count."""

from __future__ import annotations

from events._words import word_list, word_set
from events.model import Qualifier

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SMALL = {word: number for number, word in enumerate(_ONES)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
    "dozen": 12,
    "score": 20,
    "k": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "bn": 1_000_000_000,
}
# Plural scales alone leave the number open: at least two of them, fewer than the next scale.
OPEN_SCALES: dict[str, tuple[float, float | None]] = {
    "tens": (20, 99),
    "dozens": (24, 99),
    "scores": (40, 99),
    "hundreds": (200, 999),
    "thousands": (2_000, 9_999),
    "millions": (2_000_000, 9_999_999),
    "tens of thousands": (20_000, 99_999),
    "hundreds of thousands": (200_000, 999_999),
    "tens of millions": (20_000_000, 99_999_999),
    "hundreds of millions": (200_000_000, 999_999_999),
    "billions": (2e9, 9_999_999_999),
}
# What a few times a scale can mean: "several hundred" is 200 to 900.
FEW = {
    "several": (2, 9),
    "a few": (2, 9),
    "many": (2, 9),
    "a couple of": (2, 3),
    "a couple": (2, 3),
    "couple of": (2, 3),
}

QUALIFIERS: dict[str, Qualifier] = {
    "about": "about",
    "around": "about",
    "approximately": "about",
    "some": "about",
    "roughly": "about",
    "an estimated": "about",
    "estimated": "about",
    "circa": "about",
    "or so": "about",
    "close to": "nearly",
    "nearly": "nearly",
    "almost": "nearly",
    "just under": "nearly",
    "just short of": "nearly",
    "at least": "at_least",
    "no fewer than": "at_least",
    "not fewer than": "at_least",
    "a little over": "more_than",
    "a little more than": "more_than",
    "slightly over": "more_than",
    "slightly more than": "more_than",
    "a little under": "nearly",
    "slightly under": "nearly",
    "slightly fewer than": "nearly",
    "something like": "about",
    "in the region of": "about",
    "on the order of": "about",
    "anything up to": "up_to",
    "no less than": "at_least",
    "as few as": "at_least",
    "as little as": "at_least",
    "north of": "more_than",
    "shy of": "nearly",
    "just shy of": "nearly",
    "a shade under": "nearly",
    "well above": "more_than",
    "comfortably over": "more_than",
    "somewhere around": "about",
    "give or take": "about",
    "not less than": "at_least",
    "a minimum of": "at_least",
    "more than": "more_than",
    "over": "more_than",
    "upwards of": "more_than",
    "upward of": "more_than",
    "in excess of": "more_than",
    "just over": "more_than",
    "well over": "more_than",
    "above": "more_than",
    "up to": "up_to",
    "as many as": "up_to",
    "at most": "up_to",
    "no more than": "up_to",
    "not more than": "up_to",
    "a maximum of": "up_to",
    "as much as": "up_to",
    "fewer than": "fewer_than",
    "less than": "fewer_than",
    "under": "fewer_than",
    "below": "fewer_than",
    "exactly": "exact",
    "precisely": "exact",
}
# Qualifiers that may follow the number or its noun.
TRAILING: dict[str, Qualifier] = {
    "or more": "at_least",
    "or so": "about",
    "or thereabouts": "about",
    "at least": "at_least",
    "at most": "up_to",
    "or fewer": "up_to",
    "or less": "up_to",
}

_UNIT_NOUNS = {
    "troops": """
        troop soldier serviceman servicemen servicewoman servicewomen personnel force men marine
        paratrooper conscript reservist recruit fighter guardsman guardsmen peacekeeper trooper
        infantryman infantrymen militant insurgent rebel combatant mercenary commando sailor airman
        airmen gunman gunmen trainer instructor adviser advisor guerrilla guerilla jihadist separatist
        ranger militiaman militiamen paramilitary legionnaire sapper sniper cadet gendarme guard
        attacker infantry
        """,
    "people": """
        people person civilian woman women child children inhabitant resident refugee evacuee
        passenger worker prisoner hostage captive protester demonstrator dead wounded injured
        casualty killed victim migrant student employee detainee official officer policeman
        policemen police journalist doctor patient crew member pilgrim voter family household
        fatality death man boy girl villager general commander leader diplomat national citizen
        supporter medic miner farmer pupil teacher nurse herder fisherman fishermen trader driver
        tourist suspect thief thieves robber activist opponent monk priest nun worshipper shopper
        labourer laborer engineer rescuer firefighter inmate diner hunter bystander commuter
        lives body schoolgirl schoolchild schoolchildren elder judge lawyer mayor lawmaker politician
        candidate
        envoy spy defector settler marcher striker smuggler deserter volunteer expert staff cleric
        bandit policewoman constable mourner foreigner dissident shepherd mp councillor
        """,
    "missiles": "missile rocket",
    "shells": "shell",
    "rounds": "round bullet cartridge",
    "bombs": "bomb mine warhead grenade torpedo explosive",
    "drones": "drone uav quadcopter",
    "tanks": "tank",
    "ships": """
        ship warship vessel boat frigate destroyer corvette submarine tanker freighter carrier ferry
        trawler barge
        """,
    "aircraft": "aircraft plane jet warplane airplane helicopter bomber airliner gunship sortie flight",
    "vehicles": "vehicle truck lorry car bus train wagon ambulance",
    "guns": "gun howitzer artillery rifle launcher mortar weapon cannon battery system",
    "containers": "container",
    "units": "battalion brigade division regiment company squadron corps",
    "houses": "house home building apartment school hospital",
    "events": "strike airstrike attack raid explosion blast incident case",
    "places": "country nation village town city settlement district port base site",
    "percent": "percent per-cent %",
    "km": "kilometre kilometer km",
    "miles": "mile",
    "metres": "metre meter",
    "tons": "ton tonne",
    "barrels": "barrel",
    "usd": "dollar",
    "eur": "euro",
    "gbp": "pound",
    "rub": "ruble rouble",
}
UNITS = {noun: unit for unit, nouns in _UNIT_NOUNS.items() for noun in word_list(nouns)}
CURRENCIES = {
    "$": "usd",
    "us$": "usd",
    "€": "eur",
    "£": "gbp",
    "₽": "rub",
    "¥": "jpy",
    "₩": "krw",
    "₴": "uah",
}
# Words of time: what they measure is a date or a duration, not a count.
TIMES = word_set(
    """
    second minute hour day night week weekend fortnight month quarter year decade century am pm a.m
    p.m o'clock january february march april may june july august september october november
    december jan feb mar apr jun jul aug sept sep oct nov dec gmt utc bc bce ad est
    """
)
# Words that no noun phrase after a number goes beyond.
STOPS = word_set(
    """
    of to in on at from by with for and or but who which that were was are is be been have has had
    will would could may might as after before near into onto than then when while since until
    during against under over its their his her our your the a an this these those not also there
    said say says it he she they we i per each more less killed wounded injured dead does times
    others several many few couple some about around nearly almost up home
    """
) | frozenset([*SMALL, *SCALES, *(name.split()[0] for name in OPEN_SCALES)])


def unit_of(noun: str) -> str:
    """The normalised unit a noun names, "" when it names none we know."""
    word = noun.lower()
    return UNITS.get(word) or UNITS.get(singular(word), "")


def singular(noun: str) -> str:
    """An English plural without its ending, as far as the lexicon needs it."""
    for ending, stem in (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x")):
        if noun.endswith(ending) and len(noun) > len(ending) + 1:
            return noun[: -len(ending)] + stem
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") and len(noun) > 2 else noun
