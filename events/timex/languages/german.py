"""German: the words and forms of its time expressions."""

from __future__ import annotations

from events.timex.languages.language import (
    Guard,
    Language,
    Span,
    inflected,
    numbered,
    whole_words,
    words_before,
)

_ADJECTIVE = "e en er es em"
_MONTHS = (
    "januar jänner januars",
    "februar feber februars",
    "märz",
    "april aprils",
    "mai",
    "juni",
    "juli",
    "august augusts",
    "september septembers",
    "oktober oktobers",
    "november novembers",
    "dezember dezembers",
)
_SHORT = (
    "jan. jan",
    "feb. feb",
    "mrz.",
    "apr. apr",
    "",
    "jun.",
    "jul.",
    "aug. aug",
    "sept. sep. sept",
    "okt. okt",
    "nov. nov",
    "dez. dez",
)
_LAST = " ".join(inflected(stem, _ADJECTIVE) for stem in ("letzt", "vergangen", "vorig", "zurückliegend"))
_NEXT = " ".join(inflected(stem, _ADJECTIVE) for stem in ("nächst", "kommend"))
_THIS = " ".join(inflected(stem, _ADJECTIVE) for stem in ("dies", "laufend"))
_PARTS = {
    "MO": "morgen früh vormittag",
    "MI": "mittag",
    "AF": "nachmittag",
    "EV": "abend",
    "NI": "nacht",
}
_GENITIVE_PARTS = {
    "MO": "morgens früh vormittags",
    "MI": "mittags",
    "AF": "nachmittags",
    "EV": "abends",
    "NI": "nachts",
}

