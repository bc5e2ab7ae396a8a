"""Asking to be told by itself: begin, list, stop, pause and go on."""

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.services import Services
from actions.turn import CityAction, Turn
from core import conversations, places
from core.models import Subscription
from core.places import Place
from core.subscriptions import orders, store, wish, words
from core.subscriptions.kinds import Kind
from core.subscriptions.orders import Act, Order
from core.subscriptions.store import Made, Outcome
from core.subscriptions.wish import Heard

_MOST_BUTTONS = 8  # one for each; with those for all a list on WhatsApp holds ten
_ASKED_BEFORE = {  # "kabari saya dong" after the answer to such a question
    "ask_weather_warning": Kind.WARNING,
    "ask_earthquake": Kind.QUAKE,
    "ask_air_quality": Kind.AIR,
}
_RESPONSES = {
    Outcome.MADE: "utter_subscribed",
    Outcome.CHANGED: "utter_subscription_changed",
    Outcome.SAME: "utter_subscription_same",
}
_DONE = {
    Act.STOP: "utter_subscriptions_stopped",
    Act.PAUSE: "utter_subscriptions_paused",
    Act.RESUME: "utter_subscriptions_resumed",
}

type Buttons = list[dict[str, str]]


class ActionSubscribe(CityAction):
    """A new wish; words that stop or pause are understood here as well, whatever the model took them for."""

    def name(self) -> str:
        return "action_subscribe"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        if orders.act_of(turn.text, Act.START) is not Act.START:
            await settle(self.services, dispatcher, turn, Act.START)
            return []
        heard = wish.read(turn.text)
        kind, place = _kind(turn, heard), _place(turn, heard)
        if kind is None and wish.speaks_of_report(turn.text):
            async with self.services.db.write() as session:
                await conversations.want_news(session, tracker.sender_id, wanted=True)
            dispatcher.utter_message(response="utter_report_news_anyway")
        elif kind is None:
            buttons = kind_buttons(turn.language)
            dispatcher.utter_message(response="utter_subscribe_what", buttons=buttons)
        elif place is not None and place.outside and kind is not Kind.QUAKE:
            dispatcher.utter_message(response="utter_subscribe_outside", place=place.name or place.text)
        else:
            await self._subscribe(dispatcher, turn, heard, kind, place)
        return []

    async def _subscribe(
        self,
        dispatcher: CollectingDispatcher,
        turn: Turn,
        heard: Heard,
        kind: Kind,
        place: Place | None,
    ) -> None:
        now, language, sender = self.services.now(), turn.language, turn.tracker.sender_id
        wanted = wish.wish_of(wish.at(heard, place), kind)
        async with self.services.db.write() as session:
            made = await store.subscribe(session, sender, wanted, now, changes=heard.changes)
        match made.outcome:
            case Outcome.FULL:
                dispatcher.utter_message(
                    response="utter_subscriptions_full",
                    number=str(store.MOST),
                    buttons=[_button("settings", language, "/list_subscriptions")],
                )
            case Outcome.PRIVATE_ONLY:
                dispatcher.utter_message(response="utter_subscribe_private")
            case Outcome.MADE | Outcome.CHANGED | Outcome.SAME:
                assert made.subscription is not None  # noqa: S101  of these outcomes
                dispatcher.utter_message(
                    response=_RESPONSES[made.outcome],
                    wish=words.wish(made.subscription, now, language),
                    notes=words.notes(
                        made.subscription, language, other_index=heard.other_index, news_on=made.news_on
                    ),
                    buttons=_after(made, language),
                )


def _kind(turn: Turn, heard: Heard) -> Kind | None:
    """Of what: the button's, the words', or what was asked about just before."""
    tapped = turn.entity("kind")
    if tapped is not None and tapped["value"] in list(Kind):
        return Kind(tapped["value"])
    return heard.kind or _ASKED_BEFORE.get(turn.asked_before[0] or "")


