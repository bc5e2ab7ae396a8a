"""How a draft is shown to the citizen."""

from core import agencies
from core.places import Place
from core.reports.draft import Draft
from core.texts import title_from

_SHOWN = 90  # characters of the problem that a summary repeats

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
        lines.append(f"• {words['files']}: {words['photo'].format(len(draft.files))}")
    lines.append(f"• {words['name']}: {_name(draft, words)}")
    lines.append(words["tail_files"] if draft.files else words["tail"])
    return "\n".join(lines)


def _shown(text: str) -> str:
    return f"“{title_from(text, _SHOWN)}”"


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
