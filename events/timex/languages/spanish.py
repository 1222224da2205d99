"""Spanish: the words and forms of its time expressions."""

from __future__ import annotations

from events.timex.languages.language import (
    ROMAN_CENTURIES,
    Guard,
    Language,
    Span,
    numbered,
    whole_words,
    words_before,
)

_MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre setiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
_SHORT = ("ene.", "feb.", "mar.", "abr.", "", "jun.", "jul.", "ago.", "sept. sep.", "oct.", "nov.", "dic.")
_PAST = "pasado pasada pasados pasadas último última últimos últimas"
_NEXT = "próximo próxima próximos próximas"

_TO_TWELVE = numbered(
    "una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"
)
_WORDS = {
    "month": numbered(*_MONTHS),
    "any_month": numbered(*(" ".join(pair) for pair in zip(_MONTHS, _SHORT, strict=True))),
    "day": {"1": "primero 1º 1.º"},
    "weekday": numbered(
        "lunes", "martes", "miércoles miercoles", "jueves", "viernes", "sábado sabado", "domingo"
    ),
    "weekdays": numbered(
        "lunes", "martes", "miércoles miercoles", "jueves", "viernes", "sábados sabados", "domingos"
    ),
    "part": {
        "MO": "mañana madrugada",
        "MI": "mediodía",
        "AF": "tarde",
        "NI": "noche",
    },
    "third": {
        "early": "principios comienzos inicios principio comienzo inicio",
        "mid": "mediados mitad",
        "late": "finales fines final fin",
    },
    "side": {"past": _PAST, "next": _NEXT, "this": "este esta"},
    "shift": {"-1": "pasado pasada", "1": _NEXT + " que_viene entrante", "0": "actual en_curso"},
    "shift_before": {"-1": "pasado pasada", "0": "este esta", "1": "próximo próxima"},
    "deictic": {
        "-2": "anteayer antier antes_de_ayer",
        "-1": "ayer",
        "0": "hoy",
        "1": "mañana",
        "2": "pasado_mañana",
    },
    "unit": {
        "week": "semana",
        "weekend": "fin_de_semana",
        "month": "mes",
        "quarter": "trimestre",
        "year": "año",
        "decade": "década",
        "century": "siglo",
    },
    "units": {
        "second": "segundos",
        "minute": "minuto minutos",
        "hour": "hora horas",
        "day": "día días",
        "night": "noche noches",
        "week": "semana semanas",
        "month": "mes meses",
        "quarter": "trimestre trimestres",
        "half": "semestre semestres",
        "year": "año años",
        "decade": "década décadas",
        "century": "siglo siglos",
    },
    "number": {
        **_TO_TWELVE,
        "1": "un una uno",
        "13": "trece",
        "14": "catorce",
        "15": "quince",
        "16": "dieciséis",
        "18": "dieciocho",
        "20": "veinte",
        "24": "veinticuatro",
        "30": "treinta",
        "40": "cuarenta",
        "48": "cuarenta_y_ocho",
        "50": "cincuenta",
        "60": "sesenta",
        "0.5": "medio media",
        "X": "varios varias algunos algunas unos unas pocos pocas unos_pocos unas_pocas",
    },
    "quarter_number": {
        "1": "primer primero 1er 1.er",
        "2": "segundo 2º",
        "3": "tercer tercero 3er 3.er",
        "4": "cuarto último 4º",
    },
    "half_number": {"1": "primer primero primera 1er", "2": "segundo segunda 2º"},
    "season": {"SP": "primavera", "SU": "verano", "FA": "otoño", "WI": "invierno"},
    "short_decade": {
        "20": "veinte",
        "30": "treinta",
        "40": "cuarenta",
        "50": "cincuenta",
        "60": "sesenta",
        "70": "setenta",
        "80": "ochenta",
        "90": "noventa",
    },
    "century": ROMAN_CENTURIES,
    "each_day": {
        "day": "diariamente a_diario",
        "week": "semanalmente",
        "month": "mensualmente",
        "year": "anualmente",
    },
    "spoken_hour": _TO_TWELVE,
    "named_hour": {"12": "mediodía", "0": "medianoche"},
    "half_past": {"30": "media", "15": "cuarto"},
    "zone": {
        "UTC": "gmt utc",
        "Europe/Madrid": "hora_peninsular hora_peninsular_española hora_española hora_de_madrid",
        "Europe/Moscow": "hora_de_moscú",
        "Europe/Kyiv": "hora_de_kiev",
    },
    "holiday": {
        "12-24": "nochebuena",
        "12-25": "navidad",
        "12-31": "nochevieja",
        "1-1": "año_nuevo",
    },
}

