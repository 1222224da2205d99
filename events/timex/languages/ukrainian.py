"""Ukrainian: the words and forms of its time expressions."""

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

_ADJECTIVE = "ий а е і ої ого ому ій у ою им их ими"
_SOFT_ADJECTIVE = "ій я є і ьої ього ьому ю ьою ім іх"
_MONTHS = (
    "січень січня січню січнем січні",
    "лютий лютого лютому лютим",
    "березень березня березню березнем березні",
    "квітень квітня квітню квітнем квітні",
    "травень травня травню травнем травні",
    "червень червня червню червнем червні",
    "липень липня липню липнем липні",
    "серпень серпня серпню серпнем серпні",
    "вересень вересня вересню вереснем вересні",
    "жовтень жовтня жовтню жовтнем жовтні",
    "листопад листопада листопаду листопадом листопаді",
    "грудень грудня грудню груднем грудні",
)
_SHORT = (
    "січ.",
    "лют.",
    "бер.",
    "квіт.",
    "трав.",
    "черв.",
    "лип.",
    "серп.",
    "вер.",
    "жовт.",
    "лист.",
    "груд.",
)
_LAST = " ".join(inflected(stem, _ADJECTIVE) for stem in ("минул", "попередн"))
_THIS = "цей ця це ці цього цієї цій цю цьому цим цією цих " + inflected("поточн", _ADJECTIVE) + " нинішнього"
_NEXT = " ".join(inflected(stem, _ADJECTIVE) for stem in ("наступн", "найближч", "прийдешн"))
_LATEST = "останній останні останніх останнього останньому останню останніми"
_PREFIXES = {
    "1": "одно",
    "2": "дво",
    "3": "три трьох",
    "4": "чотири чотирьох",
    "5": "п'яти",
    "6": "шести",
    "7": "семи",
    "10": "десяти",
    "X": "багато",
}


