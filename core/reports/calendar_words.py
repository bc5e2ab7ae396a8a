"""The words of days, months and spans that `core.reports.dates` reads."""

import calendar
import re

_NUMBERS = {
    "se": 1, "sa": 1, "satu": 1, "hiji": 1, "one": 1, "a": 1, "dua": 2, "two": 2, "tiga": 3, "tilu": 3,
    "three": 3, "empat": 4, "opat": 4, "four": 4, "lima": 5, "five": 5, "enam": 6, "genep": 6, "six": 6,
    "tujuh": 7, "seven": 7, "delapan": 8, "dalapan": 8, "eight": 8, "sembilan": 9, "salapan": 9, "nine": 9,
    "sepuluh": 10, "sapuluh": 10, "ten": 10, "sebelas": 11, "sabelas": 11, "dua belas": 12, "duabelas": 12,
    "setengah": 0.5, "satengah": 0.5,
}  # fmt: skip
_UNITS = {
    "minute": r"menit|mnt|menitan|minutes?|mins?",
    "hour": r"jam|jaman|hours?",
    "day": r"malam|malem|peuting|wengi|hari|hr|harian|poe|poé|dinten|dintenan|poean|days?",
    "week": r"minggu|mnggu|mggu|mgg|mg|mingguan|minggon|pekan|weeks?",
    "month": r"bulan|bln|bulanan|sasih|months?",
    "year": r"tahun|thn|th|tahunan|taun|taunan|years?",
}
_DAYS = (
    r"senin|senen|senén|monday",
    r"selasa|salasa|tuesday",
    r"rabu|rebo|wednesday",
    r"kamis|kemis|thursday",
    r"jum'?at|jumaah|juma'ah|jumah|friday",
    r"sabtu|saptu|setu|saturday",
    r"minggu|ahad|sunday",
)
_MONTHS = (
    r"januari|jan|january", r"februari|pebruari|feb|peb|february", r"maret|mar|march", r"april|apr",
    r"mei|may", r"juni|jun|june", r"juli|jul|july", r"agustus|agu|ags|agt|agst|august|aug",
    r"september|sept|sep", r"oktober|okt|october|oct", r"november|nopember|nov|nop",
    r"desember|des|december|dec",
)  # fmt: skip
_LONG_MONTHS = (
    r"januari|february|februari|pebruari|maret|april|mei|juni|juli|agustus|september|oktober|november"
    r"|nopember|desember|january|march|june|july|august|october|december"
)
_EDGES = {
    "start": r"awal|mimiti|beginning of",
    "middle": r"pertengahan|tengah",
    "end": r"akhir|ahir|tungtung|end of",
}
_PARTS = {
    "subuh": 3,
    "pagi": 4,
    "isuk": 4,
    "morning": 4,
    "siang": 10,
    "beurang": 10,
    "sore": 14,
    "sonten": 14,
}
_PARTS |= {"afternoon": 12, "janari": 2, "dini hari": 2}


def _any(names: dict[str, str] | tuple[str, ...]) -> str:
    alternatives = names.values() if isinstance(names, dict) else names
    return "|".join(alternatives)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_COUNT = (
    r"(?P<count>\d{1,3}(?:[.,]\d)?|dua ?belas|sebelas|sabelas|sepuluh|sapuluh|setengah|satengah|satu|dua|tiga"
    r"|empat|lima|enam|tujuh|delapan|sembilan|hiji|tilu|opat|genep|dalapan|salapan|se(?=[a-z])|sa(?=[a-z])"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|a)"
)
_SPAN = rf"\b{_COUNT}[ -]?(?P<unit>{_any(_UNITS)})(?:nya|na|an)?"
_PAST = (
    r"(?:(?:yang|yg|nu|anu)\s+)?(?:lalu|kemarin|kemaren|kmrn|silam|lewat|ka ?tukang|kapengker|kamari"
    r"|lepas|ago|back"
    r"|tikamari|ka ?liwat|tadi)"
)
_FROM = r"(?:sejak|semenjak|dari|dr|mulai|ti|ti mimiti|saprak|saprakna|sejaknya|since|from|terhitung)"
_LATELY = (
    r"(?:udah|udh|dah|sudah|sdh|telah|selama(?! \d+ ?(?:jam|menit))|slm|hampir|ampir|lebih dari|geus|ges"
    r"|tos|parantos"
    r"|enggeus|kira-?kira|kira2|atos|salami|meh|for|nearly|almost)"
)
_FILL = (
    r"(?:(?:ada|aya|mau|hampir|ampir|lebih(?: dari)?|leuwih ti|langkung ti|sekitar|kurang lebih|kira-kira"
    r"|jalan|masuk|meh"
    r"|kenging|selama|sampe|sampai)\s+)?"
)

