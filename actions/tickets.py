"""Looking tickets up: mine whole, others' only as far as everybody may see them, and no guessing."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.services import Services
from actions.turn import CityAction, Turn
from core import agencies, contacts, deadlines, look_ups, notices, places, ticket_number, tickets
from core.errors import NotFoundError
from core.jakarta import JAKARTA
from core.ticket_number import Reading
from core.tickets import Status, View, joining, status_words

_CUT_SHORT = re.compile(r"\bbdg[\s.:#/_-]*\d", re.IGNORECASE)  # "BDG-12345" is a number with digits missing
_MOST_LISTED = 10
_BUTTONS = 3
_WORD = re.compile(r"[^\W\d_]{2,}")
# Around a number these words only ask for it; others answer what an officer wanted to know.
_ASKING = re.compile(
    r"(?:bdg|no|nomor|nomer|nomernya|nomornya|tiket|ticket|laporan|lapor|aduan|pengaduan|kode|cek|check|ngecek"
    r"|lihat|liat|tingali|pariksa|status|statusnya|statusna|kabar|kabarnya|update|progres\w*|gimana|gmn|kumaha"
    r"|sampai|sampe|mana|apa|naon|sudah|udah|tos|belum|teu|acan|min|mimin|kak|kang|pak|bu|dong|ya|nya|tolong"
    r"|mohon|punten|saya|abdi|aku|ini|itu|ieu|eta|yang|yg|nu|mau|bade|tanya|nanya|naros|soal|selamat|pagi|siang"
    r"|sore|malam|halo|assalamualaikum|terima|kasih|makasih|nuhun|track|lacak|info|beres|selesai|proses|diproses)",
    re.IGNORECASE,
)
_ANSWER = 2  # words that do not ask


@dataclass(frozen=True)
class Seen:
    """A ticket as far as this conversation may see it now; ``later`` when it has guessed too often."""

    view: View | None
    later: bool = False


def number_in(turn: Turn) -> Reading:
    """The ticket number of a button or of the words."""
    given = str((turn.entity("number") or {}).get("value") or turn.text)
    reading = ticket_number.read(given)
    if reading.number is None and _CUT_SHORT.search(given):
        return Reading(None, mistyped=True)
    return reading


async def see(services: Services, turn: Turn, number: str) -> Seen:
    """Look a number up. Nobody's and somebody else's count alike, and both are refused to who guesses."""
    sender = turn.tracker.sender_id
    try:
        async with services.db.read() as session:
            view = await tickets.look_up(session, number, sender)
    except NotFoundError:
        view = None
    if view is not None and view.mine:
        return Seen(view)
    channel = str(turn.metadata.get("channel") or "web")
    async with services.db.write(durable=False) as session:
        allowed = await look_ups.miss(session, sender, channel, services.now())
    return Seen(view) if allowed else Seen(None, later=True)


class ActionTicketStatus(CityAction):
    """One ticket by its number, or the list of mine."""

    def name(self) -> str:
        return "action_ticket_status"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        reading = number_in(turn)
        if reading.number:
            await self._one(dispatcher, turn, reading.number)
        elif compared := contacts.checked(turn.text, turn.language):
            dispatcher.utter_message(response="utter_contact", contacts=compared)  # of a phone, not a ticket
        elif reading.mistyped:
            dispatcher.utter_message(response="utter_ticket_mistyped")
        else:
            await self.show_mine(dispatcher, turn)
        return []

    async def _one(self, dispatcher: CollectingDispatcher, turn: Turn, number: str) -> None:
        seen = await see(self.services, turn, number)
        if seen.later:
            dispatcher.utter_message(response="utter_look_up_later")
        elif seen.view is None:
            dispatcher.utter_message(response="utter_ticket_unknown", number=ticket_number.show(number))
        elif _answers(turn, seen.view):
            await self._add(turn, seen.view)
            dispatcher.utter_message(response="utter_words_added", number=seen.view.number)
        else:
            self.show(dispatcher, seen.view, turn.language)

    async def _add(self, turn: Turn, view: View) -> None:
        """An officer asked, and here is the answer: words, files, a pin."""
        pin = places.locate(turn.location["lat"], turn.location["lon"]) if turn.location else None
        async with self.services.db.write() as session:
            await joining.add(
                session, view.id or 0, turn.tracker.sender_id, self.services.now(),
                words=turn.text, attachments=turn.files, place=pin,
            )  # fmt: skip

    async def show_mine(self, dispatcher: CollectingDispatcher, turn: Turn) -> None:
        """Every ticket this conversation made or joined; a single one in full."""
        async with self.services.db.read() as session:
            views = await tickets.mine(session, turn.tracker.sender_id, _MOST_LISTED)
        if not views:
            dispatcher.utter_message(response="utter_ticket_none")
        elif len(views) == 1:
            self.show(dispatcher, views[0], turn.language)
        else:
            lines = "\n".join(self._line(view, turn.language) for view in views)
            buttons = [number_button("check_ticket", view.number) for view in views[:_BUTTONS]]
            dispatcher.utter_message(response="utter_ticket_list", list=lines, buttons=buttons)

    def _line(self, view: View, language: str) -> str:
        parts = [status_words(view.status, language)]
        if view.status in tickets.OPEN and view.due_on:
            parts.append(_due_words(view, self.services.now(), language))
        return f"• {view.number}: {title(view, language)} – {', '.join(parts)}"

    def show(self, dispatcher: CollectingDispatcher, view: View, language: str) -> None:
        """All that this conversation may see of it."""
        status = status_words(view.status, language)
        if view.category is None or view.created_at is None or view.due_on is None:
            dispatcher.utter_message(response="utter_ticket_secret", number=view.number, status=status)
            return
        if view.mine:
            dispatcher.utter_message(
                response=f"utter_ticket_mine{_asks(view)}",
                number=view.number,
                title=title(view, language),
                status=status,
                agency=view.agency_name,
                details=_details(view, self.services.now(), language),
            )
            return
        dispatcher.utter_message(
            response="utter_ticket_public",
            number=view.number,
            status=status,
            category=agencies.categories()[view.category].label(language),
            kecamatan=view.kecamatan or "-",
            created=deadlines.show_date(view.created_at.astimezone(JAKARTA).date(), language),
            due=_due_words(view, self.services.now(), language),
        )


def title(view: View, language: str) -> str:
    """What a list calls a ticket of mine; the words of one that I joined are somebody else's."""
    if view.title is not None:
        return view.title
    label = agencies.categories()[view.category or "other"].label(language)
    return notices.text("joined_report", language, report=label)


