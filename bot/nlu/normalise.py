"""Brings everyday spelling closer together before features are taken from it."""

import re
import unicodedata
from typing import Dict

# Abbreviations and slang whose full form is certain in any sentence a citizen writes to the city.
# Short forms that are also civic words (kk, kel, smp, sd, km, pk, rt, rw, gg) are left alone.
SHORT_FORMS: Dict[str, str] = {
    "yg": "yang", "yng": "yang", "dgn": "dengan", "dg": "dengan", "utk": "untuk", "tdk": "tidak",
    "gak": "tidak", "ga": "tidak", "gk": "tidak", "nggak": "tidak", "ngga": "tidak", "enggak": "tidak",
    "engga": "tidak", "kagak": "tidak", "kaga": "tidak", "tak": "tidak", "ngk": "tidak",
    "udah": "sudah", "udh": "sudah", "sdh": "sudah", "dah": "sudah", "blm": "belum", "blom": "belum",
    "belom": "belum", "jln": "jalan", "jl": "jalan", "jlnan": "jalanan", "bgt": "banget", "bngt": "banget",
    "gmn": "bagaimana", "gimana": "bagaimana", "gmana": "bagaimana", "bgmn": "bagaimana",
    "dmn": "dimana", "dmna": "dimana", "kpn": "kapan", "knp": "kenapa", "knpa": "kenapa",
    "sy": "saya", "gw": "saya", "gue": "saya", "gua": "saya", "aku": "saya", "sya": "saya",
    "tlg": "tolong", "tlng": "tolong", "mhn": "mohon", "mohn": "mohon", "bs": "bisa", "bsa": "bisa",
    "krn": "karena", "karna": "karena", "krna": "karena", "klo": "kalau", "kalo": "kalau", "kl": "kalau",
    "klu": "kalau", "jg": "juga", "jga": "juga", "lg": "lagi", "lgi": "lagi", "sm": "sama", "dr": "dari",
    "dri": "dari", "pd": "pada", "bnyk": "banyak", "byk": "banyak", "org": "orang", "orng": "orang",
    "skrg": "sekarang", "skrng": "sekarang", "skg": "sekarang", "hr": "hari", "bln": "bulan",
    "thn": "tahun", "mlm": "malam", "pgi": "pagi", "bsk": "besok", "kmrn": "kemarin", "kmaren": "kemarin",
    "lampu": "lampu", "lmpu": "lampu", "smpah": "sampah", "rusk": "rusak", "mcet": "macet", "bnjir": "banjir",
    "trs": "terus", "trus": "terus", "aja": "saja", "aj": "saja", "doang": "saja", "emg": "memang",
    "emang": "memang", "mks": "makasih", "mksh": "makasih", "makasi": "makasih", "tks": "terimakasih",
    "thx": "terimakasih", "trims": "terimakasih", "trimakasih": "terimakasih", "nuhun": "nuhun",
    "sampe": "sampai", "smp2": "sampai", "ampe": "sampai", "nyampe": "sampai", "pake": "pakai",
    "liat": "lihat", "lht": "lihat", "denger": "dengar", "bener": "benar", "bnr": "benar", "cpt": "cepat",
    "cepet": "cepat", "gede": "besar", "guede": "besar", "kyk": "seperti", "kayak": "seperti",
    "kaya": "seperti", "ky": "seperti", "kek": "seperti", "mo": "mau", "mw": "mau", "pengen": "ingin",
    "pgn": "ingin", "pingin": "ingin", "tau": "tahu", "gatau": "tidak tahu", "gada": "tidak ada",
    "gaada": "tidak ada", "gabisa": "tidak bisa", "bpk": "bapak", "bp": "bapak", "pak": "bapak", "bu": "ibu",
    "kec": "kecamatan", "prtigaan": "pertigaan", "dpn": "depan", "dpan": "depan", "sblh": "sebelah",
    "sblah": "sebelah", "deket": "dekat", "dkt": "dekat", "dket": "dekat", "sebrang": "seberang",
    "sbrg": "seberang", "tp": "tapi", "tpi": "tapi", "sdg": "sedang", "lwt": "lewat",
    "pju": "pju lampu jalan",
    "hrs": "harus", "hrus": "harus", "msh": "masih", "msih": "masih", "dpt": "dapat", "dl": "dulu",
    "nyampah": "sampah", "ujan": "hujan", "hjn": "hujan", "cuacanya": "cuaca", "lapor": "lapor",
}  # fmt: skip

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
    """Lower case, no accents, repetition and short forms resolved; question marks stay: they carry sense."""
    flat = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text))
    flat = "".join(c for c in flat if not unicodedata.combining(c)).lower()
    flat = _without_asides(flat)
    asks = "?" in flat
    flat = _REPEATED.sub(r"\1", flat)
    flat = _DOUBLED.sub(r"\1 \1", flat)
    words = (SHORT_FORMS.get(word, word) for word in _WORD.findall(flat))
    plain = _DIGITS.sub(lambda m: "0" * min(len(m.group()), 9), " ".join(words))
    return f"{plain} ?" if asks else plain


def _without_asides(flat: str) -> str:
    """Links, map points and hidden numbers name no matter; alone they stay, as the message they are."""
    without = _POINT.sub(" ", _HIDDEN.sub(" ", flat))
    return without if _LETTER.search(without) else flat