def _place(turn: Turn, heard: Heard) -> Place | None:
    """Where: a pin, the button's, the words', or the place of the question just before."""
    if turn.location:
        return places.locate(turn.location["lat"], turn.location["lon"])
    tapped = turn.entity("area")
    if tapped is not None:
        return places.find(str(tapped["value"]))
    if heard.place is None and heard.kind is None and turn.asked_before[0] in _ASKED_BEFORE:
        return places.find(turn.asked_before[1])
    return heard.place


async def narrowed(
    services: Services, dispatcher: CollectingDispatcher, turn: Turn, place: Place | None
) -> bool:
    """ "Antapani", right after a wish for the whole city: it is for there then, and not for the city."""
    if turn.asked_before[0] != "subscribe" or place is None or place.outside:
        return False
    newest = max(await _mine(services, turn), key=lambda each: each.id, default=None)
    if newest is None or newest.area or newest.kind == Kind.QUAKE or not wish.spot(place).area:
        return False
    wanted = wish.moved(Kind(newest.kind), place, newest.minute, newest.days, newest.level)
    now, sender = services.now(), turn.tracker.sender_id
    async with services.db.write() as session:
        await store.stop(session, sender, [newest.id])
        made = await store.subscribe(session, sender, wanted, now)
    assert made.subscription is not None  # noqa: S101  one was stopped, so there is room
    dispatcher.utter_message(
        response="utter_subscription_changed",
        wish=words.wish(made.subscription, now, turn.language),
        notes=words.notes(made.subscription, turn.language, other_index=False, news_on=made.news_on),
        buttons=_after(made, turn.language),
    )
    return True


async def stop_newest(services: Services, dispatcher: CollectingDispatcher, turn: Turn) -> bool:
    """Take back the wish made last; False when there is none."""
    newest = max(await _mine(services, turn), key=lambda each: each.id, default=None)
    if newest is None:
        return False
    order = Order(Act.STOP, None, None, all=False, until=None)
    await _carry_out(services, dispatcher, turn, order, [newest])
    return True


class ActionListSubscriptions(CityAction):
    """What one is told of, with a button to end each."""

    def name(self) -> str:
        return "action_list_subscriptions"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        async with self.services.db.read() as session:
            mine = await store.of(session, tracker.sender_id)
            silent = (await conversations.get(session, tracker.sender_id)).news_stopped
        show(dispatcher, turn, mine, self.services, silent=silent)
        return []


class ActionStopSubscription(CityAction):
    """Stop, pause or go on: one, those of a kind or a place, or all."""

    def name(self) -> str:
        return "action_stop_subscription"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        await settle(self.services, dispatcher, Turn(tracker), Act.STOP)
        return []


async def settle(services: Services, dispatcher: CollectingDispatcher, turn: Turn, usual: Act) -> None:
    """Carry out an order; where the words do not say which subscription is meant, ask."""
    now, mine = services.now(), await _mine(services, turn)
    order, found = _order(turn, usual, mine, services)
    if not mine:
        buttons = kind_buttons(turn.language)
        dispatcher.utter_message(response="utter_no_subscriptions", buttons=buttons)
    elif order.act not in _DONE:
        show(dispatcher, turn, mine, services)
    elif not found:
        dispatcher.utter_message(
            response="utter_subscription_which",
            list=words.listed(mine, now, turn.language),
            buttons=_each(mine, order.act, turn.language),
        )
    else:
        await _carry_out(services, dispatcher, turn, order, found)


def _order(
    turn: Turn, usual: Act, mine: Sequence[Subscription], services: Services
) -> tuple[Order, Sequence[Subscription]]:
    """What is wanted of which: the button's, or the words'."""
    tapped, act = turn.entity("subscription"), turn.entity("act")
    if tapped is None:
        order = orders.read(turn.text, usual, services.now())
        return order, store.chosen(mine, order)
    wanted = Act(act["value"]) if act is not None and act["value"] in list(Act) else Act.STOP
    until = services.now() + orders.USUAL_PAUSE
    order = Order(wanted, None, None, all=tapped["value"] == "all", until=until)
    return order, [each for each in mine if order.all or str(each.id) == str(tapped["value"])]


