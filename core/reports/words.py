"""How a draft is shown to the citizen."""

import re

from core import agencies
from core.places import Place
from core.reports.draft import MOST_FILES, Draft
from core.reports.said import names_trouble
from core.texts import title_from

_SHOWN = 90  # characters of the problem that a summary repeats
_TITLE = 80
_ABBREVIATION = re.compile(r"\b(jl|jln|gg|no|kec|kel|rt|rw|dr|hj?|moh|st|ds)\.\s+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_THANKS_FIRST = re.compile(
    r"^(?:ma?kasih|terima ?kasih|trims|nuhun|hatur nuhun)\b.*?\b(?:tapi|tp|cuma|namun|mung|ngan)\b\s*(?=\S)",
    re.IGNORECASE | re.DOTALL,
)
_ANNOUNCED = re.compile(
    r"^(?:(?:melalui|lewat|dengan) (?:pesan|surat|chat|laporan|ini)(?: ini)?,?\s*)?(?:saya|kami)\s+"
    r"(?:ingin|mau|hendak|bermaksud)\s+(?:menyampaikan|melaporkan|mengadukan|memberitahukan)\s+"
    r"(?:(?:keluhan|aduan|laporan)\s+)?(?:(?:saya|kami)\s+)?(?:(?:mengenai|tentang|terkait|soal|perihal|bahwa)\s+)?",
    re.IGNORECASE,
)

_WORDS = {
    "id": {
        "head": "Saya catat begini:",
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
    },
    "su": {
        "head": "Dicatet sapertos kieu:",
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
    },
}


def summary(draft: Draft, language: str) -> str:
    """What will be sent, in a few lines; the citizen confirms or corrects it."""
    words = _WORDS.get(language, _WORDS["id"])
    category = agencies.categories()[draft.category or "other"]
    label = category.label_su if language == "su" else category.label_id
    agency = agencies.route(category.code, draft.text, draft.place.kecamatan if draft.place else None)
    lines = [
        words["head"],
        f"• {words['problem']}: {label} – {_shown(draft.text)}",
        f"• {words['place']}: {place_words(draft.place)}",
        f"• {words['for']}: {agency.short}",
    ]
    if draft.files:
        count = words["photo" if len(draft.files) < MOST_FILES else "photo_most"]
        lines.append(f"• {words['files']}: {count.format(len(draft.files))}")
    lines.append(f"• {words['name']}: {_name(draft, words)}")
    lines.append(words["tail_files"] if draft.files else words["tail"])
    return "\n".join(lines)


def gist(text: str, limit: int = _TITLE) -> str:
    """The part of a story that names the trouble: a letter's title is not its greeting."""
    text = _THANKS_FIRST.sub("", _ABBREVIATION.sub(r"\1 ", text))
    first = title_from(text, limit)
    if names_trouble(first):
        return first
    told = (sentence for sentence in _SENTENCE_END.split(text) if names_trouble(sentence))
    sentence = next(told, None)
    return title_from(_ANNOUNCED.sub("", sentence), limit) if sentence else first


def _shown(text: str) -> str:
    return f"“{gist(text, _SHOWN)}”"


def _name(draft: Draft, words: dict[str, str]) -> str:
    match draft.privacy:
        case "anonymous":
            return words["hidden"]
        case "secret":
            return words["secret"]
        case _:
            return draft.name or words["nameless"]


def place_words(place: Place | None) -> str:
    """The place as said, with its kecamatan when that adds something."""
    if place is None:
        return "-"
    if place.kecamatan and place.kecamatan.lower() not in place.text.lower():
        return f"{place.text} (Kec. {place.kecamatan})"
    return place.text
