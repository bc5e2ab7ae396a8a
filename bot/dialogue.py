"""One conversation's turns, in order: each is answered, shown to staff, or visibly failed."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.emergencies import EmergencyNet
from bot.metrics import Metrics
from bot.rasa import Rasa, Reply
from bot.routing import Question, route
from bot.signals import Signals
from core import conversations, notices, outbox, turns
from core.channels import Channel
from core.clock import Clock
from core.conversations import Owner, Said
from core.db import Database
from core.errors import BadAnswerError, ServiceDownError, UncertainError
from core.models import Conversation, Line
from core.turns import Turn

MAX_ATTEMPTS = 3
LONGEST_PAUSE = timedelta(seconds=30)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Done:
    """The turn was settled without Rasa."""


class Dialogue:
    """Runs turns; the caller holds the conversation's lease under the name ``worker``."""

    def __init__(
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
    ) -> None:
        self._db = db
        self._rasa = rasa
        self._net = net
        self._signals = signals
        self._metrics = metrics
        self._clock = clock
        self._notice_after = notice_after
        self._channels = channels
        self._typing: set[asyncio.Task[None]] = set()

    async def next(self, conversation_id: str, worker: str) -> bool:
        """Take the next turn; False when none is ready and the lease was given back (or lost)."""
        step = await self._open(conversation_id, worker)
        match step:
            case None:
                return False
            case _Done():
                return True
            case Question():
                await self._ask(step, worker)
                return True

    async def _open(self, conversation_id: str, worker: str) -> Question | _Done | None:
        now = self._clock()
        told: Sequence[str] = ()
        async with self._db.write() as session:
            if not await turns.renew(session, conversation_id, worker, now):
                return None
            told = await self._net.check(session, await turns.pending(session, conversation_id))
            turn = await turns.next_turn(session, conversation_id, now)
            if isinstance(turn, Turn):
                conversation = await conversations.lock(session, conversation_id)
                question = await route(session, conversation, turn, now)
            else:
                await turns.release(session, conversation_id, worker, now)
        self._net.announce(told)
        if not isinstance(turn, Turn):
            return None
        if question is None:
            self._signals.said(conversation_id)
            return _Done()
        self._show_typing(conversation, turn)
        return question

    def _show_typing(self, conversation: Conversation, turn: Turn) -> None:
        channel = self._channels.get(conversation.channel)
        if channel is None or self._rasa.down:
            return
        external_id = turn.messages[-1].external_id
        task = asyncio.create_task(channel.typing(conversation.address, external_id))
        self._typing.add(task)
        task.add_done_callback(self._typing.discard)

    async def _ask(self, question: Question, worker: str) -> None:
        started = asyncio.get_running_loop().time()
        outcome = "answered"
        try:
            replies = await self._patiently(question)
        except ServiceDownError:
            self._rasa.mark_down()
            outcome = "outage"
            await self._postpone(question)
        except (UncertainError, BadAnswerError):
            outcome = "failed"
            await self._count_failure(question)
        else:
            await self._finish(question, replies, worker)
        self._signals.said(question.conversation_id)
        self._metrics.turn_seconds.labels(outcome).observe(asyncio.get_running_loop().time() - started)

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
            if known is not None:
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
        return known

    async def _finish(self, question: Question, replies: Sequence[Reply], worker: str) -> None:
        now = self._clock()
        turn = question.turn
        async with self._db.write() as session:
            conversation = await conversations.lock(session, question.conversation_id)
            if conversation.lease_owner != worker:
                return  # its new worker reads the same answer from the tracker
            conversation.outage_noticed_at = None
            if conversation.owner == Owner.STAFF:  # a person took over meanwhile: do not talk over them
                await turns.settle(session, turn, "with_staff", now)
                return
            for reply in replies:
                said = Said("bot", reply.text, reply.buttons, reply.image)
                await outbox.add(session, conversation.id, said, now, message_id=turn.first.id)
            if replies or turn.danger or await _was_answered(session, turn):
                await turns.settle(session, turn, "answered", now)
            else:
                await self._give_up(session, conversation, turn, now, "silent")

    async def _postpone(self, question: Question) -> None:
        """An outage: keep the message, try again later, and say so when it takes long."""
        now, first = self._clock(), question.turn.first
        until = now + min(max(now - first.received_at, timedelta(seconds=1)), LONGEST_PAUSE)
        async with self._db.write() as session:
            await turns.postpone(session, question.turn, until, counts=False)
        if until >= first.received_at + self._notice_after:
            await self._notice_outage(question)

    async def _notice_outage(self, question: Question) -> None:
        now = self._clock()
        async with self._db.write() as session:
            conversation = await conversations.lock(session, question.conversation_id)
            if conversation.outage_noticed_at is not None:
                return
            conversation.outage_noticed_at = now
            text = notices.text("outage", conversation.language)
            await outbox.add(session, conversation.id, Said("bot", text), now)
        self._signals.said(question.conversation_id)

    async def _count_failure(self, question: Question) -> None:
        now, turn = self._clock(), question.turn
        async with self._db.write() as session:
            conversation = await conversations.lock(session, question.conversation_id)
            if turn.first.attempts + 1 >= MAX_ATTEMPTS:
                await self._give_up(session, conversation, turn, now, "rasa")
            else:
                pause = timedelta(seconds=2**turn.first.attempts)
                await turns.postpone(session, turn, now + pause, counts=True)

    async def _give_up(
        self, session: AsyncSession, conversation: Conversation, turn: Turn, now: datetime, reason: str
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
    )
    return bool(await session.scalar(select(later)))
