"""Our Indonesian words for times, and BMKG's for the sky, in English."""

import re

_DAYS = {
    "Senin": "Monday", "Selasa": "Tuesday", "Rabu": "Wednesday", "Kamis": "Thursday", "Jumat": "Friday",
    "Sabtu": "Saturday", "Minggu": "Sunday",
}  # fmt: skip
_PARTS = {
    "dini hari": "early morning", "pagi": "morning", "siang": "midday", "sore": "afternoon",
    "malam": "evening", "subuh": "dawn", "magrib": "sunset", "isya": "after nightfall",
    "asar": "mid-afternoon",
    "zuhur": "noon", "jam pulang kerja": "after work", "jam berangkat kerja": "morning commute",
}  # fmt: skip
_PART = "|".join(_PARTS)
# In this order, the longer before what is a part of them.
_TIMES: tuple[tuple[str, str], ...] = (
    (r"beberapa jam lagi", "in a few hours"),
    (r"(\d+|setengah) jam lagi", r"in \1 hours"),
    (r"(\d+|beberapa) jam ke depan", r"over the next \1 hours"),
    (r"(\d+|beberapa) hari ke depan", r"over the next \1 days"),
    (r"(\d+|beberapa) minggu ke depan", r"over the next \1 weeks"),
    (r"awal bulan depan", "early next month"),
    (r"bulan (?=[A-Z])", "in "),
    (r"Januari", "January"),
    (r"Februari", "February"),
    (r"Maret", "March"),
    (r"Juni", "June"),
    (r"Juli", "July"),
    (r"Agustus", "August"),
    (r"Oktober", "October"),
    (r"Desember", "December"),
    (r"akhir bulan", "the end of the month"),
    (r"(\d+) menit lagi", r"in \1 minutes"),
    (r"nanti magrib", "at sunset"),
    (r"nanti isya", "after nightfall"),
    (r"nanti zuhur", "at noon"),
    (r"nanti jam pulang kerja", "after work today"),
    (r"nanti jam berangkat kerja", "in the morning commute"),
    (r"sampai malam", "until tonight"),
    (r"nanti (jam)", r"at"),
    (r"jam (?=\d)", "at "),
    (r"nanti malam|malam ini", "tonight"),
    (rf"nanti ({_PART})", r"this \1"),
    (rf"({_PART}) ini", r"this \1"),
    (r"tadi malam", "last night"),
    (rf"tadi ({_PART})", r"earlier this \1"),
    (r"tadi", "earlier today"),
    (r"hari ini", "today"),
    (r"sebentar lagi", "soon"),
    (r"akhir pekan", "this weekend"),
    (r"minggu depan", "next week"),
    (r"minggu ini", "this week"),
    (r"bulan depan", "next month"),
    (r"sekarang", "now"),
    (r"besok", "tomorrow"),
    (r"lusa", "the day after tomorrow"),
    (r"kemarin", "yesterday"),
    (r"nanti", "later"),
    (r"sampai", "to"),
    (r"dan", "and"),
    (r"beberapa", "few"),
    (r"setengah", "half an"),
    *((word, shown) for word, shown in _PARTS.items()),
    *_DAYS.items(),
    (r"Mei", "May"),
    (r"Agu", "Aug"),
    (r"Okt", "Oct"),
    (r"Des", "Dec"),
)
_ONE = re.compile(r"\bin 1 hours\b|\bin half an hours\b")
_SKY = {
    "cerah berawan": "partly cloudy", "berawan tebal": "overcast", "hujan petir": "thunderstorms",
    "hujan lebat": "heavy rain", "hujan sangat lebat": "very heavy rain", "hujan sedang": "moderate rain",
    "hujan es": "hail", "hujan ringan": "light rain", "hujan lokal": "local showers", "udara kabur": "haze",
    "cerah": "clear sky",
    "berawan": "cloudy", "hujan": "rain", "petir": "lightning", "kabut": "fog", "asap": "smoke",
    "angin kencang": "strong wind", "kilat": "lightning", "disertai": "with", "dan": "and",
    "cuaca ekstrem": "extreme weather", "hujan ekstrem": "extreme rain", "badai": "storm",
}  # fmt: skip
_SKY_WORD = re.compile(
    "|".join(rf"\b{word}\b" for word in sorted(_SKY, key=len, reverse=True)), re.IGNORECASE
)


def times(label: str) -> str:
    """ "besok sore" is "tomorrow afternoon"."""
    for pattern, shown in _TIMES:
        label = re.sub(rf"\b(?:{pattern})" + ("" if pattern.endswith(")") else r"\b"), shown, label)
    return _ONE.sub(lambda match: "in 1 hour" if "1" in match[0] else "in half an hour", label)


def sky(description: str) -> str:
    """ "hujan ringan" is "light rain"; a word that we do not know stays BMKG's."""
    return _SKY_WORD.sub(lambda match: _SKY[match[0].casefold()], description)
