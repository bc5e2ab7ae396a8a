"""The report form: listen, and ask for what is missing."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.meant import note_correction
from actions.near import is_bare_answer, near_draft, of_two_questions, show_summary
from actions.services import Services
from actions.turn import RECENT, CityAction, Turn
from actions.voice import unheard
from core import agencies, edits, notices, places
from core.jakarta import JAKARTA
from core.reports import (
    Draft,
    End,
    asks_to_wait,
    gist,
    hear,
    is_follow_up,
    labels,
    place_words,
    reworded,
    summary,
    tells_problem,
)
from core.reports.draft import EMPTY_SLOTS

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
        "choose_language",
        "share_location",
        "share_media",
        "nlu_fallback",
        "greet",
        "goodbye",
    }
)


def slots_set(values: dict[str, Any]) -> list[EventType]:
    return [SlotSet(name, value) for name, value in values.items()]


async def forgotten(services: Services, tracker: Tracker) -> list[EventType]:
    """No draft any more."""
    if Draft.from_slots(tracker.slots).said:
        async with services.db.write(durable=False) as session:
            await edits.note_report(session, tracker.sender_id, (), edits.DRAFT)
    return slots_set(EMPTY_SLOTS)


class ValidateReportForm(CityAction):
    """Turns every message of the form into what it means for the draft."""

    def name(self) -> str:
        return "validate_report_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn, kept = Turn(tracker), Draft.from_slots(tracker.slots)
        if turn.may_be_danger and turn.intent != "emergency":  # then its own action says it
            self.say_112(dispatcher, turn)
        draft = await self._as_edited(kept, turn)
        if not tracker.slots.get("requested_slot"):  # the form begins with this message
            draft = _what_is_left(draft, turn)
        if draft.missing != "text" and await unheard(self.services, turn):  # else the question says it
            dispatcher.utter_message(response="utter_voice_in_report")
        after = hear(draft, turn.heard())
        if after is None:
            return []  # not for the report: the form steps aside and a rule answers
        say_left_out(dispatcher, after)
        if draft.edits_heard > kept.edits_heard and kept.missing:
            after = after.with_(end=None)  # completed by an edit: never shown, so not yet confirmed
        if after.end is End.SEND and not turn.certain:
            after = after.with_(end=None)  # a guess sends nothing: shown again
        if not tracker.slots.get("requested_slot") and after.end is End.SEND:
            after = after.with_(end=None)  # "kirim" for words left over: shown first, then confirmed
        if is_bare_answer(turn) and not draft.missing and await near_draft(self.services, turn, draft):
            after = of_two_questions(turn, after)
        await note_correction(self.services, turn, draft)
        events = slots_set((await remembered(self.services, turn, draft, after)).as_slots())
        if after.end:
            events.append(SlotSet("requested_slot", None))
        return events

    async def _as_edited(self, draft: Draft, turn: Turn) -> Draft:
        if not draft.said:
            return draft
        async with self.services.db.read(quick=True) as session:
            return reworded(draft, await edits.rewordings(session, turn.tracker.sender_id, draft.said))


def say_left_out(dispatcher: CollectingDispatcher, draft: Draft) -> None:
    """What of several problems makes no ticket; the others go on."""
    for gone in draft.left_out:
        problem = gist(gone.part.text)
        if gone.end is End.POWER_CUT:
            dispatcher.utter_message(response="utter_power_cut_left_out", problem=problem)
        else:
            place = place_words(gone.part.place)
            dispatcher.utter_message(response="utter_outside_left_out", problem=problem, place=place)


async def remembered(services: Services, turn: Turn, before: Draft, after: Draft) -> Draft:
    """The draft with the messages that it comes from, noted where their edits look for it."""
    after = after.with_(said=_said(before, after, turn))
    if after.said != Draft.from_slots(turn.tracker.slots).said:
        async with services.db.write(durable=False) as session:
            await edits.note_report(session, turn.tracker.sender_id, after.said, edits.DRAFT)
    return after


def _said(before: Draft, after: Draft, turn: Turn) -> tuple[int, ...]:
    """The messages that text and place come from, after this one."""
    if after.text == before.text and after.problems == before.problems:
        return before.said
    grown = before.text and (after.text.startswith(before.text) or _is_part(after.text, before.text))
    return tuple(dict.fromkeys((*(before.said if grown else ()), *turn.worded)))


def _is_part(text: str, whole: str) -> bool:
    """Whether only some of several problems are left."""
    return all(line in whole for line in text.split("\n"))


def _what_is_left(draft: Draft, turn: Turn) -> Draft:
    """What a new report keeps of words left over: wishes, and a place or file that came without a story.

    "Catat laporan" after an emergency means the story just told; a story told now begins afresh, and
    what is older than half an hour belongs to nothing any more.
    """
    files = turn.files_left
    if turn.draft_age > RECENT:
        return Draft(privacy=draft.privacy, files=files)
    tells_now = turn.intent == "report_problem" or tells_problem(turn.text)
    if draft.text and tells_now:
        # The words begin afresh; a photo of a moment ago shows this, and the summary counts it.
        return Draft(name=draft.name, privacy=draft.privacy, files=(*draft.files, *files))
    draft = draft.with_(files=(*draft.files, *files))
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
        elif await unheard(self.services, turn):
            dispatcher.utter_message(response="utter_voice_kept")
        elif draft.tries >= _MANY_TRIES:
            dispatcher.utter_message(response="utter_ask_report_text_again", buttons=_help_buttons(turn))
        elif draft.tries:
            dispatcher.utter_message(response="utter_ask_report_text_again")
        elif draft.place:
            dispatcher.utter_message(
                response="utter_ask_report_text_here", place=place_words(draft.place, turn.language)
            )
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
        said, problem = places.find(draft.text), labels(draft, turn.language)
        if turn.intent == "emergency":
            dispatcher.utter_message(response="utter_ask_report_place_safe", problem=problem)
        elif draft.tries:
            dispatcher.utter_message(response="utter_ask_report_place_again")
        elif said and said.kind == "city":
            dispatcher.utter_message(response="utter_ask_report_place_city")
        elif places.unread_link(draft.text):
            dispatcher.utter_message(response="utter_ask_report_place_link")
        else:
            dispatcher.utter_message(response="utter_ask_report_place", problem=problem)
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
            case "ask" if draft.others and draft.about is None:
                dispatcher.utter_message(response="utter_ask_change_number", buttons=_number_buttons(draft))
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
                dispatcher.utter_message(response="utter_report_unclear", buttons=_help_buttons(turn))
            case _ if _was_aside(turn):
                safe = "_safe" if turn.intent == "emergency" else ""
                dispatcher.utter_message(
                    response=f"utter_report_waiting{safe}",
                    problem=labels(draft, turn.language),
                    place=", ".join(
                        dict.fromkeys(place_words(part.place, turn.language) for part in draft.problems)
                    ),
                )
            case _:
                today = self.services.now().astimezone(JAKARTA).date()
                shown = summary(draft, turn.language, today)
                near = await near_draft(self.services, turn, draft)
                show_summary(dispatcher, turn, shown, hidden, near)
        return []


def _was_aside(turn: Turn) -> bool:
    """Whether something else was answered this turn, so that the report must only be remembered."""
    aside = turn.intent not in _ABOUT_THE_REPORT or is_follow_up(turn.text)
    return aside and not turn.heard_by_report


def _category_buttons(turn: Turn) -> list[dict[str, str]]:
    """The commonest kinds, as many as every channel can show; others are written."""
    known = list(agencies.categories().values())[:_CATEGORY_CHOICES]
    chosen = [*known, agencies.categories()["other"]]
    return [
        {
            "title": c.label(turn.language),
            "payload": f'/correct{{"category":"{c.code}"}}',
        }
        for c in chosen
    ]


def _number_buttons(draft: Draft) -> list[dict[str, str]]:
    return [
        {"title": str(number), "payload": f'/correct{{"part":"{number}"}}'}
        for number in range(1, len(draft.problems) + 1)
    ]


def _help_buttons(turn: Turn) -> list[dict[str, str]]:
    title = notices.text("button_request_human", turn.language)
    return [{"title": title, "payload": "/request_human"}]
