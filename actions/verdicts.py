"""After the agency's answer: fixed or not, how well, and what is still wrong."""

import re
from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.meant import doubt
from actions.more_words import ActionMoreWords
from actions.report import slots_set
from actions.tickets import ActionTicketStatus, number_button, number_in, title
from actions.turn import CityAction, Turn, one_question
from core import deadlines, places, ticket_number, tickets
from core.errors import NotFoundError
from core.places import Place
from core.reports import Draft, tells_problem
from core.tickets import Judgement, Outcome, View, joining, reading, status_words
from core.tickets.reporters import stricter

_SHORT = 3  # words: "udah beres min" says no more than its button
_NUMBER = re.compile(r"\d+(?P<rest>[.,]\d+)?(?P<scale>\s*(?:/|dari|per|out of)\s*\d+)?")
_RATING = re.compile(r"[1-5](?:\s*(?:/|dari|per|out of)\s*5)?")
_RATING_WORDS = {"satu": 1, "hiji": 1, "dua": 2, "tiga": 3, "tilu": 3, "empat": 4, "opat": 4, "lima": 5}
_ABOUT_RATING = re.compile(
    r"(?:nilai|nilainya|bintang|rating|ratingnya|skor|poin|kasih|beri|mere|masihan|penilaian|saya|abdi|aku|gue"
    r"|min|kak|dong|deh|ya|aja|wae|stars?|dari|per|out|of|ponten|peunteun|peunteunna|buat|untuk|keur|kanggo)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")


