"""BMKG's early warnings (nowcasts) that touch Kota Bandung, read and told."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from shapely import Polygon, make_valid
from shapely.geometry.base import BaseGeometry

from core.jakarta import JAKARTA, age, clock, stamp
from core.language import Language, spoken
from core.outside import moment, record, records, text
from core.weather.phrases import BMKG_PAGE, sky_words

FRESH_FOR = timedelta(minutes=10)  # warnings live for about two hours
USABLE_FOR = timedelta(hours=3)
_SURE_FOR = timedelta(minutes=30)  # an older copy no longer proves that there is no warning
_USUAL_LENGTH = timedelta(hours=3)
_SHARE = 0.03  # of a kecamatan that must be covered: neighbours' outlines overlap by a hair
_MAX_POINTS = 5000
_ZONES = {"WIB": 7, "WITA": 8, "WIT": 9}


@dataclass(frozen=True)
class Alert:
    """One warning; ``areas`` are polygons in (lon, lat), empty when its details could not be read."""

    identifier: str
    event: str
    headline: str
    details: str
    sent_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime
    areas: tuple[BaseGeometry, ...] = ()
    part: int = 0  # of a warning that tells of several things

    def is_active(self, now: datetime) -> bool:
        return self.ends_at > now


def parse(items: object) -> tuple[Alert, ...]:
    """Read the client's raw items; cancelled, replaced, test and unreadable ones are left out."""
    raw = records(items)
    caps = [record(item.get("cap")) for item in raw]
    gone = {
        name
        for cap in caps
        if text(cap.get("msgType")).casefold() in ("cancel", "update")
        for name in re.findall(r"2\.49\.0[\d.]*\d", text(cap.get("references"), 2000))
    }
    alerts = [
        _alert(item, part, number)
        for item, cap in zip(raw, caps, strict=True)
        for number, part in enumerate(_parts(cap))
    ]
    return tuple(alert for alert in alerts if alert is not None and alert.identifier not in gone)


def _parts(cap: Mapping[str, object]) -> Sequence[Mapping[str, object]]:
    """One warning may tell of several things in several areas: each is judged by itself."""
    return [cap, *({**cap, **further} for further in records(cap.get("further")))]


def _alert(item: Mapping[str, object], cap: Mapping[str, object], number: int) -> Alert | None:
    if cap and (
        text(cap.get("msgType")).casefold() == "cancel"
        or text(cap.get("status")).casefold() not in ("actual", "")
    ):
        return None
    details = text(cap.get("description"), 2000) or text(item.get("description"), 2000)
    published = moment(cap.get("sent")) or _rss_time(item.get("pubDate"))
    ends = moment(cap.get("expires")) or _told_end(details, published)
    if ends is None:
        return None
    headline = text(cap.get("headline")) or text(item.get("title"))
    return Alert(
        identifier=text(cap.get("identifier")) or text(item.get("guid")),
        event=text(cap.get("event")) or re.sub(r"(?i) di jawa barat.*", "", headline),
        headline=headline,
        details=details,
        sent_at=published,
        starts_at=moment(cap.get("effective")),
        ends_at=ends,
        areas=_areas(cap.get("polygons")),
        part=number,
    )


def _rss_time(value: object) -> datetime | None:
    try:
        at = parsedate_to_datetime(text(value))
    except (ValueError, TypeError):
        return None
    return at if at.tzinfo else None


def _told_end(details: str, published: datetime | None) -> datetime | None:
    """The end as the sentence tells it ("hingga 25 September 2026, 16:10 WIB"), else the usual length."""
    if published is None:
        return None
    match = re.search(r"hingga [^.]{0,40}?(\d{1,2})[:.](\d{2}) (WIB|WITA|WIT)\b", details)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return published + _USUAL_LENGTH
    local = published.astimezone(JAKARTA) + timedelta(hours=_ZONES[match[3]] - 7)
    told = local.replace(hour=int(match[1]), minute=int(match[2]), second=0)
    told -= timedelta(hours=_ZONES[match[3]] - 7)
    return told if told >= published else told + timedelta(days=1)


def _areas(value: object) -> tuple[BaseGeometry, ...]:
    texts = value if isinstance(value, list | tuple) else ()
    areas = (_area(points) for points in texts[:300] if isinstance(points, str))
    return tuple(area for area in areas if area is not None)


def _area(points: str) -> BaseGeometry | None:
    """A CAP polygon: "lat,lon lat,lon ...", latitude first."""
    pairs = re.findall(r"(-?\d{1,3}(?:\.\d{1,9})?),(-?\d{1,3}(?:\.\d{1,9})?)", points)[:_MAX_POINTS]
    corners = [(float(lon), float(lat)) for lat, lon in pairs]
    return make_valid(Polygon(corners)) if len(set(corners)) >= 3 else None


