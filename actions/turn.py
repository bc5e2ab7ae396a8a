"""What this turn said: the tracker's latest message and the gateway's metadata, checked once."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.services import Services, default_services
from core import certainty, emergency, places
from core.language import Language, spoken
from core.places import Place
from core.reports import Heard, is_follow_up
from core.texts import single_spaced

_SAYS_NOTHING_ITSELF = frozenset(
    {"affirm", "deny", "send_report", "cancel", "greet", "thank", "goodbye", "help", "start_report"}
)
_KEEPS_FILES = frozenset({"action_media_received", "action_location_received"})
RECENT = timedelta(minutes=30)  # after sending, a late photo or pin still belongs to the ticket


class CityAction(Action, ABC):  # type: ignore[misc]  # rasa_sdk ships no types
    """An action that can be given its services; abstract, so that Rasa's loader leaves it alone."""

    def __init__(self, services: Services | None = None) -> None:
        self._given = services

    @property
    def services(self) -> Services:
        return self._given or default_services()

    @abstractmethod
    def name(self) -> str:
        """What the domain calls it."""

    def say_112(self, dispatcher: CollectingDispatcher, turn: "Turn") -> None:
        """112 first, unless the gateway said it already."""
        if not turn.metadata.get("danger"):
            kinds = emergency.assess(turn.text).kinds
            dispatcher.utter_message(text=emergency.first_line(kinds, turn.language))


def one_question(tracker: Tracker) -> list[EventType]:
    """A question was asked: an open report adds none of its own to it, and goes on with the next message."""
    loop = tracker.active_loop_name
    # Named again, the form forgets that it stepped aside for this message.
    return [ActiveLoop(loop), FollowupAction("action_listen")] if loop else []


