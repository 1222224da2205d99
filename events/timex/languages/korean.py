"""Korean: the words and forms of its time expressions.

Words carry their particles, so an expression ends before a particle or where the word ends. Tense stands in
the verb behind the expression: its past has the final consonant ㅆ before the ending.
"""

from __future__ import annotations

from events.timex.languages.language import OPTIONAL_SPACE, Guard, Language, Span, numbered

_FIRST, _LAST, _FINALS = 0xAC00, 0xD7A3, 28
_N, _L, _SS = 4, 8, 20


def _ending_in(final: int) -> str:
    """A character class of the syllables with a final consonant, by its number in Unicode."""
    return "[" + "".join(map(chr, range(_FIRST + final, _LAST + 1, _FINALS))) + "]"


_PARTICLES = (
    "은|는|이|가|을|를|에는|에도|에만|에서는|에서|에|엔|의|까지는|까지|부터는|부터|이후로|이후|이전|이래|로는|으로|로|과|와|도|만에|만"
    "|께|쯤|경|자로|자|전|후|뒤|중|내|간|동안|째|이다|이며|이고|이었다|인|이라고|이라는|이라|기준|현재|새벽|아침|오전|오후|저녁|밤|낮"
    "|초|중순|말|하순|상순|마다|보다|처럼|치|분의|분|께서|들어|에야|이나|씩"
)
_TO_TWELVE = numbered("한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두")
_WORDS = {
    "month_shift": {
        "-2": "지지난_달",
        "-1": "지난_달",
        "0": "이달 이번_달 금월",
        "1": "다음_달 내달",
    },
    "year_shift": {
        "-2": "재작년 지지난해",
        "-1": "지난해 작년 지난_해",
        "0": "올해 금년 올",
        "1": "내년 다음_해",
        "2": "내후년",
    },
    "full_year_shift": {
        "-2": "재작년 지지난해",
        "-1": "지난해 작년",
        "0": "올해 금년",
        "1": "내년",
        "2": "내후년",
    },
    "week_shift": {
        "-2": "지지난_주",
        "-1": "지난_주",
        "0": "이번_주 금주",
        "1": "다음_주 내주 차주",
        "2": "다다음_주",
    },
    "side": {"past": "지난", "next": "오는 돌아오는 다음", "this": "이번"},
    "lately": {"past": "지난 최근 과거", "next": "앞으로 향후 다음"},
    "weekend_shift": {"-1": "지난", "0": "이번 오는", "1": "다음"},
    "deictic": {
        "-2": "그저께 그제 엊그제",
        "-1": "어제",
        "0": "오늘",
        "1": "내일",
        "2": "모레 내일모레",
    },
    "weekday": numbered("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"),
    "part": {
        "MO": "새벽 아침 오전",
        "DT": "낮",
        "MI": "정오",
        "AF": "오후",
        "EV": "저녁",
        "NI": "밤 심야 한밤 밤늦게",
    },
    "clock_part": {"MO": "새벽 아침 오전", "AF": "오후 낮", "EV": "저녁", "NI": "밤 심야"},
    "third": {
        "early": "초순 초반 초 상순 초께",
        "mid": "중순 중반",
        "late": "하순 말 말께",
    },
    "half_name": {"1": "상반기", "2": "하반기"},
    "season": {"SP": "봄", "SU": "여름", "FA": "가을", "WI": "겨울"},
    "number": {
        **_TO_TWELVE,
        "3": "세 석",
        "4": "네 넉",
        "0.5": "반",
        "X": "수 몇 여러",
    },
    "native_days": {
        "1": "하루",
        "2": "이틀",
        "3": "사흘",
        "4": "나흘",
        "5": "닷새",
        "6": "엿새",
        "7": "이레",
        "8": "여드레",
        "9": "아흐레",
        "10": "열흘",
        "15": "보름",
        "X": "며칠 수일",
    },
    "native_weeks": {"1": "일주일 한_주"},
    "native_years": {"1": "일년"},
    "units": {
        "second": "초",
        "minute": "분",
        "hour": "시간",
        "week": "주일",
        "month": "개월 달",
        "quarter": "분기",
        "year": "년 해",
    },
    "long_units": {
        "minute": "분",
        "hour": "시간",
        "day": "일",
        "week": "주일 주",
        "month": "개월 달",
        "year": "년 해",
        "decade": "세기",
    },
    "year_end": {"early": "연초", "late": "연말 세밑"},
    "month_end": {"early": "월초", "late": "월말"},
    "week_third": {"early": "초 초반", "mid": "중반", "late": "후반"},
    "week_end": {"early": "주초"},
    "each": {"day": "매일 날마다", "week": "매주", "month": "매월 매달", "year": "매년 해마다"},
    "half": {"30": "반"},
    "named_hour": {"12": "정오", "24": "자정"},
    "hour": _TO_TWELVE,
    "zone": {
        "Asia/Seoul": "한국_시간 한국_시간으로 한국_시각",
        "America/New_York": "미국_동부_시간 미_동부_시간",
        "UTC": "세계시 그리니치_표준시",
    },
    "holiday": {
        "12-25": "성탄절 크리스마스",
        "3-1": "삼일절",
        "8-15": "광복절",
        "10-3": "개천절",
        "10-9": "한글날",
    },
}

