"""Yes or no, by category: said first to who asks whether it is safe, good, bad, or needs a mask."""

from collections.abc import Mapping

from core.language import Language, spoken

_CODES = ("good", "moderate", "unhealthy", "very_unhealthy", "hazardous")
_KINDS = ("safe", "sensitive", "mask", "good", "bad")


def _side(*rows: tuple[str, str, str, str, str]) -> Mapping[str, str]:
    """Rows are categories, columns are kinds of questions."""
    return {
        f"{code} {kind}": said
        for code, row in zip(_CODES, rows, strict=True)
        for kind, said in zip(_KINDS, row, strict=True)
    }


VERDICTS: Mapping[Language, Mapping[str, str]] = {
    "id": _side(
        ("Ya, aman.", "Ya, aman.", "Tidak perlu masker.", "Ya, udaranya baik.", "Tidak, udaranya baik."),
        (
            "Ya, boleh.",
            "Boleh, asal tidak terlalu lama atau berat.",
            "Belum perlu masker.",
            "Cukup, udaranya sedang.",
            "Tidak parah, udaranya sedang.",
        ),
        (
            "Kurang aman.",
            "Sebaiknya jangan.",
            "Ya, sebaiknya pakai masker di luar.",
            "Tidak, udaranya kurang sehat.",
            "Ya, udaranya tidak sehat.",
        ),
        (
            "Tidak aman.",
            "Jangan dulu.",
            "Ya, pakai masker kalau harus ke luar.",
            "Tidak, udaranya sangat tidak sehat.",
            "Ya, udaranya sangat tidak sehat.",
        ),
        (
            "Tidak, jangan ke luar dulu.",
            "Tidak, jangan ke luar dulu.",
            "Ya, pakai masker kalau terpaksa ke luar.",
            "Tidak, udaranya berbahaya.",
            "Ya, udaranya berbahaya.",
        ),
    ),
    "su": _side(
        (
            "Muhun, aman.",
            "Muhun, aman.",
            "Teu kedah nganggo masker.",
            "Muhun, hawana saé.",
            "Henteu, hawana saé.",
        ),
        (
            "Muhun, tiasa.",
            "Tiasa, asal ulah lami teuing atanapi beurat.",
            "Teu acan kedah nganggo masker.",
            "Cekap, hawana sedeng.",
            "Henteu parah, hawana sedeng.",
        ),
        (
            "Kirang aman.",
            "Saéna ulah.",
            "Muhun, saéna nganggo masker di luar.",
            "Henteu, hawana kirang séhat.",
            "Muhun, hawana teu séhat.",
        ),
        (
            "Teu aman.",
            "Ulah heula.",
            "Muhun, anggo masker upami kedah ka luar.",
            "Henteu, hawana teu séhat pisan.",
            "Muhun, hawana teu séhat pisan.",
        ),
        (
            "Henteu, ulah ka luar heula.",
            "Henteu, ulah ka luar heula.",
            "Muhun, anggo masker upami kapaksa ka luar.",
            "Henteu, hawana bahaya.",
            "Muhun, hawana bahaya.",
        ),
    ),
    "en": _side(
        (
            "Yes, it is safe.",
            "Yes, it is safe.",
            "No mask needed.",
            "Yes, the air is good.",
            "No, the air is good.",
        ),
        (
            "Yes, that is fine.",
            "Fine, if not too long or too hard.",
            "No mask needed yet.",
            "Fairly, the air is moderate.",
            "Not that bad, the air is moderate.",
        ),
        (
            "Not quite safe.",
            "Better not.",
            "Yes, better wear a mask outside.",
            "No, the air is rather unhealthy.",
            "Yes, the air is unhealthy.",
        ),
        (
            "No, it is not safe.",
            "No, not now.",
            "Yes, wear a mask if you have to go out.",
            "No, the air is very unhealthy.",
            "Yes, the air is very unhealthy.",
        ),
        (
            "No, do not go out for now.",
            "No, do not go out for now.",
            "Yes, wear a mask if you must go out.",
            "No, the air is hazardous.",
            "Yes, the air is hazardous.",
        ),
    ),
}  # fmt: skip


def verdict(about: str, code: str, language: str, *, sensitive: bool) -> str | None:
    """The yes or no of a category; None for a question that has none."""
    kind = "sensitive" if sensitive and about == "safe" else about
    return VERDICTS[spoken(language)].get(f"{code} {kind}")
