"""Looking tickets up."""

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import CityAction, Turn
from core import agencies, deadlines, ticket_number, tickets
from core.errors import NotFoundError
from core.jakarta import JAKARTA
from core.tickets import View, status_words

_CUT_SHORT = re.compile(r"\bbdg[\s.:#/_-]*\d", re.IGNORECASE)  # "BDG-12345" is a number with digits missing


class ActionTicketStatus(CityAction):
    """One ticket by its number, or the list of mine."""

    def name(self) -> str:
        return "action_ticket_status"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        given = (turn.entity("number") or {}).get("value") or turn.text
        reading = ticket_number.read(str(given))
        if reading.number:
            await self._one(dispatcher, turn, reading.number)
        elif reading.mistyped or _CUT_SHORT.search(str(given)):
            dispatcher.utter_message(response="utter_ticket_mistyped")
        else:
            await self._mine(dispatcher, turn)
        return []

    async def _one(self, dispatcher: CollectingDispatcher, turn: Turn, number: str) -> None:
        try:
            async with self.services.db.read() as session:
                view = await tickets.look_up(session, number, turn.tracker.sender_id)
        except NotFoundError:
            dispatcher.utter_message(response="utter_ticket_unknown", number=ticket_number.show(number))
            return
        self._show(dispatcher, view, turn.language)

    async def _mine(self, dispatcher: CollectingDispatcher, turn: Turn) -> None:
        async with self.services.db.read() as session:
            views = await tickets.mine(session, turn.tracker.sender_id)
        if not views:
            dispatcher.utter_message(response="utter_ticket_none")
        elif len(views) == 1:
            self._show(dispatcher, views[0], turn.language)
        else:
            lines = [f"• {v.number}: {v.title} – {status_words(v.status, turn.language)}" for v in views]
            buttons = [_button(v.number) for v in views[:3]]
            dispatcher.utter_message(response="utter_ticket_list", list="\n".join(lines), buttons=buttons)

    def _show(self, dispatcher: CollectingDispatcher, view: View, language: str) -> None:
        status = status_words(view.status, language)
        if view.category is None or view.created_at is None or view.due_on is None:
            dispatcher.utter_message(response="utter_ticket_secret", number=view.number, status=status)
            return
        due = deadlines.show_date(view.due_on)
        if view.mine:
            note = f"\nCatatan: {view.last_note}" if view.last_note else ""
            dispatcher.utter_message(
                response="utter_ticket_mine",
                number=view.number,
                title=view.title,
                status=status,
                agency=view.agency_name,
                due=due,
                note=note,
            )
            return
        category = agencies.categories()[view.category]
        dispatcher.utter_message(
            response="utter_ticket_public",
            number=view.number,
            status=status,
            category=category.label_su if language == "su" else category.label_id,
            kecamatan=view.kecamatan or "-",
            created=deadlines.show_date(view.created_at.astimezone(JAKARTA).date()),
            due=due,
        )


def _button(number: str) -> dict[str, str]:
    return {"title": number, "payload": f'/check_ticket{{"number":"{number}"}}'}
