"""What a citizen reads about earthquakes, in each language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.language import Language


@dataclass(frozen=True)
class QuakeWords:
    """One language; a missing text is a type error, not a surprise."""

    language: Language
    felt_here: str
    latest: str
    not_here: str
    felt: str
    tsunami_free: str
    tsunami_unsaid: str
    care: str
    just_now: str
    nothing: str
    source: str
    old: str
    depth: str
    away: str
    felt_yes: str
    new_one: str
    nothing_new: str
    cannot_tell: str
    none_there: str
    no_forecast: str
    several: str
    each: str
    shaking: str
    what_to_do: str


INDONESIAN = QuakeWords(
    language="id",
    felt_here="Gempa M{magnitude} dirasakan di Bandung ({felt}), {at}: {where}{facts}.",
    latest="Gempa terakhir: M{magnitude}, {at}, {where}{facts}.",
    not_here="Tidak ada laporan dirasakan di Bandung.",
    felt="Dirasakan: {felt}.",
    tsunami_free="Tidak berpotensi tsunami.",
    tsunami_unsaid="BMKG tidak menyebut potensi tsunami untuk gempa ini.",
    care="Kalau bangunan retak, jangan masuk dulu; darurat telepon 112.",
    just_now="Guncangan yang baru saja terjadi mungkin belum tercatat.",
    nothing="Maaf, data gempa belum bisa saya ambil. Silakan lihat BMKG: https://www.bmkg.go.id",
    source="BMKG, dicek {stamp}",
    old=" ({age}; BMKG sedang tidak bisa dihubungi)",
    depth="kedalaman {:.0f} km",
    away="sekitar {:.0f} km dari Bandung",
    felt_yes="Ya, tercatat gempa yang terasa di Bandung.",
    new_one="Ya, BMKG mencatat gempa {age}.",
    nothing_new="Belum ada gempa baru di data BMKG sampai {stamp}.",
    cannot_tell="Belum bisa saya pastikan: BMKG sedang tidak bisa dihubungi.",
    none_there="Tidak ada gempa {place} di daftar BMKG yang saya baca.",
    no_forecast="Gempa tidak bisa diramalkan waktunya oleh siapa pun, juga BMKG.",
    several="Gempa yang tercatat terakhir:",
    each="M{magnitude}, {at}, {where}",
    shaking="Kira-kira {words}.",
    what_to_do="Saat gempa: lindungi kepala, "
    "masuk ke bawah meja yang kuat, jauhi kaca dan lemari, jangan pakai lift. "
    "Sesudah berhenti, keluar lewat tangga ke tempat terbuka; hati-hati susulan. Darurat: 112. "
    "Ini saran umum, bukan data BMKG.",
)
SUNDANESE = QuakeWords(
    language="su",
    felt_here="Lini M{magnitude} karaos di Bandung ({felt}), {at}: {where}{facts}.",
    latest="Lini pamungkas: M{magnitude}, {at}, {where}{facts}.",
    not_here="Teu aya laporan karaos di Bandung.",
    felt="Karaos: {felt}.",
    tsunami_free="Moal aya tsunami.",
    tsunami_unsaid="BMKG teu nyebatkeun poténsi tsunami kanggo lini ieu.",
    care="Upami wangunan retak, ulah lebet heula; darurat telepon 112.",
    just_now="Lini nu nembé pisan karaos panginten teu acan kacatet.",
    nothing="Punten, data lini teu acan tiasa dicandak. Mangga tingali BMKG: https://www.bmkg.go.id",
    source="BMKG, dipariksa {stamp}",
    old=" ({age}; BMKG nuju teu tiasa dikontak)",
    depth="jerona {:.0f} km",
    away="sakitar {:.0f} km ti Bandung",
    felt_yes="Muhun, kacatet aya lini nu karaos di Bandung.",
    new_one="Muhun, BMKG nyatet lini {age}.",
    nothing_new="Teu acan aya lini énggal dina data BMKG dugi ka {stamp}.",
    cannot_tell="Teu acan tiasa dipastikeun: BMKG nuju teu tiasa dikontak.",
    none_there="Teu aya lini {place} dina daptar BMKG nu diaos ku abdi.",
    no_forecast="Waktuna lini teu tiasa diramal ku saha waé, ku BMKG ogé.",
    several="Lini pamungkas nu kacatet:",
    each="M{magnitude}, {at}, {where}",
    shaking="Kinten-kinten {words}.",
    what_to_do="Nalika lini: lindungi sirah, lebet ka handapeun méja nu kuat, "
    "tebihan kaca sareng lomari, ulah nganggo lift. "
    "Saatos eureun, kaluar ngalangkungan tangga ka tempat nu lega; ati-ati susulan. Darurat: 112. "
    "Ieu saran umum, sanés data BMKG.",
)
ENGLISH = QuakeWords(
    language="en",
    felt_here="Earthquake M{magnitude} felt in Bandung ({felt}), {at}: {where}{facts}.",
    latest="Latest earthquake: M{magnitude}, {at}, {where}{facts}.",
    not_here="Nobody has reported feeling it in Bandung.",
    felt="Felt: {felt}.",
    tsunami_free="No tsunami expected.",
    tsunami_unsaid="BMKG says nothing about a tsunami for this earthquake.",
    care="If your building has cracks, do not go in yet; in an emergency call 112.",
    just_now="A tremor of the last few minutes may not be listed yet.",
    nothing="Sorry, I cannot get the earthquake data. Please see BMKG: https://www.bmkg.go.id",
    source="BMKG, checked {stamp}",
    old=" ({age}; BMKG cannot be reached right now)",
    depth="depth {:.0f} km",
    away="about {:.0f} km from Bandung",
    felt_yes="Yes, an earthquake was felt in Bandung.",
    new_one="Yes, BMKG lists an earthquake {age}.",
    nothing_new="BMKG lists no new earthquake up to {stamp}.",
    cannot_tell="I cannot be sure: BMKG cannot be reached right now.",
    none_there="There is no earthquake at {place} in the BMKG list I read.",
    no_forecast="Nobody can predict when an earthquake comes, not even BMKG.",
    several="The latest earthquakes listed:",
    each="M{magnitude}, {at}, {where}",
    shaking="That is about: {words}.",
    what_to_do="During an earthquake: cover your head, get under a strong table, "
    "keep away from glass and cupboards, "
    "no lifts. When it stops, take the stairs to an open place; aftershocks may follow. Emergency: 112. "
    "This is general advice, not BMKG data.",
)
WORDS: Mapping[Language, QuakeWords] = {"id": INDONESIAN, "su": SUNDANESE, "en": ENGLISH}

# The modified Mercalli scale that BMKG uses, in our own words.
SHAKING: Mapping[Language, tuple[str, ...]] = {
    "id": (
        "terasa oleh sedikit orang, benda gantung bergoyang",
        "terasa nyata di dalam rumah, seperti truk lewat",
        "terasa oleh banyak orang di dalam rumah, jendela dan pintu berbunyi",
        "terasa oleh hampir semua orang, barang bisa jatuh",
        "terasa oleh semua orang, bangunan bisa rusak ringan",
        "orang keluar rumah, bangunan yang lemah bisa rusak",
    ),
    "su": (
        "karaos ku sababaraha urang, barang nu ngagantung oyag",
        "karaos pisan di jero bumi, siga treuk ngaliwat",
        "karaos ku seueur jalmi di jero bumi, jandéla sareng panto disada",
        "karaos ku ampir sadayana, barang tiasa ragrag",
        "karaos ku sadayana, wangunan tiasa ruksak saeutik",
        "jalmi kaluar ti bumi, wangunan nu hengker tiasa ruksak",
    ),
    "en": (
        "felt by a few, hanging things swing",
        "clearly felt indoors, like a passing truck",
        "felt by many indoors, windows and doors rattle",
        "felt by nearly everyone, things may fall",
        "felt by all, slight damage is possible",
        "people go outside, weak buildings may be damaged",
    ),
}
_LEVELS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def shaking(felt: str, language: Language) -> str:
    """What the strongest intensity in BMKG's list ("III-IV Kota Bandung") feels like, "" without one."""
    levels = [_LEVELS.index(word) + 1 for word in re.findall(r"\b[IVX]+\b", felt) if word in _LEVELS]
    if not levels:
        return ""
    steps = SHAKING[language]
    return steps[min(max(max(levels) - 2, 0), len(steps) - 1)]