_WORDS = {
    "lasting_days": lasting("денн", _PREFIXES, _ADJECTIVE),
    "lasting_weeks": lasting("тижнев", _PREFIXES, _ADJECTIVE),
    "lasting_months": lasting("місячн", _PREFIXES, _ADJECTIVE),
    "lasting_hours": lasting("годинн", _PREFIXES, _ADJECTIVE),
    "month": numbered(*_MONTHS),
    "any_month": numbered(*(" ".join(pair) for pair in zip(_MONTHS, _SHORT, strict=True))),
    "weekday": numbered(
        inflected("понеділ", "ок ка ку ком"),
        inflected("вівтор", "ок ка ку ком"),
        "середу середи",
        inflected("четвер", "- га гу гом"),
        "п'ятниця п'ятниці п'ятницю п'ятницею",
        "субота суботи суботу суботі суботою",
        "неділя неділі неділю неділею",
    ),
    "weekdays": numbered(
        "понеділках", "вівторках", "середах", "четвергах", "п'ятницях", "суботах", "неділях"
    ),
    "weekdays_instrumental": numbered(
        "понеділками", "вівторками", "середами", "четвергами", "п'ятницями", "суботами", "неділями"
    ),
    "part": {
        "MO": "вранці ранок ранку зранку уранці ранком",
        "DT": "вдень удень",
        "EV": "ввечері увечері вечір вечора",
        "NI": "вночі уночі ніч ночі",
    },
    "clock_part": {"MO": "ранку", "AF": "дня", "EV": "вечора", "NI": "ночі"},
    "third": {
        "early": "початку початок",
        "mid": "середині середини середину",
        "late": "кінці кінця кінець кінцю",
    },
    "third_word": {"late": "наприкінці", "mid": "посеред всередині", "early": "спочатку"},
    "side": {"past": _LAST + " " + _LATEST, "next": _NEXT, "this": _THIS},
    "plural_side": {
        "past": "останні останніх останніми минулі минулих",
        "next": "найближчі найближчих найближчими наступні наступних",
    },
    "shift": {"-2": inflected("позаминул", _ADJECTIVE), "-1": _LAST, "0": _THIS, "1": _NEXT},
    "deictic": {
        "-2": "позавчора",
        "-1": "вчора учора",
        "0": "сьогодні",
        "1": "завтра",
        "2": "післязавтра",
    },
    "year_word": {"-1": "торік", "0": "цьогоріч", "-2": "позаторік"},
    "unit": {
        "week": "тиждень тижня тижні тижню тижнем",
        "weekend": "вихідні вихідних вихідним",
        "month": "місяць місяця місяці місяцю місяцем",
        "quarter": "квартал кварталу кварталі",
        "half": "півріччя півріччі",
        "year": "рік року році роком",
        "decade": "десятиліття десятилітті",
        "century": "століття столітті вік віку",
    },
    "units": {
        "second": "секунда секунду секунди секунд",
        "minute": "хвилина хвилину хвилини хвилин",
        "hour": "година годину години годин годинами",
        "day": "день дня дні днів днями доба добу доби діб",
        "night": "ніч ночі ночей",
        "week": "тиждень тижня тижні тижнів тижнями",
        "month": "місяць місяця місяці місяців місяцями",
        "quarter": "квартал квартали кварталів",
        "year": "рік року роки років роками",
        "decade": "десятиліття десятиліть",
        "century": "століття століть",
    },
    "number": {
        "1": "один одну одного одна",
        "2": "два дві двох двоє",
        "3": "три трьох троє",
        "4": "чотири чотирьох",
        "5": "п'ять п'яти",
        "6": "шість шести",
        "7": "сім семи",
        "8": "вісім восьми",
        "9": "дев'ять дев'яти",
        "10": "десять десяти",
        "11": "одинадцять",
        "12": "дванадцять дванадцяти",
        "15": "п'ятнадцять",
        "20": "двадцять двадцяти",
        "30": "тридцять",
        "40": "сорок",
        "50": "п'ятдесят",
        "100": "сто",
        "X": "кілька декілька кількох декількох пару багато",
    },
    "quarter_number": {
        "1": inflected("перш", _ADJECTIVE) + " i",
        "2": inflected("друг", _ADJECTIVE) + " ii",
        "3": "третій третьому третього третє третьої iii",
        "4": inflected("четверт", _ADJECTIVE) + " iv",
    },
    "half_number": {"1": inflected("перш", _ADJECTIVE) + " i", "2": inflected("друг", _ADJECTIVE) + " ii"},
    "season": {
        "SP": "навесні весна весну весни весною",
        "SU": "влітку улітку літо літа літом",
        "FA": "восени осінь осені осінню",
        "WI": "взимку узимку зима зиму зими зимою",
    },
    "bare_season": {"SP": "навесні", "SU": "влітку улітку", "FA": "восени", "WI": "взимку узимку"},
    "century": ROMAN_CENTURIES,
    "decade_word": {
        "70": "сімдесяті сімдесятих",
        "80": "вісімдесяті вісімдесятих",
        "90": "дев'яності дев'яностих",
    },
    "each_day": {
        "day": "щодня щоденно щодоби",
        "week": "щотижня",
        "month": "щомісяця",
        "year": "щороку щорічно",
        "hour": "щогодини",
    },
    "each_weekday": numbered(
        "щопонеділка", "щовівторка", "щосереди", "щочетверга", "щоп'ятниці", "щосуботи", "щонеділі"
    ),
    "hour": {
        "1": "першій",
        "2": "другій",
        "3": "третій",
        "4": "четвертій",
        "5": "п'ятій",
        "6": "шостій",
        "7": "сьомій",
        "8": "восьмій",
        "9": "дев'ятій",
        "10": "десятій",
        "11": "одинадцятій",
        "12": "дванадцятій",
    },
    "named_hour": {"0": "опівночі північ", "12": "опівдні полудень"},
    "zone": {
        "Europe/Kyiv": "за_києвом за_київським_часом",
        "Europe/Moscow": "за_московським_часом мск",
        "UTC": "utc gmt за_гринвічем",
    },
    "holiday": {"8-24": "день_незалежності дня_незалежності"},
}

