"""Whether a report may have arrived is told by the class of the error."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from core.errors import CredentialsError, RejectedError, ServiceDownError, UncertainError
from integrations.sp4n_lapor.client import LaporClient
from integrations.sp4n_lapor.payloads import Report, Topic
from tests.lapor import TOKEN, FakeLapor, Filed

REPORT = Report("Jalan bolong di Kopo", anonymous=True)


@pytest.fixture
async def lapor() -> AsyncIterator[FakeLapor]:
    async with FakeLapor() as running:
        yield running


@pytest.fixture
async def client(lapor: FakeLapor) -> AsyncIterator[LaporClient]:
    async with aiohttp.ClientSession() as session:
        yield LaporClient(session, lapor.url, TOKEN, timeout=0.5)


async def test_a_report_arrives_and_its_ids_come_back(client: LaporClient, lapor: FakeLapor) -> None:
    receipt = await client.post(REPORT)

    assert (receipt.tracking_id, receipt.transaction_id) == ("6800001", "T6800001")
    assert lapor.filed == [Filed(TOKEN, "Jalan bolong di Kopo", "0", "1", ["", "", "", ""])]
    assert lapor.types == ["text/xml; charset=UTF8"]


@pytest.mark.parametrize(
    ("answer", "error", "arrived"),
    [
        (503, ServiceDownError, 0),
        (429, ServiceDownError, 0),
        (401, CredentialsError, 0),
        (403, CredentialsError, 0),
        (400, RejectedError, 0),
        (301, RejectedError, 0),
        (500, UncertainError, 1),
        (502, UncertainError, 1),
        (504, UncertainError, 1),
        ("hang", UncertainError, 1),
        ("drop", UncertainError, 1),
        (b"<lapor><status>sukses</status></lapor>", UncertainError, 1),
        (b"x" * 300_000, UncertainError, 1),
    ],
)
async def test_each_answer_says_whether_it_may_have_arrived(
    client: LaporClient, lapor: FakeLapor, answer: str | int | bytes, error: type[Exception], arrived: int
) -> None:
    lapor.answers = [answer]
    with pytest.raises(error):
        await client.post(REPORT)

    assert len(lapor.filed) == arrived


async def test_without_a_connection_it_surely_did_not_arrive(client: LaporClient, lapor: FakeLapor) -> None:
    await lapor.stop()
    with pytest.raises(ServiceDownError):
        await client.post(REPORT)


async def test_topics_show_that_the_token_is_good(client: LaporClient) -> None:
    assert await client.topics() == [Topic(1, 0, "Infrastruktur")]


async def test_topics_with_a_wrong_token_are_refused(lapor: FakeLapor) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(CredentialsError):
            await LaporClient(session, lapor.url, "wrong").topics()
