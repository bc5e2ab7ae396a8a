"""What a question means after the ones before it: "kalau lusa?" keeps the place, "di cibiru?" the time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.weather.kinds import question_kind
from core.weather.where import Where, asked
from core.weather.window import Window, named, when
from core.weather.words import plain

_OPENS = re.compile(
    r"^\W*(?:(?:terus|trus|trs|nah|lalu|teras|dan|and|oh|ok|oke)\W+)?(?:kalau|kalo|klo|kl|gimana|kumaha|lamun|mun|upami"
    r"|pami|ari|how about|what about|terus|trus|trs|teras|lalu|and)\b",
    re.IGNORECASE,
)
_FEW, _SHORT = 4, 8  # words


@dataclass(frozen=True)
class Wish:
    """One question with what it took over: the window, the words that name the matter, the places."""

    window: Window
    matter: str
    where: Where


def is_continued(text: str) -> bool:
    """Whether these words lean on the question before them."""
    count = len(text.split())
    return 0 < count <= _FEW or (count <= _SHORT and _OPENS.match(text) is not None)


def wish(texts: Sequence[str], now: datetime) -> Wish:
    """The question of the first text, the newest, completed by the older ones it leans on."""
    chain = list(texts[:1])
    for older in texts[1:]:
        if not is_continued(chain[-1]):
            break
        chain.append(older)
    window = next((found for text in chain if (found := named(text, now))), None)
    matter = next((text for text in chain if question_kind(plain(text)) != "summary"), chain[0])
    where = next((place for place in map(asked, chain) if place.is_named), Where())
    return Wish(window or when(chain[0], now), matter, where)
