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
    unsure: str
    source: str
    not_aqi: str
    what_it_is: str
    number: str
    number_aqi: str
    part_mean: str
    part_missing: str
    near: str
    far: str
    elsewhere: str
    here: str
    outside: str
    worst: str
    best: str
    only_one: str
    stations: str
    limits: str
    limits_mean: str
    limit: str
    limit_top: str
    regulation: str
    mask_note: str
    no_reading: str
    last: str
    look_here: str
    sensor: str
    sensor_level: str
    sensor_above: str
    sensor_hour_only: str
    sensor_source: str
    no_licence: str
    model: str
    model_level: str
    model_source: str
    estimate: str
    no_forecast: str
    no_past: str
    no_history: str
    not_known: str
    span: str
    span_hour: str
    span_level: str
    hours: str


INDONESIAN = Phrases(
    language="id",
    station="Udara di stasiun {name}: ISPU {index}, {category} ({colour}){main}.",
    main=", pencemar utama {}",
    old="Data terbaru belum masuk. Ini pengukuran {stamp} ({age}):",
    unsure="Untuk sekarang belum bisa saya pastikan.",
    source="ISPU, KLH, {stamp}",
    not_aqi="ISPU adalah indeks resmi Indonesia; skalanya lain dari US AQI, jadi jangan dibandingkan.",
    what_it_is="ISPU itu Indeks Standar Pencemar Udara: makin tinggi angkanya, makin kotor udaranya.",
    number="ISPU {number} termasuk {category} ({colour}).",
    number_aqi="Angka {number} dari AQI atau IQAir memakai skala US AQI, bukan ISPU; kategorinya lain.",
    part_mean=" ({mean} µg/m³, rata-rata 24 jam)",
    part_missing="Angka {name} belum ada di stasiun itu.",
    near="Itu stasiun terdekat, sekitar {km} km dari {place}.",
    far="Stasiun terdekat sekitar {km} km dari {place}, jadi udara di sana bisa berbeda.",
    elsewhere="Stasiun ini di {city}, bukan di Kota Bandung.",
    here="lokasi itu",
    outside="{place} di luar Kota Bandung dan stasiunnya tidak saya punya. Ini yang di Bandung:",
    worst="Paling tinggi sekarang di stasiun {name}.",
    best="Paling rendah sekarang di stasiun {name}.",
    only_one="Baru satu stasiun yang melapor, jadi antardaerah belum bisa saya bandingkan.",
    stations="Stasiun ISPU yang melapor sekarang: {list}.",
    limits="Kategori ISPU: {list}.",
    limits_mean="Batas {name}, rata-rata 24 jam dalam µg/m³: {list}.",
    limit="{category} sampai {top}",
    limit_top="{category} di atas {top}",
    regulation="Permen LHK P.14/2020",
    mask_note="Soal masker itu saran hati-hati dari kami; anjuran kategorinya:",
    no_reading="Pengukuran ISPU untuk Bandung belum bisa saya ambil{last}.",
    last=" (terakhir {stamp})",
    look_here=f"Silakan lihat KLH: {KLH_PAGE}",
    sensor="Sensor {name}: PM2.5 {pm25} µg/m³ dalam satu jam terakhir yang tercatat.",
    sensor_level="ISPU PM2.5 sekitar {index}, {category} ({colour}), dihitung dari rata-rata 24 "
    "jam {mean} µg/m³.",
    sensor_above="Rata-rata 24 jam {mean} µg/m³, di atas tabel ISPU: {category} ({colour}).",
    sensor_hour_only="Angka satu jam tidak bisa dijadikan ISPU, jadi kategorinya tidak saya sebut.",
    sensor_source="OpenAQ ({credit}), {stamp}. Hasil ukur sensor, bukan ISPU resmi KLH.",
    no_licence="lisensi tidak disebut",
    model="Perkiraan model: PM2.5 sekitar {pm25} µg/m³ saat ini.",
    model_level="Rata-rata 24 jam {mean} µg/m³, kira-kira setara kategori {category}.",
    model_source="Open-Meteo (model CAMS), {stamp}. Bukan hasil ukur dan bukan ISPU resmi.",
    estimate="Menurut perkiraan: {verdict}",
    no_forecast="Stasiun ISPU tidak punya prakiraan untuk {when}.",
    no_past="Catatan stasiun untuk {when} tidak saya simpan.",
    no_history="Saya hanya punya data terbaru, bukan riwayat atau rata-rata mingguan, bulanan, dan tahunan.",
    not_known="Perkiraan model untuk {when} juga belum ada.",
    span="Perkiraan model {when}: PM2.5 rata-rata {mean} µg/m³, tertinggi {high} sekitar jam {hour}.",
    span_hour="Perkiraan model {when}: PM2.5 sekitar {mean} µg/m³.",
    span_level="Rata-rata hari itu kira-kira setara kategori {category}.",
    hours="Perkiraan model {when}: PM2.5 terendah {low} µg/m³ sekitar jam {low_hour}, "
    "tertinggi {high} sekitar jam {hour}.",
)  # fmt: skip