class _Verdict(CityAction):
    """What both verdicts share: which ticket they are about."""

    _intent: str
    _fixed: bool

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn, given = Turn(tracker), number_in(Turn(tracker))
        if given.number is None and self._goes_on(turn):
            return await ActionMoreWords(self._given).take(dispatcher, turn)
        if given.mistyped:
            dispatcher.utter_message(response="utter_ticket_mistyped")
            return []
        meant = await self._meant(turn, given.number)
        if len(meant) == 1:
            asked = await doubt(self.services, dispatcher, turn)
            return asked or await self._judge(dispatcher, turn, meant[0])
        if meant:
            lines = "\n".join(f"• {view.number}: {title(view, turn.language)}" for view in meant)
            buttons = [number_button(self._intent, view.number) for view in meant]
            dispatcher.utter_message(response="utter_verdict_which", list=lines, buttons=buttons)
            return one_question(tracker)
        if given.number is not None:  # nobody's, somebody's and a secret one alike
            number = ticket_number.show(given.number)
            dispatcher.utter_message(response="utter_verdict_not_yours", number=number)
            return []
        return await self._nothing(dispatcher, turn)

    def _goes_on(self, _turn: Turn) -> bool:
        """Whether this only answers what the verdict before it was asked."""
        return False

    async def _meant(self, turn: Turn, number: str | None) -> Sequence[View]:
        """The ticket of this number if it is mine; without a number, those that wait for my verdict."""
        async with self.services.db.read() as session:
            if number is None:
                return await reading.answered(
                    session, turn.tracker.sender_id, self.services.now(), and_closed=not self._fixed
                )
            try:
                view = await tickets.look_up(session, number, turn.tracker.sender_id)
            except NotFoundError:
                return []
            return [view] if view.mine else []

    async def _nothing(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        """No report of theirs waits for a verdict."""
        if not turn.tracker.active_loop_name:  # there the report asks again
            dispatcher.utter_message(response="utter_verdict_none")
        return []

    async def _judge(self, dispatcher: CollectingDispatcher, turn: Turn, view: View) -> list[EventType]:
        words = turn.text if len(turn.text.split()) > _SHORT else ""
        ticket_id, sender, now = view.id or 0, turn.tracker.sender_id, self.services.now()
        if view.waits_for_reply and (words or turn.files):  # an answer to the officer's question
            async with self.services.db.write() as session:
                await joining.add(session, ticket_id, sender, now, words=words, attachments=turn.files)
            dispatcher.utter_message(response="utter_words_added", number=view.number)
            return []
        async with self.services.db.write() as session:
            judged = await tickets.judge(session, ticket_id, sender, self._fixed, now, words)
            if turn.files:
                await joining.add(session, ticket_id, sender, now, attachments=turn.files)
        if judged.outcome is Outcome.NOT_YOURS:
            dispatcher.utter_message(response="utter_verdict_not_yours", number=view.number)
            return []
        if judged.outcome is Outcome.NOT_ASKED and view.status not in tickets.OPEN:  # and never will be
            ActionTicketStatus(self._given).show(dispatcher, view, turn.language)
            return []
        if judged.outcome is Outcome.NOT_ASKED:
            status = status_words(view.status, turn.language)
            dispatcher.utter_message(response="utter_verdict_not_asked", number=view.number, status=status)
            return []
        return await self._answer(dispatcher, turn, view, judged)

    @abstractmethod
    async def _answer(
        self, dispatcher: CollectingDispatcher, turn: Turn, view: View, judged: Judgement, /
    ) -> list[EventType]:
        """What the citizen hears, and what is awaited next."""


class ActionConfirmFixed(_Verdict):
    """It is fixed: thanks, and how well was it done?"""

    _intent = "confirm_fixed"
    _fixed = True

    def name(self) -> str:
        return "action_confirm_fixed"

    async def _answer(
        self, dispatcher: CollectingDispatcher, _turn: Turn, view: View, judged: Judgement, /
    ) -> list[EventType]:
        late = judged.outcome is Outcome.TOO_LATE
        dispatcher.utter_message(response="utter_fixed_late" if late else "utter_fixed", number=view.number)
        return []


class ActionDenyFixed(_Verdict):
    """It is not: the new date, and what is still wrong? Too late for that: a new report of the old words."""

    _intent = "deny_fixed"
    _fixed = False

    def name(self) -> str:
        return "action_deny_fixed"

    def _goes_on(self, turn: Turn) -> bool:
        """ "Masih bolong di depan SD" after "apa yang masih kurang?"."""
        return bool(turn.text) and ActionMoreWords(self._given).awaited(turn) == "still"

    async def _nothing(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        """ "Jalan kopo masih bolong" is then a report; "masih bolong" asks for the open ones."""
        async with self.services.db.read() as session:
            has_any = bool(await tickets.mine(session, turn.tracker.sender_id, 1))
        if turn.tracker.active_loop_name or not (has_any or tells_problem(turn.text)):
            return await super()._nothing(dispatcher, turn)
        if tells_problem(turn.text) and (not has_any or places.find(turn.text)):
            return [FollowupAction("report_form")]
        await ActionTicketStatus(self._given).show_mine(dispatcher, turn)
        return []

    async def _answer(
        self, dispatcher: CollectingDispatcher, turn: Turn, view: View, judged: Judgement, /
    ) -> list[EventType]:
        if judged.outcome is Outcome.TOO_LATE:
            return await self._offer_new(dispatcher, turn, view)
        response = "utter_reopened" if judged.outcome is Outcome.REOPENED else "utter_still_noted"
        due = judged.promised_on or view.due_on
        shown = deadlines.show_date(due, turn.language) if due else "-"
        dispatcher.utter_message(response=response, number=view.number, due=shown)
        if turn.tracker.active_loop_name:  # the next words are the open report's
            return []
        at = self.services.now().isoformat()
        last = {"number": view.number, "id": view.id, "at": at, "one_place": not view.joined}
        return [SlotSet("last_ticket", last), *words_awaited("still", view, at)]

    async def _offer_new(self, dispatcher: CollectingDispatcher, turn: Turn, view: View) -> list[EventType]:
        async with self.services.db.read() as session:
            story = await reading.story(session, view.id or 0, turn.tracker.sender_id)
        has_draft = Draft.from_slots(turn.tracker.slots).said or turn.tracker.active_loop_name
        if has_draft or not story.text:
            dispatcher.utter_message(response="utter_reopen_late_anew", number=view.number)
            return []
        dispatcher.utter_message(response="utter_reopen_late", number=view.number)
        place = None
        if story.place_text:
            place = Place(
                story.place_text, "pin" if story.lat is not None else "free",
                kelurahan=story.kelurahan, kecamatan=story.kecamatan, street=story.street,
                lat=story.lat, lon=story.lon,
            )  # fmt: skip
        draft = Draft(
            text=story.text, place=place, category=story.category, confidence=1.0,
            privacy=stricter(story.privacy, Draft.from_slots(turn.tracker.slots).privacy),
        )  # fmt: skip
        return slots_set(draft.as_slots())


def words_awaited(kind: str, view: View, at: str, rating: int | None = None) -> list[EventType]:
    """The next words belong to this ticket: what is still wrong, or a word beside the rating."""
    asked = {"kind": kind, "number": view.number, "id": view.id, "at": at, "category": view.category}
    return [SlotSet("asked_ticket", {**asked, "rating": rating}), SlotSet("awaits_words", True)]


class ActionRateService(CityAction):
    """1 to 5, with a word or without."""

    def name(self) -> str:
        return "action_rate_service"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        given = number_in(turn)
        if given.mistyped:
            dispatcher.utter_message(response="utter_ticket_mistyped")
            return []
        view = await self._meant(turn, given.number)
        if view is None:
            dispatcher.utter_message(response="utter_rate_none")
            return []
        rating = _rating(turn)
        if rating is None:
            dispatcher.utter_message(response="utter_rate_which", number=view.number)
            return one_question(tracker)
        words = _beside_rating(turn.text)
        async with self.services.db.write() as session:
            judged = await tickets.rate(
                session, view.id or 0, tracker.sender_id, rating, self.services.now(), words
            )
        match judged.outcome:
            case Outcome.NOTED | Outcome.UNCHANGED if words or tracker.active_loop_name:
                dispatcher.utter_message(response="utter_rated", rating=rating)
            case Outcome.NOTED | Outcome.UNCHANGED:
                dispatcher.utter_message(response="utter_rated_word", rating=rating)
                return words_awaited("rating", view, self.services.now().isoformat(), rating)
            case _:
                dispatcher.utter_message(response="utter_rate_none")
        return []

    async def _meant(self, turn: Turn, number: str | None) -> View | None:
        """The ticket of this number, or mine that was answered last."""
        async with self.services.db.read() as session:
            views = await reading.answered(
                session, turn.tracker.sender_id, self.services.now(), and_closed=True
            )
        if number is None:
            return views[0] if views else None
        return next((view for view in views if view.number == ticket_number.show(number)), None)


def _rating(turn: Turn) -> int | None:
    given = str((turn.entity("rating") or {}).get("value") or turn.text).lower()
    numbers = list(_NUMBER.finditer(given))
    good = [each for each in numbers if _RATING.fullmatch(each[0])]
    if any(each not in good and (each["rest"] or each["scale"]) for each in numbers):
        return None  # "4/10", "4,5": not of this scale
    if good:
        return int(good[0][0][0])
    return next((_RATING_WORDS[word] for word in _WORD.findall(given) if word in _RATING_WORDS), None)


def _beside_rating(text: str) -> str:
    """The text, if it says more than the rating."""
    told = [word for word in _WORD.findall(text.lower()) if word not in _RATING_WORDS]
    return text if any(not _ABOUT_RATING.fullmatch(word) for word in told) else ""
