"""Two readings of one message: one question, and the tapped answer goes on with the words already written."""

from collections.abc import Sequence
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.services import Services
from actions.turn import Turn, one_question
from core import meanings, review
from core.meanings import ADD, REPORT, REPORT_LATER
from core.reports import Draft, privacy_wished, tells_problem
from core.review import Reason, Seen

_FEW = 2  # words: no story


def payload(name: str, message_id: str) -> str:
    """What a button sends that gives a message its meaning."""
    intent = REPORT if name == ADD else name
    return f'/{intent}{{"answers":"{message_id}"}}'


def ask_which(dispatcher: CollectingDispatcher, turn: Turn, names: Sequence[str]) -> list[EventType]:
    """The question with its two readings and the way out; the words are kept until it is answered."""
    language = str(turn.tracker.get_slot("language") or "id")
    few = len(turn.text.split()) <= _FEW and not tells_problem(turn.text)
    shown = [REPORT_LATER if name == REPORT and few else name for name in names]
    first, second = (meanings.words(name, language) for name in shown)
    buttons = [
        {"title": meanings.words(name, language).title, "payload": payload(name, turn.message_id)}
        for name in shown
    ]
    buttons.append({"title": meanings.other_title(language), "payload": "/help"})
    dispatcher.utter_message(
        response="utter_unclear", first=first.phrase, second=second.phrase, buttons=buttons
    )
    return [SlotSet("unclear", _kept(turn))]


def _kept(turn: Turn) -> dict[str, Any]:
    return {
        "id": turn.message_id,
        "text": turn.text,
        "category": turn.entity("category"),
        "worded": list(turn.worded),
        "location": turn.location,
        "written_at": turn.metadata.get("written_at"),
    }


async def doubt(services: Services, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType] | None:
    """What is asked before an act that only a guess of the model wants; None when it may go on.

    An open report waits, and the other reading adds the words to it.
    """
    if turn.certain:
        return None
    rest = [name for name, _ in turn.ranking if name != turn.intent]
    other = ADD if turn.tracker.active_loop_name else meanings.likeliest(rest, 1)[0]
    events = ask_which(dispatcher, turn, (turn.intent, other))
    await note(services, turn, Reason.DOUBTED)
    return [*events, *one_question(turn.tracker)]


async def note(services: Services, turn: Turn, reason: Reason) -> None:
    """Keep the words for staff to review, unless they are, or may become, part of a hidden report."""
    draft = Draft.from_slots(turn.tracker.slots)
    if turn.tapped or not turn.text or draft.privacy != "public" or privacy_wished(turn.text):
        return
    category = turn.entity("category") or {}
    seen = Seen(
        conversation_id=turn.tracker.sender_id,
        message_id=turn.message_id,
        text=turn.text,
        language=str(turn.metadata.get("language") or "id"),
        reason=reason,
        guesses=tuple(turn.ranking[:3]),
        category=category.get("value"),
    )
    await review.note(services.db, seen, services.now())


async def note_correction(services: Services, turn: Turn, draft: Draft) -> None:
    """The citizen taps another category for the words of an open report: what we read was wrong."""
    chosen = turn.heard().chosen
    if not (chosen and draft.said and draft.category) or draft.others or draft.privacy != "public":
        return
    if chosen == draft.category or privacy_wished(draft.text):
        return
    seen = Seen(
        conversation_id=turn.tracker.sender_id,
        message_id=str(draft.said[0]),
        text=draft.text.split("\n")[0],
        language=str(turn.metadata.get("language") or "id"),
        reason=Reason.CORRECTED,
        guesses=((REPORT, draft.confidence),),
        category=draft.category,
        chosen=REPORT,
        chosen_category=chosen,
    )
    await review.note(services.db, seen, services.now())
