"""The picture beside an answer, as its image; an answer without one is whole."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from actions.services import Services
from core import air, pictures, weather
from core.errors import IntegrationError
from core.language import Language
from core.pictures.cameras import Hit
from core.pictures.picture import Picture
from core.places import Place
from core.weather.window import Window

_PATIENCE = 0.7  # seconds for figures that the words need no more
_NO_POINT = frozenset({"city", "outside", "free"})
_EXACT = frozenset({"pin", "landmark"})  # their point is the place itself

logger = logging.getLogger(__name__)


async def of_weather(
    services: Services, asked: Sequence[Place | None], window: Window, language: Language
) -> str | None:
    """The strip of the hours asked about; none for a single moment, for several places or one outside."""
    if len(asked) != 1 or (asked[0] and asked[0].outside):
        return None
    adm4, label = weather.area(asked[0], language)
    try:
        async with asyncio.timeout(_PATIENCE):  # the words had it: it is at hand, or it hangs
            kept = await services.forecast(adm4)
    except (IntegrationError, TimeoutError):
        return None
    return _reference(
        lambda: pictures.forecast.of_window(
            weather.parse(kept.body), adm4, label, window, services.now(), language
        )
    )


async def of_air(services: Services, language: Language) -> str | None:
    """The last day of the city's air, if the model's figures are at hand."""
    try:
        async with asyncio.timeout(_PATIENCE):
            kept = await services.air_model()
    except (IntegrationError, TimeoutError):
        return None
    model = air.parse_model(kept.body, services.now())
    return _reference(lambda: pictures.air.picture(model, language) if model else None)


def of_cameras(shown: Sequence[tuple[Place, Sequence[Hit]]], language: Language) -> str | None:
    """The map of a place's cameras by their numbers; none for several places, or one without a point."""
    if len(shown) != 1:
        return None
    ((place, hits),) = shown
    if place.outside or place.kind in _NO_POINT or place.lat is None or place.lon is None:
        return None
    exact = place.kind in _EXACT
    lat, lon = place.lat, place.lon
    return _reference(lambda: pictures.cameras.picture(lat, lon, hits, language, exact=exact))


def _reference(find: Callable[[], Picture | None]) -> str | None:
    """The picture in one text; a fault in it costs nobody the words of the answer."""
    try:
        found = find()
    except Exception:
        logger.exception("an answer goes without its picture")
        return None
    return found.reference if found else None
