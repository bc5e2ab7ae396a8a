"""What a citizen reads about the weather, in each language; in Sundanese BMKG's own descriptions stay."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.language import Language, spoken
from core.weather import english

BMKG_PAGE = "https://www.bmkg.go.id"


@dataclass(frozen=True)
class Phrases:
    """One language; a missing text is a type error, not a surprise."""

    wet_once: str
    wet_often: str
    wet_now: str
    dry: str
    dry_now: str
    clear: str
    unclear: str
    moment: str
    head: str
    wet_later: str
    umbrella: str
    thunder: str
    temperature: str
    coldest: str
    no_wind: str
    partly: str
    holes: str
    nothing_past: str
    nothing_far: str
    nothing_now: str
    issued: str
    fetched: str
    stale: str
    humidity: str
    wind_short: str
    degrees: str


INDONESIAN = Phrases(
    wet_once="Ya, {when} di {place} kemungkinan {rain} ({hours}).",
    wet_often="Ya, {when} di {place} kemungkinan ada {spells}.",
    wet_now="Ya, menurut prakiraan {when} {rain} di {place} ({hours}).",
    dry="Sepertinya tidak hujan {when} di {place}{sky}.",
    dry_now="Menurut prakiraan, {when} tidak hujan di {place}{sky}.",
    clear="Ya, {when} di {place} sepertinya tidak hujan{sky}.",
    unclear="Hati-hati, {when} di {place} kemungkinan ada {spells}.",
    moment="Perkiraan {when} di {place}: {facts}.",
    head="Cuaca {when} di {place}: {facts}.",
    wet_later="Kemungkinan hujan {hours}.",
    umbrella="Bawa payung ya ☔",
    thunder="Ada petir, jangan berteduh di bawah pohon ya ⚡",
    temperature="Suhu {when} di {place} {range}.",
    coldest="Paling dingin sekitar {hour}, paling hangat sekitar {hot}.",
    no_wind="Data angin {when} di {place} tidak ada.",
    partly="Prakiraan BMKG baru sampai {until}.",
    holes="Sebagian jamnya belum ada di data BMKG.",
    nothing_past="Maaf, saya hanya punya prakiraan ke depan, bukan catatan cuaca {when}. "
    "Silakan lihat BMKG: {page}",
    nothing_far="Prakiraan {when} untuk {place} belum ada: BMKG hanya memberi sekitar 3 hari ke depan. "
    "Coba tanya lagi nanti, atau lihat BMKG: {page}",
    nothing_now="Maaf, prakiraan {when} untuk {place} belum bisa saya ambil. Silakan lihat BMKG: {page}",
    issued="BMKG, diperbarui {stamp}",
    fetched="BMKG, diambil {stamp}",
    stale="{source} (data {age}, BMKG sedang tidak bisa dihubungi)",
    humidity="kelembapan {}%",
    wind_short="angin {} km/jam",
    degrees="Suhu {}.",
)

SUNDANESE = Phrases(
    wet_once="Muhun, {when} di {place} sigana {rain} ({hours}).",
    wet_often="Muhun, {when} di {place} sigana bakal aya {spells}.",
    wet_now="Muhun, numutkeun prakiraan {when} {rain} di {place} ({hours}).",
    dry="Sigana mah moal hujan {when} di {place}{sky}.",
    dry_now="Numutkeun prakiraan, {when} teu hujan di {place}{sky}.",
    clear="Muhun, {when} di {place} sigana moal hujan{sky}.",
    unclear="Ati-ati, {when} di {place} sigana bakal aya {spells}.",
    moment="Prakiraan {when} di {place}: {facts}.",
    head="Cuaca {when} di {place}: {facts}.",
    wet_later="Sigana hujan {hours}.",
    umbrella="Candak payung, nya ☔",
    thunder="Aya gelap, ulah ngiuhan di handapeun tangkal, nya ⚡",
    temperature="Suhu {when} di {place} {range}.",
    coldest="Pangtiisna sakitar {hour}, panghaneutna sakitar {hot}.",
    no_wind="Data angin {when} di {place} teu aya.",
    partly="Prakiraan BMKG nembé dugi ka {until}.",
    holes="Sabagian jamna teu acan aya dina data BMKG.",
    nothing_past="Punten, abdi mung gaduh prakiraan ka payun, sanés catetan cuaca {when}. "
    "Mangga tingali BMKG: {page}",
    nothing_far="Prakiraan {when} kanggo {place} teu acan aya: BMKG mung masihan sakitar 3 dinten ka payun. "
    "Mangga taroskeun deui engké, atanapi tingali BMKG: {page}",
    nothing_now="Punten, prakiraan {when} kanggo {place} teu acan tiasa dicandak. "
    "Mangga tingali BMKG: {page}",
    issued="BMKG, dianyarkeun {stamp}",
    fetched="BMKG, dicandak {stamp}",
    stale="{source} (data {age}, BMKG nuju teu tiasa dikontak)",
    humidity="kalembaban {}%",
    wind_short="angin {} km/jam",
    degrees="Suhu {}.",
)

ENGLISH = Phrases(
    wet_once="Yes, {rain} is likely in {place} {when} ({hours}).",
    wet_often="Yes, rain is likely in {place} {when}: {spells}.",
    wet_now="Yes, the forecast says {rain} in {place} {when} ({hours}).",
    dry="It does not look like rain in {place} {when}{sky}.",
    dry_now="The forecast says no rain in {place} {when}{sky}.",
    clear="Yes, it looks dry in {place} {when}{sky}.",
    unclear="Careful, rain is likely in {place} {when}: {spells}.",
    moment="Forecast for {place} {when}: {facts}.",
    head="Weather in {place} {when}: {facts}.",
    wet_later="Rain is likely {hours}.",
    umbrella="Take an umbrella ☔",
    thunder="There may be lightning, do not shelter under trees ⚡",
    temperature="Temperature in {place} {when}: {range}.",
    coldest="Coldest around {hour}, warmest around {hot}.",
    no_wind="There is no wind data for {place} {when}.",
    partly="BMKG's forecast goes only up to {until}.",
    holes="Some hours are missing in BMKG's data.",
    nothing_past="Sorry, I only have forecasts, not what the weather was {when}. Please see BMKG: {page}",
    nothing_far="There is no forecast for {place} {when} yet: BMKG gives about 3 days ahead. "
    "Ask again later, or see BMKG: {page}",
    nothing_now="Sorry, I cannot get the forecast for {place} {when}. Please see BMKG: {page}",
    issued="BMKG, updated {stamp}",
    fetched="BMKG, fetched {stamp}",
    stale="{source} (data from {age}, BMKG cannot be reached right now)",
    humidity="humidity {}%",
    wind_short="wind {} km/h",
    degrees="Temperature {}.",
)
_ALL: Mapping[Language, Phrases] = {"id": INDONESIAN, "su": SUNDANESE, "en": ENGLISH}

_SUNDANESE_TIMES = (
    ("hari ini", "dinten ieu"),
    ("sebentar lagi", "sakedap deui"),
    ("ke depan", "ka payun"),
    ("akhir pekan", "akhir minggu"),
    ("dini hari", "janari"),
    ("tadi malam", "tadi peuting"),
    ("akhir bulan", "akhir bulan"),
    ("jam pulang kerja", "wanci balik gawé"),
    ("jam berangkat kerja", "wanci angkat gawé"),
    ("zuhur", "lohor"),
    ("subuh", "subuh"),
    ("sekarang", "ayeuna"),
    ("besok", "isukan"),
    ("lusa", "pageto"),
    ("kemarin", "kamari"),
    ("nanti", "engké"),
    ("pagi", "isuk-isuk"),
    ("siang", "siang"),
    ("sore", "sonten"),
    ("malam", "peuting"),
    ("sampai", "dugi ka"),
    ("dan", "sareng"),
    ("hari", "dinten"),
    ("lagi", "deui"),
    ("depan", "payun"),
    ("ini", "ieu"),
    ("Senin", "Senén"),
    ("Selasa", "Salasa"),
    ("Rabu", "Rebo"),
    ("Kamis", "Kemis"),
    ("Jumat", "Jumaah"),
    ("Sabtu", "Saptu"),
)


def phrases(language: str) -> Phrases:
    """The texts of a language; Indonesian for one we do not write."""
    return _ALL[spoken(language)]


def time_words(label: str, language: str) -> str:
    """Our Indonesian words for a time, in the citizen's language."""
    match spoken(language):
        case "su":
            words = dict(_SUNDANESE_TIMES)
            pattern = "|".join(rf"\b{re.escape(word)}\b" for word, _ in _SUNDANESE_TIMES)
            return re.sub(pattern, lambda match: words[match[0]], label)
        case "en":
            return english.times(label)
        case _:
            return label


def sky_words(description: str, language: str) -> str:
    """BMKG's words for the weather; it gives them in Indonesian, and they stay so in Sundanese."""
    return english.sky(description) if spoken(language) == "en" else description
