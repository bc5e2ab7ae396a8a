"""The words inside pictures and of their descriptions, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.jakarta import DAYS_IN, JAKARTA, clock, day_and_month
from core.language import Language, spoken


@dataclass(frozen=True)
class Words:
    """One language; a missing text is a type error, not a surprise."""

    language: Language
    weather: str
    forecast: str
    rain_note: str
    issued: str
    issue_unknown: str
    no_figure: str
    sky: Mapping[str, str]
    forecast_alt: str
    air: str
    air_note: str
    air_now: str
    air_mean: str
    air_source: str
    air_unit: str
    air_alt: str
    air_alt_mean: str
    cameras: str
    asked_place: str
    asked_around: str
    camera_source: str
    borders: str
    camera_alt: str
    kilometre: str
    north: str


_BMKG_SKY = {
    "clear": "cerah", "partly": "cerah berawan", "cloudy": "berawan", "overcast": "berawan tebal",
    "haze": "kabur", "light_rain": "hujan ringan", "rain": "hujan sedang", "heavy_rain": "hujan lebat",
    "thunder": "hujan petir", "unknown": "cuaca belum ada datanya",
}  # fmt: skip

INDONESIAN = Words(
    language="id",
    weather="Cuaca {place}",
    forecast="Prakiraan tiap 3 jam (WIB)",
    rain_note="mm = hujan dalam 3 jam",
    issued="Sumber: BMKG, diperbarui {stamp}",
    issue_unknown="Sumber: BMKG, waktu terbit tidak tercantum",
    no_figure="– = belum ada datanya",
    sky=_BMKG_SKY,
    forecast_alt="Gambar prakiraan {place} dari {first}: {steps}. {source}.",
    air="PM2.5 di Bandung, 24 jam",
    air_note="Perkiraan model tiap jam, bukan hasil ukur stasiun",
    air_now="{pm25} µg/m³ jam {hour}",
    air_mean="Rata-rata 24 jam {mean} µg/m³, kira-kira {category}",
    air_source="Sumber: Open-Meteo (model CAMS), sampai {stamp}",
    air_unit="Satuan µg/m³, bukan indeks ISPU",
    air_alt="Grafik PM2.5 tiap jam, perkiraan model: terendah {low} µg/m³ ({low_at}), tertinggi {high} "
    "({high_at}), jam {hour} {pm25}.{mean} {source}.",
    air_alt_mean=" Rata-rata 24 jam {mean}, kira-kira {category}.",
    cameras="Kamera lalu lintas terdekat",
    asked_place="Tempat yang ditanyakan",
    asked_around="Sekitar tempat yang ditanyakan",
    camera_source="Sumber: data kamera kota, {month}",
    borders="Garis: batas kecamatan dan kelurahan",
    camera_alt="Peta kamera di sekitar tempat yang ditanyakan: {cameras}. {source}.",
    kilometre="km",
    north="U",
)  # fmt: skip

SUNDANESE = Words(
    language="su",
    weather="Cuaca {place}",
    forecast="Prakiraan unggal 3 jam (WIB)",
    rain_note="mm = hujan dina 3 jam",
    issued="Sumber: BMKG, dianyarkeun {stamp}",
    issue_unknown="Sumber: BMKG, waktos medalna teu kaserat",
    no_figure="– = teu acan aya datana",
    sky=_BMKG_SKY | {"unknown": "cuacana teu acan aya datana"},  # otherwise BMKG's own, as in our answers
    forecast_alt="Gambar prakiraan {place} ti {first}: {steps}. {source}.",
    air="PM2.5 di Bandung, 24 jam",
    air_note="Prakiraan modél unggal jam, sanés hasil ukur stasiun",
    air_now="{pm25} µg/m³ tabuh {hour}",
    air_mean="Rata-rata 24 jam {mean} µg/m³, kirang langkung {category}",
    air_source="Sumber: Open-Meteo (modél CAMS), dugi ka {stamp}",
    air_unit="Hijian µg/m³, sanés indéks ISPU",
    air_alt="Grafik PM2.5 unggal jam, prakiraan modél: panghandapna {low} µg/m³ ({low_at}), pangluhurna "
    "{high} ({high_at}), tabuh {hour} {pm25}.{mean} {source}.",
    air_alt_mean=" Rata-rata 24 jam {mean}, kirang langkung {category}.",
    cameras="Kaméra lalu lintas pangcaketna",
    asked_place="Tempat anu ditaroskeun",
    asked_around="Sakitar tempat anu ditaroskeun",
    camera_source="Sumber: data kaméra kota, {month}",
    borders="Garis: wates kacamatan sareng kalurahan",
    camera_alt="Péta kaméra di sakitar tempat anu ditaroskeun: {cameras}. {source}.",
    kilometre="km",
    north="K",
)  # fmt: skip

ENGLISH = Words(
    language="en",
    weather="Weather in {place}",
    forecast="Forecast every 3 hours (WIB)",
    rain_note="mm = rain within 3 hours",
    issued="Source: BMKG, updated {stamp}",
    issue_unknown="Source: BMKG, time of issue not given",
    no_figure="– = no data yet",
    sky={
        "clear": "clear", "partly": "partly cloudy", "cloudy": "cloudy", "overcast": "overcast",
        "haze": "hazy", "light_rain": "light rain", "rain": "moderate rain", "heavy_rain": "heavy rain",
        "thunder": "thunderstorm", "unknown": "no data on the sky",
    },
    forecast_alt="Forecast picture for {place} from {first}: {steps}. {source}.",
    air="PM2.5 in Bandung, 24 hours",
    air_note="A model's hourly estimate, not a station's reading",
    air_now="{pm25} µg/m³ at {hour}",
    air_mean="24-hour mean {mean} µg/m³, roughly {category}",
    air_source="Source: Open-Meteo (CAMS model), up to {stamp}",
    air_unit="Unit µg/m³, not the ISPU index",
    air_alt="Chart of hourly PM2.5, a model's estimate: lowest {low} µg/m³ ({low_at}), highest {high} "
    "({high_at}), at {hour} {pm25}.{mean} {source}.",
    air_alt_mean=" 24-hour mean {mean}, roughly {category}.",
    cameras="Nearest traffic cameras",
    asked_place="The place you asked about",
    asked_around="Around the place you asked about",
    camera_source="Source: the city's camera data, {month}",
    borders="Lines: borders of kecamatan and kelurahan",
    camera_alt="Map of cameras around the place you asked about: {cameras}. {source}.",
    kilometre="km",
    north="N",
)  # fmt: skip

_ALL: Mapping[Language, Words] = {"id": INDONESIAN, "su": SUNDANESE, "en": ENGLISH}


def words(language: str) -> Words:
    """The words of a language; Indonesian for one we do not write."""
    return _ALL[spoken(language)]


def stamp(at: datetime, language: str) -> str:
    """A time that still says its day when the picture is looked at tomorrow: "24 Sep 14.05 WIB"."""
    return f"{day_and_month(at, language)} {clock(at)} WIB"


def day(at: datetime, language: str, *, dated: bool) -> str:
    """ "Selasa", or "Selasa, 24 Nov" where there is room."""
    name = DAYS_IN[spoken(language)][at.astimezone(JAKARTA).weekday()]
    return f"{name}, {day_and_month(at, language)}" if dated else name
