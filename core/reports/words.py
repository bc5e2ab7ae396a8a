"""How a draft is shown to the citizen."""

import re
from collections.abc import Mapping
from datetime import date

from core import agencies, places
from core.deadlines import show_date
from core.language import Language, spoken
from core.places import Place
from core.reports.classes import Kind, classify
from core.reports.dates import Event
from core.reports.draft import MOST_FILES, Draft, Part
from core.reports.said import names_trouble
from core.texts import title_from

_SHOWN = 90  # characters of the problem that a summary repeats
_SHOWN_EACH = 50  # of each when there are several
_TITLE = 80
_ABBREVIATION = re.compile(r"\b(jl|jln|gg|no|kec|kel|rt|rw|dr|hj?|moh|st|ds)\.\s+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_THANKS_FIRST = re.compile(
    r"^(?:ma?kasih|terima ?kasih|trims|nuhun|hatur nuhun)\b.*?\b(?:tapi|tp|cuma|namun|mung|ngan)\b\s*(?=\S)",
    re.IGNORECASE | re.DOTALL,
)
_SELF = re.compile(
    r"\W*(?:(?:ass?alam\w*(?:['’]?alaik\w*)?|wr|wb|halo|hallo|punten|permisi|min|mimin|admin|kak|pak|bu"
    r"|selamat \w+)\W+)*"
    r"(?:perkenalkan\W+)?(?:(?:nama|nami|dengan)\s+)?(?:saya|sy|aku|abdi|kuring|kami|ieu ti|dari|ti"
    r"|dengan|i[zj]in|mohon i[zj]in)"
    r"\s[^,.:;\n]{0,60}?(?:\b(?:me|nga|ma|nge)?lapor(?:kan|keun|in)?\b(?:\s+(?:bahwa|pak|bu|min"
    r"|kak))?[\s,.:]*|[,.:;\n]\s*)",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"^(?:(?:melalui|lewat|dengan) (?:pesan|surat|chat|laporan|ini)(?: ini)?,?\s*)?(?:saya|kami)\s+"
    r"(?:ingin|mau|hendak|bermaksud)\s+(?:menyampaikan|melaporkan|mengadukan|memberitahukan)\s+"
    r"(?:(?:keluhan|aduan|laporan)\s+)?(?:(?:saya|kami)\s+)?(?:(?:mengenai|tentang|terkait|soal|perihal"
    r"|bahwa)\s+)?",
    re.IGNORECASE,
)

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "id": {
        "head": "Saya catat begini:",
        "several": "Saya catat {} laporan:",
        "kind": "Jenis laporan",
        Kind.WISH: "aspirasi",
        Kind.QUESTION: "permintaan informasi",
        "event": "Kejadian",
        "since": "sejak {}",
        "due": "paling lambat {}",
        "content": "Isi",
        "tail_several": "Sudah benar? Bisa diubah (“nomor 2 di Jalan Kopo”) atau dihapus (“hapus nomor 2”).",
        "problem": "Masalah",
        "place": "Lokasi",
        "for": "Diteruskan ke",
        "files": "Lampiran",
        "name": "Nama",
        "hidden": "disembunyikan",
        "secret": "disembunyikan, isi laporan juga rahasia",
        "nameless": "tidak dicantumkan",
        "tail": "Sudah benar? Foto, pin lokasi, atau nama boleh ditambahkan.",
        "tail_files": "Sudah benar?",
        "photo": "{} berkas",
        "photo_most": "{} berkas (paling banyak)",
        "pin": "Titik peta di sekitar Kel. {}, Kec. {}",
    },
    "su": {
        "head": "Dicatet ku abdi sapertos kieu:",
        "several": "Dicatet ku abdi {} laporan:",
        "kind": "Jenis laporan",
        Kind.WISH: "aspirasi",
        Kind.QUESTION: "nyuhunkeun inpormasi",
        "event": "Kajadian",
        "since": "ti {}",
        "due": "paling telat {}",
        "content": "Eusi",
        "tail_several": "Tos leres? Tiasa dirobih (“nomer 2 di Jalan Kopo”) "
        "atanapi dihapus (“hapus nomer 2”).",
        "problem": "Masalah",
        "place": "Lokasi",
        "for": "Diteraskeun ka",
        "files": "Lampiran",
        "name": "Nami",
        "hidden": "disumputkeun",
        "secret": "disumputkeun, eusi laporan ogé rusiah",
        "nameless": "teu dicantumkeun",
        "tail": "Tos leres? Poto, pin lokasi, atanapi nami tiasa ditambihkeun.",
        "tail_files": "Tos leres?",
        "photo": "{} berkas",
        "photo_most": "{} berkas (pangseueurna)",
        "pin": "Titik peta sakitar Kel. {}, Kec. {}",
    },
    "en": {
        "head": "This is what I have noted:",
        "several": "I have noted {} reports:",
        "kind": "Kind of report",
        Kind.WISH: "suggestion",
        Kind.QUESTION: "request for information",
        "event": "When",
        "since": "since {}",
        "due": "due by {}",
        "content": "Text",
        "tail_several": "Is it right? You can change one (“nomor 2 di Jalan Kopo”) "
        "or delete one (“hapus nomor 2”).",
        "problem": "Problem",
        "place": "Place",
        "for": "Goes to",
        "files": "Attached",
        "name": "Name",
        "hidden": "hidden",
        "secret": "hidden, and the text of the report is secret too",
        "nameless": "not given",
        "tail": "Is it right? You can add a photo, a location pin or your name.",
        "tail_files": "Is it right?",
        "photo": "{} file(s)",
        "photo_most": "{} files (the most possible)",
        "pin": "Map pin around Kel. {}, Kec. {}",
    },
}


