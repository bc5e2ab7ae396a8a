"""What a citizen reads about the weather, in each language; BMKG's own descriptions stay as they are."""

import re
from dataclasses import dataclass

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
    wind: str
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
    wind="Angin {when} di {place} paling kencang {wind} km/jam, sekitar {hour}.",
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
    umbrella="Candak payung nya ☔",
    thunder="Aya gelap, ulah ngiuhan handapeun tangkal nya ⚡",
    temperature="Suhu {when} di {place} {range}.",
    coldest="Pangtiisna sakitar {hour}, panghaneutna sakitar {hot}.",
    wind="Angin {when} di {place} panggedéna {wind} km/jam, sakitar {hour}.",
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
)

_SUNDANESE_TIMES = (
    ("hari ini", "dinten ieu"),
    ("sebentar lagi", "sakedap deui"),
    ("ke depan", "ka payun"),
    ("akhir pekan", "akhir minggu"),
    ("dini hari", "janari"),
    ("tadi malam", "tadi peuting"),
    ("sekarang", "ayeuna"),
    ("besok", "isukan"),
    ("lusa", "pageto"),
    ("kemarin", "kamari"),
    ("nanti", "engké"),
    ("pagi", "isuk-isuk"),
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
_QUESTIONS = (
    ("rain", r"(?:ke|ka|ng)?h?ujan\w*|hjn|gerimis\w*|girimis|ngagirimis|miripis|payung|rain\w*|umbrella"
     r"|mantel|petir|guntur|gelap|badai|deras|basah"),
    ("clear", r"cerah|caang|terang|jemur\w*|moe|menjemur|nyuci|cerahkah|panas terik|sunny|clear"),
    ("temperature", r"suhu|derajat|dingin|panas|gerah|tiris|tiis|hareudang|hawa|suhuna|temperature|cold|hot"),
    ("wind", r"angin\w*|anginna|wind\w*"),
)  # fmt: skip


def phrases(language: str) -> Phrases:
    """The texts of a language; Indonesian for one we do not write yet."""
    return SUNDANESE if language == "su" else INDONESIAN


def time_words(label: str, language: str) -> str:
    """Our Indonesian words for a time, in the citizen's language."""
    if language != "su":
        return label
    words = dict(_SUNDANESE_TIMES)
    pattern = "|".join(rf"\b{re.escape(word)}\b" for word, _ in _SUNDANESE_TIMES)
    return re.sub(pattern, lambda match: words[match[0]], label)


def question_kind(plain_text: str) -> str:
    """What is asked, in the order of what matters most: rain, clear, temperature, wind or summary."""
    for kind, pattern in _QUESTIONS:
        if re.search(rf"\b(?:{pattern})\b", plain_text):
            return kind
    return "summary"
