"""One message as it reaches the report, and what kinds of message there are for it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

# Questions and courtesies that the dialogue answers itself; the report waits meanwhile.
ASIDE = frozenset(
    {
        "ask_weather",
        "ask_weather_warning",
        "ask_earthquake",
        "ask_traffic",
        "ask_air_quality",
        "ask_112",
        "ask_contact",
        "ask_energy",
        "ask_service",
        "check_ticket",
        "join_report",
        "leave_report",
        "confirm_fixed",
        "deny_fixed",
        "rate_service",
        "stop_news",
        "resume_news",
        "subscribe",
        "list_subscriptions",
        "stop_subscription",
        "request_human",
        "thank",
        "help",
        "bot_challenge",
        "back_to_bot",
        "insult",
        "out_of_scope",
        "view_my_data",
        "choose_language",
        "delete_my_data",
        "confirm_deletion",
        "keep_my_data",
        "cancel",
        "emergency",
    }
)
COURTESY = frozenset(
    {"greet", "goodbye", "affirm", "deny", "start_report", "send_report", "share_media", "share_location"}
)
MAY_BE_PLACE = frozenset(
    {
        "report_problem",
        "inform_name",
        "affirm",
        "deny",
        "greet",
        "goodbye",
        "out_of_scope",
        "nlu_fallback",
        "make_public",
        "ask_112",
        "ask_contact",
        "check_ticket",
        "share_location",
    }
)
MAY_BE_WAIT = frozenset(
    {"affirm", "deny", "cancel", "goodbye", "share_media", "send_report", "nlu_fallback", "out_of_scope"}
)
TOPICS = frozenset({"ask_weather", "ask_traffic", "ask_air_quality"})  # questions about a place


@dataclass(frozen=True)
class Heard:
    """One message as the model and the gateway understood it."""

    intent: str
    text: str = ""  # masked; empty for a button or a bare file
    certain: bool = True  # the intent is no guess
    category: str | None = None
    category_confidence: float = 0.0
    part: str | None = None  # of a "change" button: place, category, text
    chosen: str | None = None  # of a category button
    files: tuple[str, ...] = ()
    location: dict[str, Any] | None = None
    name: str | None = None  # the person's profile name
    after: str | None = None  # the intent of the message before
    at: datetime | None = None  # when it was heard


def as_intent(heard: Heard, intent: str) -> Heard:
    return replace(heard, intent=intent)