@dataclass(frozen=True)
class Turn:
    """One message in the words of the dialogue."""

    tracker: Tracker

    @property
    def metadata(self) -> dict[str, Any]:
        return self.tracker.latest_message.get("metadata") or {}

    @property
    def message_id(self) -> str:
        """Unique per citizen message; keys what may be made only once."""
        return str(self.metadata.get("message_id") or self.tracker.latest_message.get("message_id"))

    @property
    def text(self) -> str:
        """What the citizen wrote (masked); empty for buttons, bare files and pins."""
        if self.tapped:
            return str((self.taken_up or {}).get("text") or "")
        raw = self.tracker.latest_message.get("text") or ""
        return single_spaced(str(self.metadata.get("text") or raw))

    @property
    def tapped(self) -> bool:
        """Whether a button or a command speaks, not the citizen's own words."""
        return str(self.tracker.latest_message.get("text") or "").startswith("/")

    @property
    def taken_up(self) -> dict[str, Any] | None:
        """The words written before that this button gives their meaning (`actions.meant`)."""
        kept, answered = self.tracker.get_slot("unclear"), self.entity("answers")
        return dict(kept) if kept and answered and str(answered["value"]) == kept["id"] else None

    @property
    def ranking(self) -> list[tuple[str, float]]:
        """What the words may mean, likeliest first."""
        return certainty.ranked(self.tracker.latest_message.get("intent_ranking") or [])

    @property
    def certain(self) -> bool:
        """Whether the intent is no guess: tapped, or far ahead of everything else."""
        said = self.tracker.latest_message
        share = float((said.get("intent") or {}).get("confidence") or 0.0)
        return self.tapped or certainty.is_certain(self.intent, share, said.get("intent_ranking") or [])

    @property
    def worded(self) -> tuple[int, ...]:
        """The messages of this turn that have words."""
        return tuple((self.taken_up or self.metadata).get("worded") or ())

    @property
    def draft_age(self) -> timedelta:
        """How long ago words were last kept for a report."""
        events = self.tracker.events
        kept = [e["timestamp"] for e in events if e.get("name") == "report_draft" and e.get("value")]
        heard = [e["timestamp"] for e in events if e.get("event") == "user"]
        return timedelta(seconds=heard[-1] - kept[-1]) if kept and heard else timedelta()

    @property
    def intent(self) -> str:
        return str((self.tracker.latest_message.get("intent") or {}).get("name") or "nlu_fallback")

    @property
    def language(self) -> Language:
        return spoken(str(self.tracker.get_slot("language")))

    @property
    def files(self) -> tuple[str, ...]:
        if self.metadata.get("spoken") and self.intent in _SAYS_NOTHING_ITSELF:
            return ()  # "ya, kirim", spoken: no part of the report
        return tuple(self.metadata.get("attachments") or ())

    @property
    def files_left(self) -> tuple[str, ...]:
        """Files that came lately with words of another topic, so that no report or ticket has them."""
        events = self.tracker.events
        now = max((e.get("timestamp", 0.0) for e in events), default=0.0)
        left: list[str] = []
        just_said: list[str] = []
        for event in events:
            if event.get("event") == "user":
                left += just_said
                recent = now - event.get("timestamp", 0.0) <= RECENT.total_seconds()
                said = event.get("metadata") or {}
                just_said = said.get("attachments") or [] if recent and not said.get("spoken") else []
            elif event.get("name") == "report_draft":
                left, just_said = [], []
            elif event.get("name") in _KEEPS_FILES:
                just_said = []
        return tuple(left)  # those of this turn are `files`

    @property
    def location(self) -> dict[str, Any] | None:
        return self.metadata.get("location") or (self.taken_up or {}).get("location")

    @property
    def may_be_danger(self) -> bool:
        """The model's vote where the net saw nothing: one extra line is cheap, a missed danger is not."""
        if not self.text or self.metadata.get("danger"):
            return False
        return emergency.voted(self.tracker.latest_message)

    def entity(self, name: str, extractor: str | None = None) -> dict[str, Any] | None:
        """The entity of this name; ``extractor`` tells a button's from the classifier's."""
        for found in self.tracker.latest_message.get("entities") or []:
            if found.get("entity") == name and extractor in (None, found.get("extractor")):
                return dict(found)
        return None

    def heard(self) -> Heard:
        """This message for the rules of `core.reports`."""
        tapped = not self.text
        category = self.entity("category") or (self.taken_up or {}).get("category") or {}
        part = self.entity("part") or {}
        share = 0.0 if tapped else float(category.get("confidence_entity") or 0.0)
        return Heard(
            intent=self.intent,
            text=self.text,
            category=None if tapped else certainty.kind(category.get("value"), share),
            category_confidence=share,
            part=part.get("value"),
            chosen=category.get("value") if tapped else None,
            files=self.files,
            location=self.location,
            name=self.metadata.get("name"),
            after=self.asked_before[0],
            at=self.heard_at,
            certain=self.certain,
        )

    @property
    def heard_at(self) -> datetime | None:
        """When it was written."""
        at = (self.taken_up or self.metadata).get("written_at")
        return datetime.fromisoformat(at) if at else None

    @property
    def asked_before(self) -> tuple[str | None, str]:
        """Intent and words of the citizen's message before this one."""
        spoken = [event for event in self.tracker.events if event.get("event") == "user"]
        if len(spoken) < 2:
            return None, ""
        parsed = spoken[-2].get("parse_data") or {}
        text = str((spoken[-2].get("metadata") or {}).get("text") or spoken[-2].get("text") or "")
        return (parsed.get("intent") or {}).get("name"), "" if text.startswith("/") else text

    @property
    def question(self) -> str:
        """What is asked; "kalau di cibiru?" asks for the time of the question before."""
        return f"{self.asked_before[1]} {self.text}" if is_follow_up(self.text) else self.text

    @property
    def heard_by_report(self) -> bool:
        """Whether this message changed the report, as far as the form has told."""
        for event in reversed(self.tracker.events):
            if event.get("event") == "user":
                return False
            if event.get("event") == "slot" and event.get("name") == "report_draft":
                return True
        return False

    def place(self) -> Place | None:
        """The place this question is about: a pin, the words, or the one spoken of before (buttons)."""
        if self.location:
            return places.locate(self.location["lat"], self.location["lon"])
        if self.text:
            return places.find(self.text)
        last = self.tracker.get_slot("last_place")
        return Place.from_dict(last) if last else None

    def recent_ticket(self, now: datetime, within: timedelta = RECENT) -> dict[str, Any] | None:
        """The ticket this conversation made just now; ``ids`` has all when one message made several."""
        last = self.tracker.get_slot("last_ticket")
        if last and now - datetime.fromisoformat(last["at"]) <= within:
            return {"ids": [last["id"]], "one_place": True, **last}
        return None
