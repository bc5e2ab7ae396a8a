"""Lapor! tickets: created once, routed, dated, and told to nobody who may not know."""

from core.tickets.closing import Judgement, Outcome, answer, close_silent, judge, rate
from core.tickets.flow import ENDED, OPEN, Reason, Status, StepError, next_statuses, status_words
from core.tickets.making import INFORMATION, NewTicket, add_words, attach, create, hide, pin, sign
from core.tickets.moving import choices, move
from core.tickets.reading import View, look_up, mine
from core.tickets.reporters import count_mine
from core.tickets.rerouting import recategorise, reroute

__all__ = [
    "ENDED",
    "INFORMATION",
    "OPEN",
    "Judgement",
    "NewTicket",
    "Outcome",
    "Reason",
    "Status",
    "StepError",
    "View",
    "add_words",
    "answer",
    "attach",
    "choices",
    "close_silent",
    "count_mine",
    "create",
    "hide",
    "judge",
    "look_up",
    "mine",
    "move",
    "next_statuses",
    "pin",
    "rate",
    "recategorise",
    "reroute",
    "sign",
    "status_words",
]