SINCE = _pattern(
    rf"(?<!\w)(?:(?:sudah|udah|geus|tos)\s+)?{_FROM}(?:\s+(?:kira-kira|sekitar|hari|poe|poé|dinten|malam"
    rf"|tgl|tanggal"
    r"|bulan|jam \d{1,2}(?:[.:]\d\d)?))*\s+$"
)
BEGINS_SINCE = _pattern(rf"{_FROM}\s")
NO_EVENT_AFTER = _pattern(
    r"\s*(?:kerja|bekerja|menjabat|nikah|menikah|tinggal|jualan|sekali|sakali|depan|nanti|besok|lagi\b"
    r"|ke depan|mendatang|sampai(?! (?:sekarang|kini|saat ini|hari ini|skrg|skr))|s/d|\d+ ?x\b|\d+ kali"
    r"|dua kali)"
)
NO_EVENT_BEFORE = _pattern(
    r"(?<!\w)(?:(?:sampai|hingga|sampe|nepi ka|dugi ka|until)(?:\s+(?:dengan|hari))?|tiap|setiap|unggal"
    r"|saban|every|per"
    r"|umur|usia|yumur|laporan|nomor|yang|seperti)\s+$"
)
COMPLAINED = _pattern(
    r"[\s,]+(?:(?:saya|sy|kami|abdi|aku|gue|warga|udah|sudah|sdh|geus|tos|pernah|juga|sempat|coba|bapak"
    r"|ibu|mau)\s+){0,3}"
    r"(?:di)?(?:lapor\w*|melapor\w*|ngelapor\w*|ngadu\w*|mengadu\w*|telp\w*|telepon\w*|nelpon\w*"
    r"|menelepon|hubungi"
    r"|menghubungi|kirim (?:surat|laporan)|chat|wa|dm|bilang|laporan|ajukan|mengajukan)\b"
)
_NIGHT = r"malam|malem|mlm|peuting|wengi"
_HOUR = r"(?:sekitar\s+|kira-kira\s+|kurang lebih\s+)?(?:jam|pukul|pkl|tabuh|jm)\s*"
LAST_NIGHT = _pattern(
    rf"(?:\b{_HOUR}(?P<hour_first>\d|1\d|2[0-3])(?:[.:]\d\d)?\s+)?"
    rf"(?:\btadi\s+(?:{_NIGHT}|tengah malam)|\b(?:semalam|semalem|smalem|smlm|samalem)(?:an)?(?:\s+tadi)?"
    rf"|\b(?:{_NIGHT})\s+(?:tadi|kemarin|kemaren|kamari|tikamari)|\blast night"
    rf"|\b(?:kemarin|kemaren|kamari|kmrn)\s+(?:{_NIGHT})|(?:(?<=\bti )|(?<=\bdari )"
    rf"|(?<=\bsejak ))(?:{_NIGHT}))\b"
    rf"(?:[\s,]+{_HOUR}(?P<hour>\d|1\d|2[0-3])\b(?:[.:]\d\d)?)?"
)
BEFORE_YESTERDAY = _pattern(
    r"\b(?:(?:kemarin|kemaren|kmrn)\s+lusa|lusa\s+(?:kemarin|kemaren|lalu)|(?:kemarin|kemaren)(?:nya)?\s+lagi"
    r"|mangkukna|mangkuk(?= kamari)|the day before yesterday)\b"
)
YESTERDAY = _pattern(
    r"\b(?:kemarin|kemaren|kmrn|kmaren|kmarin|kemrin|kamari|kamarina|tikamari|kmari|yesterday)\b"
    r"(?!\s*-\s*k|\s+dulu|\s+k[ea]m)(?:\s+(?:pagi|siang|sore|subuh|isuk|beurang|sonten))?"
)
TODAY = _pattern(
    r"\b(?:barusan|barusaja|baru (?:saja|aja)|nemb[eé](?: pisan)?|tadi(?:\s+(?:barusan|hari))?"
    r"(?:\s+(?P<part>subuh|pagi|siang|sore|isuk(?:-isuk)?|enjing|beurang|sonten|janari|dini hari))?"
    r"|(?:subuh|pagi|siang|sore|isuk|isuk-isuk|beurang|sonten|dini hari)\s+(?:tadi|ini|ieu)"
    r"|(?:malam|malem|peuting) (?:ini|ieu)|(?:hari|hr|poe|poé|dinten) (?:ini|ieu)|today|just now"
    r"|this (?:morning|afternoon|evening)"
    r"|(?P<goes_on>(?:dari|sejak|ti)\s+(?P<from>enjing|pagi|subuh|siang|sore|isuk|beurang|jam \d{1,2})))\b"
)
AGO = _pattern(rf"(?<![\d/]){_SPAN}\s+{_PAST}\b")
LASTING = _pattern(
    rf"(?P<goes_on>\b(?:{_LATELY}|{_FROM})\s+{_FILL})(?<![\d/]){_SPAN}(?:\s+(?:lebih|leuwih|lamanya|ini"
    rf"|ieu))?\b"
    rf"(?!\s+{_PAST})"
)
STILL = _pattern(
    rf"(?<![\d/])(?P<goes_on>){_SPAN}\s+(?:ini|ieu|terakhir|terahir|belakangan|belum|blm|ga|gak|gk|nggak"
    rf"|ngga|tidak|tdk"
    rf"|teu|can|acan|lebih|leuwih|berturut-turut)\b"
)
HANGING = _pattern(r"\b(?P<goes_on>)(?P<count>se|sa)(?P<unit>minggu|bulan|tahun|taun)an\b")
LAST_UNIT = _pattern(
    rf"\b(?P<unit>minggu|mgg|minggon|pekan|bulan|bln|tahun|thn|taun|sasih)\s+{_PAST}\b"
    rf"|\blast (?P<unit_en>week"
    rf"|month|year)\b"
)
WEEKEND = _pattern(rf"\b(?:akhir pekan|weekend|week ?end|akhir minggu)\s+{_PAST}\b|\blast weekend\b")
EDGE = _pattern(
    rf"\b(?P<edge>{_any(_EDGES)})\s+(?P<unit>minggu|pekan|bulan|bln|tahun|thn|taun)\b"
    rf"(?:\s+(?:(?P<last>{_PAST})|ini|ieu))?"
)
_TIME_OF_DAY = r"pagi|siang|sore|malam|malem|subuh|isuk|peuting|beurang|sonten"
WEEKDAY = _pattern(
    rf"(?<!\w)(?:(?P<named>hari|hr|poe|poé|dinten|on|last|since|sejak|dari|ti|mulai)\s+|(?P<eve>malam"
    rf"|malem|peuting)\s+)?"
    rf"(?P<day>{_any(_DAYS)})\b(?:\s+(?P<past>{_PAST})|\s+(?P<part>{_TIME_OF_DAY})\b(?:\s+{_PAST})?)?"
)
DAY_BEFORE_NAME = frozenset({"hari", "hr", "poe", "poé", "dinten"})
DATE_FOLLOWS = _pattern(r"[\s,(]*(?:tgl|tanggal|[0-3]?\d[\s/-])")
_ADDRESS = (
    r"(?<!\brt )(?<!\brw )(?<!\bno )(?<!\bno\. )(?<!\bnomor )(?<!\bnomer )(?<!\bblok )(?<!\bkm )"
    r"(?<!\bgang )(?<!\bgg )"
    r"(?<!\bjl )(?<!\bjl\. )(?<!\bjln )(?<!\bjalan )(?<!\bgor )(?<!\blapangan )(?<!\btaman )"
    r"(?<!\brt\. )(?<!\bkav )"
)
DAY_MONTH = _pattern(
    rf"{_ADDRESS}(?<![\w/.-])(?:(?:tanggal|tgl"
    rf"|tg)\.?\s*)?(?P<day>[0-3]?\d)[\s-]+(?P<month>{_any(_MONTHS)})\b\.?"
    r"(?:[\s-]+(?P<year>(?:19|20)\d\d|'\d\d)\b)?"
)
SLASHED = _pattern(
    rf"{_ADDRESS}(?<![\w/.\-])(?:(?:tanggal|tgl"
    rf"|tg)\.?\s*)?(?P<day>[0-3]?\d)(?P<mark>[/-]|\.(?=\d\d?\.(?:19|20)\d\d\b))(?P<month>0?[1-9]|1[0-2])"
    r"(?:(?P=mark)(?P<year>(?:19|20)?\d\d))?(?![\d/-])(?!\.\d)(?!\s*(?:rw|badan|meter|jam|hari|minggu"
    r"|bulan|tahun|orang)\b)"
)
NO_DATES = frozenset({"24/7", "1/2", "1/3", "2/3", "1/4", "3/4"})
ISO = _pattern(r"(?<![\w/.-])(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)(?!\d)")
DAY_OF_MONTH = _pattern(
    rf"\b(?:tanggal|tgl|tg|kaping)\.?\s*(?P<day>[0-3]?\d)\b(?!\s*[/.-]\s*\d)(?!\s+(?:{_any(_MONTHS)})\b)"
)
MONTH = _pattern(
    rf"\b(?:{_FROM}|bulan|(?P<edge>{_any(_EDGES)}))\s+(?:bulan\s+)?(?P<month>{_LONG_MONTHS})\b"
    r"(?:\s+(?P<year>(?:19|20)\d\d)\b)?"
)
YEAR = _pattern(rf"\b{_FROM}\s+(?:(?:tahun|thn|taun)\s+)?(?P<year>(?:19|20)\d\d)\b(?![./-]?\d)")


