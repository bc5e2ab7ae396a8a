"""What a sentence asks to be told: of what, where, when, and from which level on."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache

from core import places
from core.places import Place
from core.places.city_map import kecamatan_code
from core.subscriptions import hours
from core.subscriptions.kinds import ANY_RAIN, EVERY_DAY, HEAVY_RAIN, MORNING, UNHEALTHY_ABOVE, Kind


@dataclass(frozen=True)
class Wish:
    """One thing to be told. ``area`` is empty when it is for the whole city."""

    kind: Kind
    area: str = ""
    adm4: str = ""
    kecamatan: str = ""
    lat: float | None = None
    lon: float | None = None
    minute: int | None = None
    days: str = EVERY_DAY
    level: int = 0

    @property
    def key(self) -> str:
        """The same for the same wish, whatever its level: asked again with another, it is changed."""
        spot = {Kind.QUAKE: "", Kind.WARNING: self.kecamatan, Kind.AIR: self._point}.get(
            self.kind, self._village
        )
        when = f"/{self.minute}" if self.kind is Kind.WEATHER_DAILY else ""
        return f"{self.kind}/{spot}{when}"

    @property
    def _village(self) -> str:
        return self.adm4 if self.area else "city"

    @property
    def _point(self) -> str:
        return self._village if self.lat is None else f"{self.lat:.3f},{self.lon:.3f}"


@dataclass(frozen=True)
class Heard:
    """All that one sentence says of a subscription."""

    kind: Kind | None
    place: Place | None
    minute: int | None
    days: str
    level: int | None
    changes: bool  # "ganti jadi jam 7": the one there is, no second one
    other_index: bool = False  # an AQI was named, which is another scale than ours

    @property
    def outside(self) -> bool:
        return self.place is not None and self.place.outside


_QUAKE = r"gempa\w*|lini|(?:earth)?quakes?|tremors?|aftershocks?|guncangan|susulan|seismik|sesar lembang"
_AIR = (
    r"udara(?:nya)?|ispu|i s p u|u?s? ?aqi|iqair|polusi\w*|polutan|polos[io]|pm ?2 ?[.,]?5|pm ?10"
    r"|kabut asap|asap"
    r"|smog|(?:bad |unhealthy |dirty )?air(?: quality| pollution)?|pollution|polluted"
    r"|(?:kualitas|kualitasna) hawa(?:na)?|hawa(?:na)? (?:\w+ )?(?:goreng|awon|kotor|teu sehat|butut)"
)
_AIR += r"|(?:langganan|notif|kabar|beja) hawa"
_WARNING = (
    r"(?:per)?ingat(?:an)? dini|peringatan|warnings?|(?:cuaca )?e[kx]str[ie]m\w*|extreme"
    r"|cuaca (?:lagi )?"
    r"(?:buruk|jelek|bahaya|gawat|berbahaya|awon|goreng)|bad weather|severe|storms?|badai\w*|puting beliung"
    r"|angin (?:kencang|kenceng|ribut|gede|ageung|topan|puyuh)|hujan es|nowcast\w*|waspada|siaga"
    r"|hujan badag jeung angin"
    r"|dangerous weather|strong winds?|bahaya cuaca|imbauan|himbauan"
)
_RAIN = (
    r"(?:ke|ka|ng|nga)?h?ujan\w*|hjn|gerimis\w*|girimis|miripis|rain\w*|downpours?|drizzl\w*|showers?"
    r"|thunder\w*"
    r"|petir|guludug|gelap|kilat|lightning|hujanna|payung|jas hujan|umbrella|jemuran|moe|pakean"
)
_HEAVY = (
    r"deras\w*|lebat\w*|gede|gedé|ageung|badag|heavy|heavily|hard|petir|guludug|gelap|kilat|thunder\w*"
    r"|lightning"
    r"|downpours?|badai|gerojok\w*|ngagebret|kenceng|parah|besar|pouring|angin|torrential|ekstrem"
)
_LIGHT = r"gerimis\w*|girimis|miripis|ringan|light|drizzl\w*|sedikit|saeutik|any|kecil|leutik|alit"
_WEATHER = (
    r"cuaca\w*|prakiraan|perkiraan|ramalan|prediksi|weather|forecasts?|bmkg|suhu\w*|temperature|langit\w*"
)
_RECURRING = re.compile(
    r"\b(?:tiap2?|setiap|unggal|saban|sabang|every|each|per)(?: (?:hari|poe|dinten|day))? (?:pagi|siang"
    r"|sore|malam"
    r"|malem|subuh|hari|jam|pukul|isuk|enjing|sonten|peuting|wengi|beurang|poe|dinten|morning|evening"
    r"|afternoon"
    r"|night|day|weekday|weekend|minggu|senin|selasa|rabu|kamis|jumat|sabtu|ahad|monday|tuesday|wednesday"
    r"|thursday"
    r"|friday|saturday|sunday|mau berangkat|bangun|tabuh|akhir)\w*\b"
    r"|\b(?:harian|daily|rutin|sapopoe|sadidinten|isuk isuk|enjing enjing|mornings|weekdays|hari kerja"
    r"|berkala)\b"
)
_REPORT = (
    r"lapor\w*|aduan\w*|pengaduan|tiket\w*|ticket|report\w*|progres\w*|perkembangan\w*|tindak ?lanjut\w*"
    r"|(?:di)?(?:perbaiki|benerin|tambal|angkut|beresin|tangani|proses|bereskeun|tambalan)\w*|petugas\w*"
    r"|(?:sudah|udah|udh|tos|parantos) (?:selesai|beres|rengse|jadi|kelar)|fixed|repaired|progress"
)
_CHANGES = re.compile(
    r"\b(?:ganti|gantikeun|ganti jadi|ubah\w*|rubah|robah\w*|geser|pindah(?:in|keun|kan)?|change|switch"
    r"|move|jadiin)\b"
)
_LEVEL = re.compile(
    r"\b(?:di ?atas|diatas|lebih (?:dari|tinggi)|leuwih (?:ti|luhur)|langkung(?: ti)?|above|over|exceeds?"
    r"|more than"
    r"|lewat(?: dari)?|melebihi|tembus|nembus|nepi|dugi ka|sampe|sampai|mencapai|reaches|>=?|past|beyond"
    r"|di luhur)"
    r"(?: (?:angka|level|ispu|ambang|ka|ti))* ?(?P<figure>\d{2,3})\b|\b(?:ispu|aqi|level|angka"
    r"|indeks)(?:nya|na)? ?>?="
    r"? ?(?P<other>\d{2,3})\b|\b(?P<last>\d{2,3}) ?(?:ke atas|keatas|ka luhur|or more|and above|plus)"
)
_CATEGORIES = (  # the longer words first
    (r"sangat tidak sehat|very unhealthy|teu sehat pisan|sangat buruk|parah banget|ungu|purple", 200),
    (r"berbahaya|hazardous|bahaya pisan|hitam", 300),
    (
        r"tidak sehat|ga(?:k)? sehat|nggak sehat|unhealthy|teu sehat|buruk|jelek|kotor|goreng|awon|bad"
        r"|kuning|merah",
        100,
    ),
    (r"sedang|moderate|sedeng|biru", 50),
)
_ALERT = r"(?:weather )?alerts?"  # of the weather, when nothing else is named
_WARNING_ALONE = r"(?:per)?ingat(?:an)? dini|peringatan|warnings?|alerts?"
_KINDS_IN_ORDER = ((Kind.QUAKE, _QUAKE), (Kind.AIR, _AIR))


def plain(text: str) -> str:
    """Lower case without accents and signs; figures keep their points and colons, places are not touched."""
    folded = unicodedata.normalize("NFKD", text[:2000]).encode("ascii", "ignore").decode().casefold()
    folded = re.sub(r"([a-z])\1{2,}", r"\1", folded)
    line = re.sub(r"(?<!\d)[.:]|[.:](?!\d)", " ", re.sub(r"[^a-z0-9.:>=,]+", " ", folded))
    return " ".join(line.replace(",", " ").split())


def read(text: str) -> Heard:
    """Everything a sentence says; ``kind`` is None when it does not say of what."""
    words, place = plain(text), places.find(text)
    kind = kind_of(words)
    return Heard(
        kind=kind,
        place=None if place is not None and place.kind == "city" else place,
        minute=hours.minute_of_day(words),
        days=hours.days(words),
        level=_level(kind, words),
        changes=_CHANGES.search(words) is not None,
        other_index=kind is Kind.AIR and re.search(r"\b(?:us ?)?aqi\b|\biqair\b", words) is not None,
    )


def speaks_of_report(text: str) -> bool:
    """ "Kabari kalau laporan saya selesai", "kalau sudah ditambal": news of a report comes by itself."""
    return _has(_REPORT, plain(text))


def kind_of(words: str) -> Kind | None:
    """Of what, in plain words. Rain "when it comes" is one kind, the weather "every morning" another."""
    named = next((kind for kind, pattern in _KINDS_IN_ORDER if _has(pattern, words)), None)
    return named or _weather_kind(words)


def _weather_kind(words: str) -> Kind | None:
    rain, weather = _has(_RAIN, words), _has(_WEATHER, words)
    recurring = _RECURRING.search(words) is not None
    if _has(_WARNING, words) and (_has(_WARNING_ALONE, words) or not (recurring and weather)):
        return Kind.WARNING
    if recurring and (rain or weather):
        return Kind.WEATHER_DAILY
    if rain:
        return Kind.RAIN
    if _has(_ALERT, words):
        return Kind.WARNING
    return Kind.WEATHER_DAILY if weather or recurring else None


def _level(kind: Kind | None, words: str) -> int | None:
    match kind:
        case Kind.RAIN:
            if _has(_LIGHT, words):
                return ANY_RAIN
            return HEAVY_RAIN if _has(_HEAVY, words) else ANY_RAIN
        case Kind.AIR:
            found = _LEVEL.search(words)
            if found:
                figure = int(found["figure"] or found["other"] or found["last"])
                return figure if 1 <= figure <= 500 else None
            return next((level for pattern, level in _CATEGORIES if _has(pattern, words)), None)
        case _:
            return None


def at(heard: Heard, place: Place | None) -> Heard:
    """The same, with a place from elsewhere: a pin, or the question before."""
    return replace(heard, place=place)


def wish_of(heard: Heard, kind: Kind) -> Wish:
    """The wish in these words, filled up with what people mean when they say nothing of it."""
    here = spot(heard.place)
    match kind:
        case Kind.QUAKE:
            return Wish(kind)
        case Kind.WARNING:
            return replace(here, kind=kind, adm4="", lat=None, lon=None)
        case Kind.RAIN:
            return replace(here, kind=kind, level=heard.level or ANY_RAIN, lat=None, lon=None)
        case Kind.WEATHER_DAILY:
            minute = MORNING if heard.minute is None else heard.minute
            return replace(here, kind=kind, minute=minute, days=heard.days, lat=None, lon=None)
        case Kind.AIR:
            return replace(here, kind=kind, level=heard.level or UNHEALTHY_ABOVE)


def moved(kind: Kind, place: Place, minute: int | None, days: str, level: int) -> Wish:
    """The same wish for another place."""
    there = replace(spot(place), kind=kind, minute=minute, days=days, level=level)
    if kind is Kind.AIR:
        return there
    return replace(there, lat=None, lon=None, adm4="" if kind is Kind.WARNING else there.adm4)


def spot(place: Place | None) -> Wish:
    """Only where; the middle of the city speaks for all of it."""
    adm4, label = places.weather_code(place)
    if place is None or place.outside or place.kind == "city" or label == "Bandung":
        return Wish(Kind.RAIN, adm4=adm4)
    kecamatan = place.kecamatan or _kecamatan_names()[adm4[:8]]
    return Wish(Kind.RAIN, area=label, adm4=adm4, kecamatan=kecamatan, lat=place.lat, lon=place.lon)


@cache
def _kecamatan_names() -> dict[str, str]:
    return {code: name for name in places.districts() if (code := kecamatan_code(name))}


def _has(pattern: str, words: str) -> bool:
    return re.search(rf"\b(?:{pattern})\b", words) is not None
