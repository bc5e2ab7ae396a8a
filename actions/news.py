"""BERHENTI and MULAI: news about tickets, or none. Answers and emergencies are no news."""

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.joining import loop_left
from actions.meant import doubt
from actions.report import forgotten
from actions.turn import CityAction, Turn
from core import conversations

_ABOUT_NEWS = re.compile(
    r"\b(?:(?:di|nga|ng)?(?:kabar|béja|beja|wartos)\w*|berita\w*|notif\w*|updates?|pemberitahuan\w*|info\w*"
    r"|pesan\w*|news|langganan|unsubscribe)\b",
    re.IGNORECASE,
)


class ActionStopNews(CityAction):
    """No more news. In the middle of a report a bare "stop" means the report, as it always did."""

    def name(self) -> str:
        return "action_stop_news"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        if (asked := await doubt(self.services, dispatcher, Turn(tracker))) is not None:
            return asked
        if tracker.active_loop_name and not _ABOUT_NEWS.search(Turn(tracker).text):
            dispatcher.utter_message(response="utter_report_cancelled_stop")
            return [*await forgotten(self.services, tracker), *loop_left()]
        async with self.services.db.write() as session:
            await conversations.want_news(session, tracker.sender_id, wanted=False)
        dispatcher.utter_message(response="utter_news_stopped")
        return []


class ActionResumeNews(CityAction):
    """News again; for somebody who never stopped them "mulai" is a greeting."""

    def name(self) -> str:
        return "action_resume_news"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        async with self.services.db.write() as session:
            changed = await conversations.want_news(session, tracker.sender_id, wanted=True)
        if changed:
            dispatcher.utter_message(response="utter_news_resumed")
        elif not tracker.active_loop_name:
            dispatcher.utter_message(response="utter_greet")
        return []
