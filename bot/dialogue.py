"""One conversation's turns, in order: each is answered, shown to staff, or visibly failed."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.emergencies import EmergencyNet
from bot.metrics import Metrics
from bot.rasa import Rasa, Reply
from bot.routing import Question, route
from bot.signals import Signals
from core import conversations, edits, notices, outbox, turns, voice_notes
from core.channels import Channel
from core.clock import Clock
from core.conversations import Owner, Said
from core.db import Database
from core.errors import BadAnswerError, ServiceDownError, UncertainError
from core.models import Conversation, Delivery, Line
from core.turns import Turn, Wait

MAX_ATTEMPTS = 3
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=2)  # who is back says so (`turns.hurry`); this is only the net below it
MAX_TYPING = 4  # a courtesy: in a busy hour the answers go first

# "Yang saya dengar: …" tells what was understood of a message, it does not answer it
_ECHOES = select(Delivery.id).where(
    Delivery.conversation_id == Line.conversation_id, Delivery.seq == Line.seq, Line.author == "system"
)

logger = logging.getLogger(__name__)


class _End(StrEnum):
    """How asking Rasa ended; also the metric's label."""

    ANSWERED = "answered"
    OUTAGE = "outage"
    FAILED = "failed"


@dataclass(frozen=True)
class _Outcome:
    question: Question
    end: _End
    replies: Sequence[Reply] = ()


class Dialogue:
    """Runs turns; the caller holds the conversation's lease under the name ``worker``."""

    def __init__(  # noqa: PLR0913  only `bot.app` makes one, and names each part
        self,
        db: Database,
        rasa: Rasa,
        net: EmergencyNet,
        signals: Signals,
        metrics: Metrics,
        clock: Clock,
        *,
        notice_after: timedelta,
        channels: Mapping[str, Channel],
        voice_patience: timedelta | None = None,
    ) -> None:
        self._db = db
        self._rasa = rasa
        self._net = net
        self._signals = signals
        self._metrics = metrics
        self._clock = clock
        self._notice_after = notice_after
        self._channels = channels
        self._voice_patience = voice_patience  # how long a turn waits for what was spoken; None: no engine
        self._typing: set[asyncio.Task[None]] = set()

    async def converse(self, conversation_id: str, worker: str) -> None:
        """Take turns until none is ready and the lease was given back, or was lost."""
        outcome: _Outcome | None = None
        while True:
            question = await self._advance(conversation_id, worker, outcome)
            if question is None:
                return
            outcome = await self._ask(question)

    async def _advance(self, conversation_id: str, worker: str, outcome: _Outcome | None) -> Question | None:
        """One transaction: close the turn before, settle what needs no Rasa, open the next one."""
        now = self._clock()
        told: list[str] = []
        async with self._db.write(durable=False) as session:
            conversation = await conversations.lock(session, conversation_id)
            if conversation.lease_owner != worker:
                return None  # its new worker finds the answer in Rasa's tracker
            said = conversation.last_seq
            if outcome is not None:
                await self._close(session, conversation, outcome, now)
            question = await self._open(session, conversation, now, told)
            has_lines = conversation.last_seq > said
        self._net.announce(told)
        if has_lines:
            self._signals.said(conversation_id)
        if question is not None:
            self._show_typing(conversation, question.turn)
        return question

    async def _open(
        self, session: AsyncSession, conversation: Conversation, now: datetime, told: list[str]
    ) -> Question | None:
        changes = await edits.open_changes(session, conversation.id)
        told.extend(await self._net.check(session, [change.edit for change in changes]))
        await edits.settle(session, conversation, changes, now)
        while True:
            waiting = await turns.pending(session, conversation.id)
            told.extend(await self._net.check(session, waiting))
            step = await self._when_heard(session, conversation, turns.next_turn(waiting, now), now)
            if not isinstance(step, Turn):
                turns.release(conversation, step, now)
                return None
            question = await route(session, conversation, step, now)
            if question is not None:
                conversation.lease_until = now + turns.LEASE
                return question

    async def _when_heard(
        self, session: AsyncSession, conversation: Conversation, step: Turn | Wait | None, now: datetime
    ) -> Turn | Wait | None:
        """The turn, or the wait for the words of its recording, while the bot is the one who answers."""
        if self._voice_patience is None or not isinstance(step, Turn) or conversation.owner != Owner.BOT:
            return step
        if step.first.retry_at is not None:  # it went to Rasa before, as it was
            return step
        until = await voice_notes.wait_until(session, step.messages, self._voice_patience, now)
        return Wait(until) if until else step

    def _show_typing(self, conversation: Conversation, turn: Turn) -> None:
        channel = self._channels.get(conversation.channel)
        if channel is None or self._rasa.down or len(self._typing) >= MAX_TYPING:
            return
        external_id = turn.messages[-1].external_id
        task = asyncio.create_task(channel.typing(conversation.address, external_id))
        self._typing.add(task)
        task.add_done_callback(self._typing.discard)

    async def _ask(self, question: Question) -> _Outcome:
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            outcome = _Outcome(question, _End.ANSWERED, await self._patiently(question))
        except ServiceDownError:
            self._rasa.mark_down()
            outcome = _Outcome(question, _End.OUTAGE)
        except (UncertainError, BadAnswerError):
            outcome = _Outcome(question, _End.FAILED)
        self._metrics.turn_seconds.labels(outcome.end).observe(loop.time() - started)
        return outcome

    async def _patiently(self, question: Question) -> list[Reply]:
        """Rasa's answer; a citizen who waits too long is told so once, and Rasa's pulse is taken."""
        if self._rasa.down:
            raise ServiceDownError("known to be down")
        talk = asyncio.create_task(self._talk(question))
        try:
            await asyncio.wait({talk}, timeout=self._notice_after.total_seconds())
            if not talk.done():
                await self._notice_outage(question)
                await self._require_life(talk)
            try:
                return await talk
            except UncertainError:
                await self._require_life(talk)
                raise
        finally:
            talk.cancel()
            await asyncio.gather(talk, return_exceptions=True)

    async def _require_life(self, talk: asyncio.Task[list[Reply]]) -> None:
        was_done = talk.done()
        if not await self._rasa.alive() and talk.done() == was_done:
            raise ServiceDownError("rasa hangs")

    async def _talk(self, question: Question) -> list[Reply]:
        sender, message_id = question.conversation_id, question.metadata["message_id"]
        if question.repeated:
            known = await self._rasa.recorded(sender, message_id)
            if known:
                return known
        try:
            replies = await self._rasa.turn(sender, question.message, question.metadata)
        except BadAnswerError:
            replies = []
        if replies:
            return replies
        known = await self._rasa.recorded(sender, message_id)  # an empty answer is checked, never believed
        if known is None:
            raise BadAnswerError("rasa lost this turn")
        if not known and not await self._rasa.alive():
            raise ServiceDownError("the action server is down")  # the turn said nothing: run it again later
        return known

    async def _close(
        self, session: AsyncSession, conversation: Conversation, outcome: _Outcome, now: datetime
    ) -> None:
        turn = outcome.question.turn
        match outcome.end:
            case _End.ANSWERED:
                conversation.outage_noticed_at = None
                await _answer(session, conversation, turn, outcome.replies, now)
            case _End.OUTAGE:
                until = now + min(max(now - turn.first.received_at, FIRST_PAUSE), LONGEST_PAUSE)
                await turns.postpone(session, turn, until, counts=False)
                if until >= turn.first.received_at + self._notice_after:
                    await _tell_outage(session, conversation, now)
            case _End.FAILED if turn.first.attempts + 1 >= MAX_ATTEMPTS:
                await _give_up(session, conversation, turn, now, "rasa")
            case _End.FAILED:
                pause = FIRST_PAUSE * 2**turn.first.attempts
                await turns.postpone(session, turn, now + pause, counts=True)

    async def _notice_outage(self, question: Question) -> None:
        async with self._db.write(durable=False) as session:
            conversation = await conversations.lock(session, question.conversation_id)
            await _tell_outage(session, conversation, self._clock())
        self._signals.said(question.conversation_id)


