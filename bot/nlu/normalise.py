"""Brings everyday spelling closer together before features are taken from it."""

import re
import unicodedata

from bot.nlu.lexicon import SHORT_FORMS, SUNDANESE

_REPEATED = re.compile(r"([a-z])\1{2,}")
_DOUBLED = re.compile(r"\b([a-z]{3,})2\b")  # jalan2 -> jalan jalan
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[a-z0-9]+(?:[-'][a-z0-9]+)*")
_HIDDEN = re.compile(
    r"\[(?:nik|nomor|email) ?[a-z ]*disembunyikan\]"
)  # see core.masking: says nothing of the matter
_POINT = re.compile(
    r"https?://\S+|(?<![\d.])[-+]?\d{1,3}[.,]\d{3,}°?\s*[,; ]\s*[-+]?\d{1,3}[.,]\d{3,}°?(?![\d.])"
)
_LETTER = re.compile(r"[a-z]")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


def normalise(text: str) -> str:
    """Lower case, no accents, repetition, short forms and Sundanese registers resolved.

    Question marks stay: they carry sense. Civic words (kk, kel, smp, aspal) are never touched.
    """
    flat = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text))
    flat = "".join(c for c in flat if not unicodedata.combining(c)).lower()
    flat = _without_asides(flat)
    asks = "?" in flat
    flat = _REPEATED.sub(r"\1", flat)
    flat = _DOUBLED.sub(r"\1 \1", flat)
    full = " ".join(SHORT_FORMS.get(word, word) for word in _WORD.findall(flat))
    plain = " ".join(SUNDANESE.get(word, word) for word in full.split())
    plain = _DIGITS.sub(lambda m: "0" * min(len(m.group()), 9), plain)
    return f"{plain} ?" if asks else plain


def _without_asides(flat: str) -> str:
    """Links, map points and hidden numbers name no matter; alone they stay, as the message they are."""
    without = _POINT.sub(" ", _HIDDEN.sub(" ", flat))
    return without if _LETTER.search(without) else flat
