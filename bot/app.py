"""The gateway: everything is wired here and nowhere else."""

import asyncio
import gc
import logging
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta

import aiohttp
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot import pages
from bot.camera_watch import CameraWatch
from bot.console import app as console
from bot.delivery import Delivery
from bot.dialogue import Dialogue
from bot.emergencies import EmergencyNet
from bot.erasing import Erasing
from bot.fetching import Fetching
from bot.health import Health
from bot.housekeeping import Housekeeping
from bot.lapor_bridge import LaporBridge
from bot.metrics import Metrics
from bot.migrate import open_database, prepare
from bot.open311.app import Open311
from bot.open311.refusals import answer_refusals
from bot.pictures import Pictures
from bot.prefetching import Prefetching
from bot.problems import answer_problems
from bot.proofs import Proofs
from bot.public.site import PublicPages
from bot.rasa import Rasa
from bot.receiving import Receiving
from bot.signals import Signals
from bot.subscription_watch import SubscriptionWatch
from bot.ticket_watch import TicketWatch
from bot.transcribing import Transcribing
from bot.web_chat import WebChat
from bot.web_events import WebEvents
from bot.web_files import WebFiles
from bot.webhooks import Webhooks
from bot.wire import Wire
from bot.worker import Worker
from core import city_data, emergency, logs, outbox, turns
from core.clock import Clock, utc_now
from core.db import Database
from core.errors import IntegrationError, SettingsError
from core.ledger import find_unseen
from core.messages import Outgoing
from core.settings import Settings
from integrations import channels, sources, transcriber
from integrations.sp4n_lapor.client import LaporClient
from integrations.telegram.channel import TelegramChannel

MAX_BODY = 4 * 1024**2
BACKLOG = 2048  # callers who may knock at once; whoever finds no room there tries again a second later
PATIENCE = 3.0  # seconds for running turns; the supervisor kills what is still there after 7
_RESTART_SECONDS = 1.0

logger = logging.getLogger(__name__)


