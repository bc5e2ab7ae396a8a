"""The question about an earthquake: felt just now, a place, a tsunami, a list or a forecast of one."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from core import places
from core.jakarta import age, stamp
from core.language import spoken
from core.quake_words import WORDS, QuakeWords
from core.quakes import SURE_FOR, Quake, answer, known, source, told, tsunami

_NEW = timedelta(minutes=45)
_FELT_LATELY = timedelta(hours=3)
_MOST = 5
_JUST_NOW = re.compile(
    r"\b(?:barusan|baru saja|baru aja|tadi|nemb[eé]|bieu|just|sekarang|ayeuna|now|goyang\w*"
    r"|getar\w*|bergetar|oyag\w*|kaoyag\w*|kerasa|terasa|karaos|karasa|did you feel)\b"
    r"|\bgempa (?:ya|kah|ga|gak|nggak|bukan)\b|\?{2,}",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\b(?:daftar|list|riwayat|terakhir apa|apa (?:aja|saja|wae)|berapa kali|sabaraha kali"
    r"|(?:\d+|beberapa) (?:gempa )?terakhir"
    r"|last \d+|recent earthquakes)\b",
    re.IGNORECASE,
)
_TSUNAMI = re.compile(r"\btsunami\b", re.IGNORECASE)
_TO_COME = re.compile(
    r"\b(?:bakal|akan|rek|bade|prediksi|ramalan|diramal\w*|kapan|iraha|will there|predict\w*|forecast)\b"
    r"(?!.{0,20}\bterakhir\b)",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"\b(?:terjadi\w*|kejadian\w*|gempanya|tadi|barusan|terakhir|jam berapa|susulan)\b", re.IGNORECASE
)


_WHAT_TO_DO = re.compile(
    r"\b(?:(?:harus|mesti|kudu|kedah|musti) (?:apa|ngapain|gimana|bagaimana|kumaha|naon|kamana|ke ?mana|lari)"
    r"|ngapain|(?:apa|naon) (?:yang|yg|nu) (?:harus|mesti|kudu|kedah|perlu)|cara (?:aman|selamat|lindung\w*"
    r"|berlindung|menyelamatkan)|berlindung|tips"
    r"|what (?:(?:do|should|can|must) (?:i|we) do|to do)|how to (?:stay|be) safe"
    r"|(?:lari|kabur|keluar|kaluar) (?:ke ?mana|kamana|rumah|gedung|ga|gak|teu))\b",
    re.IGNORECASE,
)


def answer_question(
    question: str,
    latest: Sequence[Quake],
    felt: Sequence[Quake],
    language: str,
    now: datetime,
    fetched_at: datetime,
    *,
    live: bool = True,
) -> str:
    """What was asked first, then the newest earthquake as far as BMKG lists it."""
    words, quakes = WORDS[spoken(language)], known(latest, felt)
    if not quakes:
        return words.nothing
    last = source(words, now, fetched_at, live=live)
    if _LIST.search(question):
        rows = [told(words.each, words, quake, now) for quake in quakes[:_MOST]]
        return "\n".join([words.several, *rows, last])
    there = _there(question, quakes)
    if there is not None:
        shown = told(words.latest.partition(": ")[2], words, there, now)
        felt_by = [words.felt.format(felt=there.felt)] if there.felt else []
        return "\n".join([" ".join([shown, *felt_by]), *_about_tsunami(question, there, words), last])
    base = answer(latest, felt, language, now, fetched_at, live=live).split("\n")
    head = _head(question, words)
    if head is None:
        head = [_verdict(quakes, words, now, fetched_at, live=live)]
    if _TSUNAMI.search(question):
        said = tsunami(quakes[0], words)
        base = _about_tsunami(question, quakes[0], words) + [line for line in base if line not in said]
    return "\n".join([*head, *base])


def _about_tsunami(question: str, quake: Quake, words: QuakeWords) -> list[str]:
    said = tsunami(quake, words)
    return said or ([words.tsunami_unsaid] if _TSUNAMI.search(question) else [])


def _head(question: str, words: QuakeWords) -> list[str] | None:
    """What stands before the facts; None when only the clock can tell."""
    if _WHAT_TO_DO.search(question):
        return [words.what_to_do]
    if _TO_COME.search(question) and not _HAPPENED.search(question):
        return [words.no_forecast]
    place = places.find(question)
    if place and place.kind == "outside":
        return [words.none_there.format(place=place.name or place.text)]
    return None if _JUST_NOW.search(question) else []


def _verdict(
    quakes: Sequence[Quake], words: QuakeWords, now: datetime, fetched_at: datetime, *, live: bool
) -> str:
    """Whether there was one just now, as far as BMKG lists it."""
    if any(quake.is_felt_in_bandung and now - quake.at <= _FELT_LATELY for quake in quakes):
        return words.felt_yes
    if now - quakes[0].at <= _NEW:
        return words.new_one.format(age=age(now - quakes[0].at, words.language))
    if not live or now - fetched_at > SURE_FOR:
        return words.cannot_tell
    return words.nothing_new.format(stamp=stamp(fetched_at, now, words.language))


def _there(question: str, quakes: Sequence[Quake]) -> Quake | None:
    """The newest listed earthquake at or felt in the place that the question names."""
    place = places.find(question)
    names = [place.name or place.text] if place and place.outside else []
    for name in names:
        wanted = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
        found = next((quake for quake in quakes if wanted.search(f"{quake.where} {quake.felt}")), None)
        if found:
            return found
    return None