# Verbs in the present that tell what has begun already.
_ONGOING = "триває|тривають|точаться|ведеться|ведуться|продовжується|продовжуються|лишається"
_YEAR = "(рік|року|році|роком|роки|р.)"
_YEARS = "(рік|року|році|роки|років|роках|рр.)"
_RULES = f"""
date: [{{w:weekday}}, ]{{day}}[-го] {{month:any_month}}[ {{year}}[ {_YEAR}]]
date: {{x:side}} {{w:weekday}}, {{day}} {{month}}[ {{year}} {_YEAR}]
date: {{day}} {{month}} {{year_shift:shift}} року
date: {{day}} {{month}} {{year_shift:year_word}}
date: {{part}} {{day}} {{month}}[ {{year}} {_YEAR}]
date: {{day}} {{month}} {{part}}
date: {{side}} {{day}} {{month}}
date part=NI: ніч (на|проти) {{day}} {{month}}[ {{year}} {_YEAR}]
date part=NI: ніч (з|із) {{x:day}}[ {{y:month}}] на {{day}} {{month}}[ {{year}} {_YEAR}]
numeric: [{{w:weekday}}, ]{{day:dd}}.{{month:mm}}.{{year}}
numeric: {{day:dd}}/{{month:mm}}/{{year}}
day: {{day}}[-го] числа
days: [(з|із|зі|від) ]{{day}}[-го]( по | до |~){{last:day}} {{month:any_month}}[ {{year}}[ {_YEAR}]]
days: між {{day}} (і|та) {{last:day}} {{month}}[ {{year}}[ {_YEAR}]]
two_days: {{day}} (і|й|та) {{last:day}} {{month}}[ {{year}}[ {_YEAR}]]
month: {{month}}[ {{year}}[ {_YEAR}]]
month: {{third}} {{month}}[ {{year}}[ {_YEAR}]]
month: {{third:third_word}} {{month}}[ {{year}}[ {_YEAR}]]
month: [{{third}} ]{{month}} {{year_shift:shift}} року
month: [{{third:third_word}} ]{{month}} {{year_shift:shift}} року
month third=early: перші дні {{month}}
month third=late: останні дні {{month}}
month: [{{third}} ]{{side}} {{month}}
weekday: {{weekday}}
weekday: {{part}} [(в|у) ]{{weekday}}
weekday: {{weekday}}[,] {{part}}
weekday: {{side}} {{weekday}}
weekday: {{weekday}} {{week_shift:shift}} тижня
weekday part=NI: ніч (на|проти) {{weekday}}
weekday part=NI: ніч (з|із) {{x:weekday}} на {{weekday}}
set: по {{weekday:weekdays}}
set: {{weekday:weekdays_instrumental}}
set: {{weekday:each_weekday}}
set: (кожен|кожну|кожного|кожної|кожне) {{weekday}}
set: (кожен|кожну|кожного|кожної) {{unit:units}}
set: кожні {{number}} {{unit:units}}
set: {{unit:each_day}}
deictic: {{shift:deictic}}[ {{part}}]
deictic: {{part}} {{shift:deictic}}
deictic? shift=0 part=NI: (вночі|уночі)
deictic shift=0: (цієї|цього) {{part}}
deictic shift=-1: {{x:side}} (ночі|вечора)
stretch side=past number=1 unit=day: (минулу|останню|минулої|останньої) (добу|доби)
stretch: {{side:plural_side}} {{unit:units}}
relative: [{{third}} ]{{shift}} {{unit}}
relative: {{third:third_word}} {{shift}} {{unit}}
relative shift=0: {{third}} {{unit}}
relative shift=0: {{third:third_word}} {{unit}}
relative unit=year: [{{third}} ]{{shift:year_word}}
relative unit=year: {{third:third_word}} {{shift:year_word}}
relative? unit=weekend: (вихідні|вихідних)
anchored unit=day shift=1: наступного дня
anchored unit=day shift=-1: попереднього дня
anchored unit=day shift=0: (того ж дня|того дня)
anchored unit=year shift=0: того ж року
anchored unit=day shift=-1: днем раніше
anchored unit=year shift=-1: роком раніше
shift direction=ago: {{number}} {{unit:units}} тому
shift direction=ago: {{unit:units}} тому
shift direction=in: через {{number}} {{unit:units}}
shift direction=in: через {{unit:units}}
shift direction=later: {{number}} {{unit:units}} (потому|по тому)
shift direction=earlier: {{number}} {{unit:units}} раніше
shift number=0.5 unit=year direction=ago: (півроку|пів року) тому
shift number=0.5 unit=year direction=in: через (півроку|пів року)
stretch: {{side}} {{number}} {{unit:units}}
clock: {{hour}}(:|.){{minute}}[ {{part:clock_part}}][ {{zone}}]
clock: {{hour}} (година|години|годині|годину)[ {{minute}} (хвилин|хвилини)][ {{part:clock_part}}][ {{zone}}]
clock: {{hour}}[(-й|-ій)] {{part:clock_part}}
clock minute=00: {{hour:named_hour}}
duration: (протягом|впродовж|упродовж) {{number}} {{unit:units}}
duration: {{number}} {{unit:units}}
duration unit=day: {{number:lasting_days}}
duration unit=week: {{number:lasting_weeks}}
duration unit=month: {{number:lasting_months}}
duration unit=hour: {{number:lasting_hours}}
duration number=0.5 unit=year: (півроку|пів року)
duration number=0.5 unit=hour: (півгодини|пів години)
duration number=1.5: (півтора|півтори) {{unit:units}}
quarter: {{quarter_number}}[(-й|-му|-го)] (квартал|кварталу|кварталі)[ {{year}}[ {_YEAR}]]
quarter: {{quarter_number}} (квартал|кварталу|кварталі) {{year_shift:shift}} року
half: {{half_number}} (півріччя|півріччі)[ {{year}}[ {_YEAR}]]
half: {{half_number}} (півріччя|півріччі) {{year_shift:shift}} року
half: {{half_number}} (половині|половина|половину|половини) {{year}} {_YEAR}
half: {{half_number}} (половині|половина|половину|половини) {{year_shift:shift}} року
half side=this: {{half_number}} (половині|половина|половину|половини) року
season: {{season}} {{year}}[(-|–|/){{y:full_year}}][ {_YEARS}]
season: {{year_shift:year_word}} {{season:bare_season}}
season: {{season:bare_season}} {{year_shift:year_word}}
season: {{season}} {{year_shift:shift}} року
season: {{side}} {{season}}
season: {{season:bare_season}}
years: {{year}}~{{last:year}}[ {_YEARS}]
years: {{year}}(-|–|/){{last:yy}} {_YEARS}
years: (з|між) {{year}} (по|до|і|та) {{last:year}} {_YEARS}
decade: {{third:third_word}} {{decade}}-(і|ті|х|их|тих)[ {_YEARS}]
decade: {{third:third_word}} {{short_decade}}-(і|ті|х|их|тих)[ {_YEARS}]
decade: [{{third}} ]{{decade}}-(і|ті|х|их|тих)[ {_YEARS}]
decade: [{{third}} ]{{short_decade}}-(і|ті|х|их|тих)[ {_YEARS}]
decade: [{{third}} ]{{short_decade:decade_word}}[ {_YEARS}]
century: {{third:third_word}} {{century}}[(-му|-го|-ме)] століття
century: [{{third}} ]{{century}}[(-му|-го|-ме)] (століття|столітті)
year: {{year}}[(-й|-му|-го|-м)] {_YEAR}
year: {{year}}-(й|му|го)
year: {{third}} {{year}}[(-го)][ {_YEAR}]
year: {{third:third_word}} {{year}}[(-го)][ {_YEAR}]
year?: {{year}}
holiday: {{holiday}}[ {{year}}]
"""