_TO_TWELVE = numbered(
    "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"
)
_WORDS = {
    "month": numbered(*_MONTHS),
    "any_month": numbered(*(" ".join(pair) for pair in zip(_MONTHS, _SHORT, strict=True))),
    "weekday": numbered(
        "montag montags",
        "dienstag dienstags",
        "mittwoch mittwochs",
        "donnerstag donnerstags",
        "freitag freitags",
        "samstag sonnabend samstags sonnabends",
        "sonntag sonntags",
    ),
    "weekday_stem": numbered(
        "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag sonnabend", "sonntag"
    ),
    "weekdays": numbered(
        "montags",
        "dienstags",
        "mittwochs",
        "donnerstags",
        "freitags",
        "samstags sonnabends",
        "sonntags",
    ),
    "part": _PARTS,
    "parts": _GENITIVE_PARTS,
    "third": {"early": "anfang beginn", "mid": "mitte", "late": "ende"},
    "side": {"past": _LAST, "next": _NEXT, "this": _THIS},
    "shift": {
        "-2": inflected("vorvergangen", _ADJECTIVE) + " " + inflected("vorletzt", _ADJECTIVE),
        "-1": _LAST,
        "0": _THIS,
        "1": _NEXT,
        "2": inflected("übernächst", _ADJECTIVE),
    },
    "deictic": {"-2": "vorgestern", "-1": "gestern", "0": "heute", "1": "morgen", "2": "übermorgen"},
    "unit": {
        "week": "woche",
        "weekend": "wochenende wochenendes",
        "month": "monat monats",
        "quarter": "quartal quartals",
        "year": "jahr jahres jahre",
        "decade": "jahrzehnt jahrzehnts",
        "century": "jahrhundert jahrhunderts",
    },
    "genitive": {
        "week": "der_woche",
        "month": "des_monats",
        "quarter": "des_quartals",
        "year": "des_jahres",
        "decade": "des_jahrzehnts",
        "century": "des_jahrhunderts",
    },
    "units": {
        "second": "sekunde sekunden",
        "minute": "minute minuten",
        "hour": "stunde stunden",
        "day": "tag tage tagen",
        "week": "woche wochen",
        "month": "monat monate monaten",
        "quarter": "quartal quartale quartalen",
        "year": "jahr jahre jahren",
        "decade": "jahrzehnt jahrzehnte jahrzehnten",
        "century": "jahrhundert jahrhunderte jahrhunderten",
    },
    "plural_unit": {
        "minute": "minuten",
        "hour": "stunden",
        "day": "tage tagen",
        "week": "wochen",
        "month": "monate monaten",
        "year": "jahren",
        "decade": "jahrzehnte jahrzehnten",
    },
    "lasting": {
        "day": "tägig",
        "week": "wöchig",
        "month": "monatig",
        "hour": "stündig",
        "minute": "minütig",
    },
    "ending": {"": _ADJECTIVE},
    "long": {
        "hour": "stundenlang",
        "day": "tagelang",
        "week": "wochenlang",
        "month": "monatelang",
        "year": "jahrelang",
        "decade": "jahrzehntelang",
    },
    "week_edge": {
        "early": "wochenbeginn wochenanfang",
        "mid": "wochenmitte",
    },
    "month_edge": {"early": "monatsbeginn monatsanfang", "mid": "monatsmitte", "late": "monatsende"},
    "year_edge": {"early": "jahresbeginn jahresanfang", "mid": "jahresmitte", "late": "jahresende"},
    "earlier_unit": {"week": "vorwoche", "month": "vormonat vormonats", "year": "vorjahr vorjahres"},
    "number": {
        **_TO_TWELVE,
        "1": "ein eine einem einen einer eines",
        "13": "dreizehn",
        "14": "vierzehn",
        "15": "fünfzehn",
        "18": "achtzehn",
        "20": "zwanzig",
        "30": "dreißig",
        "40": "vierzig",
        "50": "fünfzig",
        "0.5": "halbes halben halbe",
        "X": "mehrere mehreren einige einigen wenige wenigen ein_paar mehr",
    },
    "hour": _TO_TWELVE,
    "quarter_number": {
        "1": inflected("erst", _ADJECTIVE),
        "2": inflected("zweit", _ADJECTIVE),
        "3": inflected("dritt", _ADJECTIVE),
        "4": inflected("viert", _ADJECTIVE),
    },
    "half_number": {"1": inflected("erst", _ADJECTIVE), "2": inflected("zweit", _ADJECTIVE)},
    "season": {
        "SP": "frühling frühjahr frühlings frühjahrs",
        "SU": "sommer sommers",
        "FA": "herbst herbstes",
        "WI": "winter winters",
    },
    "decade_word": {
        "20": "zwanziger",
        "30": "dreißiger",
        "40": "vierziger",
        "50": "fünfziger",
        "60": "sechziger",
        "70": "siebziger",
        "80": "achtziger",
        "90": "neunziger",
    },
    "every_day": {"hour": "stündlich", "day": "täglich", "week": "wöchentlich", "month": "monatlich"},
    "every": {"": "jeden jede jedes jedem jeder"},
    "zone": {
        "Europe/Berlin": "mez mesz",
        "Europe/Moscow": "moskauer_zeit",
        "Europe/Kyiv": "kiewer_zeit",
        "UTC": "gmt utc",
    },
    "midnight": {"0": "mitternacht"},
    "holiday": {"12-24": "heiligabend", "12-25": "weihnachten", "12-31": "silvester", "1-1": "neujahr"},
}

