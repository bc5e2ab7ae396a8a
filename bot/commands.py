"""What a citizen's words become for Rasa: a known command, a button's payload, or plain text.

Nothing a citizen types reaches Rasa with a leading slash, which there would be a raw intent.
"""

import re

BACK_TO_BOT = "/back_to_bot"
MENU = "/help"

_PAYLOADS = {
    "start": "/greet",
    "lapor": "/start_report",
    "status": "/check_ticket",
    "cuaca": "/ask_weather",
    "macet": "/ask_traffic",
    "udara": "/ask_air_quality",
    "darurat": "/ask_112",
    "bantuan": MENU,
    "help": MENU,
    "menu": MENU,
    "batal": "/cancel",
    "berhenti": "/stop_news",
    "stop": "/stop_news",
    "mulai": "/resume_news",
    "petugas": "/request_human",
    "privasi": "/view_my_data",
    "langganan": "/list_subscriptions",
    "report": "/start_report",
    "weather": "/ask_weather",
    "traffic": "/ask_traffic",
    "air": "/ask_air_quality",
    "emergency": "/ask_112",
    "cancel": "/cancel",
    "officer": "/request_human",
    "privacy": "/view_my_data",
    "subscriptions": "/list_subscriptions",
}
# What somebody writes behind a command is a sentence; these words give it back its subject.
_SUBJECTS = {
    "lapor": "",
    "status": "status ",
    "cuaca": "cuaca ",
    "macet": "macet ",
    "udara": "kualitas udara ",
    "report": "",
    "weather": "weather ",
    "traffic": "traffic ",
    "air": "air quality ",
}
ALWAYS_OFFERED = frozenset(_PAYLOADS.values())

_COMMAND = re.compile(r"\s*/(?P<name>[a-zA-Z]+)(?:@\w+)?(?:\s+(?P<rest>.*))?", re.DOTALL)
_LEADING = re.compile(r"[\s/]+")
_LANGUAGE = frozenset({"bahasa", "basa", "language", "lang"})
_NEWS_WORDS = {"berhenti": False, "stop": False, "mulai": True}
_BACK_WORDS = frozenset({"menu", "/menu", "kembali ke bot", "wangsul ka bot", "back to the bot"})


def command(text: str) -> str | None:
    """The message for Rasa when the text is a known command, else None."""
    match = _COMMAND.fullmatch(text)
    if match is None:
        return None
    name = match["name"].lower()
    rest = plain(match["rest"] or "")
    if rest and name in _SUBJECTS:
        return _SUBJECTS[name] + rest
    return _PAYLOADS.get(name)


def language_command(text: str) -> str | None:
    """What stands behind /bahasa ("sunda", or nothing); None for anything else."""
    match = _COMMAND.fullmatch(text)
    if match is None or match["name"].lower() not in _LANGUAGE:
        return None
    return (match["rest"] or "").strip()


def plain(text: str) -> str:
    """The text without leading slashes and white space."""
    lead = _LEADING.match(text)
    return text[lead.end() :].rstrip() if lead else text.rstrip()


def news_wish(text: str) -> bool | None:
    """Whether these words, and nothing else, ask for news or for none; None when they do not."""
    return _NEWS_WORDS.get(text.strip().lstrip("/").casefold())


def wants_bot(text: str, payload: str | None) -> bool:
    """Somebody who talks to staff asks for the bot again."""
    return payload in (BACK_TO_BOT, MENU) or text.strip().casefold() in _BACK_WORDS
