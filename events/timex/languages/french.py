"""French: the words and forms of its time expressions."""

from __future__ import annotations

from events.timex.languages.language import Guard, Language, Span, numbered, whole_words, words_before

_MONTHS = (
    "janvier",
    "février fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août aout",
    "septembre",
    "octobre",
    "novembre",
    "décembre decembre",
)
_SHORT = ("janv. jan.", "févr. fév.", "", "avr.", "", "", "juil.", "", "sept.", "oct.", "nov.", "déc.")
_NEXT = "prochain prochaine prochains prochaines"

_WORDS = {
    "month": numbered(*_MONTHS),
    "any_month": numbered(*(" ".join(pair) for pair in zip(_MONTHS, _SHORT, strict=True))),
    "day": {"1": "1er premier 1ᵉʳ"},
    "weekday": numbered("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "weekdays": numbered("lundis", "mardis", "mercredis", "jeudis", "vendredis", "samedis", "dimanches"),
    "part": {
        "MO": "matin matinée",
        "MI": "midi",
        "AF": "après-midi",
        "EV": "soir soirée",
        "NI": "nuit",
    },
    "third": {
        "early": "début",
        "mid": "mi milieu",
        "late": "fin",
    },
    "side": {"past": "dernier derniers dernière dernières", "next": _NEXT, "this": "ce cet cette"},
    "shift": {"-1": "dernier dernière passé passée écoulé écoulée", "1": _NEXT, "0": "en_cours"},
    "deictic": {
        "-2": "avant-hier",
        "-1": "hier",
        "0": "aujourd'hui",
        "1": "demain",
        "2": "après-demain",
    },
    "unit": {
        "week": "semaine",
        "weekend": "week-end weekend",
        "month": "mois",
        "quarter": "trimestre",
        "year": "an année",
        "decade": "décennie",
        "century": "siècle",
    },
    "units": {
        "second": "secondes",
        "minute": "minute minutes",
        "hour": "heure heures",
        "day": "jour jours journée journées",
        "night": "nuit nuits",
        "week": "semaine semaines",
        "weekend": "week-end week-ends",
        "month": "mois",
        "quarter": "trimestre trimestres",
        "half": "semestre semestres",
        "year": "an ans année années",
        "decade": "décennie décennies",
        "century": "siècle siècles",
    },
    "number": {
        "1": "un une",
        "2": "deux",
        "3": "trois",
        "4": "quatre",
        "5": "cinq",
        "6": "six",
        "7": "sept",
        "8": "huit",
        "9": "neuf",
        "10": "dix",
        "11": "onze",
        "12": "douze",
        "13": "treize",
        "14": "quatorze",
        "15": "quinze",
        "16": "seize",
        "20": "vingt",
        "24": "vingt-quatre",
        "30": "trente",
        "40": "quarante",
        "48": "quarante-huit",
        "50": "cinquante",
        "60": "soixante",
        "X": "quelques plusieurs",
    },
    "half": {"0.5": "demi-"},
    "quarter_number": {
        "1": "premier 1er",
        "2": "deuxième second 2e 2ème",
        "3": "troisième 3e 3ème",
        "4": "quatrième dernier 4e 4ème",
    },
    "half_number": {
        "1": "premier première 1er",
        "2": "deuxième second seconde 2e 2nd",
    },
    "season": {"SP": "printemps", "SU": "été", "FA": "automne", "WI": "hiver"},
    "short_decade": {
        "20": "vingt",
        "30": "trente",
        "40": "quarante",
        "50": "cinquante",
        "60": "soixante",
        "70": "soixante-dix",
        "80": "quatre-vingt",
        "90": "quatre-vingt-dix",
    },
    "century": {
        "15": "xve",
        "16": "xvie",
        "17": "xviie",
        "18": "xviiie",
        "19": "xixe 19e 19ème xixème",
        "20": "xxe 20e 20ème xxème",
        "21": "xxie 21e 21ème xxième",
    },
    "each_day": {
        "day": "quotidiennement",
        "week": "hebdomadairement",
        "month": "mensuellement",
        "year": "annuellement",
    },
    "named_hour": {"12": "midi", "0": "minuit"},
    "zone": {
        "UTC": "gmt utc",
        "Europe/Paris": "heure_de_paris heures_de_paris heure_française",
        "Europe/Moscow": "heure_de_moscou",
        "Europe/Kyiv": "heure_de_kiev heure_de_kyiv",
        "Europe/Brussels": "heure_de_bruxelles",
    },
    "holiday": {"12-25": "noël", "7-14": "14-juillet", "1-1": "jour_de_l'an"},
}

_OF = "( |-| de | d'| du mois de | du mois d')"
_RULES = f"""
date: [{{w:weekday}}[,] [le ]]{{day}} {{month:any_month}}[ {{year}}]
date: {{w:weekday}} {{x:side}}, [le ]{{day}} {{month}}[ {{year}}]
date: {{day}} {{month}} {{side}}
date: {{day}} {{month}} de (l'an|l'année) {{year_shift:shift}}
date year_shift=0: {{day}} {{month}} de cette année
date: {{day}} {{month}} (au|dans la|en|dans l'|l') {{part}}
date: [(dans|durant) la ]{{part}} du {{day}} {{month}}[ {{year}}]
date part=NI: [(dans|durant) la ]nuit du {{x:day}}[ {{y:month}}] au {{day}} {{month}}[ {{year}}]
numeric: [{{w:weekday}} ]{{day:dd}}/{{month:mm}}/{{year}}
numeric: {{day:dd}}.{{month:mm}}.{{year}}
numeric: {{day:dd}}-{{month:mm}}-{{year}}
numeric?: {{day:dd}}/{{month:mm}}
day: {{w:weekday}} {{day:lone_day}}
days: [(du|entre le) ]{{day}}( au | et le | jusqu'au |~){{last:day}} {{month:any_month}}[ {{year}}]
days: [(du|entre le) ]{{w:weekday}} {{day}}( au | et le ){{v:weekday}} {{last:day}} {{month}}[ {{year}}]
two_days: {{day}} et {{last:day}} {{month}}[ {{year}}]
month: {{month}}[ {{year}}]
month: {{third}}{_OF}{{month}}[ {{year}}]
month: {{month}} {{side}}
month: {{month}} de (l'an|l'année) {{year_shift:shift}}
month: {{third}}{_OF}{{month}} {{side}}
weekday: {{weekday}}
weekday: {{weekday}} {{part}}
weekday: {{weekday}} (dans la|en|en fin de|en début d'|en fin d')[ ]{{part}}
weekday: {{weekday}} {{side}}
weekday: ce {{weekday}}[ {{part}}]
weekday: {{weekday}} de la semaine {{week_shift:shift}}
weekday: [(dans|durant) la ]{{part}} (de|du) {{weekday}}
weekday part=NI: [(dans|durant) la ]nuit (de|du) {{x:weekday}} (à|au) {{weekday}}
set: (chaque|tous les) {{weekday}}
set: tous les {{weekday:weekdays}}
set: chaque {{unit:units}}
set: (tous les|toutes les) [{{number}} ]{{unit:units}}
set: {{unit:each_day}}
deictic: {{shift:deictic}}[ {{part}}]
deictic: {{shift:deictic}} (dans la|en|en fin de|en fin d'|en début de|en début d')[ ]{{part}}
deictic shift=0: (ce|cet|cette) {{part}}
deictic shift=-1 part=NI: (nuit dernière|nuit passée)
deictic shift=0 part=NI: (durant|pendant|dans) la nuit
relative: {{unit}} {{shift}}
relative shift=0: (ce|cet|cette) {{unit}}[-ci]
relative: {{third}}( | de | de la | de l'| du | d'){{unit}} {{shift}}
relative shift=0: {{third}}( de la | de l'| d'| du | de ){{unit}}
relative shift=0: {{third}} de (ce|cet|cette) {{unit}}
relative shift=0: plus (tôt|tard) (dans la|dans l'|dans le) {{unit}}
relative? unit=weekend: (week-end|weekend)
anchored? unit=day shift=-1 today=1: veille[ au {{part}}]
anchored? unit=day shift=1: lendemain[ {{part}}]
anchored unit=day shift=2: surlendemain
anchored unit=day shift=0: (même jour|jour même|jour-là)
anchored unit=year shift=-1: année précédente
anchored unit=year shift=1: année suivante
anchored unit=month shift=1: mois suivant
anchored unit=year shift=0: même année
shift direction=ago: il y a [(environ|près de|plus de|à peine|presque) ]{{number}} {{unit:units}}
shift direction=ago: (voici|voilà) {{number}} {{unit:units}}
shift direction=in: dans {{number}} {{unit:units}}
shift direction=earlier: {{number}} {{unit:units}} (plus tôt|auparavant|avant)
shift direction=later: {{number}} {{unit:units}} (plus tard|après)
stretch: {{number}} {{side}} {{unit:units}}
stretch: {{side}} {{number}} {{unit:units}}
stretch: (ces|les|des|aux|ses) {{side}} {{unit:units}}
stretch: (ces|les|des) {{number}} {{side}} {{unit:units}}
clock: {{hour}}[ ]h[ ]{{minute}}[ {{zone}}]
clock?: {{hour}}[ ]h[ {{zone}}]
clock?: {{hour}} heures[ {{minute}}][ (du|de l') {{part}}][ {{zone}}]
clock?: {{hour}}:{{minute}}[ {{zone}}]
clock? minute=00: {{hour:named_hour}}
duration: {{number}} {{unit:units}}
duration: une {{number:half}}{{unit:units}}
quarter: {{quarter_number}} trimestre[ (de |de l'année )]{{year}}
quarter: {{quarter_number}} trimestre[ {{year}}]
quarter side=this: {{quarter_number}} trimestre de (l'année|cette année)
quarter: {{quarter_number}} trimestre de (l'an|l'année) {{year_shift:shift}}
quarter: t{{quarter_number}}[ {{year}}]
half: {{half_number}} semestre[ de][ {{year}}]
half side=this: {{half_number}} semestre de (l'année|cette année)
half: {{half_number}} semestre de (l'an|l'année) {{year_shift:shift}}
half: {{half_number}} moitié (de l'année|de) {{year}}
half side=this: {{half_number}} moitié de (l'année|cette année)
season: {{season}} {{year}}[(-|–|/){{y:full_year}}]
season: {{season}} {{year}}(-|–|/){{y:yy}}
season: {{season}} {{side}}
season: {{season}} de (l'an|l'année) {{year_shift:shift}}
season side=this: (ce|cet) {{season}}
season?: {{season}}
years: {{year}}~{{last:year}}
years: {{year}}(-|–|/){{last:yy}}
years: {{year}} à {{last:year}}
decade: [{{third}} des ]années {{decade}}
decade: [{{third}} des ]années {{short_decade}}
century: [{{third}} du ]{{century}} siècle
year: année {{year}}
year: {{third}}( |-| de | de l'année ){{year}}
year?: {{year}}
holiday: {{holiday}}[ {{year}}]
"""

_NO_FUTURE = "opéra|caméra|ankara|sahara|extra|agora|accra|massera|panorama|front|affront"
_NO_PARTICIPLE = "prévu|attendu|programmé|fixé|convoqué"
LANGUAGE = Language(
    code="fr",
    words=_WORDS,
    rules=_RULES,
    future=whole_words(
        """
        va vont doit doivent devrait devraient pourrait pourraient prévu prévue prévus prévues prévoit
        prévoient attendu attendue attendus attendues compte comptent entend entendent envisage débute
        débutent commence commencent vote votent
        """,
        rf"(?!(?:{_NO_FUTURE})\b)[a-zéèêîôû]{{2,}}(?:ra|ront)",
    ),
    past=whole_words(
        "avait avaient était étaient fut furent eut",
        rf"(?:a|ont|est|sont|s'est|se sont) (?:\w{{1,4}} )?(?!{_NO_PARTICIPLE})"
        r"[a-zéèêîôûç]+(?:é|i|u|is|it|ert)(?:e|s|es)?",
        r"[a-zéèêîôû]{3,}(?:èrent|irent|aient)",
    ),
    borders={
        "since": r"\bdepuis(?: le| la| l')? ?",
        "from": r"\b(?:dès(?: le| la| l')?|à (?:partir|compter) (?:du|de la|de l'|de|d')) ?",
        "until": (
            r"\b(?:jusqu'(?:au|en|à la|à l'|à|aux)|d'ici(?: à la| à| au| la| l'| le)?"
            r"|au plus tard(?: le| en| à la)?) ?"
        ),
        "before": r"\bavant(?: le| la| l')? ?",
        "after": r"\baprès(?: le| la| l')? ?",
    },
    spans=(
        Span(r" et (?:le |l'|la )?", opener=r"\bentre (?:le |l'|la )?", must_open=True),
        Span(r" (?:au|à|jusqu'au|jusqu'à) ", opener=r"\b(?:du|de|depuis le) "),
        Span(r" ?[-–—] ?"),
    ),
    day_then_clock=r",?(?: à| vers| dès| aux alentours de| peu avant| peu après)? ",
    clock_then_day=r",?(?: le| du| de| ce)? ",
    guards=(
        Guard("month", before=words_before("m. mme mlle dr") + "|-", after=r"-(?!\d)"),
        Guard("season?", needs=r"\b(?:au |à l'|cet |d'ici l'|dès l'|depuis l')"),
        Guard("numeric?", needs=words_before("le du au")),
        Guard(
            "year?",
            needs=words_before(
                """
                en de depuis dès avant après fin jusqu'en jusqu'à d'ici d'ici_à à l'an vers entre et
                juin printemps l'été automne hiver pour courant que horizon édition élection élections
                saison durant pendant présidentielle
                """
            )
            + r"|\(",
            after=" (?!"
            + whole_words(
                """
                mais dans plus sans puis après alors vers moins pas ses ces les des sous nous vous ils elles
                toujours jours avons
                """
            )
            + r")[a-zéèêàç]+[sx]\b| (?:euros?|km|mètres|%)|-\d",
        ),
        Guard(
            "clock?",
            needs=words_before("à vers dès avant après depuis de entre et jusqu'à d'ici les a au soir matin")
            + r"|\(",
        ),
        Guard("duration", before=r"\bâgée?s? d(?:e|') ?|\b(?:d'à|à) ", after=r" \d|-"),
        Guard(
            "duration",
            before=whole_words(
                """
                homme femme fille garçon chauffeur conducteur enfant adolescent adolescente fils
                étudiant étudiante suspect soldat militaire joueur joueuse policier président présidente
                ministre retraité retraitée jeune frère sœur mère père victime député touriste
                """
            )
            + ",? de ",
        ),
        Guard("shift", after=r" (?:le |la |les |l'|son |sa |ses |un |une |avoir |que |cette |ce )"),
        Guard("relative?", needs=words_before("le du au ce le_dernier")),
        Guard("anchored?", needs=words_before("la le"), after=r" (?:de|du|des|d')"),
        Guard("clock", before=words_before("en pendant durant duré")),
        Guard("set", before=words_before("pas")),
    ),
    small_kinds="month weekday season",
)
