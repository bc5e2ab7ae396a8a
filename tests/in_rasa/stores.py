"""Scenes around our channel and tracker store; prints what happened in each as one JSON object.

Run by Rasa's Python with a scratch folder: its start takes longer than all scenes together.
"""

import asyncio
import json
import sys
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import aiohttp
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, AllSlotsReset, SessionStarted, SlotSet, UserUttered
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from bot.nlu.server.rest import StrictRest

NOWHERE = EndpointConfig("http://127.0.0.1:1")
STORE = "bot.nlu.server.tracker_store.StrictTrackerStore"
numbers = count(1)


class Scene:
    """An agent without a model over a database of its own; its turns are functions."""

    def __init__(self, folder, locks=None):
        self.path = folder / f"{next(numbers)}.db"
        config = EndpointConfig(type=STORE, dialect="sqlite", db=str(self.path))
        store = TrackerStore.create(config, Domain.empty())
        self.agent = Agent(Domain.empty(), tracker_store=store, lock_store=locks)
        self.agent.processor = SimpleNamespace(model_filename="uji")
        self.store = self.agent.tracker_store

    def take_database_away(self):
        self.path.rename(self.path.with_suffix(".away"))
        self.path.mkdir()

    def bring_database_back(self):
        self.path.rmdir()
        self.path.with_suffix(".away").rename(self.path)

    async def remember(self, text):
        tracker = await self.store.get_or_create_tracker("c")
        tracker.update(UserUttered(text))
        await self.store.save(tracker)

    async def remembered(self):
        tracker = await self.store.retrieve("c")
        return [event.text for event in tracker.events if isinstance(event, UserUttered)]

    async def act(self, message):
        """Run an action whose server is away."""
        tracker = await self.store.retrieve("c")
        action = RemoteAction("action_x", NOWHERE)
        await action.run(message.output_channel, self.agent.nlg, tracker, Domain.empty())

    async def post(self, turn, times=1):
        """Statuses and bodies of messages whose turn is ``turn``."""
        body = {"sender": "c", "message": "halo", "metadata": {"message_id": "1"}}
        async with Channel(self.agent, turn) as channel:
            return [await channel.ask("POST", "/webhook", json=body) for _ in range(times)]

    async def probe(self):
        async with Channel(self.agent) as channel:
            return (await channel.ask("GET", "/ready"))[0]


class Channel:
    """Our channel on a free port; Sanic serves one application per process, so scenes share it."""

    app = Sanic("uji")
    base = ""

    def __init__(self, agent, turn=None):
        self.app.ctx.agent, self.app.ctx.turn = agent, turn
        self.http = aiohttp.ClientSession()

    async def __aenter__(self):
        if not self.base:
            self.app.blueprint(StrictRest().blueprint(self.turn), url_prefix="/webhooks/rest")
            server = await self.app.create_server(
                "127.0.0.1", 0, return_asyncio_server=True, access_log=False
            )
            await server.startup()
            Channel.base = f"http://127.0.0.1:{server.server.sockets[0].getsockname()[1]}/webhooks/rest"
        return self

    async def __aexit__(self, *_):
        await self.http.close()

    async def turn(self, message):
        await self.app.ctx.turn(message)

    async def ask(self, method, path, **options):
        async with self.http.request(method, self.base + path, **options) as answer:
            return [answer.status, await answer.json()]


async def outcome(work):
    """The error's class, or what came out."""
    try:
        return await work
    except Exception as error:  # noqa: BLE001  which one it is, is what the tests ask
        return type(error).__name__


async def outage_of_the_database(folder):
    scene = Scene(folder)
    await scene.remember("bolong")
    scene.take_database_away()
    found = [
        await outcome(scene.remember("kirim")),
        await outcome(scene.store.retrieve("c")),
        await outcome(scene.store.retrieve_full_tracker("c")),
        await outcome(scene.store.exists("c")),
        await outcome(scene.store.keys()),
    ]
    scene.bring_database_back()
    return [found, await scene.remembered()]


