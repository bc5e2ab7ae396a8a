"""The report form ended: make the ticket, or say why there is none."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.report import forgotten, slots_set
from actions.turn import CityAction, Turn
from core import conversations, deadlines, edits, notices, ticket_number, tickets
from core.errors import ConflictError
from core.models import Ticket
from core.places import Place
from core.reports import Draft, End, Part, Rewording, classify, gist, place_words, reworded, sent_line
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
                named = outside_words(draft.place, turn.language)
                dispatcher.utter_message(response="utter_outside", place=named)
                return slots_set(draft.with_(place=None, end=None).as_slots())
            case End.POWER_CUT:
                dispatcher.utter_message(response="utter_power_cut")
                return await forgotten(self.services, tracker)
            case End.CRIME:
                dispatcher.utter_message(response="utter_crime")
                return await forgotten(self.services, tracker)
            case End.SEND:
                return await self.send(dispatcher, turn, draft)
            case None:
                dispatcher.utter_message(response="utter_menu")
                return await forgotten(self.services, tracker)

    async def send(self, dispatcher: CollectingDispatcher, turn: Turn, draft: Draft) -> list[EventType]:
        """Make the tickets; a fault keeps the draft, so that one more tap is enough."""
        try:
            made = await self._create(turn, draft)
        except Exception:
            logger.exception("a ticket could not be stored")
            dispatcher.utter_message(response="utter_report_failed")
            return slots_set(draft.as_slots())  # still confirmed: one more tap sends it
        _say_sent(dispatcher, turn, made)
        last = {
            "number": ", ".join(ticket_number.show(ticket.number) for ticket in made),
            "id": made[0].id,
            "ids": [ticket.id for ticket in made],
            "one_place": len({ticket.place_text for ticket in made}) == 1,
            "at": self.services.now().isoformat(),
        }
        return slots_set({**EMPTY_SLOTS, "last_ticket": last})

    async def _create(self, turn: Turn, draft: Draft) -> Sequence[Ticket]:
        """All tickets or none; they are found again when an earlier try made them."""
        sender = turn.tracker.sender_id
        for attempt in (1, 2):  # the second finds what another process made this instant
            try:
                async with self.services.db.write() as session:
                    await conversations.lock(session, sender)  # an edit comes before the ticket or after
                    draft = _as_shown(draft, await edits.rewordings(session, sender, draft.said))
                    now = self.services.now()
                    made = [await tickets.create(session, new, now) for new in _new_tickets(turn, draft)]
                    await edits.note_report(session, sender, draft.said, made[0].number)
                    return made
            except ConflictError:
                if attempt == 2:
                    raise
        raise AssertionError("unreachable: the last attempt returns or raises")


def _say_sent(dispatcher: CollectingDispatcher, turn: Turn, made: Sequence[Ticket]) -> None:
    """Number, agency and date of every ticket."""
    first, privacy = made[0], _privacy_line(made[0].privacy, turn.language)
    if len(made) == 1:
        dispatcher.utter_message(
            response="utter_report_sent",
            number=ticket_number.show(first.number),
            agency=first.agency_name,
            due=deadlines.show_date(first.due_on, turn.language),
            privacy=privacy,
        )
        return
    lines = [
        sent_line(
            ticket_number.show(each.number), each.category, each.agency_name, each.due_on, turn.language
        )
        for each in made
    ]
    dispatcher.utter_message(
        response="utter_reports_sent", count=len(made), list="\n".join(lines), privacy=privacy
    )


def _as_shown(draft: Draft, rewordings: Sequence[Rewording]) -> Draft:
    """With the newest words, but as many reports as were confirmed, and never without a place."""
    new = reworded(draft, rewordings)
    if len(new.problems) != len(draft.problems):
        return draft  # the edit is added to the tickets when it is settled
    return new.with_problems(
        [
            now if now.place and not now.place.outside else replace(now, place=before.place)
            for now, before in zip(new.problems, draft.problems, strict=True)
        ]
    )


def outside_words(place: Place | None, language: str) -> str:
    """What to call a place outside the city at the beginning of a sentence."""
    unnamed = place is None or place.kind == "pin"
    return notices.text("that_place", language) if unnamed or not place else place.name or place.text


def _new_tickets(turn: Turn, draft: Draft) -> list[NewTicket]:
    """One for each problem; the first is keyed by the message, the others by it and their number."""
    keys = [turn.message_id, *(f"{turn.message_id}:{n}" for n in range(2, len(draft.problems) + 1))]
    return [_new_ticket(turn, draft, part, key) for part, key in zip(draft.problems, keys, strict=True)]


def _new_ticket(turn: Turn, draft: Draft, part: Part, key: str) -> NewTicket:
    place = part.place
    exact = place is not None and not place.approximate  # a street's middle is no place to send a crew to
    return NewTicket(
        message_id=key,
        conversation_id=turn.tracker.sender_id,
        category=part.category or "other",
        title=gist(part.text),
        description=part.text,
        place_text=place_words(place),
        kelurahan=place.kelurahan if place else None,
        kecamatan=place.kecamatan if place else None,
        street=place.street if place else None,
        lat=place.lat if place and exact else None,
        lon=place.lon if place and exact else None,
        privacy=draft.privacy,
        name=draft.name,
        attachments=(*draft.files, *part.files),
        classification=classify(part.text) if draft.others else draft.classification,
        event_on=part.event.on if part.event else None,
        event_said=part.event.said if part.event else None,
    )


def _privacy_line(privacy: str, language: str) -> str:
    """Below the receipt, what of it nobody sees."""
    if privacy not in ("secret", "anonymous"):
        return ""
    return notices.text(f"kept_{privacy}", language) + "\n"
