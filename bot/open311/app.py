"""The addresses of the civic API, `/open311/v2/`."""

import asyncio
import re
from functools import cache
from pathlib import Path

from aiohttp import web

from bot.limits import Buckets, client, home
from bot.open311 import catalogue, filing, filters, parameters, records
from bot.open311.answers import Answer, Format, cached, respond, written
from bot.open311.parameters import Parameters, read_form
from bot.open311.refusals import Refusal
from bot.problems import read_body
from core import api_keys, open311, ticket_number
from core.clock import Clock
from core.db import Database
from core.errors import ConflictError, NotFoundError
from core.models import ApiKey
from core.settings import Settings

_V2 = "/open311/v2/"
OPENAPI = Path(__file__).with_name("openapi.json")
MAX_FORM = 128 * 1024  # bytes: 4,000 characters take 48 KB when each is escaped four times
_STILL, _MOVING = 3600, 60  # seconds that caches may keep what changes by hand, and what officers change
_SHORT = 100  # records; writing a thousand takes as long as answering twenty citizens
_TOKEN = re.compile(r"[0-9a-f]{40}")
_FORM = "application/x-www-form-urlencoded"


class Open311:
    """Handlers and the limits of those who call them."""

    def __init__(self, db: Database, settings: Settings, clock: Clock) -> None:
        self._db = db
        self._base = settings.public_base_url
        self._clock = clock
        # Generous for people behind one address; too slow to go through all ticket numbers.
        self.reads = Buckets(per_second=5, burst=150)
        self.long_reads = Buckets(per_second=1, burst=30)
        self.writes = Buckets(per_second=2, burst=60)  # of one key

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/open311/discovery.{format}", self.discovery),  # where GeoReport clients look first
            web.get(f"{_V2}openapi.json", self.openapi),
            web.get(f"{_V2}discovery.{{format}}", self.discovery),
            web.get(f"{_V2}services.{{format}}", self.services),
            web.get(f"{_V2}services/{{code}}.{{format}}", self.definition),
            web.get(f"{_V2}requests.{{format}}", self.requests),
            web.post(f"{_V2}requests.{{format}}", self.file),
            web.get(f"{_V2}requests/{{id}}.{{format}}", self.request),
            web.get(f"{_V2}tokens/{{token}}.{{format}}", self.token),
        ]

    async def openapi(self, request: web.Request) -> web.Response:
        """GET openapi.json: this API described for programs."""
        self._limit(self.reads, home(client(request)))
        return cached(request, written(_openapi(), "json"), _STILL)

    async def discovery(self, request: web.Request) -> web.Response:
        """GET discovery."""
        form, _ = self._asked(request)
        base = self._base or f"{request.scheme}://{request.host}"
        answer = catalogue.discovery(base, production=self._base.startswith("https://"))
        return cached(request, respond(answer, form), _STILL)

    async def services(self, request: web.Request) -> web.Response:
        """GET services."""
        form, given = self._asked(request)
        given.check_jurisdiction()
        return cached(request, respond(catalogue.services(), form), _STILL)

    async def definition(self, request: web.Request) -> web.Response:
        """GET services/{code}."""
        form, given = self._asked(request)
        given.check_jurisdiction()
        category = parameters.category(request.match_info["code"])
        return cached(request, respond(catalogue.definition(category), form), _STILL)

    async def requests(self, request: web.Request) -> web.Response:
        """GET requests: what is public, newest first."""
        form, given = self._asked(request)
        given.check_jurisdiction()
        wanted = filters.read(given, self._clock())
        if wanted.limit > _SHORT:
            self._limit(self.long_reads, home(client(request)))
        async with self._db.read() as session:
            found = await open311.published(session, wanted)
        body = await asyncio.to_thread(lambda: records.requests(found).body(form))
        return cached(request, written(body, form), _MOVING)

    async def request(self, request: web.Request) -> web.Response:
        """GET requests/{id}."""
        form, given = self._asked(request)
        given.check_jurisdiction()
        number = parameters.number(request.match_info["id"])
        try:
            if number is None:
                raise NotFoundError("not a number of ours")
            async with self._db.read(quick=True) as session:
                found = await open311.one(session, number)
        except NotFoundError as error:
            raise Refusal(404, "service_request_id tidak ditemukan.") from error
        return cached(request, respond(records.requests([found]), form), _MOVING)

    async def token(self, request: web.Request) -> web.Response:
        """GET tokens/{token}."""
        form, given = self._asked(request)
        given.check_jurisdiction()
        token = request.match_info["token"]
        try:
            if not _TOKEN.fullmatch(token):
                raise NotFoundError("not a token of ours")
            async with self._db.read(quick=True) as session:
                number = await open311.number_of(session, token)
        except NotFoundError as error:
            raise Refusal(404, "token tidak ditemukan.") from error
        found = [{"service_request_id": ticket_number.show(number), "token": token}]
        return cached(request, respond(Answer("service_requests", found), form), _MOVING)

    async def file(self, request: web.Request) -> web.Response:
        """POST requests: a report becomes a ticket; the same one again finds it."""
        form, _ = self._asked(request)
        given = await _form(request)
        given.check_jurisdiction()
        key = await self._key(given)
        self.reads.give_back(home(client(request)))  # that limit is for who guesses keys
        self._limit(self.writes, str(key.id))
        told = filing.read(given, self._clock())
        try:
            async with self._db.write(first=True) as session:
                ticket = await open311.file(session, key.id, told, self._clock)
        except NotFoundError as error:
            raise _no_key() from error
        except ConflictError as error:  # the same report this very instant: the next try finds it
            raise Refusal(503, retry_after=1) from error
        filed = {
            "service_request_id": ticket_number.show(ticket.number),
            "service_notice": filing.notice(told, ticket),
            "account_id": None,
        }
        response = respond(Answer("service_requests", [filed]), form)
        response.headers["Cache-Control"] = "no-store"
        return response

    async def _key(self, given: Parameters) -> ApiKey:
        async with self._db.read(quick=True) as session:
            key = await api_keys.find(session, given.one("api_key") or "")
        if key is None:
            raise _no_key()
        return key

    def _asked(self, request: web.Request) -> tuple[Format, Parameters]:
        """The format and the parameters of the address, for a client who does not ask too often."""
        self._limit(self.reads, home(client(request)))
        asked = request.match_info["format"]
        if asked not in ("json", "xml"):
            raise Refusal(400, "Format ini tidak ada; pakai .xml atau .json.")
        return "json" if asked == "json" else "xml", Parameters(request.query.items())

    def _limit(self, buckets: Buckets, key: str) -> None:
        seconds = buckets.take(key)
        if seconds > 0:
            raise Refusal(429, "Terlalu banyak permintaan. Coba lagi sebentar lagi.", retry_after=seconds)


async def _form(request: web.Request) -> Parameters:
    if request.content_type != _FORM:
        raise Refusal(400, f"Isi permintaan harus {_FORM}.")
    body = await read_body(request)
    if len(body) > MAX_FORM:
        raise Refusal(413)
    return read_form(body)


def _no_key() -> Refusal:
    return Refusal(403, "api_key tidak ada atau tidak berlaku.")


@cache
def _openapi() -> bytes:
    return OPENAPI.read_bytes()
