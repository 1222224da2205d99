"""Names of months in the languages that feeds are written in, with their cases and abbreviations."""

from __future__ import annotations

import unicodedata

# One line a language, twelve words or groups of words; what no line holds is left to dateparser.
_LINES = (
    "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sept|sep"
    " october|oct november|nov december|dec",
    "januar|jänner|jän februar|feber märz|mär|mrz|maerz april mai juni juli august september oktober|okt"
    " november dezember|dez",
    "janvier|janv février|févr|fév mars avril|avr mai juin juillet|juil août septembre octobre novembre"
    " décembre|déc",
    "enero|ene febrero marzo abril|abr mayo junio julio agosto|ago septiembre|setiembre|set octubre"
    " noviembre diciembre|dic",
    "janeiro fevereiro|fev março abril maio|mai junho julho agosto setembro outubro|out novembro dezembro",
    "gennaio|gen febbraio marzo aprile maggio|mag giugno|giu luglio|lug agosto settembre ottobre|ott"
    " novembre dicembre",
    "januari februari maart|mrt april mei juni juli augustus september oktober november december",
    "januari|jan februari|febr mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november desember|des",
    "stycznia|styczeń|sty lutego|luty|lut marca|marzec kwietnia|kwiecień|kwi maja|maj czerwca|czerwiec|cze"
    " lipca|lipiec|lip sierpnia|sierpień|sie września|wrzesień|wrz października|październik|paź"
    " listopada|listopad|lis grudnia|grudzień|gru",
    "января|январь|янв февраля|февраль|фев|февр марта|март|мар апреля|апрель|апр мая|май июня|июнь|июн"
    " июля|июль|июл августа|август|авг сентября|сентябрь|сен|сент октября|октябрь|окт ноября|ноябрь|ноя|нояб"
    " декабря|декабрь|дек",
    "січня|січень|січ лютого|лютий|лют березня|березень|бер квітня|квітень|кві|квіт травня|травень|тра|трав"
    " червня|червень|чер|черв липня|липень|лип серпня|серпень|сер|серп вересня|вересень|вер"
    " жовтня|жовтень|жов|жовт листопада|листопад|лис|лист грудня|грудень|гру|груд",
    "януари февруари март април май юни юли август септември октомври ноември декември",
    "ledna|leden|led února|únor|úno března|březen|bře dubna|duben|dub května|květen|kvě června|červen|čvn"
    " července|červenec|čvc srpna|srpen|srp září|zář října|říjen|říj listopadu prosince|prosinec|pro",
    "ocak|oca şubat|şub mart nisan|nis mayıs haziran|haz temmuz|tem ağustos|ağu eylül|eyl ekim|eki kasım|kas"
    " aralık|ara",
    "ianuarie|ian februarie martie aprilie mai iunie|iun iulie|iul august septembrie octombrie noiembrie"
    " decembrie",
    "január|jan február március|márc április|ápr május|máj június|jún július|júl augusztus szeptember|szept"
    " október november december",
    "tammikuuta|tammi helmikuuta|helmi maaliskuuta|maalis huhtikuuta|huhti toukokuuta|touko kesäkuuta|kesä"
    " heinäkuuta|heinä elokuuta|elo syyskuuta|syys lokakuuta|loka marraskuuta|marras joulukuuta|joulu",
    "ιανουαρίου|ιανουάριος|ιαν φεβρουαρίου|φεβρουάριος|φεβ μαρτίου|μάρτιος|μαρ απριλίου|απρίλιος|απρ"
    " μαΐου|μάιος|μαϊ ιουνίου|ιούνιος|ιουν ιουλίου|ιούλιος|ιουλ αυγούστου|αύγουστος|αυγ"
    " σεπτεμβρίου|σεπτέμβριος|σεπ οκτωβρίου|οκτώβριος|οκτ νοεμβρίου|νοέμβριος|νοε"
    " δεκεμβρίου|δεκέμβριος|δεκ",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "جانفي فيفري آذار نيسان أيار حزيران تموز آب أيلول أكتوبر نوفمبر ديسمبر",
    "ינואר|בינואר פברואר|בפברואר מרץ|במרץ אפריל|באפריל מאי|במאי יוני|ביוני יולי|ביולי אוגוסט|באוגוסט"
    " ספטמבר|בספטמבר אוקטובר|באוקטובר נובמבר|בנובמבר דצמבר|בדצמבר",
    "januari februari maret|mar april mei juni juli agustus september oktober november desember",
    "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
)
# The Levant's months of two words, as the one word they have elsewhere.
_TWO_WORDS = {
    "تشرين الأول": "أكتوبر", "تشرين الثاني": "نوفمبر", "كانون الأول": "ديسمبر", "كانون الثاني": "يناير",
}  # fmt: skip


def month_number(name: str) -> int | None:
    """1 to 12, or None for what is no month's name here; letter case and accents do not count."""
    word = name.rstrip(".")
    return _MONTHS.get(word) or _MONTHS.get(_folded(word))


def with_short_names(text: str) -> str:
    """The text with a month's name of two words replaced by one of one word."""
    for long, short in _TWO_WORDS.items():
        text = text.replace(long, short)
    return text


def _folded(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.casefold().replace("ı", "i"))
    return "".join(char for char in apart if not unicodedata.combining(char))


def _table() -> dict[str, int]:
    found: dict[str, int] = {}
    for line in _LINES:
        for number, names in enumerate(line.split(), start=1):
            for name in names.split("|"):
                found[_folded(name)] = number
                found[name.capitalize()] = number
    return found


_MONTHS = _table()
