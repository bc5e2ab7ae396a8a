"""What citizens read of their subscriptions, and what they are told by them, in each language."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from core import air, deadlines, places, quakes, weather
from core.air import Reading, category
from core.jakarta import DAYS_IN, JAKARTA, clock, stamp
from core.language import Language, spoken
from core.models import Subscription
from core.quakes import Quake
from core.subscriptions.due import Rain, Warned, index
from core.subscriptions.kinds import EVERY_DAY, HEAVY_RAIN, Kind
from core.weather.forecast import Forecast
from core.weather.phrases import phrases, sky_words

type _Told = Mapping[Language, str]

_LONGEST_TITLE = 20  # of WhatsApp's buttons

_TITLES: Mapping[str, _Told] = {  # of buttons: 20 letters at most
    "settings": {"id": "Atur langganan", "su": "Atur langganan", "en": "My alerts"},
    "stop_all": {"id": "Hentikan semua", "su": "Eureunkeun sadaya", "en": "Stop all"},
    "pause_all": {"id": "Jeda seminggu", "su": "Jeda saminggu", "en": "Pause for a week"},
    "resume_all": {"id": "Lanjutkan semua", "su": "Teraskeun sadaya", "en": "Resume all"},
    "undo": {"id": "Batalkan", "su": "Bolaykeun", "en": "Undo"},
    "tell_me": {"id": "Kabari saya", "su": "Wartosan abdi", "en": "Tell me"},
    "rain": {"id": "Kalau mau hujan", "su": "Upami badé hujan", "en": "When rain is near"},
    "weather_daily": {"id": "Cuaca tiap pagi", "su": "Cuaca unggal énjing", "en": "Weather at 6 am"},
    "warning": {"id": "Peringatan cuaca", "su": "Peringatan cuaca", "en": "Weather warnings"},
    "quake": {"id": "Gempa terasa", "su": "Lini nu karaos", "en": "Earthquakes felt"},
    "air": {"id": "Udara tidak sehat", "su": "Hawa teu séhat", "en": "Unhealthy air"},
}
_SHORT: Mapping[Kind, _Told] = {  # before a place, on a button
    Kind.RAIN: {"id": "Hujan", "su": "Hujan", "en": "Rain"},
    Kind.WEATHER_DAILY: {"id": "Cuaca", "su": "Cuaca", "en": "Weather"},
    Kind.WARNING: {"id": "Peringatan", "su": "Peringatan", "en": "Warning"},
    Kind.QUAKE: {"id": "Gempa", "su": "Lini", "en": "Quakes"},
    Kind.AIR: {"id": "Udara", "su": "Hawa", "en": "Air"},
}
_WISHES: Mapping[str, _Told] = {
    "rain": {"id": "hujan di {place}", "su": "hujan di {place}", "en": "rain in {place}"},
    "heavy_rain": {
        "id": "hujan lebat atau petir di {place}",
        "su": "hujan ageung atanapi gelap di {place}",
        "en": "heavy rain or thunder in {place}",
    },
    "weather_daily": {
        "id": "cuaca {place}, {days} pukul {hour}",
        "su": "cuaca {place}, {days} tabuh {hour}",
        "en": "weather in {place}, {days} at {hour}",
    },
    "warning": {
        "id": "peringatan dini cuaca untuk {place}",
        "su": "peringatan dini cuaca kanggo {place}",
        "en": "early weather warnings for {place}",
    },
    "quake": {
        "id": "gempa yang terasa di Bandung",
        "su": "lini nu karaos di Bandung",
        "en": "earthquakes felt in Bandung",
    },
    "air": {
        "id": "udara {place}, kalau ISPU di atas {level}",
        "su": "hawa {place}, upami ISPU langkung ti {level}",
        "en": "air in {place}, when ISPU is above {level}",
    },
    "paused": {
        "id": " (dijeda sampai {until})",
        "su": " (dijeda dugi ka {until})",
        "en": " (paused until {until})",
    },
}
_CITY: _Told = {"id": "Kota Bandung", "su": "Kota Bandung", "en": "Bandung city"}
_DAYS: Mapping[str, _Told] = {
    EVERY_DAY: {"id": "setiap hari", "su": "unggal dinten", "en": "every day"},
    "1111100": {"id": "Senin sampai Jumat", "su": "Senén dugi ka Jumaah", "en": "Monday to Friday"},
    "0000011": {"id": "Sabtu dan Minggu", "su": "Saptu sareng Minggu", "en": "Saturday and Sunday"},
}
_NOTES: Mapping[str, _Told] = {
    "rain": {
        "id": "Saya kabari paling cepat 6 jam sebelumnya, sekali setiap hujan, tidak di malam hari. "
        "Sumber: BMKG.",
        "su": "Diwartosan panggancangna 6 jam samemehna, sakali unggal hujan, henteu wengi. Sumber: BMKG.",
        "en": "I write up to 6 hours ahead, once for each rain, not at night. Source: BMKG.",
    },
    "weather_daily": {
        "id": "Saya kirim pada jam itu. Sumber: BMKG.",
        "su": "Dikintun dina jam éta. Sumber: BMKG.",
        "en": "I send it at that hour. Source: BMKG.",
    },
    "warning": {
        "id": "Ini soal bahaya, jadi saya kabari kapan pun untuk tempat yang Anda sebut. Sumber: BMKG.",
        "su": "Ieu perkawis bahaya, janten diwartosan iraha waé kanggo tempat nu disebatkeun. Sumber: BMKG.",
        "en": "This is about danger, so for the place you name I write at any hour. Source: BMKG.",
    },
    "quake": {
        "id": "Ini soal bahaya, jadi saya kabari kapan pun. Sumber: BMKG.",
        "su": "Ieu perkawis bahaya, janten diwartosan iraha waé. Sumber: BMKG.",
        "en": "This is about danger, so I write at any hour. Source: BMKG.",
    },
    "air": {
        "id": "Saya kabari sekali waktu indeksnya naik, tidak di malam hari. Sumber: ISPU dari KLH.",
        "su": "Diwartosan sakali nalika indéksna naék, henteu wengi. Sumber: ISPU ti KLH.",
        "en": "I write once when the index rises, not at night. Source: ISPU of KLH.",
    },
    "city": {
        "id": "Ini untuk seluruh kota; sebut tempat kalau mau lebih pas, misalnya “di Coblong”.",
        "su": "Ieu kanggo sakota; sebatkeun tempatna supados langkung pas, misalna “di Coblong”.",
        "en": "This is for the whole city; name a place to be more exact, for example “in Coblong”.",
    },
    "centre": {
        "id": "Tempatnya tidak disebut, jadi saya pakai prakiraan pusat kota. "
        "Sebut tempat kalau mau lebih pas, misalnya “di Coblong”.",
        "su": "Tempatna teu disebatkeun, janten nganggo prakiraan puseur kota. "
        "Sebatkeun tempatna supados langkung pas, misalna “di Coblong”.",
        "en": "You named no place, so I use the forecast for the city centre. "
        "Name one to be more exact, for example “in Coblong”.",
    },
    "warning_city": {
        "id": "Ini untuk seluruh kota; di malam hari hanya kalau sebagian besar kota kena. "
        "Sebut tempat kalau mau lebih pas, misalnya “di Coblong”. Sumber: BMKG.",
        "su": "Ieu kanggo sakota; wengi mah mung upami seuseueurna kota keuna. "
        "Sebatkeun tempatna supados langkung pas, misalna “di Coblong”. Sumber: BMKG.",
        "en": "This is for the whole city; at night only when most of it is affected. "
        "Name a place to be more exact, for example “in Coblong”. Source: BMKG.",
    },
    "other_index": {
        "id": "Yang saya pakai ISPU, skalanya lain dari AQI.",
        "su": "Nu dianggo ISPU, skalana bénten ti AQI.",
        "en": "I use ISPU, whose scale is not that of AQI.",
    },
    "silent": {
        "id": "Semua kabar sedang Anda hentikan; tulis MULAI kalau mau dikabari lagi.",
        "su": "Sadaya béja nuju dilirénkeun; serat MULAI upami hoyong diwartosan deui.",
        "en": "You have stopped all news; write MULAI to get it again.",
    },
    "news_on": {
        "id": "Kabar yang tadinya Anda hentikan aktif lagi.",
        "su": "Béja nu tadina dilirénkeun aktip deui.",
        "en": "The news you had stopped are on again.",
    },
}
_OF_THE_CITY: Mapping[Kind, Sequence[str]] = {
    Kind.RAIN: ("rain", "centre"),
    Kind.WEATHER_DAILY: ("weather_daily", "centre"),
    Kind.WARNING: ("warning_city",),
    Kind.QUAKE: ("quake",),
    Kind.AIR: ("air", "city"),
}
_NEWS: Mapping[str, _Told] = {
    "rain": {
        "id": "{rain} diperkirakan di {place} pukul {hours} WIB.",
        "su": "{rain} diprakirakeun di {place} tabuh {hours} WIB.",
        "en": "{rain} expected in {place}, {hours} WIB.",
    },
    "rain_now": {
        "id": "{rain} diperkirakan sedang turun di {place} sampai pukul {end} WIB.",
        "su": "{rain} diprakirakeun nuju turun di {place} dugi ka tabuh {end} WIB.",
        "en": "The forecast for {place} now, until {end} WIB: {rain}.",
    },
    "quake_near": {
        "id": "Gempa M{magnitude} baru terjadi, cukup kuat dan dekat untuk terasa di Bandung.",
        "su": "Aya lini M{magnitude}, cekap ageung sareng caket kanggo karaos di Bandung.",
        "en": "An earthquake of M{magnitude} happened, strong and near enough to be felt in Bandung.",
    },
    "air": {
        "id": "Udara memburuk: ISPU {index}, di atas batas Anda ({level}).",
        "su": "Hawa janten awon: ISPU {index}, langkung ti wates anjeun ({level}).",
        "en": "The air got worse: ISPU {index}, above your level ({level}).",
    },
    "air_model": {
        "id": "Udara memburuk menurut perkiraan model, di atas batas Anda ({level}).",
        "su": "Hawa janten awon numutkeun prakiraan modél, langkung ti wates anjeun ({level}).",
        "en": "The air got worse according to a model, above your level ({level}).",
    },
}  # fmt: skip
_CARE: _Told = {
    "id": "Kalau guncangan terasa, jauhi kaca dan lemari, keluar lewat tangga. Darurat telepon 112.",
    "su": "Upami karaos, tebihan kaca sareng lomari, kaluar ngangge tangga. Darurat telepon 112.",
    "en": "If it shakes, keep away from glass and cupboards, and use the stairs. In an emergency call 112.",
}


def title(name: str, language: str) -> str:
    """What a button says."""
    return _TITLES[name][spoken(language)]


def place(wanted: Subscription, language: str) -> str:
    return wanted.area or _CITY[spoken(language)]


def wish(wanted: Subscription, now: datetime, language: str) -> str:
    """One subscription in a line: "hujan lebat atau petir di Kel. Dago"."""
    name = "heavy_rain" if wanted.kind == Kind.RAIN and wanted.level >= HEAVY_RAIN else wanted.kind
    line = _WISHES[name][spoken(language)].format(
        place=place(wanted, language),
        days=_days(wanted.days, language),
        hour=_hour(wanted.minute or 0),
        level=f"{wanted.level} ({_category_above(wanted.level, language)})",
    )
    if wanted.paused_until is None or wanted.paused_until <= now:
        return line
    return line + _WISHES["paused"][spoken(language)].format(until=until(wanted.paused_until, language))


def listed(mine: Sequence[Subscription], now: datetime, language: str) -> str:
    return "\n".join(f"{number}. {wish(each, now, language)}" for number, each in enumerate(mine, 1))


def button(number: int, wanted: Subscription, language: str) -> str:
    """ "1. Hujan Dago"; a place that finds no room is left out, the list above has it."""
    title = f"{number}. {_SHORT[Kind(wanted.kind)][spoken(language)]}"
    if wanted.kind == Kind.WEATHER_DAILY:
        title += f" {_hour(wanted.minute or 0)}"
    area = wanted.area.removeprefix("Kel. ").removeprefix("Kec. ")
    full = f"{title} {area}".strip()
    return full if len(full) <= _LONGEST_TITLE else title


def until(at: datetime, language: str) -> str:
    return deadlines.show_date(at.astimezone(JAKARTA).date(), language)


def notes(wanted: Subscription, language: str, *, other_index: bool = False, news_on: bool = False) -> str:
    """How it works, and what was assumed."""
    names = [wanted.kind] if wanted.area else _OF_THE_CITY[Kind(wanted.kind)]
    names = [*names, *["other_index"] * other_index, *["news_on"] * news_on]
    return " ".join(_NOTES[name][spoken(language)] for name in names)


def silent(language: str) -> str:
    """Why nothing of the list is told."""
    return _NOTES["silent"][spoken(language)]


def _hour(minute: int) -> str:
    return f"{minute // 60:02}.{minute % 60:02}"


def _days(days: str, language: str) -> str:
    if days in _DAYS:
        return _DAYS[days][spoken(language)]
    names = DAYS_IN[spoken(language)]
    return ", ".join(name for name, on in zip(names, days, strict=True) if on == "1")


def _category_above(level: int, language: str) -> str:
    found = category(level + 1)
    return {"id": found.name, "su": found.name_su, "en": found.name_en}[spoken(language)]


# News


def rain_news(
    found: Rain, forecast: Forecast, wanted: Subscription, language: str, now: datetime, fetched_at: datetime
) -> str:
    """That rain is coming, when, and how BMKG knows."""
    spell, texts = found.spell, phrases(language)
    told = sky_words(spell.rain, language)
    facts = {"rain": told[:1].upper() + told[1:], "place": place(wanted, language)}
    if spell.start <= now:
        line = _NEWS["rain_now"][spoken(language)].format(end=clock(spell.end), **facts)
    else:
        line = _NEWS["rain"][spoken(language)].format(hours=spell.hours, **facts)
    care = texts.thunder if "petir" in spell.rain else texts.umbrella
    at = forecast.issued_at or fetched_at
    template = texts.issued if forecast.issued_at else texts.fetched
    return "\n".join([line, care, template.format(stamp=stamp(at, now, language))])


def daily_news(
    forecast: Forecast,
    window: weather.Window,
    wanted: Subscription,
    language: str,
    now: datetime,
    fetched_at: datetime,
    *,
    live: bool,
) -> str:
    return weather.answer(
        forecast, window, "cuaca", place(wanted, language), language, now, fetched_at, live=live
    )


def warning_news(found: Warned, language: str, now: datetime, fetched_at: datetime) -> str:
    """The warning as it is answered to who asks for it."""
    shapes = {name: shape for name, shape in places.districts().items() if name in found.places}
    return weather.alerts.answer([found.alert], shapes, language, now, fetched_at)


def quake_news(quake: Quake, language: str, now: datetime, fetched_at: datetime) -> str:
    """The earthquake; before BMKG's list of who felt it, that it must have been felt."""
    if quake.is_felt_in_bandung:
        return quakes.answer([quake], [], language, now, fetched_at)
    magnitude = f"{quake.magnitude:.1f}"
    shown = magnitude if spoken(language) == "en" else magnitude.replace(".", ",")
    lines = quakes.answer([quake], [], language, now, fetched_at).splitlines()
    head = _NEWS["quake_near"][spoken(language)].format(magnitude=shown)
    return "\n".join([head, lines[0], _CARE[spoken(language)], lines[-1]])


def air_news(found: Reading, wanted: Subscription, language: str, now: datetime) -> str:
    """The reading with its station, advice, source and age."""
    name = "air_model" if found.index is None else "air"
    values = {"index": f"{index(found) or 0:.0f}", "level": str(wanted.level)}
    head = _NEWS[name][spoken(language)].format(**values)
    return f"{head}\n{air.answer([found], '', language, now)}"