def number_button(intent: str, number: str) -> dict[str, str]:
    """A button that says a ticket number, for this intent."""
    return {"title": number, "payload": f'/{intent}{{"number":"{number}"}}'}


def _asks(view: View) -> str:
    """The view of an answered ticket asks whether it is fixed."""
    return "_answered" if view.status is Status.ANSWERED else ""


def _due_words(view: View, now: datetime, language: str) -> str:
    """The day in force, and what kind of day it is."""
    day = deadlines.show_date(view.due_on, language) if view.due_on else "-"
    key = "due_late" if view.is_late(now) else "due_new" if view.promised else "due"
    return notices.text(key, language, day=day)


def _details(view: View, now: datetime, language: str) -> str:
    """What there is to tell beyond status and agency, a line each."""
    lines = []
    if view.status in tickets.OPEN:
        due = _due_words(view, now, language)
        lines.append(due[:1].upper() + due[1:])
    if view.last_note:
        lines.append(notices.text("last_note", language, note=view.last_note))
    if view.has_proof:
        lines.append(notices.text("has_proof", language))
    if view.reporters and view.reporters > 1:
        lines.append(notices.text("reporters", language, count=str(view.reporters)))
    return "".join(f"\n{line}" for line in lines)


def _answers(turn: Turn, view: View) -> bool:
    """Whether this message tells what an officer asked for, instead of asking for the ticket."""
    if not view.waits_for_reply or "?" in turn.text:
        return False
    told = [word for word in _WORD.findall(turn.text) if not _ASKING.fullmatch(word)]
    return bool(turn.text) and (len(told) >= _ANSWER or bool(turn.files or turn.location))