SUNDANESE = Phrases(
    language="su",
    station="Hawa di stasiun {name}: ISPU {index}, {category} ({colour}){main}.",
    main=", pangotor utama {}",
    old="Data pangénggalna teu acan lebet. Ieu hasil ukur {stamp} ({age}):",
    unsure="Kanggo ayeuna teu acan tiasa dipastikeun.",
    source="ISPU, KLH, {stamp}",
    not_aqi="ISPU téh indéks resmi Indonésia; skalana bénten ti US AQI, ulah dibandingkeun.",
    what_it_is="ISPU téh Indéks Standar Pencemar Udara: beuki luhur angkana, beuki kotor hawana.",
    number="ISPU {number} kalebet {category} ({colour}).",
    number_aqi="Angka {number} ti AQI atanapi IQAir nganggo skala US AQI, sanés ISPU; kategorina bénten.",
    part_mean=" ({mean} µg/m³, rata-rata 24 jam)",
    part_missing="Angka {name} teu acan aya di stasiun éta.",
    near="Éta stasiun pangcaketna, sakitar {km} km ti {place}.",
    far="Stasiun pangcaketna sakitar {km} km ti {place}, janten hawa di ditu tiasa bénten.",
    elsewhere="Ieu stasiun di {city}, sanés di Kota Bandung.",
    here="lokasi éta",
    outside="{place} di luar Kota Bandung, stasiunna teu aya di abdi. Ieu nu di Bandung:",
    worst="Pangluhurna ayeuna di stasiun {name}.",
    best="Panghandapna ayeuna di stasiun {name}.",
    only_one="Nembé hiji stasiun nu ngalaporkeun, janten antar daérah teu acan tiasa dibandingkeun.",
    stations="Stasiun ISPU nu ngalaporkeun ayeuna: {list}.",
    limits="Kategori ISPU: {list}.",
    limits_mean="Wates {name}, rata-rata 24 jam dina µg/m³: {list}.",
    limit="{category} dugi ka {top}",
    limit_top="{category} di luhur {top}",
    regulation="Permen LHK P.14/2020",
    mask_note="Perkawis masker mah saran ati-ati ti kami; saran kategorina:",
    no_reading="Hasil ukur ISPU kanggo Bandung teu acan tiasa dicandak{last}.",
    last=" (pamungkas {stamp})",
    look_here=f"Mangga tingali KLH: {KLH_PAGE}",
    sensor="Sénsor {name}: PM2.5 {pm25} µg/m³ dina sajam panungtung nu kacatet.",
    sensor_level="ISPU PM2.5 sakitar {index}, {category} ({colour}), diitung tina rata-rata 24 "
    "jam {mean} µg/m³.",
    sensor_above="Rata-rata 24 jam {mean} µg/m³, di luhur tabél ISPU: {category} ({colour}).",
    sensor_hour_only="Angka sajam teu tiasa dijantenkeun ISPU, janten kategorina teu disebatkeun.",
    sensor_source="OpenAQ ({credit}), {stamp}. Hasil ukur sénsor, sanés ISPU resmi KLH.",
    no_licence="lisénsi teu disebatkeun",
    model="Prakiraan modél: PM2.5 sakitar {pm25} µg/m³ ayeuna.",
    model_level="Rata-rata 24 jam {mean} µg/m³, kirang langkung satara kategori {category}.",
    model_source="Open-Meteo (modél CAMS), {stamp}. Sanés hasil ukur sareng sanés ISPU resmi.",
    estimate="Numutkeun prakiraan: {verdict}",
    no_forecast="Stasiun ISPU teu gaduh prakiraan kanggo {when}.",
    no_past="Catetan stasiun kanggo {when} teu disimpen ku abdi.",
    no_history="Nu aya mung data pangénggalna, sanés riwayat atanapi rata-rata mingguan, "
    "bulanan, sareng taunan.",
    not_known="Prakiraan modél kanggo {when} ogé teu acan aya.",
    span="Prakiraan modél {when}: PM2.5 rata-rata {mean} µg/m³, pangluhurna {high} sakitar jam {hour}.",
    span_hour="Prakiraan modél {when}: PM2.5 sakitar {mean} µg/m³.",
    span_level="Rata-rata dinten éta kirang langkung satara kategori {category}.",
    hours="Prakiraan modél {when}: PM2.5 panghandapna {low} µg/m³ sakitar jam "
    "{low_hour}, pangluhurna {high} sakitar jam {hour}.",
)  # fmt: skip


