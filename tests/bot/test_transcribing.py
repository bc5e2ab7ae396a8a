"""Voice notes from their arrival to the answer; the engine is a real process that hears what a file says."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import select

from bot.dialogue import Dialogue
from bot.fetching import Fetching
from bot.signals import Signal, Signals
from bot.transcribing import Transcribing
from bot.worker import Worker
from core import voice_notes
from core.conversations import Owner
from core.db import Database
from core.ledger import ledger
from core.messages import Media, MediaKind
from core.models import Attachment, Message
from integrations.whisper.transcriber import WhisperTranscriber
from tests import listening
from tests.bot.conftest import ABSENCE_AFTER, NOTICE_AFTER, Stand, make_stand
from tests.fakes import FakeRasa, ManualClock
from tests.inputs import message

PATIENCE = timedelta(seconds=45)
POTHOLE = "jalan di Kopo depan SMP 3 berlubang besar"
FIRE = "tolong ada kebakaran rumah, orang terjebak di dalam"


@dataclass
class Talk:
    """A dialogue with an ear."""

    stand: Stand
    ear: Transcribing
    fetching: Fetching
    asked: Path
    numbers: int = 0

    async def record(self, said: str, **changes: object) -> None:
        """A citizen records this, and it is fetched."""
        self.numbers += 1
        name = f"voice-{self.numbers}"
        self.stand.channel.files[name] = listening.recording(said)
        media = (Media(MediaKind.VOICE, name, "audio/ogg"),)
        await self.stand.receive(replace(message(media=media), **changes))  # type: ignore[arg-type]
        await self.fetching.look()

    async def listen(self) -> None:
        """All that the engine will hear, tries included."""
        while await self.ear.look():
            await self.ear.idle()

    async def answer(self) -> None:
        """The pause after files is over: the turn begins, or waits."""
        await self.stand.later(3)

    @property
    def questions(self) -> Sequence[str]:
        return self.asked.read_text().splitlines() if self.asked.exists() else []

    async def file(self) -> Attachment:
        async with self.stand.db.read() as session:
            return (await session.scalars(select(Attachment))).one()

    async def ledger(self) -> tuple[int, int]:
        """Received, and the remainder."""
        async with self.stand.db.read() as session:
            found = await ledger(session)
        return found["received"], found["remainder"]


type Make = Callable[..., Talk]


@pytest.fixture
async def make(
    db: Database, clock: ManualClock, server: FakeRasa, session: aiohttp.ClientSession, tmp_path: Path
) -> AsyncIterator[Make]:
    ears: list[Transcribing] = []

    def one(mood: str = "well", seconds: float = 20.0) -> Talk:
        stand = make_stand(db, clock, server, session)
        signals, asked = Signals(db), tmp_path / "asked"
        stand.dialogue = Dialogue(
            db, stand.rasa, stand.net, signals, stand.dialogue._metrics, clock,
            notice_after=NOTICE_AFTER, channels={"telegram": stand.channel}, voice_patience=PATIENCE,
        )  # fmt: skip
        stand.worker = Worker(
            db, stand.dialogue, stand.net, signals, clock, at_once=16, absence_after=ABSENCE_AFTER
        )
        engine = WhisperTranscriber(
            listening.command(asked, mood=mood), at_once=1, seconds=seconds, start_seconds=20
        )
        ear = Transcribing(db, engine, tmp_path, stand.net, signals, clock)
        ears.append(ear)
        return Talk(stand, ear, Fetching(db, {"telegram": stand.channel}, tmp_path, Signal(), clock), asked)

    yield one
    for ear in ears:
        await ear.stop()


@pytest.fixture
def talk(make: Make) -> Talk:
    return make()


async def test_spoken_words_go_the_way_of_typed_ones(talk: Talk) -> None:
    await talk.record(POTHOLE)
    await talk.answer()
    assert talk.stand.server.messages == []  # it waits for the words
    await talk.listen()
    await talk.stand.work()

    [turn] = talk.stand.server.turns
    assert turn["message"] == POTHOLE
    assert (turn["metadata"]["spoken"], len(turn["metadata"]["attachments"])) == (True, 1)
    assert await talk.stand.said() == [
        f"Yang saya dengar: “{POTHOLE}”. Kalau keliru, tulis yang benar, ya.",
        "Baik.",
    ]
    assert await talk.ledger() == (1, 0)


async def test_the_recording_and_its_words_are_kept(talk: Talk) -> None:
    await talk.record("nik saya 3273012345678901, jalan rusak")
    await talk.listen()
    file = await talk.file()
    assert (file.state, file.heard) == ("stored", "words")
    assert "3273012345678901" not in str(file.transcript)
    assert "jalan rusak" in str(file.transcript)


async def test_spoken_danger_is_answered_with_112_first(talk: Talk) -> None:
    await talk.record(FIRE)
    await talk.listen()
    said = await talk.stand.said()
    assert "112" in said[0].split("\n")[0]
    assert FIRE in said[1]
    await talk.answer()
    assert talk.stand.server.turns[0]["metadata"]["danger"] is True


async def test_danger_in_words_that_the_engine_doubts_is_answered_too(talk: Talk) -> None:
    await talk.record(f"unclear:{FIRE}")
    await talk.listen()
    [told] = await talk.stand.said()
    assert "112" in told.split("\n")[0]
    await talk.answer()
    assert talk.stand.server.messages == ["/share_media"]


async def test_danger_heard_too_late_for_its_turn_is_still_answered(talk: Talk) -> None:
    await talk.record(FIRE)
    await talk.stand.later(46)
    assert talk.stand.server.messages == ["/share_media"]
    await talk.listen()
    await talk.stand.work()
    assert "112" in (await talk.stand.said())[-1]
    assert talk.stand.server.messages == ["/share_media"]
    assert await talk.stand.states() == ["answered"]


@pytest.mark.parametrize("said", ["silent", "too_long", "unreadable", "unclear:lalan korepan"])
async def test_what_was_not_understood_is_answered_as_before(talk: Talk, said: str) -> None:
    await talk.record(said)
    await talk.answer()
    await talk.listen()
    await talk.stand.work()
    assert talk.stand.server.messages == ["/share_media"]
    assert await talk.stand.said() == ["Baik."]
    assert (await talk.file()).heard == said.split(":", maxsplit=1)[0]


async def test_a_slow_engine_is_stopped_and_the_turn_goes_on(make: Make) -> None:
    talk = make(seconds=0.5)
    await talk.record("slow")
    await talk.answer()
    await talk.listen()
    await talk.stand.work()
    assert ((await talk.file()).heard, talk.stand.server.messages) == ("too_slow", ["/share_media"])


async def test_a_recording_that_breaks_the_engine_is_tried_twice(talk: Talk) -> None:
    await talk.record("crash")
    await talk.answer()
    await talk.listen()
    await talk.stand.work()
    assert talk.questions == ["crash", "crash"]
    assert ((await talk.file()).heard, talk.stand.server.messages) == ("failed", ["/share_media"])
    assert await talk.ledger() == (1, 0)


async def test_an_engine_that_does_not_start_costs_no_answer(make: Make) -> None:
    talk = make("dumb")
    await talk.record(POTHOLE)
    await talk.answer()
    await talk.listen()
    await talk.stand.work()
    assert talk.stand.server.messages == ["/share_media"]


async def test_nobody_waits_longer_than_the_patience(talk: Talk) -> None:
    await talk.record(POTHOLE)
    await talk.answer()
    await talk.stand.later(41)
    assert talk.stand.server.messages == []
    await talk.stand.later(2)
    assert talk.stand.server.messages == ["/share_media"]


async def test_other_conversations_go_on_meanwhile_and_the_order_is_kept(talk: Talk) -> None:
    await talk.record(POTHOLE)
    await talk.stand.receive(message("sudah sebulan"), message("halo", address="200"))
    await talk.answer()
    assert talk.stand.server.messages == ["halo"]
    await talk.listen()
    await talk.stand.work()
    assert talk.stand.server.messages == ["halo", POTHOLE, "sudah sebulan"]


async def test_words_are_heard_once_across_a_restart(make: Make) -> None:
    talk = make()
    await talk.record(POTHOLE)
    await talk.listen()
    again = make()
    await again.listen()
    await again.stand.later(3)
    await again.stand.later(3)
    assert again.questions == [POTHOLE]
    assert again.stand.server.messages == [POTHOLE]
    assert len(await again.stand.said()) == 2


async def test_what_a_killed_process_was_listening_to_is_heard_after_it(make: Make) -> None:
    talk = make()
    await talk.record(POTHOLE)
    async with talk.stand.db.write() as session:  # claimed, and then the process died
        assert await voice_notes.claim(session, talk.stand.clock(), timedelta(minutes=3), 1)
    again = make()
    await again.listen()
    assert again.questions == []
    async with again.stand.db.write() as session:
        await voice_notes.free_leases(session)
    await again.listen()
    await again.stand.later(3)
    assert again.stand.server.messages == [POTHOLE]


async def test_a_turn_that_rasa_ran_is_not_run_again_with_other_words(talk: Talk) -> None:
    talk.stand.server.status = 503
    await talk.record(POTHOLE)
    await talk.stand.later(46)
    await talk.listen()
    talk.stand.server.status = 200
    await talk.stand.later(120)
    await talk.stand.recover()
    await talk.stand.work()
    assert set(talk.stand.server.messages) == {"/share_media"}


async def test_staff_hear_and_read_it_and_the_bot_is_silent(talk: Talk) -> None:
    await talk.stand.receive(message("halo"))
    await talk.stand.work()
    await talk.stand.hand_over(Owner.STAFF)
    await talk.record(POTHOLE)
    await talk.answer()
    assert await talk.stand.states() == ["answered", "with_staff"]
    await talk.listen()
    assert await talk.stand.said() == ["Baik."]
    async with talk.stand.db.read() as session:
        assert (await session.scalars(select(Attachment.transcript))).all() == [POTHOLE]


async def test_a_caption_and_the_words_are_one_message(talk: Talk) -> None:
    await talk.record(POTHOLE, text="lapor")
    await talk.answer()
    await talk.listen()
    await talk.stand.work()
    assert talk.stand.server.messages == [f"lapor\n{POTHOLE}"]


async def test_a_spoken_menu_word_is_a_command_and_no_slash_gets_through(talk: Talk) -> None:
    await talk.record('/affirm{"x":1}')
    await talk.listen()
    await talk.answer()
    assert not talk.stand.server.messages[0].startswith("/")


async def test_a_group_is_not_listened_to(talk: Talk) -> None:
    await talk.record(POTHOLE, address="-500", is_group=True)
    await talk.answer()
    await talk.listen()
    assert talk.questions == []
    assert await talk.stand.states() == ["answered"]


async def test_an_old_recording_is_left_alone(talk: Talk) -> None:
    await talk.record(POTHOLE)
    talk.stand.clock.advance(3700)
    await talk.listen()
    assert talk.questions == []


async def test_without_an_engine_nothing_waits(stand: Stand, clock: ManualClock, tmp_path: Path) -> None:
    media = (Media(MediaKind.VOICE, "v", "audio/ogg"),)
    await stand.receive(message(media=media))
    await stand.later(3)
    assert stand.server.messages == ["/share_media"]
    assert stand.server.turns[0]["metadata"]["spoken"] is False


async def test_an_answer_that_is_lost_is_not_taken_for_given(talk: Talk) -> None:
    talk.stand.server.default = []
    await talk.record(POTHOLE)
    await talk.listen()
    await talk.answer()
    async with talk.stand.db.read() as session:
        states = (await session.scalars(select(Message.state))).all()
    assert states == ["failed"]
