"""What a citizen reads when the question is about one matter: lightning, fog, heat, wind, humidity, UV."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.language import Language, spoken


@dataclass(frozen=True)
class MatterWords:
    """One language; a missing text is a type error, not a surprise."""

    thunder: str
    thunder_none: str
    thunder_only_rain: str
    heavy_only_light: str
    fog: str
    fog_none: str
    sight: str
    sight_unknown: str
    cloudy: str
    cloudy_none: str
    cold: str
    cold_not: str
    hot: str
    hot_not: str
    strong_wind: str
    some_wind: str
    weak_wind: str
    humidity: str
    humidity_unknown: str
    no_uv: str
    no_hail: str
    no_air: str
    no_season: str
    rain_until: str
    rain_not_now: str


INDONESIAN = MatterWords(
    thunder="Ya, {when} di {place} kemungkinan ada petir: {spells}.",
    thunder_none="Tidak ada petir dalam prakiraan {when} di {place}{sky}.",
    thunder_only_rain="Tidak ada petir dalam prakiraan {when} di {place}, tapi kemungkinan {spells}.",
    heavy_only_light="Kemungkinan hujan {when} di {place}, tapi tidak deras: {spells}.",
    fog="Ya, {when} di {place} kemungkinan berkabut ({hours}).",
    fog_none="Tidak ada kabut dalam prakiraan {when} di {place}{sky}.",
    sight="Jarak pandang paling pendek sekitar {km} km.",
    sight_unknown="Jarak pandang tidak disebut di data BMKG ini.",
    cloudy="Ya, {when} di {place} sepertinya {sky}.",
    cloudy_none="Sepertinya tidak mendung {when} di {place}: {sky}.",
    cold="Ya, cukup dingin: {when} di {place} {range}.",
    cold_not="Tidak terlalu dingin: {when} di {place} {range}.",
    hot="Ya, cukup panas: {when} di {place} {range}.",
    hot_not="Tidak terlalu panas: {when} di {place} {range}.",
    strong_wind="Ya, angin kencang: {when} di {place} sampai {wind} km/jam, sekitar {hour}.",
    some_wind="Agak kencang: angin {when} di {place} sampai {wind} km/jam, sekitar {hour}.",
    weak_wind="Tidak kencang: angin {when} di {place} paling tinggi {wind} km/jam, sekitar {hour}.",
    humidity="Kelembapan {when} di {place} {humidity}.",
    humidity_unknown="Kelembapan {when} di {place} tidak ada di data BMKG ini.",
    no_uv="Indeks UV tidak ada di prakiraan BMKG yang saya pakai; indeksnya ada di {page}",
    no_hail="Prakiraan BMKG tidak menyebut hujan es; kalau terjadi, biasanya bersama hujan petir.",
    no_air="Tekanan udara tidak ada di prakiraan BMKG yang saya pakai.",
    no_season="Soal musim belum bisa saya jawab: prakiraan yang saya pakai hanya sekitar 3 hari. "
    "Prakiraan musim ada di BMKG: {page}",
    rain_until="Menurut prakiraan, hujan di {place} sampai sekitar {hour} ({rain}).",
    rain_not_now="Menurut prakiraan, sekarang tidak hujan di {place}{sky}.",
)
SUNDANESE = MatterWords(
    thunder="Muhun, {when} di {place} sigana aya gelap: {spells}.",
    thunder_none="Teu aya gelap dina prakiraan {when} di {place}{sky}.",
    thunder_only_rain="Teu aya gelap dina prakiraan {when} di {place}, tapi sigana {spells}.",
    heavy_only_light="Sigana hujan {when} di {place}, tapi henteu ageung: {spells}.",
    fog="Muhun, {when} di {place} sigana aya halimun ({hours}).",
    fog_none="Teu aya halimun dina prakiraan {when} di {place}{sky}.",
    sight="Jarak pandang pangpondokna sakitar {km} km.",
    sight_unknown="Jarak pandang teu disebatkeun dina data BMKG ieu.",
    cloudy="Muhun, {when} di {place} sigana {sky}.",
    cloudy_none="Sigana mah henteu angkeub {when} di {place}: {sky}.",
    cold="Muhun, lumayan tiis: {when} di {place} {range}.",
    cold_not="Henteu tiis teuing: {when} di {place} {range}.",
    hot="Muhun, lumayan panas: {when} di {place} {range}.",
    hot_not="Henteu panas teuing: {when} di {place} {range}.",
    strong_wind="Muhun, anginna tarik: {when} di {place} dugi ka {wind} km/jam, sakitar {hour}.",
    some_wind="Rada tarik: angin {when} di {place} dugi ka {wind} km/jam, sakitar {hour}.",
    weak_wind="Henteu tarik: angin {when} di {place} pangageungna {wind} km/jam, sakitar {hour}.",
    humidity="Kalembaban {when} di {place} {humidity}.",
    humidity_unknown="Kalembaban {when} di {place} teu aya dina data BMKG ieu.",
    no_uv="Indéks UV teu aya dina prakiraan BMKG nu dianggo ku abdi; indéksna aya di {page}",
    no_hail="Prakiraan BMKG teu nyebatkeun hujan és; upami aya, biasana sareng hujan gelap.",
    no_air="Tekanan hawa teu aya dina prakiraan BMKG nu dianggo ku abdi.",
    no_season="Perkawis usum teu acan tiasa diwaler: prakiraan nu dianggo mung sakitar 3 dinten. "
    "Prakiraan usum aya di BMKG: {page}",
    rain_until="Numutkeun prakiraan, hujan di {place} dugi ka sakitar {hour} ({rain}).",
    rain_not_now="Numutkeun prakiraan, ayeuna teu hujan di {place}{sky}.",
)
ENGLISH = MatterWords(
    thunder="Yes, lightning is likely in {place} {when}: {spells}.",
    thunder_none="No lightning is forecast in {place} {when}{sky}.",
    thunder_only_rain="No lightning is forecast in {place} {when}, but likely {spells}.",
    heavy_only_light="Rain is likely in {place} {when}, but not heavy: {spells}.",
    fog="Yes, fog or haze is likely in {place} {when} ({hours}).",
    fog_none="No fog is forecast in {place} {when}{sky}.",
    sight="The shortest visibility is about {km} km.",
    sight_unknown="BMKG's data does not tell the visibility here.",
    cloudy="Yes, it looks {sky} in {place} {when}.",
    cloudy_none="It does not look overcast in {place} {when}: {sky}.",
    cold="Yes, rather cool: {range} in {place} {when}.",
    cold_not="Not very cold: {range} in {place} {when}.",
    hot="Yes, rather hot: {range} in {place} {when}.",
    hot_not="Not very hot: {range} in {place} {when}.",
    strong_wind="Yes, strong wind: up to {wind} km/h in {place} {when}, around {hour}.",
    some_wind="Fairly windy: up to {wind} km/h in {place} {when}, around {hour}.",
    weak_wind="Not windy: at most {wind} km/h in {place} {when}, around {hour}.",
    humidity="Humidity in {place} {when}: {humidity}.",
    humidity_unknown="BMKG's data does not tell the humidity in {place} {when}.",
    no_uv="The BMKG forecast I use has no UV index; you can find it at {page}",
    no_hail="The BMKG forecast does not tell of hail; when it falls, it is usually in a thunderstorm.",
    no_air="The BMKG forecast I use has no air pressure.",
    no_season="I cannot tell about seasons: the forecast I use covers about 3 days. "
    "For seasonal forecasts see BMKG: {page}",
    rain_until="The forecast says rain in {place} until about {hour} ({rain}).",
    rain_not_now="The forecast says no rain in {place} now{sky}.",
)
_ALL: Mapping[Language, MatterWords] = {"id": INDONESIAN, "su": SUNDANESE, "en": ENGLISH}


def matter_words(language: str) -> MatterWords:
    """The texts of a language; Indonesian for one we do not write."""
    return _ALL[spoken(language)]