async def _answer(
    session: AsyncSession, conversation: Conversation, turn: Turn, replies: Sequence[Reply], now: datetime
) -> None:
    # A person took over meanwhile: what the last message set off (a ticket's number) is still told once,
    # but without buttons that would call the bot back.
    taken = conversation.owner == Owner.STAFF
    for reply in replies:
        said = Said("system" if taken else "bot", reply.text, () if taken else reply.buttons, reply.image)
        await outbox.add(session, conversation.id, said, now, message_id=turn.first.id)
    if replies or turn.danger or await _was_answered(session, turn):
        await turns.settle(session, turn, "answered", now)
    else:
        await _give_up(session, conversation, turn, now, "silent")


async def _tell_outage(session: AsyncSession, conversation: Conversation, now: datetime) -> None:
    if conversation.outage_noticed_at is None:  # once per conversation and outage
        conversation.outage_noticed_at = now
        text = notices.text("outage", conversation.language)
        await outbox.add(session, conversation.id, Said("bot", text), now)


async def _give_up(
    session: AsyncSession, conversation: Conversation, turn: Turn, now: datetime, reason: str
) -> None:
    logger.error("message %s could not be answered (%s)", turn.first.id, reason)
    text = notices.text("turn_failed", conversation.language)
    await outbox.add(session, conversation.id, Said("bot", text), now, message_id=turn.first.id)
    await turns.settle(session, turn, "failed", now, reason)


async def _was_answered(session: AsyncSession, turn: Turn) -> bool:
    """An action may write to the citizen itself (a human was asked for) and leave Rasa without words."""
    later = exists().where(
        Line.conversation_id == turn.first.conversation_id,
        Line.seq > turn.first.seq,
        Line.author != "citizen",
        ~_ECHOES.where(Delivery.message_id.in_([message.id for message in turn.messages])).exists(),
    )
    return bool(await session.scalar(select(later)))
