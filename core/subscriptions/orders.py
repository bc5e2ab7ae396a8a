"""What a sentence wants of the subscriptions there are: begin, stop, pause for how long, go on, list."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from core import places
from core.jakarta import JAKARTA
from core.places import Place
from core.subscriptions.kinds import Kind
from core.subscriptions.wish import kind_of, plain
from core.weather.days import named_days
from core.weather.words import plain as time_words


class Act(StrEnum):
    START = "start"
    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"
    LIST = "list"


USUAL_PAUSE = timedelta(days=7)
_LONGEST_PAUSE = timedelta(days=366)

_PAUSE = re.compile(
    r"\b(?:jeda\w*|pause\w*|(?:jangan|jgn|ulah|tong|ga usah|gausah|gak usah|stop|berhenti|eureun\w*|liren\w*)"
    r"(?: \w+){0,4} (?:dulu|heula|sementara|samentawis|seminggu|saminggu|sebulan|sabulan|sehari|sapoe"
    r"|\d{1,2} (?:hari"
    r"|minggu|jam|bulan|poe|dinten))|tunda\w*|snooze|mute|bisukan|bisukeun"
    r"|istirahat\w*|sementara|samentara|samentawis"
    r"|hold (?:on|off|the|my)"
    r"|(?:for|selama|salami) (?:a|an|one|two|three|satu|dua|tiga|\d{1,2}|se|beberapa) ?(?:days?|weeks?"
    r"|hari|minggu|month"
    r"|bulan|hours?)|libur(?:kan|in)?|cuti|quiet for|not now)\b"
)
_RESUME = re.compile(
    r"\b(?:lanjut\w*|teruskeun|teraskeun|terusin|teruskan|resume\w*|unpause"
    r"|unmute|(?:di)?(?:aktif|aktip|nyala|hidup|hurung|idup)\w*"
    r"(?: \w+){0,4} (?:lagi|deui|kembali)|(?:kabari|kabarin|kasih tau|wartosan|bejaan|kirim|kirimin"
    r"|kintun|mulai|mimitian)"
    r"(?: \w+){0,3} (?:lagi|deui)|turn (?:it |them |\w+ ){0,3}(?:back )?on|(?:back )?on again|restart"
    r"|continue|reactivate"
    r"|start (?:\w+ ){0,4}again|jeda\w* (?:selesai|udahan|beres|cabut)|(?:cabut|batal\w*|akhiri) jeda\w*)\b"
)
_TAKEN_BACK = re.compile(
    r"\b(?:batal\w*|ga jadi|gak jadi|teu janten|cabut|akhiri) (?:jeda|stop|berhenti)\w*"
    r"|\bjeda\w* (?:selesai|udahan|beres|dicabut|cabut)\b"
)
_STOP = re.compile(
    r"\b(?:stop\w*|setop|berhenti\w*|brenti|brhenti|hentikan|hentiin|henti|eureun\w*|liren\w*|udahan"
    r"|udah an|cukup"
    r"|hapus\w*|batal\w*|bolay\w*|cabut|unsub\w*|un subscribe|di(?:hapus"
    r"|henti|stop|cabut|mati|batal|eureun)\w*|cancel\w*|end|delete|remove|drop|matikan"
    r"|matiin"
    r"|nonaktif\w*|non aktif\w*|pareuman|copot|keluar|(?:turn|switch) (?:\w+ ){0,4}off|no more|don ?t|do not"
    r"|(?:jangan|jgn|ulah|tong|teu kedah|teu kudu|ga usah|gausah|gak usah|nggak usah|ngga usah|tidak usah"
    r"|tak usah"
    r"|ga perlu|gak perlu|tidak perlu|ga mau|gak mau|alim|embung"
    r"|teu hoyong)(?: \w+){0,2} (?:di ?)?(?:kabar\w*|kirim\w*"
    r"|kasih|beri\w*|wartos\w*|beja\w*|kintun\w*|langganan|ingat\w*|info\w*"
    r"|notif\w*|ngabar\w*|ngabeja\w*|ngawartos\w*|ngintun\w*|terima|nerima))\b"
)
_LIST = re.compile(
    r"\b(?:langganan|kabar|notif\w*|pengingat|subscriptions?|alerts?|subscribed)\b.*\b(?:apa|apa aja"
    r"|apa saja|naon|mana"
    r"|daftar|lihat|liat|cek|list|show|what|which|berapa|sabaraha|tingali|aktif)\b"
    r"|\b(?:apa|naon|daftar|lihat|liat|cek|list|show|what|which|berapa|sabaraha|tingali|atur|kelola"
    r"|manage|my)\b.*"
    r"\b(?:langganan\w*|subscriptions?|subscribed|kabar yang|alerts? (?:do )?i)\b"
)
_ALL = re.compile(
    r"\b(?:semua\w*|seluruh\w*|kabeh\w*|sadaya\w*|sadayana|all|every(?:thing| one| subscription)|total"
    r"|segala\w*)\b"
)
_SPAN = re.compile(
    r"\b(?P<count>\d{1,3}|se|sa|satu|hiji|a|an|one|dua|two|tiga|tilu|three|empat|opat|four|lima|five"
    r"|beberapa)? ?"
    r"(?P<unit>jam|hours?|hari|poe|dinten|days?|minggu|weeks?|bulan|months?)\b"
)
_NEXT_WEEK = re.compile(r"\b(?<!hari )minggu depan\b|\bnext week\b")
_ANY_ALERT = re.compile(r"(?<!weather )\balerts?\b")
_COUNTS = {
    "se": 1, "sa": 1, "satu": 1, "hiji": 1, "a": 1, "an": 1, "one": 1, "dua": 2, "two": 2, "tiga": 3,
    "tilu": 3,
    "three": 3, "empat": 4, "opat": 4, "four": 4, "lima": 5, "five": 5, "beberapa": 3,
}  # fmt: skip
_UNITS = {
    "jam": timedelta(hours=1), "hour": timedelta(hours=1), "hari": timedelta(days=1),
    "poe": timedelta(days=1),
    "dinten": timedelta(days=1), "day": timedelta(days=1), "minggu": timedelta(days=7),
    "week": timedelta(days=7),
    "bulan": timedelta(days=30), "month": timedelta(days=30),
}  # fmt: skip


@dataclass(frozen=True)
class Order:
    """Which of the subscriptions, and what is to become of them."""

    act: Act
    kind: Kind | None
    place: Place | None
    all: bool
    until: datetime | None = None  # of a pause


def act_of(text: str, usual: Act) -> Act:
    """What the words want; ``usual`` where they do not say."""
    words = plain(text)
    changes = any(pattern.search(words) for pattern in (_STOP, _PAUSE, _RESUME))
    if usual is not Act.START and _LIST.search(words) and not changes:
        return Act.LIST
    if _TAKEN_BACK.search(words):
        return Act.RESUME
    if _PAUSE.search(words):
        return Act.PAUSE
    if _STOP.search(words):
        return Act.STOP
    if _RESUME.search(words):
        return Act.RESUME
    return usual


def read(text: str, usual: Act, now: datetime) -> Order:
    """An order about subscriptions that exist."""
    words, place = plain(text), places.find(text)
    act = act_of(text, usual)
    return Order(
        act=act,
        kind=kind_of(_matter(words)),
        place=None if place is None or place.kind == "city" else place,
        all=_ALL.search(words) is not None,
        until=pause_end(text, now) if act is Act.PAUSE else None,
    )


def pause_end(text: str, now: datetime) -> datetime:
    """Until when: "seminggu", "3 hari", "sampai Senin"; a week when the words name no end."""
    words = plain(text)
    spelled = re.sub(r"\b(se|sa)(?=jam|hari|poe|dinten|minggu|bulan)", r"\1 ", words)
    until = re.search(r"\b(?:sampai|sampe|nepi|dugi|hingga|until|till?)\b(.*)", time_words(text))
    if until:
        today = now.astimezone(JAKARTA)
        if _NEXT_WEEK.search(until[1]):
            monday = today.date() + timedelta(days=7 - today.weekday())
            return datetime.combine(monday, time(), JAKARTA).astimezone(now.tzinfo)
        ahead = [day for day in named_days(until[1], today.date()) if day > today.date()]
        if ahead:
            return today.replace(
                year=ahead[0].year,
                month=ahead[0].month,
                day=ahead[0].day,
                hour=0,
                minute=0,
                second=0,
                microsecond=0,
            ).astimezone(now.tzinfo)
    span = _SPAN.search(spelled)
    if span is None:
        return now + USUAL_PAUSE
    count = span["count"]
    number = int(count) if count and count.isdigit() else _COUNTS.get(count or "", 1)
    length = number * _UNITS[span["unit"].rstrip("s") if span["unit"] not in _UNITS else span["unit"]]
    return now + min(max(length, timedelta(hours=1)), _LONGEST_PAUSE)


def _matter(words: str) -> str:
    """Without what names no matter here: "jeda 3 hari" no daily weather, "my alerts" no warnings."""
    return _ANY_ALERT.sub(" ", _SPAN.sub(" ", words))
