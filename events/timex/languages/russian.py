"""Russian: the words and forms of its time expressions."""

from __future__ import annotations

from events.timex.languages.language import (
    ROMAN_CENTURIES,
    Guard,
    Language,
    Span,
    inflected,
    lasting,
    numbered,
    whole_words,
    words_before,
)

_SOFT = "ь я ю ем е"
_HARD_ADJECTIVE = "ый ая ое ые ой ую ого ому ом ым ых ыми"
_SOFT_ADJECTIVE = "ий ая ее ие ей ую его ему ем им их ими"
_MONTHS = (
    inflected("январ", _SOFT),
    inflected("феврал", _SOFT),
    inflected("март", "- а у ом е"),
    inflected("апрел", _SOFT),
    "май мая маю маем мае",
    inflected("июн", _SOFT),
    inflected("июл", _SOFT),
    inflected("август", "- а у ом е"),
    inflected("сентябр", _SOFT),
    inflected("октябр", _SOFT),
    inflected("ноябр", _SOFT),
    inflected("декабр", _SOFT),
)
_SHORT = ("янв.", "фев. февр.", "мар.", "апр.", "", "", "", "авг.", "сент. сен.", "окт.", "нояб.", "дек.")
_LAST = " ".join(
    (
        inflected("прошл", _HARD_ADJECTIVE),
        inflected("минувш", _SOFT_ADJECTIVE),
        inflected("истекш", _SOFT_ADJECTIVE),
        inflected("прошедш", _SOFT_ADJECTIVE),
    )
)
_THIS = " ".join(
    (
        "этот эта это эту этой этого этому этом эти этих",
        inflected("текущ", _SOFT_ADJECTIVE),
        inflected("нынешн", "ий яя ее ие ей юю его ему ем им их"),
    )
)
_NEXT = " ".join(
    (
        inflected("следующ", _SOFT_ADJECTIVE),
        inflected("будущ", _SOFT_ADJECTIVE),
        inflected("ближайш", _SOFT_ADJECTIVE),
        inflected("предстоящ", _SOFT_ADJECTIVE),
        inflected("грядущ", _SOFT_ADJECTIVE),
    )
)
_PAST = _LAST + " " + inflected("последн", "ий яя ее ие ей юю его ему ем им их")
_PREFIXES = {
    "1": "одно",
    "2": "двух",
    "3": "трех трёх",
    "4": "четырех четырёх",
    "5": "пяти",
    "6": "шести",
    "7": "семи",
    "10": "десяти",
    "X": "много",
}