async def words_in_errors(folder):
    scene = Scene(folder)
    engine = scene.store.engine
    engine.execute("DROP TABLE events")
    engine.execute(
        "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id, type_name, timestamp, intent_name,"
        " action_name, data CHECK (data NOT LIKE '%rahasia%'))"
    )
    try:
        await scene.remember("rahasia")
    except Exception as error:  # noqa: BLE001  which one it is, is what the tests ask
        return str(error)


async def long_talk(folder):
    """What is left of a talk of 200 turns, and what the next turn reads of it."""
    scene = Scene(folder)
    for number in range(200):
        tracker = await scene.store.get_or_create_tracker("c")
        if number == 0:
            tracker.update(SessionStarted())
        tracker.update(UserUttered(f"kata {number}"))
        tracker.update(SlotSet("kategori", number))
        tracker.update(SlotSet("awal" if number == 3 else "lain", number))
        tracker.update(ActionExecuted("action_listen"))
        await scene.store.save(tracker)
    events = list((await scene.store.retrieve("c")).events)
    begin = next(place for place, event in enumerate(events) if isinstance(event, UserUttered))
    return {
        "events": len(events),
        "state": [event.key if isinstance(event, SlotSet) else event.type_name for event in events[:begin]],
        "words": await scene.remembered(),
    }


async def forgotten_slots(folder):
    """A slot that was emptied does not come back when the talk is shortened."""
    scene = Scene(folder)
    tracker = await scene.store.get_or_create_tracker("c")
    tracker.update(SlotSet("nama", "Asep"))
    tracker.update(AllSlotsReset())
    for number in range(300):
        tracker.update(UserUttered(f"kata {number}"))
        tracker.update(ActionExecuted("action_listen"))
    await scene.store.save(tracker)
    events = (await scene.store.retrieve("c")).events
    return [len(events) < 300, [event.key for event in events if isinstance(event, SlotSet)]]


async def store_without_a_driver(folder):
    config = EndpointConfig(type=STORE, url="postgresql+pg8000://127.0.0.1/x")
    try:
        return type(TrackerStore.create(config, Domain.empty())).__name__
    except RuntimeError as error:
        return str(error)


async def good_turn(folder):
    async def turn(message):
        await message.output_channel.send_text_message("c", "Baik.")

    return await Scene(folder).post(turn)


async def unsaved_turn(folder):
    scene = Scene(folder)
    await scene.remember("halo")

    async def turn(message):
        await message.output_channel.send_text_message("c", "Baik.")
        await scene.remember("halo")

    scene.take_database_away()
    return await scene.post(turn)


async def broken_turn(folder):
    async def turn(message):
        await message.output_channel.send_text_message("c", "Baik.")
        raise KeyError("rusak")

    return await Scene(folder).post(turn)


async def no_locks(folder):
    locks = LockStore.create(EndpointConfig(type="redis", url="127.0.0.1", port=1))
    scene = Scene(folder, locks)

    async def turn(message):
        async with locks.lock("c"):
            pass

    return [await scene.post(turn), await scene.probe()]


async def no_action_server(folder):
    scene = Scene(folder)
    await scene.remember("bolong")

    async def turn(message):
        await outcome(scene.act(message))  # Rasa goes on and saves
        await scene.remember("kirim")

    return [await scene.post(turn), await scene.remembered()]


async def next_turn(folder):
    scene = Scene(folder)
    await scene.remember("bolong")
    turns = count(1)

    async def turn(message):
        if next(turns) == 1:
            await outcome(scene.act(message))
        await scene.remember("kirim")

    return [await scene.post(turn, times=2), await scene.remembered()]


async def readiness(folder):
    scene = Scene(folder)
    up = await scene.probe()
    scene.take_database_away()
    return [up, await scene.probe()]


SCENES = (
    outage_of_the_database,
    words_in_errors,
    long_talk,
    forgotten_slots,
    store_without_a_driver,
    good_turn,
    unsaved_turn,
    broken_turn,
    no_locks,
    no_action_server,
    next_turn,
    readiness,
)


async def main():
    folder = Path(sys.argv[1])
    print(json.dumps({scene.__name__: await scene(folder) for scene in SCENES}))


asyncio.run(main())
