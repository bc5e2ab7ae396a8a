"""What every page needs, and one call of a browser as the pages see it."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from aiohttp import web
from jinja2 import Environment

from bot.console.live import Feed
from bot.console.uploads import Upload
from core.clock import Clock
from core.db import Database
from core.settings import Settings
from core.sign_in_guard import SignInGuard
from core.staff import SignedIn

ROOT = "/console"


@dataclass(frozen=True)
class Console:
    """The parts of the console, made once by `bot.console.app.attach`."""

    db: Database
    settings: Settings
    clock: Clock
    templates: Environment
    feed: Feed
    said: Callable[[], None]
    guard: SignInGuard = field(default_factory=SignInGuard)


KEY = web.AppKey("console", Console)


@dataclass(frozen=True)
class Visit:
    """One call: who makes it and what it carries. ``form`` is empty unless it is a POST."""

    request: web.Request
    console: Console
    now: datetime
    signed_in: SignedIn | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[Upload] = ()

    @property
    def me(self) -> SignedIn:
        """Who is signed in; only pages that are not open to everybody may ask."""
        if self.signed_in is None:
            raise web.HTTPUnauthorized
        return self.signed_in

    @property
    def db(self) -> Database:
        return self.console.db

    @property
    def by_htmx(self) -> bool:
        """Whether a part of a page is asked for, not a page."""
        return self.request.headers.get("HX-Request") == "true"

    def query(self, name: str) -> str:
        """A parameter of the address, without characters that no page of ours writes there."""
        return printable(self.request.query.get(name, ""))[:500]

    def page(self) -> int:
        """The page asked for; the first when it is no sensible number."""
        wanted = self.query("page")
        return max(1, int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else 1


VISIT = web.RequestKey("visit", Visit)  # so that a page about an error knows who reads it


def printable(text: str) -> str:
    """Text without control characters; a database may refuse them."""
    return "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cs"))


def is_https(request: web.Request, settings: Settings) -> bool:
    """Whether the browser came over TLS, seen by us or told by the proxy before us.

    A false claim only makes the sender's own cookies stricter.
    """
    forwarded = request.headers.get("X-Forwarded-Proto", "").split(",")[0].strip()
    public = urlsplit(settings.public_base_url)
    is_public = public.scheme == "https" and request.host == public.netloc
    return request.secure or forwarded == "https" or is_public


def place(request: web.Request) -> str:
    """Where the call comes from; behind a proxy on this machine, what that proxy says."""
    remote = request.remote or ""
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return forwarded[:64] if forwarded and remote in ("127.0.0.1", "::1") else remote