_WORDS = {
    "lasting_days": lasting("дневн", _PREFIXES, _HARD_ADJECTIVE),
    "lasting_weeks": lasting("недельн", _PREFIXES, _HARD_ADJECTIVE),
    "lasting_months": lasting("месячн", _PREFIXES, _HARD_ADJECTIVE),
    "lasting_hours": lasting("часов", _PREFIXES, _HARD_ADJECTIVE),
    "month": numbered(*_MONTHS),
    "any_month": numbered(*(" ".join(pair) for pair in zip(_MONTHS, _SHORT, strict=True))),
    "weekday": numbered(
        inflected("понедельник", "- а у ом е"),
        inflected("вторник", "- а у ом е"),
        "среду",
        inflected("четверг", "- а у ом е"),
        inflected("пятниц", "а ы е у ей"),
        inflected("суббот", "а ы е у ой"),
        "воскресенье воскресенья воскресенью воскресеньем",
    ),
    "wednesday": {"3": "среды среде среда"},
    "weekdays": numbered(
        "понедельникам", "вторникам", "средам", "четвергам", "пятницам", "субботам", "воскресеньям"
    ),
    "part": {
        "MO": "утром утра утро утру",
        "DT": "днем днём",
        "EV": "вечером вечера вечер вечеру",
        "NI": "ночью ночи ночь",
    },
    "clock_part": {"MO": "утра", "AF": "дня", "EV": "вечера", "NI": "ночи"},
    "third": {
        "early": "начале начала начало началу",
        "mid": "середине середины середину",
        "late": "конце конца концу конец исходе",
    },
    "side": {"past": _PAST, "next": _NEXT, "this": _THIS},
    "plural_side": {
        "past": "последние последних прошедшие прошедших минувшие минувших прошлые прошлых",
        "next": "ближайшие ближайших следующие следующих предстоящие предстоящих",
    },
    "shift": {"-2": inflected("позапрошл", _HARD_ADJECTIVE), "-1": _LAST, "0": _THIS, "1": _NEXT},
    "deictic": {
        "-2": "позавчера",
        "-1": "вчера",
        "0": "сегодня",
        "1": "завтра",
        "2": "послезавтра",
    },
    "unit": {
        "week": "неделя недели неделе неделю неделей",
        "weekend": "выходные выходных выходным",
        "month": "месяц месяца месяце месяцу",
        "quarter": "квартал квартала квартале",
        "half": "полугодие полугодия полугодии",
        "year": "год года году годом",
        "decade": "десятилетие десятилетия десятилетии",
        "century": "век века веке столетие столетия",
    },
    "units": {
        "second": "секунда секунду секунды секунд",
        "minute": "минута минуту минуты минут",
        "hour": "час часа часов часы",
        "day": "день дня дней дни сутки суток",
        "week": "неделя неделю недели недель",
        "month": "месяц месяца месяцев месяцы",
        "quarter": "квартал квартала кварталов",
        "year": "год года лет годы",
        "decade": "десятилетие десятилетия десятилетий",
        "century": "столетие столетия столетий",
    },
    "number": {
        "1": "один одну одного одной одна",
        "2": "два две двух двое",
        "3": "три трех трёх трое",
        "4": "четыре четырех четырёх четверо",
        "5": "пять пяти пятеро",
        "6": "шесть шести",
        "7": "семь семи",
        "8": "восемь восьми",
        "9": "девять девяти",
        "10": "десять десяти",
        "11": "одиннадцать",
        "12": "двенадцать двенадцати",
        "15": "пятнадцать пятнадцати",
        "20": "двадцать двадцати",
        "30": "тридцать тридцати",
        "40": "сорок",
        "50": "пятьдесят",
        "100": "сто",
        "X": "несколько нескольких пару много многие многих",
    },
    "quarter_number": {
        "1": inflected("перв", _HARD_ADJECTIVE) + " i",
        "2": inflected("втор", "ой ая ое ую ого ому ом ым") + " ii",
        "3": "третий третьем третьего третьему третьим iii",
        "4": inflected("четверт", _HARD_ADJECTIVE) + " " + inflected("четвёрт", _HARD_ADJECTIVE) + " iv",
    },
    "half_number": {
        "1": inflected("перв", _HARD_ADJECTIVE) + " i",
        "2": inflected("втор", "ой ая ое ую ого ому ом ым") + " ii",
    },
    "season": {
        "SP": "весной весну весны весна",
        "SU": "летом лето лета лету",
        "FA": "осенью осень осени",
        "WI": "зимой зиму зимы зима",
    },
    "bare_season": {"SP": "весной", "SU": "летом", "FA": "осенью", "WI": "зимой"},
    "decade_word": {
        "20": "двадцатые двадцатых",
        "30": "тридцатые тридцатых",
        "60": "шестидесятые шестидесятых",
        "70": "семидесятые семидесятых",
        "80": "восьмидесятые восьмидесятых",
        "90": "девяностые девяностых",
    },
    "century": ROMAN_CENTURIES,
    "each_day": {
        "day": "ежедневно " + inflected("ежедневн", _HARD_ADJECTIVE),
        "week": "еженедельно",
        "month": "ежемесячно",
        "year": "ежегодно",
        "hour": "ежечасно",
    },
    "hour": {
        "1": "час",
        "2": "два",
        "3": "три",
        "4": "четыре",
        "5": "пять",
        "6": "шесть",
        "7": "семь",
        "8": "восемь",
        "9": "девять",
        "10": "десять",
        "11": "одиннадцать",
        "12": "двенадцать",
    },
    "named_hour": {"0": "полночь полуночи", "12": "полдень полудня"},
    "zone": {
        "Europe/Moscow": "мск по_московскому_времени по_мск по_москве",
        "Europe/Kyiv": "по_киевскому_времени по_киеву",
        "UTC": "utc gmt по_гринвичу",
    },
    "holiday": {"1-7": "рождество_христово", "5-9": "день_победы дня_победы"},
}