_RULES = """
date: [{zone} ][{year}년 ]{month:mm}월 {day}일[ {part}]
date: {year_shift} {month:mm}월 {day}일[ {part}]
date: {side} {month:mm}월 {day}일[ {part}]
numeric: {year}. {month:mm}. {day:dd}
numeric: {year}년 {month:mm}/{day:dd}
day: [{zone} ]{day}일[ {part}]
day: {side} {day}일[ {part}]
day: {month_shift} {day}일[ {part}]
days: [{year}년 ]{month:mm}월 {day}(일부터|일에서|일~|~) {last:day}일[까지]
days: {year_shift} {month:mm}월 {day}(일부터|일에서|일~|~) {last:day}일[까지]
days: {day}(일부터|일에서|일~|~) {last:day}일[까지]
days: {side} {day}(일부터|일에서|일~|~) {last:day}일[까지]
days: {month_shift} {day}(일부터|일에서|일~|~) {last:day}일[까지]
two_days: {month:mm}월 {day}(일과|일|·|, |일, ) {last:day}일
month: [{year}년 ]{month:mm}월[ {third}]
month: {year_shift} {month:mm}월[ {third}]
month: {side} {month:mm}월[ {third}]
months: [{year}년 ]{month:mm}[월](~|월부터 |월에서 ){last:mm}월[까지]
months: {year_shift} {month:mm}[월](~|월부터 |월에서 ){last:mm}월[까지]
quarter: [{year}년 ]{quarter_number}분기
quarter: {year_shift} {quarter_number}분기
half: [{year}년 ]{half_number:half_name}
half: {year_shift} {half_number:half_name}
season: {year}년 {season}
season: {year_shift} {season}
season: {side} {season}
year: {year}년[도][ {third}]
years: {year}[년](~|년부터 |년에서 ){last:year}년[까지]
years: {year}~{last:yy}년
decade: {decade}년대[ {third}]
decade: {short_decade}년대[ {third}]
century: {century}세기[ {third}]
weekday: [{week_shift} ]{weekday}[ {part}]
weekday: {side} {weekday}[ {part}]
set: 매주 {weekday}
set: {unit:each}
deictic: {shift:deictic}[ {part}]
deictic shift=-1 part=NI: 어젯밤
deictic shift=0 part=NI: 오늘밤
deictic shift=0 part=NI: 간밤
deictic shift=0 part=NI: 밤사이
deictic shift=0 part=NI: 밤새
relative unit=week: {shift:week_shift}
relative unit=week: {shift:week_shift} {third:week_third}
relative unit=week shift=0: {third:week_end}
relative unit=weekend: [{shift:weekend_shift} ]주말
relative unit=weekend: {shift:week_shift} 주말
relative unit=month: {shift:month_shift}[ {third}]
relative unit=month shift=0: {third:month_end}
relative unit=year: {shift:full_year_shift}[ {third}]
relative unit=year: {shift:year_shift} {third}
relative unit=year: {shift:year_shift} {third:year_end}
relative unit=year shift=0: {third:year_end}
relative unit=year shift=0: 연내
anchored unit=day shift=-1 today=1: 전날[ {part}]
anchored unit=day shift=0 today=1: 이날[ {part}]
anchored unit=day shift=0 today=1: 당일
anchored unit=day shift=0: 같은 날
anchored unit=day shift=1: 이튿날[ {part}]
anchored unit=day shift=1: 다음 날[ {part}]
anchored unit=month shift=0: 같은 달
anchored unit=year shift=0: 같은 해
anchored unit=year shift=0: 그해
anchored unit=year shift=1: 이듬해
shift direction=ago: {number} {unit:long_units}[여] 전
shift direction=after: {number} {unit:long_units} (뒤|후)
shift unit=day direction=ago: {number:native_days} 전
shift unit=day direction=after: {number:native_days} (뒤|후)
shift unit=week direction=ago: {number:native_weeks} 전
shift unit=week direction=after: {number:native_weeks} (뒤|후)
stretch: {side:lately} {number} {unit:units}[간]
stretch: {side:lately} {number} {unit:units} 동안
stretch: {side:lately} {number} {unit:long_units}(간| 동안)
stretch unit=day: {side:lately} {number:native_days}[(간| 동안)]
stretch unit=week: {side:lately} {number:native_weeks}[(간| 동안)]
duration: {number} {unit:units}[여][(간| 동안|째| 만| 연속| 넘게| 사이)]
duration: {number}{unit:long_units}[여](간| 동안|째| 만| 연속| 넘게| 사이)
duration unit=day: {x:number}박 {number}일[ 간]
duration unit=day: {number:native_days}[(간| 동안|째| 만| 연속)]
duration unit=week: {number:native_weeks}[(간| 동안|째| 만)]
clock: [{zone} ][{part:clock_part} ]{hour}시[ {minute}분]
clock: {part:clock_part} {hour}시 {minute:half}
clock: {part:clock_part} {hour}:{minute}
clock minute=00: {hour:named_hour}
holiday: {holiday}
"""