class Gateway:
    """All parts of one process, made but not started."""

    def __init__(
        self, settings: Settings, db: Database, session: aiohttp.ClientSession, clock: Clock = utc_now
    ) -> None:
        self._settings = settings
        self._db = db
        self._clock = clock
        self._tasks: list[asyncio.Task[None]] = []
        self.channels = channels(settings, session)
        self.signals = Signals(db, list(self.channels))
        self.metrics = Metrics()
        self.rasa = Rasa(session, settings.rasa_urls, settings.actions_urls)
        self.receiving = Receiving(db, self.signals, clock)
        net = EmergencyNet(db, clock, self.signals, self.metrics)
        self.dialogue = Dialogue(
            db,
            self.rasa,
            net,
            self.signals,
            self.metrics,
            clock,
            notice_after=timedelta(seconds=settings.rasa_notice_seconds),
            channels=self.channels,
            voice_patience=timedelta(seconds=settings.voice_wait_seconds) if settings.voice_engine else None,
        )
        self.transcribing = _ear(db, settings, net, self.signals, clock)
        self.worker = Worker(
            db,
            self.dialogue,
            net,
            self.signals,
            clock,
            at_once=settings.turn_workers,
            absence_after=timedelta(seconds=settings.handoff_absence_seconds),
        )
        self.proofs = Proofs(db, settings.attachments_dir, settings.public_base_url)
        self.pictures = Pictures(db, settings.pictures_dir, clock, settings.public_base_url)
        self.deliveries = [self._sender(name) for name in self.channels]
        self.fetching = Fetching(db, self.channels, settings.attachments_dir, self.signals.files, clock)
        self.lapor = LaporBridge(db, _lapor_door(settings, session), clock)
        self.chat = WebChat(db, self.signals, clock)
        self.open311 = Open311(db, settings, clock)
        self.sources = sources(settings, session, db, clock)
        self._housekeeping = Housekeeping(db, settings, clock)
        self._subscription_watch = SubscriptionWatch(
            db, self.sources, clock, self.signals.said_somewhere, self.metrics
        )
        self._ticket_watch = TicketWatch(db, clock, self.signals.said_somewhere, self.metrics)
        self._camera_watch = CameraWatch(db, settings, clock)
        self._erasing = Erasing(db, settings, clock, self.signals.said_somewhere)
        self._health = Health(db, self.rasa, self.metrics)

    def _sender(self, name: str) -> Delivery:
        return Delivery(
            self._db,
            self.channels[name],
            self.signals.deliveries[name],
            self._clock,
            processes=self._settings.sobat_processes,
            pictures=self._reachable,
        )

    async def _reachable(self, message: Outgoing) -> Outgoing:
        return await self.pictures.reachable(await self.proofs.reachable(message))

    def public(self) -> web.Application:
        """The site that faces the internet."""
        app = web.Application(middlewares=[answer_problems, answer_refusals], client_max_size=MAX_BODY)
        app.on_response_prepare.append(pages.protect)
        app.add_routes(self.chat.routes())
        app.add_routes(WebFiles(self.chat, self._settings.attachments_dir).routes())
        app.add_routes(WebEvents(self.chat).routes())
        app.add_routes(self.proofs.routes())
        app.add_routes(self.pictures.routes())
        app.add_routes(self._webhooks().routes())
        app.add_routes(self.open311.routes())
        app.add_routes(self._health.routes())
        app.add_routes(PublicPages(self._db, self._clock).routes())
        app.add_routes(pages.routes())
        console.attach(app, self._db, self._settings, clock=self._clock, said=self.signals.said_somewhere)
        return app

    def internal(self) -> web.Application:
        """The site for operators."""
        app = web.Application(middlewares=[answer_problems])
        app.add_routes(self._health.internal_routes())
        return app

    def _webhooks(self) -> Webhooks:
        polled = self._settings.telegram_mode == "polling"
        called = {
            name: channel
            for name, channel in self.channels.items()
            if not (polled and isinstance(channel, TelegramChannel))
        }
        return Webhooks(called, self.receiving, self.metrics)

    async def start(self) -> None:
        """Begin to work; the database has its tables."""
        await self._take_over()
        if not self._db.is_sqlite:
            self._keep("wire", Wire(self._db, self.signals).run)
        self._keep("bell", self.signals.bell.run)
        self._keep("rasa", lambda: self.rasa.watch(self._rasa_recovered))
        self._keep("worker", self.worker.run)
        self._keep("fetching", self.fetching.run)
        if self.transcribing is not None:
            self._keep("transcribing", self.transcribing.run)
        self._keep("lapor bridge", self.lapor.run)
        if self._settings.sources_prefetch:
            self._keep("prefetching", Prefetching(self.sources).run)
        self._keep("housekeeping", self._housekeeping.run)
        self._keep("ticket watch", self._ticket_watch.run)
        self._keep("subscription watch", self._subscription_watch.run)
        self._keep("erasing", self._erasing.run)
        self._keep("camera watch", self._camera_watch.run)
        for delivery in self.deliveries:
            self._keep("delivery", delivery.run)
        for channel in self.channels.values():
            if isinstance(channel, TelegramChannel):
                await self._start_telegram(channel)

    async def _take_over(self) -> None:
        """Free what the last run leased, and find what it lost, though it should never lose anything."""
        try:
            async with self._db.write() as session:
                if self._db.is_sqlite:  # this process has it to itself: what a dead one leased is free
                    await turns.free_leases(session)
                    await outbox.free_leases(session)
                lost = await find_unseen(session, self._clock())
        except SQLAlchemyError:  # a full disk: serve what can be served, the leases run out by themselves
            logger.exception("the leases of the last run could not be freed")
        else:
            if lost:
                logger.error("messages of %s conversations waited where nothing looked", lost)

    async def _start_telegram(self, telegram: TelegramChannel) -> None:
        await telegram.start()
        if self._settings.telegram_mode == "polling":
            self._keep(
                "telegram polling",
                lambda: telegram.poll(lambda events: self.receiving.store(telegram, events)),
            )
        elif self._settings.public_base_url:
            self._tasks.append(asyncio.create_task(self._register(telegram)))
        else:
            logger.warning("telegram: PUBLIC_BASE_URL is not set, so its webhook must be set by hand")

    async def _register(self, telegram: TelegramChannel) -> None:
        pause = 1.0
        while True:
            try:
                await telegram.register_webhook(self._settings.public_base_url)
            except IntegrationError as error:
                logger.error("telegram: the webhook could not be set (%s)", type(error).__name__)  # noqa: TRY400
                await asyncio.sleep(pause)
                pause = min(pause * 2, 300.0)
            else:
                return

    def _keep(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self._tasks.append(asyncio.create_task(_kept_alive(name, work), name=name))

    async def _rasa_recovered(self) -> None:
        async with self._db.write() as session:
            await turns.hurry(session, self._clock())
        self.signals.turns.give()

    async def stop(self) -> None:
        """End in order: no new work, running work finished, everything given back."""
        self.signals.bell.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        ends = await asyncio.gather(
            self.worker.stop(PATIENCE),
            self.lapor.stop(PATIENCE),
            self.sources.close(),
            *([self.transcribing.stop()] if self.transcribing else []),
            *(delivery.stop(PATIENCE) for delivery in self.deliveries),
            return_exceptions=True,
        )
        for error in ends:
            if error is not None:  # no room on the disk: leases run out by themselves
                logger.error("what was running could not be given back", exc_info=error)
        for channel in self.channels.values():
            if isinstance(channel, TelegramChannel):
                await channel.close()
        self.pictures.close()


def _lapor_door(settings: Settings, session: aiohttp.ClientSession) -> LaporClient | None:
    if not settings.lapor_on:
        return None
    return LaporClient(session, settings.sp4n_lapor_base_url, settings.sp4n_lapor_token)


def _ear(
    db: Database, settings: Settings, net: EmergencyNet, signals: Signals, clock: Clock
) -> Transcribing | None:
    engine = transcriber(settings)
    if engine is None:
        return None
    return Transcribing(db, engine, settings.attachments_dir, net, signals, clock)


async def _kept_alive(name: str, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Exception:
            logger.exception("%s stopped and is started again", name)
        await asyncio.sleep(_RESTART_SECONDS)


async def serve(settings: Settings, ending: asyncio.Event) -> None:
    """Run the gateway until ``ending`` is set.

    Raises:
        SettingsError: an address it should listen on is taken.
        StartError: the database cannot be prepared.
    """
    async with AsyncExitStack() as stack:
        db = open_database(settings)
        stack.push_async_callback(db.close)
        await prepare(db, settings)
        session = await stack.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=200))
        )
        gateway = Gateway(settings, db, session)
        public = await _listen(
            stack,
            gateway.public(),
            ("SOBAT_PORT", settings.sobat_host, settings.sobat_port),
            shared=settings.sobat_processes > 1,
        )
        internal = ("SOBAT_INTERNAL_PORT", "127.0.0.1", settings.sobat_internal_port)
        await _listen(stack, gateway.internal(), internal)
        await gateway.start()
        logger.info("listening on %s:%s", settings.sobat_host, settings.sobat_port)
        try:
            await ending.wait()
        finally:  # at the same time: what platforms are just delivering is stored while turns end
            await asyncio.gather(gateway.stop(), public.cleanup())


async def _listen(
    stack: AsyncExitStack, app: web.Application, address: tuple[str, str, int], *, shared: bool = False
) -> web.AppRunner:
    """Listen on the address of a setting; ``shared``: together with the other gateways of this machine."""
    name, host, port = address
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=2.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, host, port, backlog=BACKLOG, reuse_port=shared or None).start()
    except OSError as error:
        raise SettingsError(f"{name}: {host}:{port} is taken; stop what uses it or choose another") from error
    return runner


def run(settings: Settings) -> None:
    """The gateway process: runs until SIGTERM or Ctrl-C.

    Raises:
        StartError: a file of the city's has a mistake.
    """
    logs.configure(settings)
    city_data.check()
    emergency.assess("halo")  # reads its rules now: later the first webhooks would wait for it
    gc.collect()
    gc.freeze()  # what is loaded by now stays: looking through it again would stop the loop for 0.1 s
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    await serve(settings, ending)