_RULES = """
date: [{w:weekday}[,] ]{day} de {month:any_month}[( de| del|,|) [año ]{year}]
date: {side} [{w:weekday}[,] ]{day} de {month}
date: [{w:weekday}[,] ]{day} de {month} {side}
date: {day} de {month} (de|del) [este ]año {year_shift:shift}
date year_shift=0: {day} de {month} (de este|del presente) año
date: {part} del [{w:weekday}[,] ]{day} de {month}[ (de|del) {year}]
date: {day} de {month} por la {part}
date part=NI: noche del {x:day}[ de {y:month}] al {day} de {month}[ (de|del) {year}]
date: {day} {month:any_month} {year}
numeric: [{w:weekday}[,] ]{day:dd}/{month:mm}/{year}
numeric: {day:dd}-{month:mm}-{year}
numeric: {day:dd}.{month:mm}.{year}
numeric?: {day:dd}/{month:mm}
day: {w:weekday} {day:lone_day}
day: {side} {day:lone_day}
day: {side} día {day}
day: día {day:lone_day}
day: {side} [{w:weekday} ]día {day:lone_day}
days: [(del|del día) ]{day}( al | a | hasta el |~){last:day} de {month:any_month}[ (de|del) {year}]
days: desde el {day} (al|hasta el) {last:day} de {month}[ (de|del) {year}]
days: entre (el|los días) {day} y [el ]{last:day} de {month}[ (de|del) {year}]
two_days: {day} y {last:day} de {month}[ (de|del) {year}]
month: [{third} (de|del mes de) ]{month}[( de| del|) [año ]{year}]
month: [{third} (de|del) ]{month} {side}
month: [{third} (de|del) ][mes de ]{month} (de|del) año {year_shift:shift}
month side=this: [{third} (de|del) ]{month} de este año
month: [{third} (de|del) ]{side} [mes de ]{month}
month third=early: primeros días de {month}[ (de|del) {year}]
month third=late: últimos días de {month}[ (de|del) {year}]
weekday: {weekday}
weekday: {weekday} (por la|en la|a la|al|de) {part}
weekday: {weekday} {side}
weekday side=next: {weekday} que viene
weekday: {side} [día ]{weekday}[ (por la|en la|al) {part}]
weekday: {weekday} de la semana {week_shift:shift}
weekday: {weekday} de {week_shift:shift_before} semana
weekday: {part} (del|de este) {weekday}
weekday: {part} del {side} {weekday}
weekday part=NI: noche del {x:weekday} al {weekday}
set: (cada|todos los) {weekday:weekdays}
set: cada {unit:units}
set: cada {number} {unit:units}
set: (todos los|todas las) {unit:units}
set: {unit:each_day}
deictic: {shift:deictic}
deictic: {shift:deictic} (por la|en la|de|al|a la) {part}
deictic shift=0: (esta|este) {part}
deictic shift=-1 part=NI: (anoche|pasada noche|noche pasada)
deictic shift=0 part=NI: durante la noche
relative: {unit} {shift}
relative: {shift:shift_before} {unit}
relative: {third} (de|del|de la) {unit} {shift}
relative: {third} (de|del) {shift:shift_before} {unit}
relative shift=0: {third} (de|del|de la) {unit}
relative shift=0: (principio|fin|final) de {unit}
relative unit=weekend: fin de semana
relative shift=0: más (tarde|temprano|adelante) (este|esta) {unit}
anchored unit=day shift=1: (día siguiente|siguiente día)
anchored unit=day shift=-1: (día anterior|día previo|víspera)
anchored unit=day shift=0: (mismo día|ese día|ese mismo día)
anchored unit=year shift=-1: (año anterior|año previo)
anchored unit=year shift=1: año siguiente
anchored unit=year shift=0: (ese año|ese mismo año|mismo año)
anchored unit=month shift=1: mes siguiente
anchored unit=month shift=-1: mes anterior
shift direction=ago: hace [(unos|casi|más de|cerca de|apenas|alrededor de) ]{number} {unit:units}
shift direction=ago: {number} {unit:units} atrás
shift direction=in: dentro de {number} {unit:units}
shift direction=earlier: {number} {unit:units} antes
shift direction=later: {number} {unit:units} (después|más tarde)
stretch: {side} {number} {unit:units}
stretch: {number} {side} {unit:units}
stretch: (los|las|estos|estas) {side} {unit:units}
clock: {hour}:{minute}[ (horas|h|hrs)][ (de la|del) {part}][ {zone}]
clock: {hour}.{minute} (horas|h)
clock?: {hour}.{minute}
clock: {hour:spoken_hour}[ y {minute:half_past}] de la {part}
clock: {hour}[ y {minute:half_past}] de la {part}
clock?: {hour}[ (horas|h|en punto)]
clock: {hour} horas
clock minute=00: {hour:named_hour}
duration: {number} {unit:units}
duration: desde hace [(más de|casi|unos|cerca de) ]{number} {unit:units}
duration number=0.5: {x:half_past} {unit:units}
quarter: {quarter_number} trimestre[ (de|del) [año ]{year}]
quarter side=this: {quarter_number} trimestre (de este|del) año
quarter: {quarter_number} trimestre del año {year_shift:shift}
half: {half_number} semestre[ (de|del) [año ]{year}]
half side=this: {half_number} semestre (de este|del) año
half: {half_number} semestre del [{year_shift:shift} ]año
half: {half_number} semestre del año {year_shift:shift}
half: {half_number} mitad (de|del) [año ]{year}
half side=this: {half_number} mitad (de este|del) año
season: {season} (de|del) {year}[(-|–|/){y:full_year}]
season: {season} {side}
season: {side} {season}
season: {season} del año {year_shift:shift}
season?: {season}
years: {year}~{last:year}
years: {year}(-|–|/){last:yy}
decade: [{third} de [la ]]década de [los [años ]]{decade}
decade: [{third} de [la ]]década de [los [años ]]{short_decade}
decade: [{third} de [los ]]años {decade}
decade: [{third} de [los ]]años {short_decade}
century: [{third} del ]siglo {century}
year: año {year}
year: {third} (de|del) [año ]{year}
year?: {year}
year border=until: para [el año ]{year}
holiday: {holiday}[ (de|del) {year}]
"""

