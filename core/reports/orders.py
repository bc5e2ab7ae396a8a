"""Orders about one of several problems: drop it, send only it, change it, or make one report of all."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from core.reports import said
from core.reports.draft import Draft
from core.reports.heard import Heard
from core.reports.several import alone, own_place, put_back, with_files_of, with_only
from core.reports.topics import names_thing

_ORDER_WORDS = 14  # an order about one of them is short
_NUMBER = re.compile(
    r"\b(?:(?:laporan|lapor|masalah)\s+)?(?:(?:yang|yg|nu|anu)\s+)?"
    r"(?:(?:nomor|nomer|nmr|no|angka|ke|ka)\.?\s?-?\s?(?P<digit>[1-6])\b|(?<=yang )(?P<bare>[1-6])\b"
    r"|(?<=yg )(?P<bare2>[1-6])\b"
    r"|(?P<word>pertama(?! kali)|kesatu|kahiji|kedua|kadua|ketiga|katilu|keempat|kaopat|kelima|terakhir"
    r"|panungtung"
    r"|first|second|third|last)\b)",
    re.IGNORECASE,
)
_RANKS = {
    "pertama": 0, "kesatu": 0, "kahiji": 0, "first": 0, "kedua": 1, "kadua": 1, "second": 1, "ketiga": 2,
    "katilu": 2, "third": 2, "keempat": 3, "kaopat": 3, "kelima": 4,
    "terakhir": -1, "panungtung": -1, "last": -1,
}  # fmt: skip
_DROP = re.compile(
    r"\b(?:(?:di)?hapus(?:in|keun)?|(?:di)?buang|batal(?:in|kan|keun)?|dibatal\w*|cancel|coret|hilangin"
    r"|hilangkan|leungitkeun|pupus"
    r"|(?:ga|gak|gk|nggak|ngga|tidak|teu|tak) (?:usah|jadi|perlu|kedah|kudu)|jangan (?:di)?(?:kirim|masuk"
    r"|lapor)\w*|gausah|gaperlu|skip|delete"
    r"|remove|drop|keluarkan|keluarin)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:cuma|cuman|hanya|saja|aja|doang|ngan|wungkul|waé|wae|only|just)\b", re.IGNORECASE)
_ONE = re.compile(
    r"\b(?:gabung(?:in|kan|keun)?|satu(?:in|kan)|disatu\w*|digabung\w*|hijikeun|(?:itu|ini|eta"
    r"|éta)?\s*(?:cuma|hanya|ngan)?\s*"
    r"(?:satu|hiji|1) (?:masalah|laporan|tiket)|jadi(?:kan|in)? satu|jangan dipisah\w*|sama (?:saja"
    r"|aja) masalahnya|combine|merge)\b",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:semua(?:nya)?|dua[- ]duanya|keduanya|kedua-duanya|sadaya\w*|kabeh\w*|all|both)\b", re.IGNORECASE
)

_LEADING = re.compile(
    r"\W*(?:(?:eh|salah|ralat|itu|yang|yg|nu|laporan|masalah|untuk|buat|kanggo|kalau|kalo|koreksi|maaf"
    r"|punten|min|lokasi\w*"
    r"|tempat\w*|alamat\w*|ganti|ubah|robih|pindah\w*|betulkan|benerin|oh|iya|ya|ok|oke)\W+)*",
    re.IGNORECASE,
)
_BY_THING = re.compile(
    r"\W*(?:(?:eh|oh|nah|oke?)\W+)?(?:yang|yg|nu|anu|kalau|kalo|untuk|buat)\s", re.IGNORECASE
)
_FILES = re.compile(r"\b(?:foto|poto|gambar|video|vidio|berkas|lampiran|dokumen)\w*\b", re.IGNORECASE)
_CAPTION = 5  # words
_TOO_SHORT = 3  # words: no correction yet

type _Change = Callable[[Draft, Heard], Draft | None]


def ordered(draft: Draft, heard: Heard, change: _Change) -> Draft | None:
    """The draft after an order about one of its problems by number; None when the message is none.

    "Hapus yang kedua", "cuma yang pertama", "nomor 2 di kopo", "gabung aja"; ``change`` applies the rest
    of the words to that problem alone.
    """
    if heard.part and heard.part.isdigit():
        return _chosen(draft, int(heard.part) - 1)
    short = 0 < len(heard.text.split()) <= _ORDER_WORDS
    if short and _ONE.search(heard.text):
        return _as_one(draft)
    chosen = _addressed(draft, heard.text) if short else []
    if chosen:
        return _shown_by_files(draft, chosen, heard) or _obeyed(draft, chosen, heard, change)
    meant = _meant_by_thing(draft, heard.text) if short else None
    return None if meant is None else _changed(draft, meant, heard, change)


def _meant_by_thing(draft: Draft, text: str) -> int | None:
    """ "Yang sampah di jalan riau": which problem gets this place."""
    if not _BY_THING.match(text) or not own_place(text) or said.names_trouble(_things_cut(text)):
        return None
    named = [n for n, part in enumerate(draft.problems) if part.category and names_thing(text, part.category)]
    return named[0] if len(named) == 1 else None


def _shown_by_files(draft: Draft, chosen: Sequence[int], heard: Heard) -> Draft | None:
    """ "Foto ini buat nomor 2": the files of this message, or those sent before."""
    files = heard.files or draft.files
    named = _FILES.search(heard.text) or (heard.files and len(heard.text.split()) <= _CAPTION)
    if not files or not named or len(chosen) != 1 or own_place(heard.text):
        return None
    return with_files_of(draft, chosen[0], files)


def _obeyed(draft: Draft, chosen: Sequence[int], heard: Heard, change: _Change) -> Draft | None:
    if _DROP.search(heard.text) and not said.names_trouble(_DROP.sub(" ", _things_cut(heard.text))):
        return _without(draft, chosen)
    if _ONLY.search(heard.text) and not own_place(heard.text):
        return _without(draft, [n for n in range(len(draft.problems)) if n not in chosen])
    return _each_changed(draft, heard, change)


def _things_cut(text: str) -> str:
    """ "Hapus yang sampah" names a problem by its thing and tells no trouble."""
    return re.sub(
        r"\b(?:sampah|runtah|banjir|macet|lubang|bolong|mati|padam|rusak)\w*\b",
        " ",
        text,
        flags=re.IGNORECASE,
    )


def _addressed(draft: Draft, text: str) -> list[int]:
    count = len(draft.problems)
    if _ALL.search(text):
        return []
    ranks = [_rank(match, count) for match in _NUMBER.finditer(text)]
    if ranks:
        return [n for n in dict.fromkeys(ranks) if 0 <= n < count]
    if not (_DROP.search(text) or _ONLY.search(text)):
        return []
    return [n for n, part in enumerate(draft.problems) if part.category and names_thing(text, part.category)]


def _rank(match: re.Match[str], count: int) -> int:
    digit = match["digit"] or match["bare"] or match["bare2"]
    if digit:
        return int(digit) - 1
    rank = _RANKS[match["word"].lower()]
    return rank if rank >= 0 else count - 1


def _chosen(draft: Draft, at: int) -> Draft:
    if not 0 <= at < len(draft.problems):
        return draft.with_(changing="ask", about=None)
    return draft.with_(changing="ask", about=at, tries=0)


def _as_one(draft: Draft) -> Draft:
    found = next((part.place for part in draft.problems if part.place), None)
    return draft.with_(own="", others=(), about=None, together=True, place=found, changing=None, tries=0)


def _without(draft: Draft, gone: Sequence[int]) -> Draft:
    kept = [part for n, part in enumerate(draft.problems) if n not in gone]
    if not kept or len(kept) == len(draft.problems):
        return draft.with_(changing="ask", about=None)
    return with_only(draft, kept).with_(changing=None, about=None, tries=0)


def _each_changed(draft: Draft, heard: Heard, change: _Change) -> Draft | None:
    """ "Nomor 1 di cikutra, nomor 2 di kopo": each gets the words behind its number."""
    marks = list(_NUMBER.finditer(heard.text))
    if not marks or not _LEADING.fullmatch(heard.text[: marks[0].start()]):
        return None
    ends = [mark.start() for mark in marks[1:]] + [len(heard.text)]
    after: Draft | None = draft
    for mark, end in zip(marks, ends, strict=True):
        at = _rank(mark, len(draft.problems))
        if after is None or not 0 <= at < len(draft.problems):
            return after
        after = _changed(after, at, replace(heard, text=heard.text[mark.end() : end].strip(" ,.:-")), change)
    return after


def _changed(draft: Draft, at: int, heard: Heard, change: _Change) -> Draft | None:
    if not own_place(heard.text) and len(heard.text.split()) < _TOO_SHORT:
        return _chosen(draft, at)  # "yang nomor 2 salah", or the answer to "which one?"
    after = change(alone(draft, at), replace(heard, intent="correct"))
    return None if after is None else put_back(draft.with_(about=at), at, after)
