"""Chinese, simplified and traditional: the words and forms of its time expressions.

Words are not parted, so an expression may begin and end anywhere; what it must not touch is said by guards.
"""

from __future__ import annotations

from events.timex.languages.language import OPTIONAL_SPACE, Guard, Language, Span, numbered

_DIGITS = "一二三四五六七八九"
_ZEROS = "〇零○"
_YEAR = rf"(?:(?:1[5-9]|20|21)\d\d(?!\d)|[一二][{_DIGITS}{_ZEROS}]{{3}})"


def _numeral(number: int) -> str:
    """A number below 100 as it is spoken: 十, 十八, 二十, 三十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens - 1] + "十"
    return head + (_DIGITS[ones - 1] if ones else "")


_NUMERALS = {str(number): _numeral(number) for number in range(1, 60)}
_WORDS = {
    "mm": {str(number): _numeral(number) for number in range(1, 13)},
    "day": {str(number): _numeral(number) for number in range(1, 32)},
    "year_shift": {
        "-2": "前年",
        "-1": "去年 上年",
        "0": "今年 本年 今 本年度",
        "1": "明年",
        "2": "后年 後年",
    },
    "full_year_shift": {"-2": "前年", "-1": "去年", "0": "今年 本年", "1": "明年", "2": "后年 後年"},
    "month_shift": {
        "-1": "上月 上个月 上個月",
        "0": "本月 这个月 這個月 当月",
        "1": "下月 下个月 下個月",
    },
    "week_shift": {
        "-2": "上上周 上上週",
        "-1": "上周 上星期 上个星期 上週 上個星期 上一周",
        "0": "本周 这周 这个星期 本星期 本週 這週 這個星期 这一周",
        "1": "下周 下星期 下个星期 下週 下個星期",
        "2": "下下周 下下週",
    },
    "week_prefix": {"-2": "上上", "-1": "上 上个 上個", "0": "本 这 这个 這 這個", "1": "下 下个 下個"},
    "weekday": numbered(
        *(f"周{day} 星期{day} 礼拜{day} 週{day} 禮拜{day}" for day in "一二三四五六"),
        "周日 周天 星期日 星期天 礼拜天 礼拜日 週日 禮拜天",
    ),
    "deictic": {
        "-3": "大前天",
        "-2": "前天",
        "-1": "昨天 昨日",
        "0": "今天 今日",
        "1": "明天 明日",
        "2": "后天 後天",
    },
    "deictic_stem": {"-1": "昨", "0": "今", "1": "明"},
    "part_stem": {"MO": "早 晨", "NI": "晚 夜"},
    "part": {
        "MO": "凌晨 清晨 早晨 早上 上午 早间 清早 早",
        "MI": "中午 正午",
        "AF": "下午 午后 午後",
        "EV": "傍晚 晚上 晚间 晚間 晚",
        "NI": "深夜 夜间 夜間 夜里 午夜 半夜 夜",
    },
    "third": {"early": "初 上旬 初期", "mid": "中旬 中期", "late": "底 末 下旬"},
    "year_third": {
        "early": "年初 初",
        "mid": "年中 中期",
        "late": "年底 年末 底 末 岁末",
    },
    "year_edge": {"early": "年初 岁初", "late": "年底 年末 岁末"},
    "month_edge": {"early": "月初", "late": "月底 月末"},
    "week_edge": {"early": "初", "mid": "中"},
    "century_third": {"early": "初 初期", "mid": "中叶 中期 中葉", "late": "末 末期 后期 後期"},
    "half_name": {"1": "上半年", "2": "下半年"},
    "quarter_number": {"1": "一 首", "2": "二", "3": "三", "4": "四"},
    "season": {
        "SP": "春季 春天 春",
        "SU": "夏季 夏天 夏",
        "FA": "秋季 秋天 秋",
        "WI": "冬季 冬天 冬",
    },
    "number": _NUMERALS
    | {"2": "二 两 兩", "0.5": "半", "100": "一百", "1000": "一千", "X": "几 數 数 多 若干 几十 幾"},
    "units": {
        "second": "秒 秒钟",
        "minute": "分钟 分鐘",
        "hour": "小时 个小时 小時 個小時 钟头 个钟头",
        "day": "天",
        "week": "周 个星期 星期 个礼拜 個星期 週",
        "month": "个月 個月 个多月",
        "quarter": "个季度",
        "year": "年",
        "century": "个世纪 個世紀",
    },
    "side": {
        "past": "过去 最近 近 過去 此前",
        "next": "未来 今后 接下来 接下来的 未來 今後",
    },
    "short_decade": {
        "20": "二十",
        "30": "三十",
        "40": "四十",
        "50": "五十",
        "60": "六十",
        "70": "七十",
        "80": "八十",
        "90": "九十",
    },
    "century": {"19": "十九", "20": "二十", "21": "二十一"},
    "each": {
        "day": "每天 每日",
        "week": "每周 每星期 每週",
        "month": "每月 每个月",
        "year": "每年",
        "hour": "每小时",
    },
    "hour": {str(number): _numeral(number) for number in range(1, 13)} | {"2": "二 两 兩"},
    "minute": {str(number): _numeral(number) for number in (5, *range(10, 60))},
    "half_hour": {"30": "半", "0": "整"},
    "zone": {
        "Asia/Shanghai": "北京时间 北京時間",
        "UTC": "格林尼治时间 格林威治时间 世界时",
        "Europe/Moscow": "莫斯科时间",
        "Asia/Seoul": "韩国时间",
        "Europe/Kyiv": "基辅时间",
    },
    "holiday": {"12-25": "圣诞节 聖誕節", "1-1": "元旦"},
}

_RULES = """
date: [{zone}][{year}年]{month:mm}月{day}[(日|号|號)][ {part}]
date: {year_shift}[年]{month:mm}月{day}(日|号|號)[ {part}]
numeric: {year}年{month:mm}/{day:dd}
day: [{zone}]{day:dd}日[ {part}]
day: {month_shift}{day}(日|号|號)[ {part}]
day: {day}(号|號){part}
days: [{year}年]{month:mm}月{day}[(日|号|號)](至|到|~|持续至|持续到|持續至|直到|起至){last:day}(日|号|號)
days: {year_shift}{month:mm}月{day}[(日|号|號)](至|到|~|持续至|持续到){last:day}(日|号|號)
days: {day:dd}[日](至|到|~){last:dd}日
days: {month_shift}{day}[日](至|到|~){last:day}日
two_days: [{year}年]{month:mm}月{day}[日](和|、|与|及|與){last:day}日
month: [{year}年]{month:mm}月[份][{third}]
month: {year_shift}[年]{month:mm}月[份][{third}]
months: [{year}年]{month:mm}[月](至|到|~){last:mm}月[份]
months: {year_shift}{month:mm}[月](至|到|~){last:mm}月[份]
first_months: {year}年前{number}个月
first_months: {year_shift}前{number}个月
first_months: {year}年前{quarters:quarter_number}季度
first_months: [{year_shift}]前{quarters:quarter_number}季度
quarter: [{year}年]第{quarter_number}[个](季度|季)
quarter: [{year}年]{quarter_number}季度
quarter: {year_shift}[第]{quarter_number}(季度|季)
half: [{year}年]{half_number:half_name}
half: {year_shift}{half_number:half_name}
season: {year}年{season}
season: {year_shift}{season}
year: {year}年[{third}]
year border=until: 到{year}年
year: {year}{third:year_edge}
years: {year}[年](至|到|~|起至){last:year}年
decade: {decade}年代[{third:century_third}]
decade: {century}世纪{short_decade}年代[{third:century_third}]
decade: {century}世紀{short_decade}年代[{third:century_third}]
decade century=20: 上(世纪|世紀|个世纪){short_decade}年代[{third:century_third}]
decade: {short_decade}年代[{third:century_third}]
century: {century}(世纪|世紀)[{third:century_third}]
relative unit=century shift=-1: 上(世纪|世紀|个世纪)[{third:century_third}]
relative unit=century shift=0: 本(世纪|世紀)[{third:century_third}]
weekday: {weekday}[ {part}]
weekday: {week_shift:week_prefix}{weekday}[ {part}]
set: {unit:each}
set: 每{weekday}
set: 每{number}{unit:units}
deictic: {shift:deictic}[ {part}]
deictic: {shift:deictic_stem}{part:part_stem}
deictic shift=-1 part=NI: 昨天夜里
deictic shift=0 part=NI: 一夜之间
relative unit=week: {shift:week_shift}[{third:week_edge}]
relative unit=weekend: [{shift:week_prefix}](周末|週末)
relative unit=month: {shift:month_shift}[{third}]
relative unit=month shift=0: {third:month_edge}
relative unit=year: {shift:full_year_shift}[{third:year_third}]
relative unit=year: {shift:year_shift}{third:year_edge}
relative unit=year shift=0: {third:year_edge}
relative unit=year shift=0: 年内
relative unit=month shift=0: 月内
relative unit=quarter shift=-1: (上季度|上个季度|上季)
relative unit=quarter shift=0: (本季度|本季)
relative unit=quarter shift=1: (下季度|下个季度)
anchored unit=day shift=-1: (前一天|前一日)[{part}]
anchored unit=day shift=1: (次日|翌日|隔天|隔日)[{part}]
anchored unit=day shift=1: 第二天[{part}]
anchored unit=day shift=0 today=1: (当天|当日|當天|當日)[{part}]
anchored unit=day shift=0: (同日|同一天)
anchored unit=year shift=1: (次年|翌年)
anchored unit=year shift=0: (同年|当年|當年)
anchored unit=year shift=-1: 前一年
anchored unit=month shift=0: 同月
shift direction=ago: [(近|约)]{number}[(多|余)]{unit:units}(之前|以前|前)
shift direction=after: {number}{unit:units}(之后|以后|后|之後|以後|後)
stretch: {side}[的]{number}[(多|余)]{unit:units}
stretch: {side}[的](几|數|数){unit:units}
duration: {number}[(多|余|来|餘)]{unit:units}
clock: [{zone}][{part}]{hour}(时|點|时許|時){minute}分
clock: [{zone}][{part}]{hour}(时|點|点|時)[(许|整|左右|钟)]
clock: {part}{hour}(点|點|时){minute:half_hour}
clock: [{part}]{hour}(点|點){minute}[分]
clock: [{zone}][{part}]{hour}:{minute}
holiday: {holiday}
"""

# Signs that make another word of the one before them.
_NOT_BEFORE = (
    "线|往|总|首|任|夕|后|所|景|途|进|提|来|期|锋|沿|年|天|方|列|不久|副|外|國|国|一|部|美|俄|士|者|述|身"
    "|三|两|十|五|男|女|\\d|四|六|几|多"
)
_NOT_AFTER = "来|果|卫|备|方|勤|续|者|门|台|面|期|代|悔|裔|世"
_NOT_RISE = "草|诉|火|飞|义|码|初|点|来|伏|床|跑|因"
_NOT_LENGTH = (
    "级|期(?!间)|度(?!假)|轻|龄|糕|终|会|號|年(?!初|底|末)|边|围|刊|密|转|岁|生|纪|花板|主|赋|空|气|然|际"
    "|代|报"
)
_NO_CLOCK = "代|期|刻|候|长|间|意见|建议|要求|原则|共识|主张|计划|以上|钟头|名"
_NO_DAY = "本|元|圆|円|游|程|间|均|内|報|报|語|语|久|用|常|行"
LANGUAGE = Language(
    code="zh",
    words=_WORDS,
    rules=_RULES,
    future=(
        "将|將|拟|擬|预计|預計|计划|計劃|即将|有望|定于|准备|打算|预定|預定|预期|届时|可能|望于"
        "|(?<!议)(?<!员)(?<!委)(?<!国)(?<!社)会(?!议|谈|见|员|晤|上|场|长|计|后|前|期)"
    ),
    past="了|已|曾|过(?!去|境|程)|表示|宣布|称|證實|证实|指出",
    borders={
        "until": "截至|截止到|截止|直到|直至|最晚|不晚于|延长至|延至|延长到|持续至|持续到|有效期至",
    },
    borders_behind={
        "since": "以来|以來|至今",
        "from": f"起(?!{_NOT_RISE})|以后|以後",
        "before": "之前|以前",
        "until": f"前(?!{_NOT_BEFORE})|为止",
        "after": f"之后|之後|后(?!{_NOT_AFTER})",
    },
    borders_around=(("from", "从|從|自|由", "开始|開始|，|,"),),
    spans=(
        Span("(?:至|到|—|——|-|–|~|～|直到|持续到|持续至)", opener="(?:从|自|由|從)"),
        Span("(?:与|和|與)", opener="(?:在|介于)", closer="之间", must_open=True),
    ),
    day_then_clock=r"(?:（[^（）]{1,6}）|\([^()]{1,6}\)|当地时间)?,?，? ?",
    clock_then_day="(?!)",
    guards=(
        Guard("day", after=_NO_DAY),
        Guard("date", after="本(?!报|周|月|次)"),
        Guard("month", before="个|個", after="球|亮|饼|嫂|经|台|薪|租|供"),
        Guard("duration", before="第|每|百分之", after=_NOT_LENGTH),
        Guard("shift", before="第|每"),
        Guard("weekday", before="[一每两三几]"),
        Guard("clock", before="第|[百十]分之|个|强调|提出|以下|共", after=_NO_CLOCK),
        Guard("season", after="奥|运|令营|耕|节|招|晚|游|装|粮|收"),
        Guard("relative", after="龄|度"),
        Guard("year", before="第|[百千]"),
    ),
    space=OPTIONAL_SPACE,
    boundary="",
    by_character=True,
    numerals={"year": _YEAR},
    numeral_starts={"year": "一二"},
    digit_signs={sign: str(digit) for digit, sign in enumerate(_DIGITS, start=1)}
    | dict.fromkeys(_ZEROS, "0"),
)
