"""English inflection, enough to write lexicon entries as base forms."""

from __future__ import annotations

from typing import Literal

from events._words import word_set

Form = Literal["base", "s", "ing", "past", "participle"]

# base: (past, participle); an absent participle equals the past.
_IRREGULAR: dict[str, tuple[str, ...]] = {
    "arise": ("arose", "arisen"),
    "beat": ("beat", "beaten"),
    "become": ("became", "become"),
    "begin": ("began", "begun"),
    "blow": ("blew", "blown"),
    "break": ("broke", "broken"),
    "bring": ("brought",),
    "build": ("built",),
    "burn": ("burned",),
    "buy": ("bought",),
    "catch": ("caught",),
    "choose": ("chose", "chosen"),
    "come": ("came", "come"),
    "cut": ("cut",),
    "burst": ("burst",),
    "cast": ("cast",),
    "dig": ("dug",),
    "fling": ("flung",),
    "hang": ("hung",),
    "hurt": ("hurt",),
    "lend": ("lent",),
    "quit": ("quit",),
    "rid": ("rid",),
    "shed": ("shed",),
    "swing": ("swung",),
    "thrust": ("thrust",),
    "uphold": ("upheld",),
    "wear": ("wore", "worn"),
    "wreak": ("wreaked",),
    "drink": ("drank", "drunk"),
    "eat": ("ate", "eaten"),
    "bleed": ("bled",),
    "bend": ("bent",),
    "bind": ("bound",),
    "swim": ("swam", "swum"),
    "deal": ("dealt",),
    "do": ("did", "done"),
    "draw": ("drew", "drawn"),
    "drive": ("drove", "driven"),
    "fall": ("fell", "fallen"),
    "feel": ("felt",),
    "fight": ("fought",),
    "find": ("found",),
    "flee": ("fled",),
    "fly": ("flew", "flown"),
    "forbid": ("forbade", "forbidden"),
    "foresee": ("foresaw", "foreseen"),
    "freeze": ("froze", "frozen"),
    "get": ("got", "gotten"),
    "give": ("gave", "given"),
    "go": ("went", "gone"),
    "grow": ("grew", "grown"),
    "have": ("had",),
    "hear": ("heard",),
    "hide": ("hid", "hidden"),
    "hit": ("hit",),
    "hold": ("held",),
    "keep": ("kept",),
    "know": ("knew", "known"),
    "lay": ("laid",),
    "lead": ("led",),
    "leave": ("left",),
    "let": ("let",),
    "lose": ("lost",),
    "make": ("made",),
    "mean": ("meant",),
    "meet": ("met",),
    "offset": ("offset",),
    "overrun": ("overran", "overrun"),
    "overthrow": ("overthrew", "overthrown"),
    "pay": ("paid",),
    "put": ("put",),
    "read": ("read",),
    "rebuild": ("rebuilt",),
    "retake": ("retook", "retaken"),
    "ride": ("rode", "ridden"),
    "rise": ("rose", "risen"),
    "run": ("ran", "run"),
    "say": ("said",),
    "see": ("saw", "seen"),
    "seek": ("sought",),
    "sell": ("sold",),
    "send": ("sent",),
    "set": ("set",),
    "shake": ("shook", "shaken"),
    "shoot": ("shot",),
    "show": ("showed", "shown"),
    "shut": ("shut",),
    "sink": ("sank", "sunk"),
    "sit": ("sat",),
    "slay": ("slew", "slain"),
    "speak": ("spoke", "spoken"),
    "spend": ("spent",),
    "split": ("split",),
    "spread": ("spread",),
    "stand": ("stood",),
    "steal": ("stole", "stolen"),
    "stick": ("stuck",),
    "strike": ("struck", "stricken"),
    "swear": ("swore", "sworn"),
    "sweep": ("swept",),
    "take": ("took", "taken"),
    "teach": ("taught",),
    "tell": ("told",),
    "think": ("thought",),
    "throw": ("threw", "thrown"),
    "undergo": ("underwent", "undergone"),
    "understand": ("understood",),
    "undertake": ("undertook", "undertaken"),
    "win": ("won",),
    "withdraw": ("withdrew", "withdrawn"),
    "withhold": ("withheld",),
    "write": ("wrote", "written"),
}
# "cut", "hit", "shut": the base form is the past as well.
SAME_PAST = frozenset(base for base, past in _IRREGULAR.items() if past[0] == base)
_DOUBLING = word_set(
    "abet abut acquit allot annul concur control dispel emit excel extol format incur outfit patrol "
    "propel rappel rebut repel "
    "admit omit club dig dim drum flog gun lob log mug mop nod prod quit rig scrub snub spot spur stem "
    "stir stun swat "
    "top trek whip ban bar bat beg bid blot chop clap commit compel confer cut defer deter drag drop equip "
    "expel fit flag get grab hit jam job kidnap let map mob nab net occur ordain permit pin plan plot "
    "plug ram "
    "rebel refer regret remit rip rob run set ship shut sit skip slam slap slip snap stab step stop strip "
    "submit swap tap trap transfer transmit transship trim tug visa wed win wrap"
)
_LONG_VOWEL = frozenset(("feel", "deal", "steal", "reveal", "conceal", "appeal", "heal"))
_VOWELS = "aeiou"


def verb_forms(base: str) -> dict[str, Form]:
    """Every form of a verb and which it is; where past and participle coincide the form is "past"."""
    past = _IRREGULAR.get(base) or (_regular_past(base),)
    forms: dict[str, Form] = {base: "base", _third_person(base): "s", _gerund(base): "ing"}
    if len(past) > 1:
        forms.setdefault(past[1], "participle")
    if past[0] != base:
        forms[past[0]] = "past"
    if base.endswith(("el", "al")) and base not in _LONG_VOWEL:
        forms |= {f"{base}led": "past", f"{base}ling": "ing"}
    return forms


def plural(noun: str) -> str:
    """The plural of a noun's last word: airstrike -> airstrikes, embassy -> embassies."""
    return _third_person(noun) if not noun.endswith("s") else noun


def _third_person(base: str) -> str:
    if base in ("have", "be", "do", "go"):
        return {"have": "has", "be": "is", "do": "does", "go": "goes"}[base]
    if base.endswith(("s", "x", "z", "ch", "sh")):
        return base + "es"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ies"
    return base + "s"


def _regular_past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ied"
    if _doubles(base):
        return base + base[-1] + "ed"
    return base + "ed"


def _doubles(base: str) -> bool:
    """Whether the last consonant is written twice: "scrapped", "shunned"; longer verbs stand in a list."""
    if base in _DOUBLING:
        return True
    vowels = sum(letter in _VOWELS for letter in base)
    return len(base) > 2 and vowels == 1 and base[-2] in _VOWELS and base[-1] not in "wxy"


def _gerund(base: str) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return base[:-1] + "ing"
    if _doubles(base) or base in ("begin", "forbid", "overrun"):
        return base + base[-1] + "ing"
    return base + "ing"
