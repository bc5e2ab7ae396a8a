"""What one clause complains about: the category of the thing that its words of trouble belong to."""

import re

from core import agencies
from core.reports.said import names_trouble

POWER_CUT = "power_cut"  # PLN's; no category of ours

_THINGS: tuple[tuple[str, str], ...] = (  # longer names first: "lampu merah" is no street light
    ("traffic_parking", r"lampu (?:merah|lalu ?lintas|stopan|bangjo)\w*|stopan|traffic light"),
    ("traffic_parking", r"apill|rambu\w*|marka|zebra ?cross"),
    ("traffic_parking", r"parkir\w*|jukir|angkot|ojol|truk|palang pintu|perlintasan"),
    ("health", r"anjing|ular|tawon|monyet|puskesmas\w*|rsud|rumah sakit|posyandu|bpjs|stray dogs?"),
    ("trees_parks", r"(?:fallen )?trees?|pohon\w*|tangkal\w*|dahan|ranting|rumput\w*|ilalang"),
    ("trees_parks", r"jukut|taman(?:nya|na)?"),
    ("street_light", r"street ?lights?|street ?lamps?|lampu\w*|pju\w*|penerangan"),
    ("waste", r"(?:tempat|tong|bak|kontainer|gerobak|petugas|truk) sampah\w*|sampah\w*"),
    ("waste", r"runtah\w*|tps|garbage|trash"),
    ("flood_drainage", r"tanggul|kirmir|selokan\w*|solokan\w*|got(?:nya|na)?|gorong[ -]?gorong"),
    ("flood_drainage", r"drainase|saluran(?: air| got)?\w*|parit"),
    ("water_supply", r"(?:air|cai) (?:pdam|ledeng|keran|kran|bersih|leding)|pdam|pipa\w*"),
    ("water_supply", r"ledeng|leding|meteran air|air(?:nya)?|cai(?:na)?"),
    ("public_facility", r"kabel\w*|halte|shelter|jpo|tiang\w*|wc|toilet|cctv|wifi|bangku"),
    ("public_facility", r"(?:tutup|penutup) (?:got|saluran|gorong)\w*"),
    ("public_facility", r"manhole|videotron|lapang(?:an)?|perosotan|ayunan|pagar|tembok pembatas"),
    ("public_order", r"pkl|pedagang\w*|reklame|spanduk|baliho|bangunan liar|preman|geng motor"),
    ("public_order", r"pengamen|knalpot|manusia silver"),
    ("civil_registry_permits", r"e?-?ktp|kk|kartu keluarga|akta|surat pindah|pbb|ikd"),
    ("education", r"sekolah|guru|ppdb|spmb|sdn?|smpn?"),
    ("social_aid", r"bansos|pkh|blt|bpnt"),
    ("pollution", r"limbah|asap|debu|polusi|pabrik"),
    ("road_damage", r"galian|potholes?|sidewalk|roads?|trotoar\w*|aspal\w*|paving\w*|jembatan"),
    ("road_damage", r"gundukan|polisi tidur"),
    ("road_damage", r"jalan(?:nya|na|an)?|jln|jl"),
)  # fmt: skip
_TROUBLES: tuple[tuple[str, str], ...] = (  # words that name the thing by themselves
    ("road_damage", r"bergelombang|gejlugan|aruk-arukan|lalobang|bolong\w*|berlubang"),
    ("road_damage", r"lubang\w*|amb[lr](?:es|as|eg)\w*|aspal ngelupas"),
    ("waste", r"berserakan|ngabala|sampah|runtah"),
    ("flood_drainage", r"(?:ke)?banjir\w*|caah|kacaahan|tergenang|menggenang|genangan"),
    ("flood_drainage", r"cileuncang|mampet|tersumbat"),
    ("street_light", r"gelap(?: gulita)?|(?<!geus )poek|remang\w*"),
    ("traffic_parking", r"macet\w*|kemacetan|ngetem|parkir liar|balap(?:an)? liar"),
    ("trees_parks", r"tumbang|rungkad"),
    ("public_order", r"tawuran|mabok|mabuk|miras|balapan|berisik|bising|dipalak|pungli"),
    ("public_order", r"premanisme|mesum|begal|kejahatan"),
    ("health", r"nyamuk|dbd|demam berdarah|jentik"),
    ("pollution", r"bau\w*|pencemaran"),
)  # fmt: skip
_STATE = re.compile(
    r"\b(?:pecah|penuh|meluber|luber|dangkal|kedip\w*|kelap[- ]?kelip|(?:ga|gak|gk|nggak|ngga|tidak|teu"
    r"|tdk|belum|blm|can|acan|kurang|jarang|tara|not)"
    r" (?:di\w{3,}|ka\w{4,}|ng[aeiou]\w+|meng\w+|ter\w{3,}|nyala|hurung|jalan|berfungsi|jadi|cair|keluar"
    r"|hirup|working)"
    r"|rimbun|rontok|lebat|tinggi|putus|ngejuntai|kendor"
    r"|semerawut|mencemari|liar"
    r"|sembarangan|nutup\w*|ngahalangan|menghalangi|menumpuk|jualan|mati|off|bocor|retak|keruh|kotor"
    r"|dibakar|bakar|hancur|ancur|off|piling|fallen|broken|overflowing|lambat|lelet|pabalatak|galak"
    r"|ngamuk)\b",
    re.IGNORECASE,
)
_PLACED = re.compile(
    r"\b(?:di|ke|ka|dina|depan|dpn|deket|dekat|dkt|sebelah|samping|belakang|seberang|sebrang|arah|pinggir"
    r"|sisi|atas|bawah|tengah"
    r"|sepanjang|payun\w*|gigir\w*|hareup\w*|caket|deukeut|tukang\w*|luhur\w*|dalam|sekitar|ujung|antara|dari"
    r"|menuju|pengguna|sampai)\s+"
    r"(?:jalan |jln |jl )?$",
    re.IGNORECASE,
)
_AT_HOME = re.compile(
    r"\b(?:listrik|pln|pemadaman|padam(?:an)?|mati lampu|rumah|imah|bumi|kos(?:t|an)?|kompleks?|sekomplek"
    r"|perumahan|blok|rt|byar ?pet"
    r"|blackout|power outage|trafo|setrum|warung|toko|kampung|lembur|apartemen|kontrakan)\b",
    re.IGNORECASE,
)
_IN_THE_STREET = re.compile(
    r"\b(?:lampu (?:jalan|gang|taman)|pju|penerangan|tiang listrik|kabel)", re.IGNORECASE
)
_NEAR = 30  # characters before a thing that say that it is only near by
_WEAK = ("jalan", "jln", "jl")
_THING = re.compile(
    "|".join(rf"(?P<t{n}>\b(?:{words})\b)" for n, (_, words) in enumerate(_THINGS)), re.IGNORECASE
)
_TROUBLE = re.compile(
    "|".join(rf"(?P<t{n}>\b(?:{words})\b)" for n, (_, words) in enumerate(_TROUBLES)), re.IGNORECASE
)