def touched(alert: Alert, districts: Mapping[str, BaseGeometry]) -> tuple[str, ...]:
    """The kecamatan of Bandung that an alert covers, by its polygons; by its text when it has none.

    Some names exist elsewhere in West Java too (Sukasari, Lengkong, Cidadap), so a text alone counts only
    for a West Java warning.
    """
    if alert.areas:
        return tuple(name for name, shape in districts.items() if _covers(alert.areas, shape))
    return named(alert.details, districts) if _is_west_java(alert) else ()


def _is_west_java(alert: Alert) -> bool:
    return "jawa barat" in f"{alert.headline} {alert.details}".casefold()


def named(details: str, names: Collection[str]) -> tuple[str, ...]:
    """The kecamatan whose names stand in a text, in any letter case."""
    folded = details.casefold()
    return tuple(name for name in names if re.search(rf"\b{re.escape(name.casefold())}\b", folded))


def _covers(areas: Sequence[BaseGeometry], shape: BaseGeometry) -> bool:
    covered = sum(float(area.intersection(shape).area) for area in areas if area.intersects(shape))
    return covered >= _SHARE * float(shape.area)


def answer(
    alerts: Sequence[Alert],
    districts: Mapping[str, BaseGeometry],
    language: str,
    now: datetime,
    fetched_at: datetime,
    *,
    live: bool = True,
    asked: str | None = None,
) -> str:
    """The active warnings for the city, or that there is none as far as BMKG could be asked.

    ``asked`` is the kecamatan a citizen asked about, "" for the whole city; None when nobody asked, so that
    no "yes" or "no" stands before the warning.
    """
    active = [(alert, touched(alert, districts)) for alert in alerts if alert.is_active(now)]
    ours = [(alert, names) for alert, names in active if names]
    if not ours:
        return _none(
            language, now, fetched_at, live=live, elsewhere=any(_is_west_java(alert) for alert, _ in active)
        )
    ours.sort(key=lambda pair: asked not in pair[1])
    lines = dict.fromkeys(_line(alert, names, language, now) for alert, names in ours[:3])
    told = {name for _, names in ours for name in names}
    care = _care([alert for alert, _ in ours])[spoken(language)]
    head = [] if asked is None else [_verdict(asked, told, language)]
    return "\n".join([*head, *lines, care, _checked(language, now, fetched_at, live=live)])


def _verdict(asked: str, told: Collection[str], language: str) -> str:
    """Yes or no, for the kecamatan asked about."""
    table = _YES if not asked else _YES_THERE if asked in told else _NOT_THERE
    return table[spoken(language)].format(name=asked)


type _Told = Mapping[Language, str]