_RULES = """
date: [{w:weekday}[,] [(den|dem) ]]{day}. {month:any_month}[ {year}]
date: {x:side} {w:weekday}, [(den|dem) ]{day}. {month:any_month}[ {year}]
date: {day}. {month} [des ]{year_shift:shift} jahres
date: {part} des {day}. {month}[ {year}]
date: {day}. {month} {part:parts}
date part=NI: nacht (zum|auf den) {day}. {month}[ {year}]
date part=NI: nacht vom {x:day}.[ {y:month}] (zum|auf den) {day}. {month}[ {year}]
date: {side} {day}. {month}
numeric: [{w:weekday}[,] [(den|dem) ]]{day:dd}.{month:mm}.{year}
numeric: {day:dd}. {month:mm}. {year}
numeric: {day:dd}.{month:mm}.{short_year:yy}
numeric?: {day:dd}.{month:mm}.
days: [(vom|von|zwischen dem) ]{day}.[ ](bis zum|bis|und dem|~)[ ]{last:day}. {month:any_month}[ {year}]
days: [vom ]{day}. (bis einschließlich|bis zum) {last:day}. {month}[ {year}]
two_days: {day}. und {last:day}. {month}[ {year}]
two_days: {day}./{last:day}. {month}[ {year}]
month: [{third} ]{month}[ {year}]
month: [{third} ]{month} [des ]{year_shift:shift} jahres
month: [{third} ]{side} {month}
month: {third} des monats {month}
weekday: {weekday}
weekday: {weekday:weekday_stem}[ ]{part}
weekday: {weekday:weekday_stem}{part:parts}
weekday: {part} des {weekday}
weekday: {side} {weekday}
weekday: {side} {weekday:weekday_stem}{part}
weekday: {weekday} [der ]{week_shift:shift} woche
weekday: {week_shift:shift} woche {weekday}
weekday part=NI: nacht (zum|auf|zu) {weekday}
weekday part=NI: nacht von {x:weekday} (zu|auf|zum) {weekday}
set: {weekday:weekdays}
set: {every} {weekday}
set: {every} {unit:units}
set: {unit:every_day}
deictic: {shift:deictic}
deictic: {shift:deictic} {part}
deictic shift=0 part=NI: über nacht
deictic? shift=0 part=NI: nacht
deictic shift=0: {part} dieses tages
deictic shift=0: (heutigen|heutiger) {x:weekday}
deictic shift=-1: (gestrigen|gestriger) {x:weekday}
deictic shift=1: (morgigen|morgiger) {x:weekday}
deictic shift=-1 part=NI: {x:side} nacht
relative: [{third} ]{shift} {unit}
relative: {third} [(der|des) ]{shift} {unit}
relative shift=0: {third} {unit:genitive}
relative unit=week shift=0: {third:week_edge}
relative unit=month shift=0: {third:month_edge}
relative unit=year shift=0: {third:year_edge}
relative shift=-1: {unit:earlier_unit}
relative unit=weekend: wochenende
relative unit=year shift=0: heuer
relative unit=year shift=0 third=late: jahreswechsel
anchored unit=day shift=-1: tag zuvor
anchored unit=day shift=-1: vortag
anchored unit=day shift=1: tag darauf
anchored unit=day shift=1: folgetag
anchored unit=day shift=1: folgenden tag
anchored unit=day shift=1: nächsten tag
anchored unit=year shift=-1: jahr zuvor
anchored unit=year shift=1: jahr darauf
anchored unit=day shift=0: selben tag
anchored unit=day shift=0: gleichen tag
anchored unit=year shift=0: selben jahr
anchored unit=year shift=0: gleichen jahr
shift direction=ago: vor [(rund|etwa|fast|mehr als|knapp|gut|genau|über) ]{number} {unit:units}
shift direction=in: in [(rund|etwa|genau|knapp) ]{number} {unit:units}
shift direction=earlier: {number} {unit:units} (zuvor|davor|vorher|früher)
shift direction=later: {number} {unit:units} (später|danach|darauf)
stretch: {side} {number} {unit:plural_unit}
stretch: {number} {side} {unit:plural_unit}
stretch: {side} {unit:plural_unit}
duration: {number} [(volle|weitere|ganze) ]{unit:units}
duration: {number}[-]{unit:lasting}{x:ending}
duration: {unit:long}
duration number=X: {unit:plural_unit} lang
quarter: {quarter_number}[.] quartal[s][ {year}]
quarter: {quarter_number}[.] quartal[s] [des ]{year_shift:shift} jahres
quarter side=this: {quarter_number}[.] quartal[s] des jahres
quarter: q{quarter_number}[[/| ]{year}]
half: {half_number}[.] (halbjahr|halbjahres|jahreshälfte)[ {year}]
half: {half_number}[.] (halbjahr|halbjahres|jahreshälfte) [des ]{year_shift:shift} jahres
half: {half_number} hälfte [des jahres ]{year}
half side=this: {half_number} hälfte des jahres
season: {season} {year}[(/|-|–){y:yy}]
season: {season} [des ]{year_shift:shift} jahres
season: {side} {season}
season?: {season}
years: {year}~{last:year}
years: {year}(/|~){last:yy}
decade: [{third} der ]{decade}er[(-| )](jahre|jahren)
decade: [{third} der ]{short_decade}er[(-| )](jahre|jahren)
decade: [{third} der ]{short_decade:decade_word}[(-| )](jahre|jahren)
century: [{third} des ]{century}. (jahrhundert|jahrhunderts)
year: (jahr|jahres|jahre|jahren) {year}
year: {third} [des jahres ]{year}
year?: {year}
clock: {hour}[(.|:){minute}] uhr[ {part:parts}][ {zone}]
clock: {hour} uhr {minute}
clock?: {hour}:{minute}[ {zone}]
clock? minute=00: {hour:midnight}
holiday: {holiday}[ {year}]
"""

