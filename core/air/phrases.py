"""What a citizen reads about the air, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.language import Language, spoken

KLH_PAGE = "https://ispu.kemenlh.go.id"


@dataclass(frozen=True)
class Phrases:
    language: str
    station: str
    main: str
    old: str
    source: str
    not_aqi: str
    no_reading: str
    last: str
    look_here: str
    model: str
    model_level: str
    model_source: str


INDONESIAN = Phrases(
    language="id",
    station="Udara di stasiun {name}: ISPU {index}, {category} ({colour}){main}.",
    main=", pencemar utama {}",
    old="Data terbaru belum masuk. Ini pengukuran {stamp} ({age}):",
    source="ISPU, KLH, {stamp}",
    not_aqi="ISPU adalah indeks resmi Indonesia; skalanya lain dari US AQI, jadi jangan dibandingkan.",
    no_reading="Pengukuran ISPU untuk Bandung belum bisa saya ambil{last}.",
    last=" (terakhir {stamp})",
    look_here=f"Silakan lihat KLH: {KLH_PAGE}",
    model="Perkiraan model: PM2.5 sekitar {pm25} µg/m³ saat ini.",
    model_level="Rata-rata 24 jam {mean} µg/m³, kira-kira setara kategori {category}.",
    model_source="Open-Meteo (model CAMS), {stamp}. Bukan hasil ukur dan bukan ISPU resmi.",
)

SUNDANESE = Phrases(
    language="su",
    station="Hawa di stasiun {name}: ISPU {index}, {category} ({colour}){main}.",
    main=", pangotor utama {}",
    old="Data pangénggalna teu acan lebet. Ieu hasil ukur {stamp} ({age}):",
    source="ISPU, KLH, {stamp}",
    not_aqi="ISPU téh indéks resmi Indonésia; skalana bénten ti US AQI, ulah dibandingkeun.",
    no_reading="Hasil ukur ISPU kanggo Bandung teu acan tiasa dicandak{last}.",
    last=" (pamungkas {stamp})",
    look_here=f"Mangga tingali KLH: {KLH_PAGE}",
    model="Prakiraan modél: PM2.5 sakitar {pm25} µg/m³ ayeuna.",
    model_level="Rata-rata 24 jam {mean} µg/m³, kirang langkung satara kategori {category}.",
    model_source="Open-Meteo (modél CAMS), {stamp}. Sanés hasil ukur sareng sanés ISPU resmi.",
)


ENGLISH = Phrases(
    language="en",
    station="Air at the station {name}: ISPU {index}, {category} ({colour}){main}.",
    main=", main pollutant {}",
    old="The newest data is not in yet. This was measured {stamp} ({age}):",
    source="ISPU, KLH, {stamp}",
    not_aqi="ISPU is Indonesia's official index; its scale is not that of US AQI, so do not compare them.",
    no_reading="I cannot get the ISPU reading for Bandung right now{last}.",
    last=" (last {stamp})",
    look_here=f"Please see KLH: {KLH_PAGE}",
    model="Estimate of a model: PM2.5 about {pm25} µg/m³ now.",
    model_level="24-hour mean {mean} µg/m³, roughly the category {category}.",
    model_source="Open-Meteo (CAMS model), {stamp}. Not a measurement and not the official ISPU.",
)
_ALL: Mapping[Language, Phrases] = {"id": INDONESIAN, "su": SUNDANESE, "en": ENGLISH}


def phrases(language: str) -> Phrases:
    """The texts of a language; Indonesian for one we do not write."""
    return _ALL[spoken(language)]