async def _carry_out(
    services: Services,
    dispatcher: CollectingDispatcher,
    turn: Turn,
    order: Order,
    found: Sequence[Subscription],
) -> None:
    sender, ids = turn.tracker.sender_id, [each.id for each in found]
    told = words.listed(found, services.now(), turn.language)
    async with services.db.write() as session:
        if order.act is Act.STOP:
            await store.stop(session, sender, ids)
        else:
            until = order.until if order.act is Act.PAUSE else None
            await store.pause(session, sender, ids, until)
    language = turn.language
    buttons = [_button("settings", language, "/list_subscriptions")]
    if order.act is Act.PAUSE:
        buttons.insert(0, _button("resume_all", language, _payload("all", Act.RESUME)))
    ends = words.until(order.until, language) if order.until else ""
    if order.act is Act.RESUME:
        told = words.listed(await _mine_of(services, sender, ids), services.now(), language)
    dispatcher.utter_message(response=_DONE[order.act], list=told, until=ends, buttons=buttons)


def show(
    dispatcher: CollectingDispatcher,
    turn: Turn,
    mine: Sequence[Subscription],
    services: Services,
    *,
    silent: bool = False,
) -> None:
    """The list, or that there is nothing in it yet; ``silent``: all news is stopped."""
    language, now = turn.language, services.now()
    if not mine:
        dispatcher.utter_message(response="utter_no_subscriptions", buttons=kind_buttons(language))
        return
    paused = any(each.paused_until is not None and each.paused_until > now for each in mine)
    other = (
        _button("resume_all", language, _payload("all", Act.RESUME))
        if paused
        else _button("pause_all", language, _payload("all", Act.PAUSE))
    )
    dispatcher.utter_message(
        response="utter_subscriptions",
        list=words.listed(mine, now, language) + (f"\n{words.silent(language)}" if silent else ""),
        buttons=[*_each(mine, Act.STOP, language), other],
    )


async def offer(services: Services, turn: Turn, area: str = "") -> Buttons:
    """Under an early warning: a button to be told of the next one; none for who is told already."""
    mine = await _mine(services, turn)
    if any(each.kind == Kind.WARNING for each in mine) or len(mine) >= store.MOST:
        return []
    where = f',"area":"{area}"' if area else ""
    return [_button("tell_me", turn.language, f'/subscribe{{"kind":"{Kind.WARNING}"{where}}}')]


async def _mine(services: Services, turn: Turn) -> Sequence[Subscription]:
    async with services.db.read() as session:
        return await store.of(session, turn.tracker.sender_id)


async def _mine_of(services: Services, sender: str, ids: Sequence[int]) -> Sequence[Subscription]:
    async with services.db.read() as session:
        return [each for each in await store.of(session, sender) if each.id in ids]


def kind_buttons(language: str) -> Buttons:
    """What one can be told of."""
    return [_button(kind, language, f'/subscribe{{"kind":"{kind}"}}') for kind in Kind]


def _each(mine: Sequence[Subscription], act: Act, language: str) -> Buttons:
    shown = [
        {"title": words.button(number, each, language), "payload": _payload(str(each.id), act)}
        for number, each in enumerate(mine[:_MOST_BUTTONS], 1)
    ]
    if act is Act.STOP and len(mine) > 1:
        shown.append(_button("stop_all", language, _payload("all", act)))
    return shown


def _after(made: Made, language: str) -> Buttons:
    assert made.subscription is not None  # noqa: S101  nothing was kept without one
    undo = _button("undo", language, _payload(str(made.subscription.id), Act.STOP))
    settings = _button("settings", language, "/list_subscriptions")
    return [undo, settings] if made.outcome is Outcome.MADE else [settings]


def _payload(which: str, act: Act) -> str:
    more = "" if act is Act.STOP else f',"act":"{act}"'
    return f'/stop_subscription{{"subscription":"{which}"{more}}}'


def _button(name: str, language: str, payload: str) -> dict[str, str]:
    return {"title": words.title(name, language), "payload": payload}
