"""Open reports near a draft: shown with its summary, before it is filed."""

from collections.abc import Sequence

from rasa_sdk.executor import CollectingDispatcher

from actions.services import Services
from actions.turn import Turn
from core.reports import Draft, End
from core.tickets.near import Near, near, spot_of
from core.tickets.near_words import lines

_BARE = 3  # words


async def near_draft(services: Services, turn: Turn, draft: Draft) -> Sequence[Near]:
    """What is open of the same kind near by.

    Nothing for several problems at once, which have one confirmation, and nothing for a secret: whoever wants
    the content hidden does not want it with somebody else's report.
    """
    if draft.others or draft.privacy == "secret" or draft.missing:
        return ()
    async with services.db.read() as session:
        return await near(
            session,
            draft.category or "other",
            spot_of(draft.place),
            services.now(),
            asker=turn.tracker.sender_id,
        )


def show_summary(
    dispatcher: CollectingDispatcher, turn: Turn, summary: str, hidden: str, found: Sequence[Near]
) -> None:
    """The summary, and in the same message what was reported already: to join it, or to file anew."""
    if not found:
        dispatcher.utter_message(response=f"utter_report_summary{hidden}", summary=summary)
        return
    own = found[0] if found[0].mine else None
    shown = [own] if own else list(found)
    if is_bare_answer(turn):
        which = "utter_near_which_mine" if own else "utter_near_which"
        near_by = lines(shown, turn.language)
        dispatcher.utter_message(response=which, near=near_by, buttons=join_buttons(shown))
        return
    response = (
        "utter_report_near_mine"
        if own
        else "utter_report_near"
        if len(shown) == 1
        else "utter_report_near_many"
    )
    dispatcher.utter_message(
        response=response,
        summary=summary,
        near=lines(shown, turn.language),
        number=shown[0].number,
        **({} if len(shown) == 1 else {"buttons": join_buttons(shown)}),
    )


def is_bare_answer(turn: Turn) -> bool:
    """ "Ya", "bukan": to "is it right?" or to "is it the same?"; too little to file or change anything."""
    return _is_bare(turn.intent, turn.text)


def of_two_questions(turn: Turn, draft: Draft) -> Draft:
    """After a bare answer it is asked which was meant; a second "bukan" means a report of its own."""
    before, words = turn.asked_before
    if not _is_bare(before, words):
        return draft.with_(end=None, changing=None, tries=0)
    if before == turn.intent == "deny":
        return draft.with_(end=End.SEND, changing=None, tries=0)
    return draft.with_(end=None, changing=None, tries=draft.tries + 1)  # asked in other words


def _is_bare(intent: str | None, words: str) -> bool:
    return intent in ("affirm", "deny") and 0 < len(words.split()) <= _BARE


def join_buttons(found: Sequence[Near]) -> list[dict[str, str]]:
    """One button for each, titled with its number."""
    return [{"title": each.number, "payload": f'/join_report{{"number":"{each.number}"}}'} for each in found]
