"""The words of a ticket's news, per step; `core.notices` has the sentences."""

from collections.abc import Callable
from datetime import date

from core import agencies, deadlines, notices, ticket_number
from core.messages import Button
from core.models import Ticket
from core.tickets.news import Words

type Telling = Callable[[str], Words]  # language -> words


def status(ticket: Ticket, note: str, door: str = "", *, waited: bool = False) -> Telling:
    """A simple step, with the officer's note; ``waited``: the promise moved by the days on hold."""

    def words(language: str) -> Words:
        moved = (
            notices.text("hold_given_back", language, by=_date(ticket.promised_on, language))
            if waited
            else ""
        )
        text = _sentence(
            f"ticket_{ticket.status}", ticket, language,
            by=_follow_up(ticket.step_due_on, language),
            note=_below(note),
            door=_below(notices.text("right_door", language, door=door) if door else ""),
        )  # fmt: skip
        return Words(text + _below(moved))

    return words


def answered(ticket: Ticket, note: str, image: str | None) -> Telling:
    """The agency says it is done; is it?"""

    def words(language: str) -> Words:
        text = _sentence(
            "ticket_answered", ticket, language, note=_below(note), until=_date(ticket.ask_until, language)
        )
        buttons = (confirm_button(ticket.number, language), deny_button(ticket.number, language))
        return Words(text, buttons, image)

    return words


def closed(ticket: Ticket, until: date, *, silent: bool) -> Telling:
    """It is over, because a reporter said so or nobody said anything; and until when that can be undone."""

    def words(language: str) -> Words:
        key = "ticket_closed_silent" if silent else "ticket_closed"
        text = _sentence(key, ticket, language, until=_date(until, language))
        return Words(text, (deny_button(ticket.number, language),))

    return words


def reopened(ticket: Ticket) -> Telling:
    """Somebody says it is not fixed."""
    return lambda language: Words(
        _sentence("ticket_reopened", ticket, language, by=_date(ticket.promised_on, language))
    )


def rerouted(ticket: Ticket, before: str, note: str) -> Telling:
    """Another agency has it now; number and history stay."""
    return lambda language: Words(
        _sentence(
            "ticket_rerouted",
            ticket,
            language,
            before=before,
            by=_in_force(ticket, language),
            note=_below(note),
        )
    )


def recategorised(ticket: Ticket, note: str) -> Telling:
    """Another category, and with it another day."""

    def words(language: str) -> Words:
        category = agencies.categories()[ticket.category].label(language)
        return Words(
            _sentence(
                "ticket_recategorised", ticket, language,
                category=category, by=_in_force(ticket, language), note=_below(note),
            )
        )  # fmt: skip

    return words


def merged(ticket: Ticket, into: Ticket) -> Telling:
    """Somebody had reported the same; its number is the one that goes on."""
    number, other = ticket_number.show(ticket.number), ticket_number.show(into.number)
    return lambda language: Words(notices.text("ticket_merged", language, number=number, into=other))


def late(ticket: Ticket, broken: date, to: str, reason: str) -> Telling:
    """A promise was broken; ``to`` is who was reminded, ``reason`` what staff said when they gave it."""

    def words(language: str) -> Words:
        said = "\n" + notices.text("late_reason", language, reason=reason) if reason else ""
        text = notices.text(
            "ticket_late", language,
            number=ticket_number.show(ticket.number),
            promise=_date(broken, language),
            to=notices.text(f"reminded_{to}", language, agency=ticket.agency_name),
            by=_date(ticket.promised_on, language),
            reason=said,
        )  # fmt: skip
        return Words(text)

    return words


def extended(ticket: Ticket, before: date, reason: str) -> Telling:
    """Staff promise another day."""

    def words(language: str) -> Words:
        number, by = ticket_number.show(ticket.number), _date(ticket.promised_on, language)
        text = notices.text(
            "ticket_extended", language, number=number, before=_date(before, language), by=by, reason=reason
        )
        return Words(text)

    return words


def asked_again(ticket: Ticket) -> Telling:
    """Is it fixed? Soon the ticket closes by itself."""

    def words(language: str) -> Words:
        number, until = ticket_number.show(ticket.number), _date(ticket.ask_until, language)
        text = notices.text(
            "ticket_asked_again", language, number=number, agency=ticket.agency_name, until=until
        )
        return Words(text, (confirm_button(ticket.number, language), deny_button(ticket.number, language)))

    return words


def hold_again(ticket: Ticket, question: str, until: date) -> Telling:
    """The city still waits for a reply."""

    def words(language: str) -> Words:
        number = ticket_number.show(ticket.number)
        return Words(
            notices.text(
                "ticket_hold_again",
                language,
                number=number,
                note=_below(question),
                until=_date(until, language),
            )
        )

    return words


def hold_over(ticket: Ticket) -> Telling:
    """Archived, because nobody replied."""
    number = ticket_number.show(ticket.number)
    return lambda language: Words(notices.text("ticket_hold_over", language, number=number))


def confirm_button(number: str, language: str) -> Button:
    """ "It is fixed." """
    return Button(notices.text("button_fixed", language), f'/confirm_fixed{{"number":"{number}"}}')


def deny_button(number: str, language: str) -> Button:
    """ "It is not." """
    return Button(notices.text("button_not_fixed", language), f'/deny_fixed{{"number":"{number}"}}')


def _sentence(key: str, ticket: Ticket, language: str, **values: str) -> str:
    number = ticket_number.show(ticket.number)
    return notices.text(key, language, number=number, agency=ticket.agency_name, **values)


def _below(words: str) -> str:
    return f"\n{words}" if words else ""


def _follow_up(day: date | None, language: str) -> str:
    return f" {notices.text('first_follow_up', language, by=_date(day, language))}" if day else ""


def _in_force(ticket: Ticket, language: str) -> str:
    return _date(ticket.promised_on or ticket.due_on, language)


def _date(day: date | None, language: str) -> str:
    return deadlines.show_date(day, language) if day else "–"