def _which(names: dict[str, str], word: str) -> str:
    return next(key for key, forms in names.items() if re.fullmatch(forms, word, re.IGNORECASE))


def unit(word: str) -> str:
    """minute, hour, day, week, month or year."""
    return _which(_UNITS, word)


def edge(word: str) -> str:
    """start, middle or end."""
    return _which(_EDGES, word)


def weekday(word: str) -> int:
    """0 for Monday."""
    return next(index for index, forms in enumerate(_DAYS) if re.fullmatch(forms, word, re.IGNORECASE))


def month(word: str) -> int:
    """1 for January, from a name or a number."""
    if word.isdigit():
        return int(word)
    return next(index for index, forms in enumerate(_MONTHS, 1) if re.fullmatch(forms, word, re.IGNORECASE))


def year(word: str) -> int:
    """A year with two or four digits."""
    digits = int(word.lstrip("'"))
    return digits if digits > 99 else 2000 + digits


def number(word: str) -> float | None:
    """A count in digits or words; None when it is none."""
    lowered = word.lower()
    if lowered in _NUMBERS:
        return _NUMBERS[lowered]
    digits = lowered.replace(",", ".")
    return float(digits) if digits.replace(".", "", 1).isdigit() else None


def part_of_day(word: str) -> int | None:
    """The hour before which "tadi <part>", "sejak jam 20" means yesterday's."""
    if hour := re.fullmatch(r"jam (\d{1,2})", word, re.IGNORECASE):
        return int(hour[1])
    return next((hour for name, hour in _PARTS.items() if word.lower().startswith(name)), None)


def days_in(of_year: int, of_month: int) -> int:
    return calendar.monthrange(of_year, of_month)[1]
