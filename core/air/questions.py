"""What a question about the air asks for: a verdict, a mask, a figure, a place, a time."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.weather.window import Window, when
from core.weather.words import plain

type About = Literal[
    "air", "safe", "mask", "good", "bad", "worst", "best", "compare", "stations", "hours",
    "limits", "meaning", "explain",
]  # fmt: skip
type Tense = Literal["now", "ahead", "past", "history"]

_FIGURE = r"(?<![\d.,])(\d{1,3})(?![\d.,]*\d)"
_NO_INDEX = (
    r"(?! ?(?:jam|am|pm|km|m|meter|rt|rw|taun|tahun|th|bulan|bln|hari|minggu|menit|kali|k|kg|orang|ug)\b)"
)
_OUTSIDE = (
    r"lari\w*|jogging|joging|run|running|olahraga|sport\w*|senam|gowes|sepeda\w*|sasapedahan|ngabring|main"
    r"|bermain|ulin|ulinan|jalan pagi|jalan sore|jalan kaki|leumpang|mapah"
    r"|berjemur|dijemur|dijemurkeun|piknik"
    r"|camping|keluar|ka luar|kaluar|outdoor|outside|play|exercise|walk"
    r"|cycling|cycle|bike|hike|hiking|motoran"
    r"|ngojol|upacara|di luar"
)
_SENSITIVE = (
    r"asma|asthma|asthmatic|bengek|sesak|sesek|paru\w*|ppok|copd|tbc|bronk\w+|ispa|jantung|heart|lung|lungs"
    r"|anak\w*|bocah|bayi\w*|balita|batita|toddler|baby|babies|child"
    r"|children|kid|kids|son|daughter|murid|siswa"
    r"|paud|tk|sd|budak|murangkalih|barudak|orok|lansia|manula|nenek\w*|kakek\w*|oma|opa|sepuh|kolot|aki|nini"
    r"|elderly|grandma|grandpa|grandmother|grandfather|old people|older people|hamil|bumil|ngandeg|reuneuh"
    r"|kakandungan|pregnant|sensitif|sensitive|rentan|alergi|allergy|allergies|batuk\w*|pilek"
)
_PARAMETERS = {
    "pm25": r"pm ?2[., ]?5|pm dua koma lima|partikel halus",
    "pm10": r"pm ?10",
    "o3": r"o3|ozon\w*|ozone",
    "co": r"co|karbon monoksida|carbon monoxide",
    "no2": r"no2|nitrogen\w*",
    "so2": r"so2|sulfur\w*|belerang",
    "hc": r"hc|hidrokarbon\w*",
}
_ABOUT: tuple[tuple[About, str], ...] = (
    ("explain", r"ispu (?:itu |teh |eta )?(?:apa(?:an)?|naon)|(?:apa|naon) (?:itu |eta |arti )?ispu"),
    ("explain", r"(?:warna|color|colour) .{0,30}\b(?:artinya|hartosna|mean|maksudnya)|ispu (?:the )?same"),
    ("air", r"jendela\w*|jandela\w*|windows?|(?:data|terakhir|update)\w* .{0,20}jam (?:berapa|sabaraha)"),
    ("limits", r"(?:batas|wates)\w* .{0,20}(?:aman|normal|sehat)|ambang batas|baku mutu"
     r"|berapa sampai berapa"),
    ("compare", r"dibanding\w*|lebih (?:bersih|bagus|parah|kotor|jelek|sehat)\w* (?:dari|mana|ti)"
     r"|than jakarta"),
    ("compare", r"(?:bagus|bersih|parah|kotor|jelek|sae|goreng|awon)(?:an)? mana"),
    ("hours", r"(?:kapan|iraha|when)\b.{0,30}(?:paling|pang\w+|best|cleanest|safest)"),
    ("explain", r"what(?: is)? ispu|bedana? .{0,20}(?:aqi|ispu)|beda(?:nya|na)? (?:aqi|ispu)"),
    ("mask", r"masker\w*|mask|masks|maskeran"),
    ("stations", r"(?:alat|sensor|stasiun|station|stations|sensors)\b.{0,40}\b(?:mana|where"
     r"|dipasang|dimana|aya)"),
    ("stations", r"(?:ada|aya|where|which) .{0,20}(?:alat ukur|stasiun|sensor|station)\w*"),
    ("hours", r"jam (?:berapa|sabaraha).{0,40}(?:polusi|udara|hawa|bersih|pm|kotor|sehat)"),
    ("hours", r"(?:polusi|udara\w*|hawa\w*) .{0,40}jam (?:berapa|sabaraha)|what time"),
    ("hours", r"(?:pagi|siang|sore|malam) (?:atau|apa|atawa|atanapi|or) (?:pagi|siang|sore|malam)"),
    ("hours", r"jam (?:olahraga|lari|jogging|senam|gowes)"),
    ("limits", r"(?:kategori|tingkatan|level|warna|skala)\w* (?:ispu )?(?:nya )?(?:ada )?(?:apa"
     r"|naon) (?:aja|saja|wae)"),
    ("limits", r"safe limit|ispu (?:levels|categories|scale)|what are the (?:ispu )?categories"),
    ("worst", r"(?:ter|paling |pang)(?:parah|buruk|jelek|kotor|tinggi|polusi|awon|goreng)\w*"
     r"|worst|most polluted"),
    ("best", r"(?:ter|paling |pang)(?:bersih|bagus|baik|sehat|rendah|seger|sae|alus)\w*"
     r"|cleanest"),
    ("safe", rf"(?:aman|boleh|meunang|kenging|tiasa|bisa|safe|okay|ok|oke|can|should"
     rf"|mending)\b.*\b(?:{_OUTSIDE})"),
    ("safe", rf"(?:{_OUTSIDE})\b.*\b(?:aman|boleh|meunang|kenging|tiasa|bisa|safe|ok|oke"
     rf"|disaranin|disarankan|mending|dibuka)"),
    ("safe", r"aman|safe|dihirup|gapapa|gpp|layak|mendukung|teu nanaon|okay for|ok for|fine for"),
    ("safe", rf"(?:{_OUTSIDE})\b.*\b(?:sehat|bagus|sae|alus|bersih|baik|good|lebat|kumaha|gimana)"),
    ("bad", r"bahaya|berbahaya|parah\w*|jelek\w*|buruk|kotor\w*|goreng|awon|ga sehat|gak sehat|tidak sehat"),
    ("bad", r"teu sehat|polusi (?:ga|gak|nggak|ngga|enggak|tidak|teu|henteu|tinggi)|dangerous|bad|polluted"),
    ("bad", r"unhealthy|harmful|luhur|lagi polusi|keur polusi"),
    ("good", r"sehat|bagus\w*|bersih\w*|seger|segar|sae|alus|baik|normal|good|healthy|clean|fresh|ok|oke"),
)  # fmt: skip
_HISTORY = (
    r"(?:seminggu|sebulan|setahun|saminggu|sabulan|sataun) ?(?:terakhir|ini"
    r"|lalu|kamari|ka tukang)?|tren|trend"
    r"|(?:minggu|bulan|tahun|taun) (?:ini|terakhir|lalu|kemarin|kamari)|tiap (?:tahun|taun|bulan|minggu)"
    r"|unggal (?:taun|bulan|minggu)|riwayat|historis|last (?:week|month"
    r"|year)|this (?:week|month|year)|history"
)

_PART = r"(?:pagi|siang|sore|malam|malem|isuk|beurang|peuting)"
# a habit or a beginning, no time that is asked about
_HABIT = re.compile(rf"\b(?:dari|ti|sejak|saprak|tiap|unggal) {_PART}\b|\b({_PART}) \1\b")
_THIS = {"pagi ini", "siang ini", "sore ini", "malam ini"}  # asked a little late, it is still about now


@dataclass(frozen=True)
class Question:
    """One question. ``label`` is the time in our Indonesian words, `number` the index a citizen names."""

    about: About
    tense: Tense
    window: Window
    sensitive: bool = False
    parameters: tuple[str, ...] = ()
    number: int | None = None
    aqi: bool = False  # another scale than ISPU is named, or ISPU is to be explained

    @property
    def needs_hours(self) -> bool:
        """Whether only a series of hours can answer: no station tells what is ahead or was."""
        return self.tense in ("ahead", "past") or self.about == "hours"


def ask(text: str, now: datetime) -> Question:
    """What this sentence asks; a bare word asks how the air is."""
    text = re.sub(r"['’]s\b", "", text)  # "last night's air"
    words = plain(text)
    aqi = _has(words, r"aqi\w*|iqair|aqicn|waqi") or _about(words) == "explain"
    number = _number(words)
    window = when(_HABIT.sub(" ", text.casefold()), now)
    return Question(
        about="meaning" if number is not None else _about(words),
        tense=_tense(words, window, now),
        window=window,
        sensitive=_has(words, _SENSITIVE),
        parameters=tuple(name for name, form in _PARAMETERS.items() if _has(words, form)),
        number=number,
        aqi=aqi,
    )


def needs_no_reading(text: str, now: datetime) -> bool:
    """Whether the regulation alone answers: what an index means, where the categories end."""
    return ask(text, now).about in ("limits", "meaning")


def _about(words: str) -> About:
    return next((about for about, pattern in _ABOUT if _has(words, pattern)), "air")


def _tense(words: str, window: Window, now: datetime) -> Tense:
    if _has(words, _HISTORY):
        return "history"
    if window.label in _THIS:
        return "now"
    if window.end <= now:
        return "past"
    if window == when("", now) and not _has(words, "besok"):  # late at night the weather means tomorrow
        return "now"
    return "ahead" if window.start > now and window.label != "sekarang" else "now"


def _number(words: str) -> int | None:
    """ "kalau 120 itu aman?", "iqair bandung 160": an index that is named to be explained."""
    without = re.sub(r"\b(?:pm ?2[., ]?5|pm ?10|(?:jam|rt|rw|no|nomor|tanggal) ?[\d.]+)\b", " ", words)
    cue = r"(?:ispu|aqi|iqair|angka|angkana|indeks|index|kalau|kalo|nilai)(?:nya|na)?"
    cued = rf"\b{cue} (?:\w+ ){{0,3}}?{_FIGURE}\b"
    meant = r"(?:itu|teh|eta|merah|kuning|biru|hijau|hitam|artinya|hartosna|is|means?)"
    explained = rf"{_FIGURE}\b{_NO_INDEX} {meant}\b"
    found = re.search(cued + _NO_INDEX, without) or re.search(rf"\b{explained}", without)
    return int(found[1]) if found and int(found[1]) > 0 else None


def _has(words: str, pattern: str) -> bool:
    return re.search(rf"\b(?:{pattern})\b", words) is not None
