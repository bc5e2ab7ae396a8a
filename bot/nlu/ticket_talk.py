"""What a sentence with a ticket number wants: mostly to see the ticket, sometimes to say something of it."""

import re
from typing import Any, Dict, Optional

from bot.nlu.normalise import normalise

TICKET = re.compile(r"\bbdg[\s.:#-]*\d{3,4}[\s.-]*\d{3,4}\b", re.IGNORECASE)
BARE_NUMBER = re.compile(r"(?:no(?:mor|mer)?\.?|tiket|id|#)*[\s:]*\d{4}[\s.-]?\d{4}[\s.?!]*", re.IGNORECASE)
# What can be said of a ticket while naming it; every other sentence with a number asks for it.
ABOUT_A_TICKET = ("join_report", "leave_report", "confirm_fixed", "deny_fixed", "rate_service")
# How letters to LAPOR! begin: what follows is the report, whatever else it looks like.
_LABELLED = re.compile(
    r"\W*(?:permintaan informasi|pengaduan|aspirasi|laporan warga)\s*[:\-–]\s*\S", re.IGNORECASE
)
SURE = 0.5  # of the model, that it is one of these
_ANY_TICKET = "BDG-0000-0000"


def key(text: str) -> str:
    """The sentence without what changes from one ticket to another: taught with one, it is known with all."""
    return normalise(TICKET.sub(_ANY_TICKET, text))


def certain_intent(text: str, taught: Dict[str, str], vote: Dict[str, Any]) -> Optional[str]:
    """The intent that needs no probability; None leaves it to the model and its ``vote``."""
    if _LABELLED.match(text):
        return "report_problem"
    name = taught.get(key(text))
    if not (TICKET.search(text) or BARE_NUMBER.fullmatch(text.strip())):
        return name
    if name in ABOUT_A_TICKET:
        return name
    sure = vote.get("name") in ABOUT_A_TICKET and vote.get("confidence", 0.0) >= SURE
    return None if sure else "check_ticket"
