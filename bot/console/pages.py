"""Turns templates into answers."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.console import words
from bot.console.state import ROOT, Visit
from core import concealing, ticket_number, ticket_secrecy
from core.pictures.picture import split

_FOLDER = Path(__file__).parent
STATIC = _FOLDER / "static"


def environment() -> Environment:
    """The templates with everything they may call; every value is escaped."""
    made = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"root": ROOT, "words": words, "query": _query}
    made.globals |= {"ticket_shown": ticket_number.show, "conceal": ticket_secrecy.conceal}
    made.globals |= {"HIDDEN": concealing.HIDDEN, "picture": split}
    return made


def _query(**values: object) -> str:
    """The part of an address after the "?", without empty values."""
    return urlencode({name: value for name, value in values.items() if value})


def page(visit: Visit, template: str, status: int = 200, **values: Any) -> web.Response:
    """A whole page or a part of one."""
    me = visit.signed_in
    text = visit.console.templates.get_template(template).render(
        me=me, now=visit.now, csrf=me.csrf if me else "", here=visit.request.path, **values
    )
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def error_page(visit: Visit, status: int, text: str) -> web.Response:
    """A page that says what is wrong and where to go."""
    return page(visit, "error.html", status, text=text)
