"""The sources of information: whether they answer, how old what we tell is, and how much we ask them."""

from aiohttp import web

from bot.console.pages import page
from bot.console.state import Visit
from core.sources.health import health

_NAMES = {
    "bmkg/forecast": "BMKG: prakiraan cuaca",
    "bmkg/alerts": "BMKG: peringatan dini",
    "bmkg/quake": "BMKG: gempa",
    "klh/stations": "KLH: stasiun ISPU",
    "openaq/sensors": "OpenAQ: sensor udara",
    "open-meteo/air": "Open-Meteo: perkiraan udara",
}
_PROVIDERS = {"bmkg": "BMKG", "klh": "KLH", "openaq": "OpenAQ", "open-meteo": "Open-Meteo"}
_REASONS = {
    "no answer in time": "tidak menjawab tepat waktu",
    "no connection": "tidak tersambung",
    "the answer is not JSON": "jawabannya bukan data",
    "not XML we read": "jawabannya bukan data",
}
_LIMITS = {"bmkg": 60}  # requests a minute that the provider allows


async def show(visit: Visit) -> web.StreamResponse:
    async with visit.db.read() as session:
        found = await health(session, visit.now)
    return page(
        visit,
        "sources.html",
        services=found.services,
        providers=found.providers,
        names=_NAMES,
        provider_names=_PROVIDERS,
        reasons=_REASONS,
        limits=_LIMITS,
    )
