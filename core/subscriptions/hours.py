"""The hour and the days in a wish: "tiap pagi jam 6", "unggal sonten tabuh lima", "weekdays at 6:30 am"."""

import re

from core.subscriptions.kinds import EVERY_DAY, MORNING

_DAY = 24 * 60
_PARTS = {
    "pagi": r"pagi|isuk(?:an)?|isuk isuk|enjing(?:an)?|enjing enjing|morning|janari|subuh|dini hari|am"
    "|a m|bangun",
    "siang": r"siang|beurang|noon|afternoon|tengah hari",
    "sore": r"sore|sonten|burit|petang|evening",
    "malam": r"malam|malem|mlm|peuting|wengi|night|pm|p m",
}
_PART_MINUTE = {"pagi": MORNING, "siang": 12 * 60, "sore": 16 * 60, "malam": 19 * 60}
_FIGURES = {
    "satu": 1, "hiji": 1, "one": 1, "dua": 2, "two": 2, "tiga": 3, "tilu": 3, "three": 3, "empat": 4,
    "opat": 4,
    "four": 4, "lima": 5, "five": 5, "enam": 6, "genep": 6, "six": 6, "tujuh": 7, "seven": 7, "delapan": 8,
    "dalapan": 8, "eight": 8, "sembilan": 9, "salapan": 9, "nine": 9, "sepuluh": 10, "sapuluh": 10, "ten": 10,
    "sebelas": 11, "sabelas": 11, "eleven": 11, "duabelas": 12, "twelve": 12,
}  # fmt: skip
_FIGURE = r"(?P<hour>\d{1,2}|" + "|".join(_FIGURES) + r")"
_MINUTE = r"(?:[.:](?P<minute>[0-5]\d))?"
_AFTER_WORD = re.compile(
    rf"\b(?:jam|jm|pukul|pkl|tabuh|at|around|sekitar|by) (?P<half>setengah |satengah "
    rf"|stgh )?{_FIGURE}{_MINUTE}"
    r"(?!\d)(?: (?P<more>lewat|leuwih|kurang|kirang) (?P<by>\d{1,2}|seperempat|saparapat))?"
)
_BEFORE_PART = re.compile(
    rf"\b{_FIGURE}{_MINUTE} ?(?:am|pm|a m|p m|o clock|wib|pagi|isuk|enjing|sore|malem|malam)\b"
)
_WEEKDAYS = (
    r"senin|senen|mondays?", r"selasa|salasa|tuesdays?", r"rabu|rebo|wednesdays?", r"kamis|kemis|thursdays?",
    r"jumat|jumaah|jum at|fridays?", r"sabtu|saptu|saturdays?", r"minggu|ahad|sundays?",
)  # fmt: skip
_WORKING = re.compile(
    r"\b(?:hari|poe|dinten) (?:kerja|gawe|damel|sekolah)\b|\bweekdays?\b|\bworking days?\b|\bschool days?\b"
    r"|\bsenin (?:sampai|sampe|s d|sd|ke|nepi|dugi)(?: ka)? jumat\b|\bmonday (?:to|through) friday\b"
)
_WEEKEND = re.compile(r"\bakhir pekan\b|\bakhir minggu\b|\bweekends?\b|\bwiken\b")
_A_WEEK = re.compile(r"\b(?:se|sa|tiap |setiap |per |\d )minggu\b(?! pagi| sore| siang| malam)")


def minute_of_day(words: str) -> int | None:
    """The minute of Bandung's day at which one wants to be told; None when the words say nothing of it.

    "Jam 4" without a part of the day is in the morning, "jam 1" to "jam 3" after noon.
    """
    part = _part(words)
    found = _AFTER_WORD.search(words) or _BEFORE_PART.search(words)
    if found is None:
        return _PART_MINUTE[part] if part else None
    hour = _FIGURES.get(found["hour"]) or int(found["hour"])
    if hour > 24:
        return None
    minute = hour * 60 + int(found["minute"] or 0)
    named = found.groupdict()
    if named.get("half"):
        minute -= 30
    if named.get("more"):
        by = 15 if not named["by"].isdigit() else int(named["by"])
        minute += by if named["more"] in ("lewat", "leuwih") else -by
    return (minute + _shift(hour, part)) % _DAY


def _shift(hour: int, part: str | None) -> int:
    """How far a twelve-hour figure lies from the time that is meant."""
    late = {"pagi": (), "siang": range(1, 7), "sore": range(1, 12), "malam": range(4, 12)}
    if part is None:
        return _DAY // 2 if hour in range(1, 4) else 0
    if hour == 12 and part in ("pagi", "malam"):
        return -_DAY // 2
    return _DAY // 2 if hour in late[part] else 0


def _part(words: str) -> str | None:
    """The part of the day said last: "tiap pagi jam 6", "jam 5 sore"; a greeting is none."""
    bare = re.sub(
        r"\b(?:selamat|met|wilujeng|good) \w+|^(?:pagi|siang|sore|malam|malem) (?:min|kak|admin)\b",
        " ",
        words,
    )
    found = [
        (match.start(), name)
        for name, pattern in _PARTS.items()
        for match in re.finditer(rf"(?:\b|(?<=\d))(?:{pattern})\b", bare)
    ]
    return max(found)[1] if found else None


def days(words: str) -> str:
    """Seven signs from Monday, "1" where one wants to be told."""
    if _WORKING.search(words):
        return "1111100"
    if _WEEKEND.search(words):
        return "0000011"
    bare = _A_WEEK.sub(" ", words)
    named = "".join("1" if re.search(rf"\b(?:{day})\b", bare) else "0" for day in _WEEKDAYS)
    return named if "1" in named else EVERY_DAY