LANGUAGE = Language(
    code="es",
    words=_WORDS,
    rules=_RULES,
    future=whole_words(
        """
        va_a van_a prevé prevén previsto previstos prevista previstas debe deben deberá deberán debería podría
        podrían planea planean comienza comienzan empieza empiezan arranca espera esperan convocado convocada
        convocados convocadas programado programada programados programadas
        """,
        r"[a-zñáéíóú]+r(?:á|án|emos)",
    ),
    past=whole_words(
        "ha han había habían fue fueron era eran estaba estuvo hizo dijo",
        r"(?!según\b)[a-zñáéíúü]{2,}ó",
        r"[a-zñáéíóú]{2,}eron",
        r"[a-zñáéíóú]{2,}aron",
    ),
    borders={
        "from": (
            r"\b(?:desde(?: el| la| este| los)?|a partir (?:del|de la|de|de los|de este)) "
            r"(?:año |día |mes de )?"
        ),
        "until": r"\b(?:hasta(?: el| la| este| los)?|a más tardar(?: el| en)?) (?:año |día |mes de )?",
        "before": r"\bantes (?:del|de la|de|de este) (?:año |día |mes de )?",
        "after": r"\b(?:después (?:del|de la|de)|tras(?: el| la)?) (?:año |día )?",
    },
    spans=(
        Span(r" y (?:el |la )?", opener=r"\bentre (?:el |la |los )?", must_open=True),
        Span(r" (?:al|a|hasta el|hasta|a la) ", opener=r"\b(?:del|de|desde el|desde) "),
        Span(r" ?[-–—] ?"),
    ),
    day_then_clock=r",?(?: a| sobre| hacia| alrededor de| desde| pasadas)?(?: las)? ",
    clock_then_day=r",?(?: del| de este| de| de la| de ayer)? ",
    guards=(
        Guard("clock?", needs=words_before("las la")),
        Guard("shift", after=r" del? "),
        Guard("season?", needs=words_before("en")),
        Guard("numeric?", needs=words_before("el del al día")),
        Guard(
            "year?",
            needs=words_before(
                """
                en de del desde hasta durante entre y al tras hacia verano otoño invierno primavera agenda
                elecciones mundial a
                """
            )
            + r"|\(",
            after=" (?!"
            + whole_words("los las nos sus unos unas tras pues más menos además antes después ellos ellas")
            + r")[a-zñáéíóú]+s\b| (?:euros?|km|metros|kilos|millones)|-\d| ?%",
        ),
        Guard(
            "clock",
            needs=words_before("las la a sobre hacia desde hasta entre y del al este noche tarde mañana")
            + r"|\(|, ",
            after=r" (?:personas|semanas|días)",
        ),
        Guard("deictic", before=words_before("la esta una cada misma buena"), after=r" del? "),
        Guard(
            "duration",
            before=", de |" + words_before("edad_de edad tiene tenía cumplió cumple cumplirá con"),
            after=r" de edad",
        ),
        Guard(
            "duration",
            before=whole_words(
                """
                hombre mujer niño niña joven menor adolescente sospechoso sospechosa chico chica soldado
                anciano anciana estudiante hijo hija conductor agente futbolista ciudadano persona
                víctima
                """
            )
            + " de ",
        ),
    ),
    small_kinds="month weekday season",
)
