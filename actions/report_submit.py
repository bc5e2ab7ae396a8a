"""The report form ended: make the ticket, or say why there is none."""

import logging
from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.report import forgotten, slots_set
from actions.turn import CityAction, Turn
from core import conversations, deadlines, edits, ticket_number, tickets
from core.errors import ConflictError
from core.models import Ticket
from core.places import Place
from core.reports import Draft, End, Rewording, gist, place_words, reworded
from core.reports.draft import EMPTY_SLOTS
from core.tickets import NewTicket

logger = logging.getLogger(__name__)


class ActionReportSubmit(CityAction):
    """The form ended: make the ticket, or say why there is none."""

    def name(self) -> str:
        return "action_report_submit"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn, draft = Turn(tracker), Draft.from_slots(tracker.slots)
        match draft.end:
            case End.OUTSIDE:
                dispatcher.utter_message(response="utter_outside", place=outside_words(draft.place))
                return slots_set(draft.with_(place=None, end=None).as_slots())
            case End.POWER_CUT:
                dispatcher.utter_message(response="utter_power_cut")
                return await forgotten(self.services, tracker)
            case End.SEND:
                return await self.send(dispatcher, turn, draft)
            case None:
                dispatcher.utter_message(response="utter_menu")
                return await forgotten(self.services, tracker)

    async def send(self, dispatcher: CollectingDispatcher, turn: Turn, draft: Draft) -> list[EventType]:
        """Make the ticket; a fault keeps the draft, so that one more tap is enough."""
        try:
            ticket = await self._create(turn, draft)
        except Exception:
            logger.exception("a ticket could not be stored")
            dispatcher.utter_message(response="utter_report_failed")
            return slots_set(draft.as_slots())  # still confirmed: one more tap sends it
        number = ticket_number.show(ticket.number)
        dispatcher.utter_message(
            response="utter_report_sent",
            number=number,
            agency=ticket.agency_name,
            due=deadlines.show_date(ticket.due_on),
            privacy=_privacy_line(ticket.privacy, turn.language),
        )
        last = {"number": number, "id": ticket.id, "at": self.services.now().isoformat()}
        return slots_set({**EMPTY_SLOTS, "last_ticket": last})

    async def _create(self, turn: Turn, draft: Draft) -> Ticket:
        sender = turn.tracker.sender_id
        for attempt in (1, 2):  # the second finds what another process made this instant
            try:
                async with self.services.db.write() as session:
                    await conversations.lock(session, sender)  # an edit comes before the ticket or after
                    draft = _as_shown(draft, await edits.rewordings(session, sender, draft.said))
                    ticket = await tickets.create(session, _new_ticket(turn, draft), self.services.now())
                    await edits.note_report(session, sender, draft.said, ticket.number)
                    return ticket
            except ConflictError:
                if attempt == 2:
                    raise
        raise AssertionError("unreachable: the last attempt returns or raises")


def _as_shown(draft: Draft, rewordings: Sequence[Rewording]) -> Draft:
    """With the newest words, but never without a place: the citizen confirmed one."""
    new = reworded(draft, rewordings)
    return new if new.place and not new.place.outside else new.with_(place=draft.place)


def outside_words(place: Place | None) -> str:
    """What to call a place outside the city at the beginning of a sentence."""
    return "Lokasi itu" if place is None or place.kind == "pin" else place.name or place.text


def _new_ticket(turn: Turn, draft: Draft) -> NewTicket:
    place = draft.place
    exact = place is not None and not place.approximate  # a street's middle is no place to send a crew to
    return NewTicket(
        message_id=turn.message_id,
        conversation_id=turn.tracker.sender_id,
        category=draft.category or "other",
        title=gist(draft.text),
        description=draft.text,
        place_text=place_words(place),
        kelurahan=place.kelurahan if place else None,
        kecamatan=place.kecamatan if place else None,
        lat=place.lat if place and exact else None,
        lon=place.lon if place and exact else None,
        privacy=draft.privacy,
        name=draft.name,
        attachments=draft.files,
    )


def _privacy_line(privacy: str, language: str) -> str:
    su = language == "su"
    match privacy:
        case "secret":
            return (
                "Nami sareng eusi laporan dirusiahkeun.\n" if su else "Nama dan isi laporan dirahasiakan.\n"
            )
        case "anonymous":
            return "Nami anjeun disumputkeun.\n" if su else "Nama Anda disembunyikan.\n"
        case _:
            return ""