_NO_VERB = "область|п'ять|дев'ять|десять"
_DATED = "указ наказ закон лист рішення постанова заява звіт"
LANGUAGE = Language(
    code="uk",
    words=_WORDS,
    rules=_RULES,
    future=whole_words(
        """
        буде будуть має може планує заплановано очікується намірений намірені повинен повинна повинні стане
        прибуде почне розпочне набуде прийде піде приїде поїде вийде увійде зможе відвідає проведе отримає
        обере
        """,
        rf"(?!(?:{_ONGOING}|{_NO_VERB})\b)[а-яіїєґ']{{3,}}(?:ють|уть|ять|ать|ить|їть|іть)(?:ся)?",
        r"[а-яіїєґ']{4,}ться",
        r"[а-яіїєґ']{3,}(?:име|атиме|имуть|атимуть|иметься|имуться)",
    ),
    past=whole_words(
        "немає був була було були став стала зазнав",
        _ONGOING,
        r"[а-яіїєґ']{2,}[аяиуеіїо](?:ла|ло|ли)(?:ся)?",
        r"[а-яіїєґ']{2,}(?:ав|ив|ув|яв|їв|юв)(?:ся)?",
        r"[а-яіїєґ']{3,}(?:гли|гла|зли|зла|шов|шла|шли|ліг|вів|ніс)(?:ся)?",
        r"[а-яіїєґ']{3,}(?:ено|ано|уто)",
    ),
    borders={
        # "a decree of 19 June" is dated so, it does not begin then.
        "from": words_before("з із зі починаючи_з починаючи_від")
        + "|"
        + "".join(f"(?<!{noun} )" for noun in _DATED.split())
        + r"\bвід ",
        "until": words_before("до по аж_до не_пізніше"),
        "after": words_before("після"),
        "before": words_before("перед"),
    },
    spans=(
        Span(r" (?:по|до) ", opener=r"\b(?:з|із|зі|від) ", must_open=True),
        Span(r" (?:і|й|та) ", opener=r"\bміж ", must_open=True),
        Span(r" ?[-–—] ?"),
    ),
    day_then_clock=r",?(?: о| об| близько| приблизно о| з| до)? ",
    clock_then_day=r",?(?: у| в)? ",
    guards=(
        Guard("month", after=" (?:мороз|холод|ворог)"),
        Guard(
            "year?",
            needs=words_before("в у з із до після по між та і від"),
            after=" (?!"
            + whole_words(
                """
                і й та в у на з із до по він вона вони його її їх за а але що як це був було була були
                """
            )
            + r")[а-яіїєґ]+|[-–]\d| ?%",
        ),
        Guard(
            "clock",
            needs=words_before(
                "о об у в близько з із до після приблизно на і й та по вночі вранці ввечері між"
            )
            + "|[(–-]|, ",
            before=words_before("рахунком"),
            after=" (?:хвилин|відсотк|%|млн|млрд|тис|бал|км)",
        ),
        Guard("duration", before=r"\bвіці (?:від )?|\b(?:йому|їй|виповнилося) "),
        Guard("year", after="-[а-яіїєґ]"),
        Guard("deictic?", needs=r"^|[.!?…»] "),
        Guard("relative?", needs=words_before("у в на за з до")),
        Guard("shift", after=" (?:після|до) "),
        Guard("day", needs=words_before("з до на від в у після по") + "|^"),
        Guard("numeric", before=words_before("версія версії версію")),
    ),
    small_kinds="month weekday season",
)