# Verbs in the present that tell what has begun already.
_ONGOING = "идут|продолжается|продолжаются|длится|длятся|ведется|ведётся|ведутся|остается|остаётся"
_YEAR = "(год|года|году|годом|г.|г)"
_YEARS = "(год|года|году|годы|годов|годах|годам|гг.|гг)"
_RULES = f"""
date: [{{w:weekday}}, ]{{day}}[-го] {{month:any_month}}[ {{year}}[ {_YEAR}]]
date: {{x:side}} {{w:weekday}}, {{day}} {{month}}[ {{year}} {_YEAR}]
date: {{day}}[-го] {{month}} {{year_shift:shift}} года
date: {{part}} {{day}} {{month}}[ {{year}} {_YEAR}]
date: {{day}} {{month}} {{part}}
date: {{side}} {{day}} {{month}}
date part=NI: ночь на {{day}} {{month}}[ {{year}} {_YEAR}]
date part=NI: ночь с {{x:day}}[ {{y:month}}] на {{day}} {{month}}[ {{year}} {_YEAR}]
numeric: [{{w:weekday}}, ]{{day:dd}}.{{month:mm}}.{{year}}
numeric: {{day:dd}}/{{month:mm}}/{{year}}
numeric: {{day:dd}}.{{month:mm}}.{{short_year:yy}}
day: {{day}}[-го] числа
day: {{day}}-го
days: [(с|со|от) ]{{day}}[-го]( по | до |~){{last:day}}[-е] {{month:any_month}}[ {{year}}[ {_YEAR}]]
days: между {{day}} и {{last:day}} {{month}}[ {{year}}[ {_YEAR}]]
two_days: {{day}} и {{last:day}} {{month}}[ {{year}}[ {_YEAR}]]
month: {{month}}[ {{year}}[ {_YEAR}]]
month: {{third}} {{month}}[ {{year}}[ {_YEAR}]]
month: [{{third}} ]{{month}} {{year_shift:shift}} года
month: [{{third}} ]{{side}} {{month}}
month third=early: (первых числах|первые дни) {{month}}
month third=late: (последних числах|последние дни) {{month}}
weekday: {{weekday}}
weekday?: {{weekday:wednesday}}
weekday: {{part}} [(в|во) ]{{weekday}}
weekday: {{weekday}}[,] {{part}}
weekday: {{side}} {{weekday}}
weekday: {{weekday}} [(на|этой) ]{{week_shift:shift}} (неделе|недели)
weekday part=NI: ночь на {{weekday}}
weekday part=NI: ночь (с|со) {{x:weekday}} на {{weekday}}
set: по {{weekday:weekdays}}
set: (каждый|каждую|каждое|каждые) {{weekday}}
set: (каждый|каждую|каждое) {{unit:units}}
set: каждые {{number}} {{unit:units}}
set: {{unit:each_day}}
deictic: {{shift:deictic}}[ {{part}}]
deictic: {{part}} {{shift:deictic}}
deictic? shift=0 part=NI: ночью
deictic shift=0: (этим|этой) {{part}}
deictic shift=-1: (прошлой|минувшей) {{part}}
deictic shift=1: следующим {{part}}
stretch number=1 unit=day: {{side:plural_side}} (сутки|суток)
stretch: {{side:plural_side}} {{unit:units}}
relative: [{{third}} ]{{shift}} {{unit}}
relative shift=0: {{third}} {{unit}}
relative? unit=weekend: (выходные|выходных)
anchored unit=day shift=1: следующий день
anchored unit=day shift=1: следующее утро
anchored unit=day shift=-1: предыдущий день
anchored unit=day shift=0: (тот же день|тот день)
anchored unit=year shift=0: (том же году|тот же год)
anchored unit=year shift=-1: годом ранее
anchored unit=year shift=-1: предыдущем году
anchored unit=day shift=-1: днем ранее
anchored unit=day shift=-1: днём ранее
shift direction=ago: {{number}}[ с лишним] {{unit:units}}[ тому] назад
shift direction=ago: {{unit:units}}[ тому] назад
shift direction=in: через {{number}} {{unit:units}}
shift direction=in: через {{unit:units}}
shift direction=later: спустя {{number}} {{unit:units}}
shift direction=later: {{number}} {{unit:units}} спустя
shift direction=later: спустя {{unit:units}}
shift direction=earlier: {{number}} {{unit:units}} ранее
stretch: {{side}} {{number}} {{unit:units}}
stretch number=0.5 unit=year: {{side}} полгода
clock: {{hour}}(:|.){{minute}}[ {{part:clock_part}}][ {{zone}}]
clock: {{hour}} (час|часа|часов)[ {{minute}} (минут|минуты)][ {{part:clock_part}}][ {{zone}}]
clock: {{hour}} {{part:clock_part}}
clock minute=00: {{hour:named_hour}}
duration: {{number}}[(-ти|-х|-и)] {{unit:units}}
duration unit=day: {{number:lasting_days}}
duration unit=week: {{number:lasting_weeks}}
duration unit=month: {{number:lasting_months}}
duration unit=hour: {{number:lasting_hours}}
duration number=0.5 unit=year: полгода
duration number=0.5 unit=hour: полчаса
duration number=1.5: (полтора|полторы) {{unit:units}}
shift number=0.5 unit=year direction=ago: полгода назад
shift number=0.5 unit=year direction=in: через полгода
quarter: {{quarter_number}}[(-й|-м|-го|-ом)] (квартал|квартала|квартале)[ {{year}}[ {_YEAR}]]
quarter: {{quarter_number}} (квартал|квартала|квартале) {{year_shift:shift}} года
half: {{half_number}} (полугодие|полугодия|полугодии)[ {{year}}[ {_YEAR}]]
half: {{half_number}} (полугодие|полугодия|полугодии) {{year_shift:shift}} года
half: {{half_number}} (половине|половина|половину|половины) {{year}} {_YEAR}
half: {{half_number}} (половине|половина|половину|половины) {{year_shift:shift}} года
half side=this: {{half_number}} (половине|половина|половину|половины) года
season: {{season}} {{year}}[(-|–|/){{y:full_year}}] {_YEARS}
season: {{season}} {{year_shift:shift}} года
season: {{side}} {{season}}
season: {{season:bare_season}}
years: {{year}}~{{last:year}}[ {_YEARS}]
years: {{year}}(-|–|/){{last:yy}} {_YEARS}
years: (с|между) {{year}} (по|до|и) {{last:year}}[(-й|-м)] {_YEARS}
decade: [{{third}} ]{{decade}}-(е|х|ые|ых|ми)[ {_YEARS}]
decade: [{{third}} ]{{short_decade}}-(е|х|ые|ых)[ {_YEARS}]
decade: [{{third}} ]{{short_decade:decade_word}}[ {_YEARS}]
century: [{{third}} ]{{century}}[(-м|-го|-й)] (век|века|веке|столетия|столетии)
year: {{year}}[(-й|-м|-го|-му|-ом)] {_YEAR}
year: {{year}}-(й|м|го|му|ом)
year: {{third}} {{year}}[(-го)][ {_YEAR}]
year?: {{year}}
holiday: {{holiday}}[ {{year}}]
"""