def summary(draft: Draft, language: str, today: date | None = None) -> str:
    """What will be sent, in a few lines; the citizen confirms or corrects it."""
    words = _WORDS[spoken(language)]
    several = bool(draft.others)
    lines = _of_several(draft, language, words, today) if several else _of_one(draft, language, words)
    if draft.event and not draft.others:
        lines.append(f"• {words['event']}: {event_words(draft.event, language, today)}")
    if draft.files:
        count = words["photo" if len(draft.files) < MOST_FILES else "photo_most"]
        lines.append(f"• {words['files']}: {count.format(len(draft.files))}")
    lines.append(f"• {words['name']}: {_name(draft, words)}")
    if draft.others:
        lines.append(words["tail_several"])
    else:
        lines.append(words["tail_files"] if draft.files else words["tail"])
    return "\n".join(lines)


def _of_one(draft: Draft, language: str, words: Mapping[str, str]) -> list[str]:
    part = draft.problems[0]
    lines, told = [words["head"]], "problem"
    if draft.classification is not Kind.COMPLAINT:
        told = "content"
        lines.append(f"• {words['kind']}: {words[draft.classification]}")
    return [
        *lines,
        f"• {words[told]}: {_label(part, language)} – “{gist(part.text, _SHOWN)}”",
        f"• {words['place']}: {place_words(part.place, language)}",
        f"• {words['for']}: {_agency(part)}",
    ]


def _of_several(draft: Draft, language: str, words: Mapping[str, str], today: date | None) -> list[str]:
    """A numbered list, so that "nomor 2" can be said."""
    lines = [words["several"].format(len(draft.problems))]
    for number, part in enumerate(draft.problems, start=1):
        kind = classify(part.text)
        named = "" if kind is Kind.COMPLAINT else f" ({words[kind]})"
        told = f"{_label(part, language)}{named} – “{gist(part.text, _SHOWN_EACH)}”"
        since = f", {event_words(part.event, language, today)}" if part.event else ""
        if part.files:
            since += f", {words['photo'].format(len(part.files))}"
        lines.append(f"{number}. {told}\n    {place_words(part.place, language)}{since} → {_agency(part)}")
    return lines


def event_words(event: Event, language: str, today: date | None = None) -> str:
    """ "sejak Sabtu, 21 November"; the year only when it is another one."""
    shown = show_date(event.on, language)
    if today and event.on.year == today.year:
        shown = shown.removesuffix(f" {event.on.year}")
    return _WORDS[spoken(language)]["since"].format(shown) if event.since else shown


def _label(part: Part, language: str) -> str:
    return agencies.categories()[part.category or "other"].label(language)


def labels(draft: Draft, language: str) -> str:
    """What the report is about; while places are missing, the problems that lack theirs."""
    lacking = [part for part in draft.problems if part.place is None] or draft.problems
    return ", ".join(dict.fromkeys(_label(part, language) for part in lacking))


def sent_line(number: str, category: str, agency: str, due_on: date, language: str) -> str:
    """One of several tickets in a receipt."""
    words = _WORDS[spoken(language)]
    label = _label(Part("", category=category), language)
    return f"{number}: {label}, {agency}, {words['due'].format(show_date(due_on, language))}"


def _agency(part: Part) -> str:
    kecamatan = part.place.kecamatan if part.place else None
    return agencies.route(part.category or "other", part.text, kecamatan).short


def gist(text: str, limit: int = _TITLE) -> str:
    """The part of a story that names the trouble: a letter's title is not its greeting."""
    text = places.without_links(text).strip() or text
    text = _without_self(_THANKS_FIRST.sub("", _ABBREVIATION.sub(r"\1 ", text)))
    first = title_from(text, limit)
    if names_trouble(first):
        return first
    told = (sentence for sentence in _SENTENCE_END.split(text) if names_trouble(sentence))
    sentence = next(told, None)
    return title_from(_ANNOUNCED.sub("", sentence), limit) if sentence else first


def _without_self(text: str) -> str:
    """Without who writes: "saya Budi dari RT 03 mau melaporkan ..."."""
    match = _SELF.match(text)
    if match is None or names_trouble(match[0]) or not names_trouble(text[match.end() :]):
        return text
    return text[match.end() :]


def _name(draft: Draft, words: Mapping[str, str]) -> str:
    match draft.privacy:
        case "anonymous":
            return words["hidden"]
        case "secret":
            return words["secret"]
        case _:
            return draft.name or words["nameless"]


def place_words(place: Place | None, language: str = "id") -> str:
    """The place as said, with its kecamatan when that adds something; a pin by where it stands."""
    if place is None:
        return "-"
    if place.kind == "pin" and place.kelurahan and spoken(language) != "id":
        return _WORDS[spoken(language)]["pin"].format(place.kelurahan, place.kecamatan)
    if place.kecamatan and place.kecamatan.lower() not in place.text.lower():
        return f"{place.text} (Kec. {place.kecamatan})"
    return place.text
