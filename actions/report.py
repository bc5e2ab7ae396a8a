"""The report form: listen, ask for what is missing, send."""

import logging
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import RECENT, CityAction, Turn
from core import agencies, deadlines, places, ticket_number, tickets
from core.errors import ConflictError
from core.models import Ticket
from core.places import Place
from core.reports import (
    Draft,
    End,
    asks_to_wait,
    gist,
    hear,
    is_follow_up,
    place_words,
    summary,
    tells_problem,
)
from core.reports.draft import EMPTY_SLOTS
from core.tickets import NewTicket

logger = logging.getLogger(__name__)

_CATEGORY_CHOICES = 9
_MANY_TRIES = 2
_ABOUT_THE_REPORT = frozenset(
    {
        "report_problem",
        "start_report",
        "send_report",
        "inform_place",
        "inform_name",
        "correct",
        "affirm",
        "deny",
        "make_anonymous",
        "make_secret",
        "make_public",
        "share_location",
        "share_media",
        "nlu_fallback",
        "greet",
        "goodbye",
    }
)


def slots_set(values: dict[str, Any]) -> list[EventType]:
    return [SlotSet(name, value) for name, value in values.items()]


class ValidateReportForm(CityAction):
    """Turns every message of the form into what it means for the draft."""

    def name(self) -> str:
        return "validate_report_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn, draft = Turn(tracker), Draft.from_slots(tracker.slots)
        if turn.may_be_danger and turn.intent != "emergency":  # then its own action says it
            self.say_112(dispatcher, turn)
        if not tracker.slots.get("requested_slot"):  # the form begins with this message
            draft = _what_is_left(draft, turn)
        after = hear(draft, turn.heard())
        if after is None:
            return []  # not for the report: the form steps aside and a rule answers
        events = slots_set(after.as_slots())
        if after.end:
            events.append(SlotSet("requested_slot", None))
        return events


def _what_is_left(draft: Draft, turn: Turn) -> Draft:
    """What a new report keeps of words left over: wishes, and a place or file that came without a story.

    "Catat laporan" after an emergency means the story just told; a story told now begins afresh, and
    what is older than half an hour belongs to nothing any more.
    """
    if turn.draft_age > RECENT:
        return Draft(privacy=draft.privacy)
    tells_now = turn.intent == "report_problem" or tells_problem(turn.text)
    if draft.text and tells_now:
        return Draft(name=draft.name, privacy=draft.privacy)
    return draft if draft.text else draft.with_(category=None, confidence=0.0, tries=0)


class ActionAskReportText(CityAction):
    """What happened?"""

    def name(self) -> str:
        return "action_ask_report_text"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn, draft = Turn(tracker), Draft.from_slots(tracker.slots)
        if turn.intent == "emergency":
            dispatcher.utter_message(response="utter_ask_report_text_safe")
        elif draft.tries >= _MANY_TRIES:
            dispatcher.utter_message(response="utter_ask_report_text_again", buttons=_help_buttons())
        elif draft.tries:
            dispatcher.utter_message(response="utter_ask_report_text_again")
        elif draft.place:
            dispatcher.utter_message(response="utter_ask_report_text_here", place=place_words(draft.place))
        elif draft.files:
            dispatcher.utter_message(response="utter_ask_report_text_photo")
        else:
            dispatcher.utter_message(response="utter_ask_report_text")
        return []


class ActionAskReportPlace(CityAction):
    """Where?"""

    def name(self) -> str:
        return "action_ask_report_place"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn, draft = Turn(tracker), Draft.from_slots(tracker.slots)
        said = places.find(draft.text)
        if turn.intent == "emergency":
            dispatcher.utter_message(response="utter_ask_report_place_safe", problem=_label(draft, turn))
        elif draft.tries:
            dispatcher.utter_message(response="utter_ask_report_place_again")
        elif said and said.kind == "city":
            dispatcher.utter_message(response="utter_ask_report_place_city")
        else:
            dispatcher.utter_message(response="utter_ask_report_place", problem=_label(draft, turn))
        return []


class ActionAskReportGo(CityAction):
    """Shows what was understood and asks to send it, or asks for the part to change."""

    def name(self) -> str:
        return "action_ask_report_go"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn, draft = Turn(tracker), Draft.from_slots(tracker.slots)
        hidden = "" if draft.privacy == "public" else "_hidden"
        match draft.changing:
            case "ask":
                dispatcher.utter_message(response="utter_ask_change")
            case "place":
                dispatcher.utter_message(response="utter_ask_report_place_new")
            case "text":
                dispatcher.utter_message(response="utter_ask_report_text_new")
            case "category":
                dispatcher.utter_message(response="utter_ask_category", buttons=_category_buttons(turn))
            case _ if turn.heard_by_report and asks_to_wait(turn.text):
                dispatcher.utter_message(response="utter_report_wait")
            case _ if draft.tries:
                dispatcher.utter_message(response="utter_report_unclear", buttons=_help_buttons())
            case _ if _was_aside(turn):
                safe = "_safe" if turn.intent == "emergency" else ""
                dispatcher.utter_message(
                    response=f"utter_report_waiting{safe}",
                    problem=_label(draft, turn),
                    place=place_words(draft.place),
                )
            case _:
                shown = summary(draft, turn.language)
                dispatcher.utter_message(response=f"utter_report_summary{hidden}", summary=shown)
        return []


def _was_aside(turn: Turn) -> bool:
    """Whether something else was answered this turn, so that the report must only be remembered."""
    aside = turn.intent not in _ABOUT_THE_REPORT or is_follow_up(turn.text)
    return aside and not turn.heard_by_report


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
                return slots_set(EMPTY_SLOTS)
            case End.SEND:
                return await self.send(dispatcher, turn, draft)
            case None:
                dispatcher.utter_message(response="utter_menu")
                return slots_set(EMPTY_SLOTS)

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
        new = _new_ticket(turn, draft)
        for attempt in (1, 2):  # the second finds what another process made this instant
            try:
                async with self.services.db.write() as session:
                    return await tickets.create(session, new, self.services.now())
            except ConflictError:
                if attempt == 2:
                    raise
        raise AssertionError("unreachable: the last attempt returns or raises")


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


def _label(draft: Draft, turn: Turn) -> str:
    category = agencies.categories()[draft.category or "other"]
    return category.label_su if turn.language == "su" else category.label_id


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


def _category_buttons(turn: Turn) -> list[dict[str, str]]:
    """The commonest kinds, as many as every channel can show; others are written."""
    known = list(agencies.categories().values())[:_CATEGORY_CHOICES]
    chosen = [*known, agencies.categories()["other"]]
    return [
        {
            "title": c.label_su if turn.language == "su" else c.label_id,
            "payload": f'/correct{{"category":"{c.code}"}}',
        }
        for c in chosen
    ]


def _help_buttons() -> list[dict[str, str]]:
    return [{"title": "Bicara petugas", "payload": "/request_human"}]
