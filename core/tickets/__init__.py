"""Lapor! tickets: created once, routed, dated, and told to nobody who may not know."""

from core.tickets.flow import OPEN, Status, next_statuses, status_words
from core.tickets.making import INFORMATION, NewTicket, add_words, attach, create, hide, pin, sign
from core.tickets.moving import move
from core.tickets.reading import View, look_up, mine
from core.tickets.reporters import count_mine

__all__ = [
    "INFORMATION",
    "OPEN",
    "NewTicket",
    "Status",
    "View",
    "add_words",
    "attach",
    "count_mine",
    "create",
    "hide",
    "look_up",
    "mine",
    "move",
    "next_statuses",
    "pin",
    "sign",
    "status_words",
]