_WARNING: _Told = {
    "id": "Peringatan dini BMKG: {event} di {places}, {hours} WIB.",
    "su": "Peringatan dini BMKG: {event} di {places}, {hours} WIB.",
    "en": "BMKG early warning: {event} in {places}, {hours} WIB.",
}
_YES: _Told = {
    "id": "Ya, ada peringatan dini untuk Kota Bandung.",
    "su": "Muhun, aya peringatan dini kanggo Kota Bandung.",
    "en": "Yes, there is an early warning for Bandung.",
}
_YES_THERE: _Told = {
    "id": "Ya, Kec. {name} termasuk.",
    "su": "Muhun, Kec. {name} kalebet.",
    "en": "Yes, Kec. {name} is included.",
}
_NOT_THERE: _Told = {
    "id": "Untuk Kec. {name} tidak ada, tapi untuk daerah lain di kota ada.",
    "su": "Kanggo Kec. {name} teu aya, nanging kanggo daérah séjén di kota aya.",
    "en": "There is none for Kec. {name}, but there is for other parts of the city.",
}
_CARE: _Told = {
    "id": "Jauhi pohon, baliho, dan saluran air; kalau ada yang terancam, telepon 112 ⚠️",
    "su": "Tebihan tangkal, baliho, sareng solokan; upami aya nu kaancam, telepon 112 ⚠️",
    "en": "Keep away from trees, billboards and drains; if anyone is in danger, call 112 ⚠️",
}
_CARE_WIND: _Told = {
    "id": "Jauhi pohon dan baliho, ikat atap dan barang yang mudah terbang; ada yang terancam, telepon 112 ⚠️",
    "su": "Tebihan tangkal sareng baliho, talian barang nu babari hiber; aya nu kaancam, telepon 112 ⚠️",
    "en": "Keep away from trees and billboards, tie down loose things; in danger, call 112 ⚠️",
}
_CARE_WATER: _Told = {
    "id": "Jauhi saluran air dan sungai; yang tinggal di tempat rendah, siap-siap. Ada yang terancam, 112 ⚠️",
    "su": "Tebihan solokan sareng walungan; nu calik di tempat handap, sayagi. Aya nu kaancam, 112 ⚠️",
    "en": "Keep away from drains and rivers; if you live on low ground, be ready. In danger, call 112 ⚠️",
}
_STARTS_LATER: _Told = {"id": " (belum mulai)", "su": " (teu acan ngamimitian)", "en": " (not yet begun)"}
_ELSEWHERE: _Told = {
    "id": "BMKG memberi peringatan untuk daerah lain di Jawa Barat, bukan untuk Kota Bandung.",
    "su": "BMKG masihan peringatan kanggo daérah séjén di Jawa Barat, sanés kanggo Kota Bandung.",
    "en": "BMKG warns other parts of West Java, not Bandung.",
}
_NONE: _Told = {
    "id": "Tidak ada peringatan dini BMKG untuk Kota Bandung saat ini (dicek {stamp}).",
    "su": "Ayeuna teu aya peringatan dini BMKG kanggo Kota Bandung (dipariksa {stamp}).",
    "en": "There is no BMKG early warning for Bandung right now (checked {stamp}).",
}
_UNSURE: _Told = {
    "id": "Peringatan dini BMKG belum bisa saya pastikan: BMKG sedang tidak bisa dihubungi. "
    "Terakhir dicek {stamp}. Silakan lihat {page}",
    "su": "Peringatan dini BMKG teu acan tiasa dipastikeun: BMKG nuju teu tiasa dikontak. "
    "Pamungkas dipariksa {stamp}. Mangga tingali {page}",
    "en": "I cannot be sure about BMKG's early warnings: BMKG cannot be reached right now. "
    "Last checked {stamp}. Please see {page}",
}
_UNTIL: _Told = {"id": "sampai", "su": "dugi ka", "en": "until"}
_AND: _Told = {"id": " dan ", "su": " sareng ", "en": " and "}
_MANY: _Told = {
    "id": "{} kecamatan, a.l. ",
    "su": "{} kacamatan, di antawisna ",
    "en": "{} districts, among them ",
}
_SOURCE: _Told = {"id": "BMKG, dicek {stamp}", "su": "BMKG, dipariksa {stamp}", "en": "BMKG, checked {stamp}"}
_OLD: _Told = {
    "id": " ({age}; BMKG sedang tidak bisa dihubungi)",
    "su": " ({age}; BMKG nuju teu tiasa dikontak)",
    "en": " ({age}; BMKG cannot be reached right now)",
}


def _care(alerts: Sequence[Alert]) -> _Told:
    """What to do, by what is warned of; the widest advice when several things are."""
    events = " ".join(f"{alert.event} {alert.headline}" for alert in alerts).casefold()
    has_wind = re.search(r"angin|puting|badai|petir|kilat|hujan es", events) is not None
    has_water = re.search(r"lebat|deras|ekstrem|banjir", events) is not None
    if has_wind != has_water:
        return _CARE_WATER if has_water else _CARE if "petir" in events else _CARE_WIND
    return _CARE


def _line(alert: Alert, names: Sequence[str], language: str, now: datetime) -> str:
    starts = alert.starts_at or alert.sent_at
    hours = (
        f"{clock(starts)}–{clock(alert.ends_at)}"
        if starts
        else f"{_UNTIL[spoken(language)]} {clock(alert.ends_at)}"
    )
    event = sky_words(alert.event.casefold() or "cuaca ekstrem", language)
    line = _WARNING[spoken(language)].format(event=event, places=_listed(names, language), hours=hours)
    is_later = alert.starts_at is not None and alert.starts_at > now
    return f"{line.removesuffix('.')}{_STARTS_LATER[spoken(language)]}." if is_later else line


def _listed(names: Sequence[str], language: str) -> str:
    if len(names) > 8:
        return _MANY[spoken(language)].format(len(names)) + ", ".join(names[:6])
    return _AND[spoken(language)].join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _none(language: str, now: datetime, fetched_at: datetime, *, live: bool, elsewhere: bool) -> str:
    is_sure = live and now - fetched_at <= _SURE_FOR
    template = (_NONE if is_sure else _UNSURE)[spoken(language)]
    line = template.format(stamp=stamp(fetched_at, now, language), page=BMKG_PAGE)
    return f"{line}\n{_ELSEWHERE[spoken(language)]}" if elsewhere and is_sure else line


def _checked(language: str, now: datetime, fetched_at: datetime, *, live: bool) -> str:
    source = _SOURCE[spoken(language)].format(stamp=stamp(fetched_at, now, language))
    return source if live else source + _OLD[spoken(language)].format(age=age(now - fetched_at, language))
