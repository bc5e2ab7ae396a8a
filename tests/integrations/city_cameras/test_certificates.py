"""A host with a broken certificate still answers, and is told nothing that matters."""

import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from integrations.city_cameras.client import CameraPages
from integrations.http import new_session


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A certificate of nobody we know, for another name."""
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    _make(key, certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def _make(key: Path, certificate: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    subprocess.run(
        [*command, "-subj", "/CN=other.example", "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )


@pytest.fixture
async def server(broken: ssl.SSLContext) -> AsyncIterator[tuple[str, list[web.Request]]]:
    asked: list[web.Request] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request)
        return web.Response(status=404 if request.path.endswith("gone") else 200, text="hi")

    app = web.Application()
    app.router.add_route("*", "/{page:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=broken).start()
    yield f"https://127.0.0.1:{runner.addresses[0][1]}", asked
    await runner.cleanup()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with new_session() as made:
        yield made


async def _at_once() -> None:
    return


async def test_a_broken_certificate_counts_as_an_answer(
    server: tuple[str, list[web.Request]], session: aiohttp.ClientSession
) -> None:
    base, asked = server
    found = await CameraPages(session, _at_once, base).look("https://camera.test/cctv/1")
    assert found == "certificate_broken"
    assert [(request.method, request.path) for request in asked] == [("HEAD", "/camera.test/cctv/1")]
    assert {"Cookie", "Authorization"}.isdisjoint(asked[0].headers)


async def test_a_missing_page_behind_a_broken_certificate_is_silent(
    server: tuple[str, list[web.Request]], session: aiohttp.ClientSession
) -> None:
    pages = CameraPages(session, _at_once, server[0])
    assert await pages.look("https://camera.test/cctv/gone") == "silent"


async def test_a_host_once_found_broken_is_not_tried_twice_per_page(
    server: tuple[str, list[web.Request]], session: aiohttp.ClientSession
) -> None:
    paced: list[None] = []

    async def pace() -> None:
        paced.append(None)

    pages = CameraPages(session, pace, server[0])
    await pages.look("https://camera.test/cctv/1")
    assert len(paced) == 2
    await pages.look("https://camera.test/cctv/2")
    assert len(paced) == 3


async def test_nobody_there_is_silence(session: aiohttp.ClientSession) -> None:
    pages = CameraPages(session, _at_once, "http://127.0.0.1:9")
    assert await pages.look("https://camera.test/cctv/1") == "silent"