LANGUAGE = Language(
    code="de",
    words=_WORDS,
    rules=_RULES,
    future=whole_words(
        """
        wird werden soll sollen will wollen plant planen geplant voraussichtlich dürfte dürften könnte
        könnten muss müssen möchte beginnt beginnen startet starten endet enden findet finden tritt
        treten trifft treffen reist reisen entscheidet entscheiden stimmt wählt wählen läuft kommt
        kommen empfängt steht stehen gilt gelten öffnet schließt übernimmt übernehmen fliegt fliegen
        zieht feiert besucht besuchen steigen erhält wechselt verlässt bekommt erwartet ansteht
        anstehende anstehenden bevor tagt tagen berät beraten zu_erwarten vorgesehen angesetzt
        angekündigt folgt
        """
    ),
    past=whole_words(
        """
        hat haben hatte hatten war waren wurde wurden sei seien sagte sagten teilte teilten kam kamen
        ging gingen fiel fielen begann begannen traf trafen fand fanden gab gaben starb starben rief
        riefen schrieb sprach stieg sank nahm trat lag verlor gewann
        """,
        r"[a-zäöüß]{3,}ten?",
    ),
    borders={
        "since": r"\bseit(?: dem| der| den)? (?:jahr )?",
        "from": r"\bab(?: dem| der)? (?:jahr )?",
        "until": (
            r"\b(?:bis(?: zum| zur| zu| einschließlich| spätestens| ins| in den| in die)?"
            r"|spätestens(?: am| im| bis)?) (?:jahr )?"
        ),
        "before": r"\bvor(?: dem| der)? (?:jahr )?",
        "after": r"\bnach(?: dem| der)? (?:jahr )?",
    },
    borders_around=(("from", r"\bvo[nm] (?:kommenden |nächsten )?", r" an\b"),),
    spans=(
        Span(r" und (?:dem )?", opener=r"\bzwischen (?:dem )?", must_open=True),
        Span(r" bis (?:zum |ende )?", opener=r"\b(?:vom|von) "),
        Span(r" ?[-–—] ?"),
    ),
    day_then_clock=r",?(?: gegen| um| ab| kurz vor| kurz nach| bis| etwa um)? ",
    clock_then_day=r",?(?: am| des| vom)? ",
    guards=(
        Guard("deictic?", needs=words_before("in_der"), after=" (?:zu|auf|von|vom|des|der|nach|vor)"),
        Guard("season?", needs=words_before("im zum bis seit vom kommenden")),
        Guard("numeric?", needs=r"\b(?:am|vom|bis|zum|ab|den|dem|der|seit|tag|woch|abend),? ?"),
        Guard(
            "year?",
            before=words_before(
                """
                rund etwa knapp über mehr_als fast nr. nummer ca. die der den alle sind je zu um gut
                weniger_als bis_zu insgesamt artikel resolution halle raum punkte auf
                """
            )
            + r"|[-–—(]\d+ ?",
            after=" "
            + whole_words("euro dollar menschen meter kilometer tonnen personen mal prozent jahre stück")
            + r"|[.,]\d|-",
        ),
        Guard("year?", cased_after=r"[ \xa0][A-ZÄÖÜ][a-zäöüß]+(?:en|er|innen|e|n|s)\b"),
        Guard("numeric", before=words_before("version v. paragraph abschnitt ziffer")),
        Guard("month", before=words_before("frau herr herrn dr. familie august_der"), after=r" der \w+e\b"),
        Guard("duration", before=r"\balter von ", after=r" (?:alte?[rn]?|jung)\b"),
        Guard(
            "clock?", needs=words_before("um gegen ab bis seit von vor nach zwischen und uhr am") + "|[-–(]"
        ),
    ),
    compounds=(
        r"(?:(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend)"
        r"(?=morgen|vormittag|mittag|nachmittag|abend|nacht|früh)"
        r"|(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|mehr)"
        r"(?=tägig|wöchig|monatig|stündig|minütig)"
    ),
    capital_kinds="month date weekday season holiday",
)
