"""How an open report near by is shown: one line of what, where, when it was reported, how far it is."""

from collections.abc import Sequence

from core import agencies, deadlines
from core.tickets.flow import status_words
from core.tickets.near import Near

_WORDS = {
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
        "late": "tos liwat wates {}",
        "people": "{} nu ngalapor",
    },
}


def lines(found: Sequence[Near], language: str) -> str:
    """One line for each."""
    return "\n".join(line(each, language) for each in found)


def line(near: Near, language: str) -> str:
    """ "• BDG-4821-0934: Jalan rusak, Jalan Kopo (sekitar 100 m), dilaporkan 12 November 2026, ..." """
    words = _WORDS.get(language, _WORDS["id"])
    place = near.place or words["place"]
    if near.metres is not None:
        place = f"{place} ({words['metres'].format(near.metres)})"
    parts = [
        f"{agencies.categories()[near.category].label(language)}, {place}",
        words["since"].format(deadlines.show_date(near.created_on)),
        status_words(near.status, language),
    ]
    if near.late:
        parts.append(words["late"].format(deadlines.show_date(near.due_on)))
    if near.reporters is not None and near.reporters > 1:
        parts.append(words["people"].format(near.reporters))
    return f"• {near.number}: {'; '.join(parts)}"
