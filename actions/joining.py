"""Joining somebody's report, and leaving it again."""

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.meant import doubt
from actions.near import join_buttons, near_draft
from actions.report import forgotten
from actions.tickets import ActionTicketStatus, number_button, number_in, see
from actions.turn import CityAction, Turn, one_question
from core import deadlines, ticket_number, tickets
from core.errors import ConflictError, NotFoundError
from core.reports import Draft
from core.reports.hearing import as_private_as_wished
from core.tickets import joining
from core.tickets.joining import Joined
from core.tickets.near import Near


def loop_left() -> list[EventType]:
    """The form ends with this turn, without a ticket of its own."""
    return [ActiveLoop(None), SlotSet("requested_slot", None), FollowupAction("action_listen")]


class ActionJoinReport(CityAction):
    """The draft becomes one more voice of a report that is open already."""

    def name(self) -> str:
        return "action_join_report"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn, draft = Turn(tracker), Draft.from_slots(tracker.slots)
        if draft.text and (asked := await doubt(self.services, dispatcher, turn)) is not None:
            return asked
        found = await near_draft(self.services, turn, draft)
        reading = number_in(turn)
        if reading.mistyped:
            dispatcher.utter_message(response="utter_ticket_mistyped")
            return []
        if reading.number is None:
            return await self._by_draft(dispatcher, turn, draft, found)
        shown = next((each for each in found if each.number == ticket_number.show(reading.number)), None)
        if shown is not None:
            return await self._join_with(dispatcher, turn, shown.ticket_id, draft)
        return await self._by_number(dispatcher, turn, reading.number, draft.privacy)

    async def _by_draft(
        self, dispatcher: CollectingDispatcher, turn: Turn, draft: Draft, found: Sequence[Near]
    ) -> list[EventType]:
        if len(found) == 1:
            return await self._join_with(dispatcher, turn, found[0].ticket_id, draft)
        if found:
            dispatcher.utter_message(response="utter_join_which", buttons=join_buttons(found))
            return one_question(turn.tracker)
        dispatcher.utter_message(response="utter_join_no_number")
        return []

    async def _by_number(
        self, dispatcher: CollectingDispatcher, turn: Turn, number: str, privacy: str
    ) -> list[EventType]:
        """A number that a neighbour passed on: the draft, if there is one, is about something else."""
        seen = await see(self.services, turn, number)
        if seen.later:
            dispatcher.utter_message(response="utter_look_up_later")
            return []
        if seen.view is None or (seen.view.category is None and not seen.view.mine):
            dispatcher.utter_message(response="utter_join_refused", number=ticket_number.show(number))
            return []
        if seen.view.mine and seen.view.status not in tickets.OPEN:  # no news to come
            ActionTicketStatus(self._given).show(dispatcher, seen.view, turn.language)
            return []
        ticket_id = seen.view.id
        if ticket_id is None:
            async with self.services.db.read() as session:
                ticket_id = await joining.id_of(session, number)
        given = as_private_as_wished(Draft(name=turn.metadata.get("name"), privacy=privacy), turn.text)
        return await self._join(dispatcher, turn, ticket_id, given)

    async def _join_with(
        self, dispatcher: CollectingDispatcher, turn: Turn, ticket_id: int, draft: Draft
    ) -> list[EventType]:
        """Join with the draft, which is told by that."""
        events = await self._join(dispatcher, turn, ticket_id, as_private_as_wished(draft, turn.text))
        if not events:
            return []
        left = loop_left() if turn.tracker.active_loop_name else []
        return [*await forgotten(self.services, turn.tracker), *events, *left]

    async def _join(
        self, dispatcher: CollectingDispatcher, turn: Turn, ticket_id: int, given: Draft
    ) -> list[EventType]:
        try:
            async with self.services.db.write() as session:
                joined = await joining.join(
                    session, ticket_id, turn.tracker.sender_id, self.services.now(),
                    privacy=given.privacy, name=given.name, words=given.text,
                    attachments=(*given.files, *turn.files),
                )  # fmt: skip
        except (NotFoundError, ConflictError):
            dispatcher.utter_message(response="utter_join_ended")
            return []
        self._say(dispatcher, joined, given, turn)
        last = {
            "number": ticket_number.show(joined.ticket.number),
            "id": joined.ticket.id,
            "at": self.services.now().isoformat(),
            "one_place": joined.first,  # a pin of somebody who joined does not move the ticket
        }
        return [SlotSet("last_ticket", last)]

    def _say(self, dispatcher: CollectingDispatcher, joined: Joined, given: Draft, turn: Turn) -> None:
        number = ticket_number.show(joined.ticket.number)
        if not joined.new:
            added = bool(given.text or given.files or turn.files)
            dispatcher.utter_message(
                response="utter_words_added" if added else "utter_join_already", number=number
            )
            return
        dispatcher.utter_message(
            response="utter_joined" if given.privacy == "public" else "utter_joined_hidden",
            number=number,
            agency=joined.ticket.agency_name,
            due=deadlines.show_date(joined.ticket.promised_on or joined.ticket.due_on, turn.language),
            place=joined.place,
        )


class ActionLeaveReport(CityAction):
    """No more news of a report that was joined."""

    def name(self) -> str:
        return "action_leave_report"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn, reading = Turn(tracker), number_in(Turn(tracker))
        if reading.mistyped:
            dispatcher.utter_message(response="utter_ticket_mistyped")
            return []
        async with self.services.db.read() as session:
            mine = await tickets.mine(session, tracker.sender_id, 50)
        if reading.number is None:
            mine = [view for view in mine if view.joined]
        else:
            mine = [view for view in mine if view.number == ticket_number.show(reading.number)]
        if len(mine) > 1:
            buttons = [number_button("leave_report", view.number) for view in mine[:10]]
            dispatcher.utter_message(response="utter_leave_which", buttons=buttons)
            return one_question(tracker)
        if mine and (asked := await doubt(self.services, dispatcher, turn)) is not None:
            return asked
        if mine:
            return await self._leave(dispatcher, turn, mine[0].id or 0, mine[0].number)
        dispatcher.utter_message(response="utter_leave_none")
        return []

    async def _leave(
        self, dispatcher: CollectingDispatcher, turn: Turn, ticket_id: int, number: str
    ) -> list[EventType]:
        async with self.services.db.write() as session:
            left = await joining.leave(session, ticket_id, turn.tracker.sender_id, self.services.now())
        dispatcher.utter_message(response="utter_left" if left else "utter_leave_own", number=number)
        last = turn.tracker.get_slot("last_ticket") or {}
        return [SlotSet("last_ticket", None)] if left and last.get("id") == ticket_id else []