_NO_VERB = whole_words(
    """
    отдел раздел материал персонал генерал сигнал квартал канал потенциал футбол капитал интервал металл
    """
)
LANGUAGE = Language(
    code="ru",
    words=_WORDS,
    rules=_RULES,
    future=whole_words(
        """
        намерен намерена намерены запланирован запланирована запланировано запланированы может могут должен
        должна должно должны назначен назначена назначено назначены
        """,
        rf"(?!(?:{_ONGOING})\b)[а-яё]{{3,}}(?:ит|ят|ат|ут|ют|ет|ёт)(?:ся)?",
    ),
    past=whole_words(
        "нет был была было были стал стала убит убита убиты ранен ранена ранены",
        _ONGOING,
        rf"(?!{_NO_VERB})[а-яё]{{2,}}[аяиуеыоё](?:л|ла|ло|ли)(?:ся|сь)?",
        r"[а-яё]{2,}(?:шла|шло|шли|вел|вёл|вела|нес|нёс|зла|зло|зли|гла|гли)(?:ся|сь)?",
    ),
    borders={
        "from": words_before("с со начиная_с начиная_со"),
        "until": words_before("до к ко по вплоть_до не_позднее"),
        "after": words_before("после"),
        "before": words_before("перед"),
    },
    spans=(
        Span(r" (?:по|до) ", opener=r"\b(?:с|со|от) ", must_open=True),
        Span(r" и ", opener=r"\bмежду ", must_open=True),
        Span(r" ?[-–—] ?"),
    ),
    day_then_clock=r",?(?: в| около| к| примерно в| с| до)? ",
    clock_then_day=r",?(?: в| во)? ",
    guards=(
        Guard(
            "year?",
            needs=words_before("в с к до после по между и от"),
            after=" (?!"
            + whole_words("и в на с к до по он она они его её их из за у а но что как это был было была были")
            + r")[а-яё]+|[-–]\d| ?%",
        ),
        Guard("weekday?", needs=words_before("с до к после утра вечера")),
        Guard(
            "weekday",
            before=words_before("окружающую городскую внешнюю окружающей внешней языковую"),
        ),
        Guard(
            "clock",
            needs=words_before(
                "в во около с со до к после примерно на и по ночью утром вечером днем днём между"
            )
            + "|[(–-]|, ",
            before=words_before("счётом счетом счет счёт"),
            after=" (?:минут|процент|%|млн|млрд|тыс|балл|км|в пользу)",
        ),
        Guard("duration", before=r"\bвозрасте (?:от )?|\b(?:ему|ей|исполнилось) "),
        Guard("year", after="-[а-яё]"),
        Guard("deictic?", needs=r"^|[.!?…»] "),
        Guard("relative?", needs=words_before("в на за к с до")),
        Guard("shift", after=" (?:после|до) "),
        Guard("day", needs=words_before("с до к на от в после по") + "|^"),
        Guard("numeric", before=words_before("версия версии версию")),
    ),
    small_kinds="month weekday season",
)
