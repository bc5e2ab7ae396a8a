"""The one way to call outside systems, against a small server that misbehaves on request."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web

from core.errors import (
    BadAnswerError,
    IntegrationError,
    NoDocumentError,
    ServiceDownError,
    ThrottledError,
    UncertainError,
)
from integrations.documents import Document, OpenGate, Reader
from integrations.http import Answer, call

type Step = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Server:
    """Answers with the given steps in turn; the last one stays."""

    url: str = ""
    steps: list[Step] = field(default_factory=list)
    seen: list[web.Request] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        step = self.steps[min(len(self.seen), len(self.steps) - 1)]
        self.seen.append(request)
        return await step(request)


def answering(status: int, text: str = "") -> Step:
    async def step(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=text, headers={"X-Uji": "ya"})

    return step


async def cut(request: web.Request) -> web.StreamResponse:
    """Accept the request, then drop the connection."""
    await request.read()
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def cut_inside(request: web.Request) -> web.StreamResponse:
    """Drop the connection in the middle of the body."""
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b"setengah")
    assert request.transport is not None
    request.transport.close()
    return response


async def silent(_: web.Request) -> web.StreamResponse:
    """Never answer; the server's end cancels it."""
    await asyncio.Event().wait()
    return web.Response()


async def redirect(_: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("https://evil.example/")


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", server.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield server
    await runner.cleanup()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def nowhere(unused_tcp_port: int) -> str:
    return f"http://127.0.0.1:{unused_tcp_port}/"


@pytest.mark.parametrize(("status", "ok"), [(200, True), (302, True), (404, False), (500, False)])
async def test_every_status_is_an_answer(
    server: Server, session: aiohttp.ClientSession, status: int, ok: bool
) -> None:
    server.steps = [answering(status, "isi")]

    answer = await call(session, "POST", server.url)

    assert (answer.status, answer.body, answer.ok) == (status, b"isi", ok)
    assert answer.headers["X-Uji"] == "ya"


async def test_redirects_are_not_followed(server: Server, session: aiohttp.ClientSession) -> None:
    server.steps = [redirect]

    answer = await call(session, "GET", server.url)

    assert answer.status == 302
    assert len(server.seen) == 1


async def test_a_body_over_the_limit_is_a_bad_answer(server: Server, session: aiohttp.ClientSession) -> None:
    server.steps = [answering(200, "x" * 1001)]

    with pytest.raises(BadAnswerError):
        await call(session, "GET", server.url, max_bytes=1000)


async def test_a_body_at_the_limit_is_read(server: Server, session: aiohttp.ClientSession) -> None:
    server.steps = [answering(200, "x" * 1000)]

    answer = await call(session, "GET", server.url, max_bytes=1000)

    assert len(answer.body) == 1000


async def test_no_connection_means_nothing_was_sent(session: aiohttp.ClientSession, nowhere: str) -> None:
    with pytest.raises(ServiceDownError):
        await call(session, "POST", nowhere)


@pytest.mark.parametrize("url", ["http://[rusak", "bukan-alamat"])
async def test_an_impossible_address_counts_as_no_connection(
    session: aiohttp.ClientSession, url: str
) -> None:
    with pytest.raises(ServiceDownError):
        await call(session, "GET", url)


@pytest.mark.parametrize("step", [cut, cut_inside])
async def test_a_broken_connection_leaves_doubt(
    server: Server, session: aiohttp.ClientSession, step: Step
) -> None:
    server.steps = [step]

    with pytest.raises(UncertainError):
        await call(session, "POST", server.url)


async def test_a_slow_answer_leaves_doubt(server: Server, session: aiohttp.ClientSession) -> None:
    server.steps = [silent]

    with pytest.raises(UncertainError):
        await call(session, "POST", server.url, timeout=0.05)


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff", b"[" * 200_000])
def test_a_body_that_is_no_json_is_a_bad_answer(body: bytes) -> None:
    with pytest.raises(BadAnswerError):
        Answer(200, {}, body).json()


async def read(session: aiohttp.ClientSession, url: str, known: Document | None = None) -> Document:
    """One document, as a source's client reads it."""
    return await Reader(session, OpenGate(), "Uji", 1.0).document(url, lambda got: got.json(), known)


async def test_a_document_is_read(server: Server, session: aiohttp.ClientSession) -> None:
    server.steps = [answering(200, '{"suhu": 24}')]

    assert await read(session, server.url) == Document({"suhu": 24})


@pytest.mark.parametrize("failure", [answering(500), answering(503), cut])
async def test_reading_is_tried_again(server: Server, session: aiohttp.ClientSession, failure: Step) -> None:
    server.steps = [failure, answering(200, "[1]")]

    assert (await read(session, server.url)).body == [1]
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    ("failure", "error", "requests"),
    [
        (answering(500), ServiceDownError, 2),
        (answering(429), ThrottledError, 1),
        (answering(404), NoDocumentError, 1),
        (answering(403), BadAnswerError, 1),
        (answering(302), BadAnswerError, 1),
        (answering(304), BadAnswerError, 1),
        (answering(200, "<html>"), BadAnswerError, 1),
        (cut, ServiceDownError, 2),
    ],
)
async def test_reading_is_given_up(
    server: Server,
    session: aiohttp.ClientSession,
    failure: Step,
    error: type[IntegrationError],
    requests: int,
) -> None:
    server.steps = [failure]

    with pytest.raises(IntegrationError) as caught:
        await read(session, server.url)
    assert type(caught.value) is error
    assert len(server.seen) == requests


async def test_no_connection_is_given_up_as_down(session: aiohttp.ClientSession, nowhere: str) -> None:
    with pytest.raises(ServiceDownError):
        await read(session, nowhere)


def with_headers(status: int, **headers: str) -> Step:
    async def step(_: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, text="[1]", headers=named)

    return step


async def test_a_known_version_is_named_and_kept(server: Server, session: aiohttp.ClientSession) -> None:
    date = "Tue, 24 Nov 2026 01:00:00 GMT"
    server.steps = [with_headers(200, ETag='"v1"', Last_Modified=date), answering(304)]
    first = await read(session, server.url)

    again = await read(session, server.url, first)

    assert again.body is first.body
    assert (again.etag, again.modified) == ('"v1"', date)
    sent = server.seen[1].headers
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"v1"', date)


async def test_an_endless_version_is_not_kept(server: Server, session: aiohttp.ClientSession) -> None:
    server.steps = [with_headers(200, ETag=f'"{"x" * 500}"')]

    assert (await read(session, server.url)).etag is None


@pytest.mark.parametrize(
    ("after", "seconds"),
    [
        ("7", 7),
        ("99999", 600),
        ("Tue, 24 Nov 2026 03:02:00 GMT", 120),
        ("Tue, 24 Nov 2026 02:00:00 GMT", 1),
        ("soon", 60),
        ("-5", 60),
    ],
)
async def test_a_pause_is_as_long_as_the_source_says_within_reason(
    server: Server, session: aiohttp.ClientSession, after: str, seconds: int
) -> None:
    server.steps = [with_headers(429, Retry_After=after, Date="Tue, 24 Nov 2026 03:00:00 GMT")]

    with pytest.raises(ThrottledError) as caught:
        await read(session, server.url)
    assert caught.value.retry_after == seconds