_PAST_VERB = f"{_ending_in(_SS)}(?:다|으며|고|으나|던|는데|지만|습니다)"
_PLANS = (
    "예정|계획이|계획을|전망|방침|기로 했|기로 하|기로 합의|앞두고|목표로|것으로 보인다|것으로 예상"
    "|할 것|될 것|열릴 |시행될 |치러질 |겠다|겠습니다"
)
_HAPPENED = "열린|발사된|발생한|발표한|체결된|체결한|숨진|시작된|일어난|벌어진|밝힌|가진|선포된"
LANGUAGE = Language(
    code="ko",
    words=_WORDS,
    rules=_RULES,
    future=f"{_PLANS}|(?!{_PAST_VERB}){_ending_in(_N)}다",
    past=f"{_PAST_VERB}|(?:{_HAPPENED}) ",
    borders={},
    borders_behind={
        "since": " ?(?:이후로?|이래)",
        "from": "부터",
        "until": "까지| 전까지| 이내",
        "before": " ?이전| 전(?![가-힣])",
    },
    spans=(
        Span("(?:부터|에서) ?", closer="까지"),
        Span(" ?[-–~∼〜] ?", closer="까지"),
    ),
    day_then_clock=r"\.?(?: ?\([^()]{1,6}\))?(?: ?[가-힣]{2}시간)? ?",
    clock_then_day="(?!)",
    guards=(
        Guard("day", before="박 ?", after="(?:간|째|치|분|만에|자(?! )|전| 만에)|(?:전|후|내)(?![가-힣])"),
        Guard("duration", after=r"의 \d|형|생|차|짜리|기|째(?=[가-힣])"),
        Guard("clock", after="간"),
        Guard("season", after="철"),
        Guard("month", before="개"),
    ),
    space=OPTIONAL_SPACE,
    boundary=rf"(?=(?:{_PARTICLES}){{0,3}}(?![가-힣\w]))",
    by_character=True,
    cues_behind=True,
)
