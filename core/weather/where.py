"""Which places a weather question names, and what to call them in the answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core import places
from core.language import Language, spoken
from core.places import Place
from core.weather.nearby import nearest
from core.weather.words import MONTHS, plain

_MOST = 3  # places told in one answer
_BETWEEN = re.compile(
    r"\s*[,&/+]\s*"
    r"|\s+(?:dan|sama|atau|ato|jeung|sareng|atawa|atanapi|and|or|vs|plus|trus|terus|ke|ka|menuju|to)\s+",
    re.IGNORECASE,
)
_REGIONS = (  # parts of the city without a border of their own, and half a name
    (re.compile(r"\bbandung timur\b", re.IGNORECASE), "Kecamatan Ujungberung"),
    (re.compile(r"\b(?:bandung (?:utara|kaler)|north bandung)\b", re.IGNORECASE), "Kecamatan Coblong"),
    (re.compile(r"\b(?:bandung selatan|south bandung)\b", re.IGNORECASE), "Kecamatan Bandung Kidul"),
    (re.compile(r"\beast bandung\b", re.IGNORECASE), "Kecamatan Ujungberung"),
    (re.compile(r"\bcib\w{1,3}n[iy]\w{1,4}(?= k(?:aler|idul))", re.IGNORECASE), "Cibeunying"),
    (re.compile(r"\bcibeunying(?! k)\b", re.IGNORECASE), "Cibeunying Kaler"),
    (re.compile(r"\bbojongloa(?! k)\b", re.IGNORECASE), "Bojongloa Kaler"),
)
_ENGLISH_CUE = re.compile(
    r"\b(?:in|at|near|around|to|ke|ka|menuju|arah|dari)\b(?! (?:an?|the|\d|depan|payun))", re.IGNORECASE
)
_HERE = re.compile(
    r"\b(?:sini|dieu|disini|didieu|kadieu|here|(?:around|near) me"
    r"|(?:rumah|imah|bumi|kosan|kost|kos|kantor|tempat|daerah|lokasi|wilayah|kampung)"
    r" (?:saya|aku|gw|gue|ku|abdi|kuring|urang|kami|kita|ane)|rumahku|kosanku"
    r"|my (?:house|home|place|area|location))\b"
)
_NAMED = re.compile(
    r"\b(?:di|daerah|sekitar|sekitaran|kawasan|wewengkon|jalan|jl|jln|in|at|near|around)"
    r" (?P<name>[a-z][a-z0-9 ]*)"
)
_COMMON = """
pesta pernikahan nikah nikahan acara hajatan resepsi kawinan saya aku kami kita anak kampus kelas kebun sawah
ga gak ngga nggak enggak gk engga teu henteu moal ya yah min mimin admin kak kang teh dong sih deh kah
apa apakah gimana kumaha bagaimana cuaca cuacanya cuacana prakiraan perkiraan ramalan info cek tolong
minta mau pengen bakal akan bade rek lihat kasih tau bisa aman dan sama atau di ka ke dari buat untuk
kanggo weather forecast what whats how is it will the be going to in at for do i need a an my me please
tell there any kota bandung bdg city hari ini besok lusa nanti sekarang pagi siang sore malam dini subuh
magrib isya asar zuhur jam lagi depan tadi kemarin sampai setengah minggu senin selasa rabu kamis jumat
sabtu tanggal akhir pekan bulan menit luar dalam jalan rumah atas bawah kerja kantor sekolah sini sana
situ dieu ditu dinya mana lapangan outdoor luaran langit hujan ujan cerah panas dingin gerah angin
kencang deras payung morning evening all pada kalau bawa perlu masih lama berapa kapan iraha sabaraha
kira kirakira adakah ada aya hujannya ujannya turun terus bmkg that area sekitar sekitarnya pulang
berangkat acara tempat tgl wib jadi time least once most last first
"""
_NOT_A_NAME = frozenset((*_COMMON.split(), *MONTHS))
_TEXTS: Mapping[str, Mapping[Language, str]] = {
    "city": {"id": "pusat kota Bandung", "su": "tengah kota Bandung", "en": "central Bandung"},
    "unknown": {
        "id": "Tempat “{name}” belum saya kenal, jadi ini untuk pusat kota.",
        "su": "Tempat “{name}” teu acan dipikawanoh ku abdi, janten ieu kanggo tengah kota.",
        "en": "I do not know “{name}” in Bandung, so this is for the city centre.",
    },
    "here": {
        "id": "Ini untuk pusat kota; kirim pin lokasi kalau mau prakiraan tempat Anda.",
        "su": "Ieu kanggo tengah kota; kintun pin lokasi upami hoyong prakiraan tempat Anjeun.",
        "en": "This is for the city centre; send a location pin for the forecast at your place.",
    },
    "near": {
        "id": "{place} di luar Kota Bandung, prakiraannya ada di bmkg.go.id. Yang terdekat di kota, {area}:",
        "su": "{place} di luar Kota Bandung, prakiraanana aya di bmkg.go.id. Nu pangcaketna di kota, {area}:",
        "en": "{place} is outside Bandung city, its forecast is at bmkg.go.id. "
        "The nearest area in the city, {area}:",
    },
    "outside": {
        "id": "{place} di luar Kota Bandung, prakiraannya ada di https://www.bmkg.go.id",
        "su": "{place} di luar Kota Bandung, prakiraanana aya di https://www.bmkg.go.id",
        "en": "{place} is outside Bandung city, its forecast is at https://www.bmkg.go.id",
    },
    "that": {"id": "Tempat itu", "su": "Tempat éta", "en": "That place"},
}


@dataclass(frozen=True)
class Where:
    """The places of a question; ``unknown`` is a name nobody knows, ``here`` the place of who asks."""

    places: tuple[Place, ...] = ()
    unknown: str = ""
    here: bool = False

    @property
    def is_named(self) -> bool:
        return bool(self.places or self.unknown or self.here)


def asked(text: str) -> Where:
    """Every place the words name, up to three, in their order."""
    for pattern, area_meant in _REGIONS:
        text = pattern.sub(area_meant, text)
    whole = _one(text)
    if whole is None:
        words = plain(text)
        here = _HERE.search(words) is not None
        return Where(unknown="" if here else _unknown(words), here=here)
    if not _is_located(whole):
        return Where(unknown=whole.text)
    found = [place for piece in _BETWEEN.split(text) if (place := _one(piece)) and _is_located(place)]
    distinct = {places.weather_code(place)[0] if not place.outside else place.name: place for place in found}
    several = tuple(distinct.values())[:_MOST]
    return Where(several if len(several) > 1 else (whole,))


def _is_located(place: Place) -> bool:
    """Whether a forecast can be told for it."""
    return bool(
        place.outside or place.kind == "city" or place.adm3 or place.adm4 or place.lat is not None
        or _by_its_last_words(place)
    )  # fmt: skip


def _one(text: str) -> Place | None:
    found = places.find(text)
    if found and found.kind != "city":
        return found
    with_cue = _ENGLISH_CUE.sub("di", text)
    better = places.find(with_cue) if with_cue != text else None
    bare = [word for word in plain(text).split() if word not in _NOT_A_NAME and not word.isdigit()]
    if better is None and 0 < len(bare) <= 3:
        better = places.find(f"di {' '.join(bare)}")
    return better if better and better.kind != "city" else found


def _unknown(words: str) -> str:
    """A name behind "di" that no list of ours has."""
    match = _NAMED.search(words)
    name = []
    for word in match["name"].split()[:3] if match else ():
        if word in _NOT_A_NAME:
            break
        name.append(word)
    told = " ".join(name)
    return told.title() if len(told) >= 4 else ""


def area(place: Place | None, language: str) -> tuple[str, str]:
    """The code whose forecast fits, and the place as the citizen should read it."""
    adm4, label = places.weather_code(place)
    if label == "Bandung":
        known = _by_its_last_words(place)
        return area(known, language) if known else (adm4, _say("city", language))
    if place and place.name and place.kind in ("street", "landmark") and place.name not in label:
        name = f"Jalan {place.name}" if place.kind == "street" else place.name
        return adm4, f"{name} ({label})"
    return adm4, label


def _by_its_last_words(place: Place | None) -> Place | None:
    """Where "Gerbang Tol Pasteur" lies, of which no list has a point: Pasteur."""
    words = (place.name or "").split() if place and place.kind in ("street", "landmark") else []
    for skipped in range(1, len(words)):
        found = places.find(f"di {' '.join(words[skipped:])}")
        if found and (found.adm3 or found.lat is not None) and not found.outside:
            return found
    return None


def nearest_inside(place: Place) -> Place | None:
    """The kecamatan nearest to a place outside the city, if near."""
    name = nearest(place)
    return places.find(f"Kecamatan {name}") if name else None


def note_outside(place: Place, label: str, language: str) -> str:
    """Said before the forecast of the nearest kecamatan; alone, without a ``label``, for a place far away."""
    text = _say("near" if label else "outside", language)
    return text.format(place=outside_name(place, language), area=label)


def outside_name(place: Place, language: str) -> str:
    """What to call a place beyond the border at the beginning of a sentence."""
    return _say("that", language) if place.kind == "pin" else place.name or place.text


def note(where: Where, language: str) -> str:
    """What the place of the answer is, when the question named none that we know."""
    if where.unknown:
        return _say("unknown", language).format(name=where.unknown)
    return _say("here", language) if where.here else ""


def _say(name: str, language: str) -> str:
    return _TEXTS[name][spoken(language)]