def topic(clause: str) -> str | None:
    """The category of what is wrong here; None when nothing is."""
    if _AT_HOME.search(clause) and not _IN_THE_STREET.search(clause) and agencies.power_cut(clause):
        return POWER_CUT
    if not has_trouble(clause):
        return None
    things = [match for match in _THING.finditer(clause) if not _placed(match)]
    things = [match for match in things if not match[0].lower().startswith(_WEAK)] or things
    own = next((_category(match, _TROUBLES) for match in _TROUBLE.finditer(clause)), None)
    if things and things[0][0].lower().startswith(_WEAK):
        return own or _category(things[0], _THINGS)
    if things:
        return _category(things[0], _THINGS)
    return own


def has_trouble(clause: str) -> bool:
    return names_trouble(clause) or any(words.search(clause) for words in (_STATE, _TROUBLE))


def first_trouble(clause: str) -> int:
    """Where the thing or the trouble begins that a clause speaks of; its end when it has none."""
    return min(
        (m.start() for p in (_THING, _TROUBLE, _STATE) if (m := p.search(clause))), default=len(clause)
    )


def has_thing(clause: str) -> bool:
    """Whether a thing is named that is not merely near by."""
    return any(not _placed(match) for match in _THING.finditer(clause))


def names_thing(clause: str, category: str) -> bool:
    """Whether these words speak of a thing of this category: "sampahnya di cihapit"."""
    return any(_category(match, _THINGS) == category for match in _THING.finditer(clause))


def _placed(match: re.Match[str]) -> bool:
    """ "Depan sekolah" only says where."""
    return _PLACED.search(match.string, max(0, match.start() - _NEAR), match.start()) is not None


def _category(match: re.Match[str], table: tuple[tuple[str, str], ...]) -> str:
    return table[int((match.lastgroup or "t0")[1:])][0]
