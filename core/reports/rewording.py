"""What an edited message means for the report that its old words are in. Pure rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core import agencies, places
from core.places import Place
from core.reports import said, several
from core.reports.dates import event_date
from core.reports.draft import Draft
from core.reports.hearing import as_private_as_wished
from core.reports.placing import refined
from core.texts import single_spaced


@dataclass(frozen=True)
class Rewording:
    """One message as it was written first and in between, and as it reads now."""

    number: int  # of its newest edit; later edits have higher ones
    before: Sequence[str]
    now: str
    at: datetime | None = None  # of the newest edit


def reworded(draft: Draft, rewordings: Sequence[Rewording]) -> Draft:
    """The draft with the new words in the place of the old ones; each edit counts once."""
    for change in rewordings:
        if change.number > draft.edits_heard:
            draft = _changed(draft, change).with_(edits_heard=change.number)
    return draft


def _changed(draft: Draft, change: Rewording) -> Draft:
    now = single_spaced(change.now)
    name, words = said.introduced(now)
    others = [text for text in map(single_spaced, change.before) if text != now]
    for before in others:
        text = _with_lines(draft.text, (before, said.introduced(before)[1]), words)
        if text is not None:
            told = draft.with_(text=text, name=name or draft.name)
            if change.at:
                told = told.with_(event=event_date(text, change.at) or told.event)
            if several.is_told_apart(told):
                return as_private_as_wished(several.redivided(told), now)
            return as_private_as_wished(_categorised(_placed(told, before, now), before, now), now)
    for before in others:
        draft = several.repieced(draft, before, now) or _answered(draft, before, now)
    return draft


def _with_lines(text: str, pieces: Sequence[str], words: str) -> str | None:
    """The text with one of these runs of whole lines replaced; None when it has none of them."""
    lines = f"\n{text}\n"
    for piece in pieces:
        if piece and f"\n{piece}\n" in lines:
            return lines.replace(f"\n{piece}\n", f"\n{words}\n", 1)[1:-1]
    return None


def _placed(draft: Draft, before: str, now: str) -> Draft:
    """A place told in the story changes with it, or is asked for when the new words have none."""
    place = _named(now)
    if draft.place is None:
        return draft.with_(place=place)
    if not _is_from(draft.place, before):
        return draft
    if place is None:
        return draft.with_(place=draft.place if draft.place.kind == "pin" else None)
    return draft.with_(place=refined(draft, place))


def _answered(draft: Draft, before: str, now: str) -> Draft:
    """The message was only the answer to "di mana?"."""
    if draft.place is None or not _is_from(draft.place, before):
        return draft
    return draft.with_(place=refined(draft, places.as_answer(said.meant(now))))


def _is_from(place: Place, text: str) -> bool:
    named = _named(text)
    return place.text in (named.text if named else None, places.as_answer(said.meant(text)).text)


def _named(text: str) -> Place | None:
    found = places.find(text)
    return None if found is None or found.kind == "city" else found


def _categorised(draft: Draft, before: str, now: str) -> Draft:
    """Other words of trouble may name another category; one that the citizen chose stays."""
    code = agencies.category_named(now)
    chosen = draft.confidence >= 1.0
    if code is None or chosen or code == agencies.category_named(before):
        return draft
    return draft.with_(category=code)