ENGLISH = Phrases(
    language="en",
    station="Air at the station {name}: ISPU {index}, {category} ({colour}){main}.",
    main=", main pollutant {}",
    old="The newest data is not in yet. This was measured {stamp} ({age}):",
    unsure="I cannot be sure about right now.",
    source="ISPU, KLH, {stamp}",
    not_aqi="ISPU is Indonesia's official index; its scale is not that of US AQI, so do not compare them.",
    what_it_is="ISPU is Indonesia's air pollution index: the higher the figure, the dirtier the air.",
    number="ISPU {number} is {category} ({colour}).",
    number_aqi="A figure of {number} from AQI or IQAir is on the US AQI scale, not ISPU; its "
    "categories differ.",
    part_mean=" ({mean} µg/m³, 24-hour mean)",
    part_missing="There is no figure for {name} from that station yet.",
    near="That is the nearest station, about {km} km from {place}.",
    far="The nearest station is about {km} km from {place}, so the air there may differ.",
    elsewhere="This station is in {city}, not in Bandung city.",
    here="that spot",
    outside="{place} is outside Bandung city and I have no station there. This is Bandung's:",
    worst="Highest right now at the station {name}.",
    best="Lowest right now at the station {name}.",
    only_one="Only one station is reporting, so I cannot compare areas yet.",
    stations="ISPU stations reporting now: {list}.",
    limits="ISPU categories: {list}.",
    limits_mean="Limits of {name}, 24-hour mean in µg/m³: {list}.",
    limit="{category} up to {top}",
    limit_top="{category} above {top}",
    regulation="Ministry regulation Permen LHK P.14/2020",
    mask_note="The word on masks is our own caution; the category's advice:",
    no_reading="I cannot get the ISPU reading for Bandung right now{last}.",
    last=" (last {stamp})",
    look_here=f"Please see KLH: {KLH_PAGE}",
    sensor="Sensor {name}: PM2.5 {pm25} µg/m³ in the latest hour on record.",
    sensor_level="ISPU for PM2.5 about {index}, {category} ({colour}), computed from the 24-hour "
    "mean {mean} µg/m³.",
    sensor_above="24-hour mean {mean} µg/m³, above the ISPU table: {category} ({colour}).",
    sensor_hour_only="One hour cannot be turned into ISPU, so I name no category.",
    sensor_source="OpenAQ ({credit}), {stamp}. Measured by a sensor, not KLH's official ISPU.",
    no_licence="licence not named",
    model="Estimate of a model: PM2.5 about {pm25} µg/m³ now.",
    model_level="24-hour mean {mean} µg/m³, roughly the category {category}.",
    model_source="Open-Meteo (CAMS model), {stamp}. Not a measurement and not the official ISPU.",
    estimate="By the estimate: {verdict}",
    no_forecast="ISPU stations have no forecast for {when}.",
    no_past="I do not keep the stations' records for {when}.",
    no_history="I only have the newest data, no history and no weekly, monthly or yearly means.",
    not_known="There is no model estimate for {when} either.",
    span="Model estimate {when}: PM2.5 {mean} µg/m³ on average, highest {high} around {hour}.",
    span_hour="Model estimate {when}: PM2.5 about {mean} µg/m³.",
    span_level="That day's mean is roughly the category {category}.",
    hours="Model estimate {when}: PM2.5 lowest {low} µg/m³ around {low_hour}, highest "
    "{high} around {hour}.",
)  # fmt: skip
_ALL: Mapping[Language, Phrases] = {"id": INDONESIAN, "su": SUNDANESE, "en": ENGLISH}


def phrases(language: str) -> Phrases:
    """The texts of a language; Indonesian for one we do not write."""
    return _ALL[spoken(language)]
