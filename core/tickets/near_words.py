"""How an open report near by is shown: one line of what, where, when it was reported, how far it is."""

from collections.abc import Mapping, Sequence

from core import agencies, deadlines
from core.language import Language, spoken
from core.tickets.flow import status_words
from core.tickets.near import Near

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "id": {
        "place": "di dekat situ",
        "metres": "sekitar {} m",
        "since": "dilaporkan {}",
        "late": "sudah lewat batas {}",
        "people": "{} pelapor",
    },
    "su": {
        "place": "caket dinya",
        "metres": "kinten {} m",
        "since": "dilaporkeun {}",
        "late": "tos langkung ti wates {}",
        "people": "{} pelapor",
    },
    "en": {
        "place": "near there",
        "metres": "about {} m away",
        "since": "reported {}",
        "late": "past its day, {}",
        "people": "{} reporters",
    },
}


def lines(found: Sequence[Near], language: str) -> str:
    """One line for each."""
    return "\n".join(line(each, language) for each in found)


def line(near: Near, language: str) -> str:
    """ "• BDG-4821-0934: Jalan rusak, Jalan Kopo (sekitar 100 m), dilaporkan 12 November 2026, ..." """
    words = _WORDS[spoken(language)]
    place = near.place or words["place"]
    if near.metres is not None:
        place = f"{place} ({words['metres'].format(near.metres)})"
    parts = [
        f"{agencies.categories()[near.category].label(language)}, {place}",
        words["since"].format(deadlines.show_date(near.created_on, language)),
        status_words(near.status, language),
    ]
    if near.late:
        parts.append(words["late"].format(deadlines.show_date(near.due_on, language)))
    if near.reporters is not None and near.reporters > 1:
        parts.append(words["people"].format(near.reporters))
    return f"• {near.number}: {'; '.join(parts)}"
