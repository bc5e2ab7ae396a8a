"""Messages that come close together: how many turns and answers they make."""

import pytest

from core.messages import Incoming
from tests.bot.conftest import Stand
from tests.inputs import message, photo, pin

STORY = "trotoar rusak di jalan cikutra"
FIRE = "tolong rumah tetangga kebakaran, ada orang terjebak di dalam"


def files(stand: Stand) -> list[int]:
    """How many files each turn had."""
    return [len(turn["metadata"]["attachments"]) for turn in stand.server.turns]


async def test_photos_and_then_their_story_get_one_answer(stand: Stand) -> None:
    await stand.receive(photo(), photo())
    await stand.later(1)
    assert stand.server.turns == []

    await stand.receive(message(STORY))
    await stand.work()
    assert (stand.server.messages, files(stand)) == ([STORY], [2])
    assert await stand.states() == ["answered"] * 3
    assert await stand.said() == ["Baik."]


async def test_a_story_is_answered_at_once_and_its_photos_together(stand: Stand) -> None:
    await stand.receive(message(STORY))
    await stand.work()
    assert stand.server.messages == [STORY]

    await stand.receive(photo())
    await stand.later(1)
    await stand.receive(photo())
    await stand.later(3)
    assert (stand.server.messages, files(stand)) == ([STORY, "/share_media"], [0, 2])


async def test_a_question_after_a_photo_has_its_own_answer(stand: Stand) -> None:
    await stand.receive(photo(), message("besok hujan ga?"))
    await stand.work()

    assert (stand.server.messages, files(stand)) == (["/share_media", "besok hujan ga?"], [1, 0])


async def test_a_courtesy_after_a_photo_is_part_of_it(stand: Stand) -> None:
    await stand.receive(photo(), message("ini fotonya min"))
    await stand.work()

    assert stand.server.messages == ["/share_media"]
    assert await stand.said() == ["Baik."]


async def test_photos_that_come_while_the_story_is_answered_follow_it(stand: Stand) -> None:
    stand.server.slow.clear()
    await stand.receive(message(STORY))
    await stand.worker.look()
    await stand.receive(photo(), photo())
    stand.server.slow.set()
    await stand.worker.idle()
    await stand.later(3)

    assert (stand.server.messages, files(stand)) == ([STORY, "/share_media"], [0, 2])


@pytest.mark.parametrize(
    "burst",
    [[photo(FIRE)], [photo(), photo(FIRE), photo()], [pin(), message(FIRE)]],
    ids=["caption", "album", "pin and text"],
)
async def test_an_emergency_does_not_wait_for_the_quiet_moment(stand: Stand, burst: list[Incoming]) -> None:
    await stand.receive(*burst)
    await stand.work()

    assert "112" in (await stand.said())[0].splitlines()[0]


async def test_a_redelivered_part_of_an_album_makes_no_second_turn(stand: Stand) -> None:
    first, second = photo(STORY), photo()
    await stand.receive(first, second)
    await stand.later(3)
    await stand.receive(second, first)
    await stand.later(3)

    assert stand.server.messages == [STORY]
