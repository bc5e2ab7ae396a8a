"""What the words of one message say by themselves, whatever the model made of them."""

import re

from core import agencies, places
from core.places import Place

_TROUBLE = re.compile(
    r"\b(?:bolong|berlubang|lubang\w*|rusak\w*|ruksak|rarusak|ha?ncur\w*|amb[lr]\w{2,4}|longsor|retak|jebol|roboh|rubuh"
    r"|ambruk|tumbang|rungkad|miring|patah|copot|lepas|hilang|leungit|dicuri|bocor|mampet|tersumbat|mampat|me?luap"
    r"|banjir|caah|tergenang|genangan|keruh|kotor|bau\w*|numpuk|menumpuk|berserakan|sampah|runtah|padam|mati|pareum"
    r"|redup|gelap|poek|semrawut|menjuntai|ngegantung|liar|macet|berisik|bising|gandeng|mangkal|pungli|preman"
    r"|pungutan|narik|ditarik|minta uang|terlantar|ditelantarkan|dibiarkan|terbengkalai|mangkrak|mandek"
    r"|belum (?:jadi|dibayar|cair|diangkut)|dipersulit|dibongkar|ditutup|limbah|asap|nyamuk"
    r"|jelek|butut|licin|becek|mengelupas|gompal|amburadul|berantakan|acak-acakan|kumuh|pesing|karatan|keropos"
    r"|penyok|mesum|mabok|mabuk|miras|tawuran|balapan|corat-coret|ngebut|ngetem|dipalak|maksa"
    r"|pothole\w*|broken|damaged|leak\w*|flood\w*|garbage|trash|blocked|clogged)\b",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"(?:a|ada|aja|aku|bang|banget|bener|benar|betul|buat|bukan|dan|dari|daerah|deh|deng|di|dong|eh|euy"
    r"|geura|gitu|harusnya|itu|ini|iya|jadi|ka|kak|kang|kayaknya|ke|kok|leres|lokasi|lokasinya|lah|loh"
    r"|maksud|maksudnya|maaf|min|mimin|nah|nya|nu|oh|ok|oke|pak|palih|persis|persisnya|pokoknya|punten"
    r"|salah|sama|saya|sebenernya|sekitar|seharusnya|sih|sini|situ|teh|tepat|tepatnya|tempatnya|ternyata"
    r"|wae|ya|yah|yang|yg)"
)
_HERE = re.compile(
    r"disini|disitu|didieu|dieu|rumah|imah|kosan|kost?|depan|deket|dekat|kami|abdi|here|my|house"
)
_WORD = re.compile(r"[^\W_]+")
_BESIDE = re.compile(
    r"\b(?:depan|dpn|deket|dekat|dkt|sebelah|samping|belakang|seberang|sebrang|pinggir|payun\w*|hareup\w*|gigir\w*"
    r"|tukang\w*|caket|deukeut)(?:\s+\w+){1,3}",
    re.IGNORECASE,
)
_DONT_KNOW = re.compile(
    r"^\W*(?:(?:saya|aku|gw|gue|abdi)\s+)?(?:ga|gak|gk|nggak|ngga|enggak|tidak|teu|kurang|lupa|bingung)?\s*"
    r"(?:tahu|tau|terang|apal|terangeun|inget|ingat|nyaho|lupa|bingung|duka|hilap)\b",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"\b(?:tapi|tp|tpi|melainkan|harusnya|seharusnya|mestinya|maksud(?:nya| saya)?"
    r"|yang bener|yang benar|yg bener|nu leres|nu bener|tapi di|jadi"
    r"|ganti(?: jadi| ke)?|ubah(?: jadi| ke)?|pindah(?: ke)?)\b[\s:,]*",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:bukan|bkn|sanes|sanés|lain)\b.*?(?:,|\.|$)", re.IGNORECASE)
_NAME = re.compile(
    r"(?:atas nama|a\.?n\.?|nama(?:nya|ku)?(?: saya| aku| lengkap saya)?(?: adalah| itu)?"
    r"|nami(?: abdi| kuring)?|saya(?: adalah)?|pelapornya?)\s*[:,]?\s+(?P<name>[^\d,.;!?\n]{2,60})",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    r"(?:perkenalkan,?\s+)?\b(?:nama|nami)\s+(?:saya|sy|aku|abdi)\s+(?:adalah\s+|itu\s+)?"
    r"(?P<name>(?!jangan|tolong|mohon|harap|ulah|tidak|ga\b|gak|ngga|di|ke|ya\b)[^\W\d_][^\W\d_' .]*"
    r"(?: (?!mau|ingin|hendak|pengen|dari|warga|tinggal|bade|badé|hoyong|lapor|saya|tapi|tp|dan)[^\W\d_]+)"
    r"{0,3})\s*(?:[,.;\n]|(?=\b(?:mau|ingin|hendak|pengen|dari|warga|tinggal|bade|badé|hoyong|lapor|tapi|tp)\b))\s*",
    re.IGNORECASE,
)
_HIDE = (
    r"(?:di)?rahasia\w*|(?:di)?rusiah\w*|(?:di|me)?samar\w*|(?:di|me)?sembunyi\w*|(?:di)?sumput\w*"
    r"|(?:jangan|ulah|tidak|ga|gak)\s+(?:usah\s+|mau\s+|ingin\s+)?(?:di|me|ny|nyi)?(?:sebut|cantum|tulis|tampil|bocor|ungkap|sebat)\w*"
)
_WHO = r"nama|identitas|data diri|pelapor|nami|identity"
_ANONYMOUS = re.compile(
    rf"\b(?:{_HIDE})\b[^.!?\n]{{0,25}}\b(?:{_WHO})|\b(?:{_WHO})\w*\b[^.!?\n]{{0,30}}\b(?:{_HIDE})\b"
    r"|\b(?:secara )?anonim\b|\btanpa nama\b|\banonymous(?:ly)?\b",
    re.IGNORECASE,
)
_CONTENT = r"(?:isi|eusi)?\s*(?:laporan|lapor|aduan|pengaduan|pesan)\w*"
_SECRET = re.compile(
    rf"\b{_CONTENT}(?: ini| saya| secara| abdi| teh| téh)?\s+(?:rahasia|dirahasiakan|rusiah)\b"
    rf"|\brahasiakan {_CONTENT}|\b{_CONTENT}[^.!?\n]{{0,20}}\bjangan di(?:publikasi|sebar|umum|buka)\w*",
    re.IGNORECASE,
)
_FOLLOW_UP = re.compile(
    r"^\W*(?:(?:terus|trus|trs|nah|lalu|teras|nya|dan)\s+)?"
    r"(?:kalau|kalo|klo|kl|lamun|mun|upami|pami|ari|how about|what about)\b",
    re.IGNORECASE,
)
_SHORT = 6  # words
_WAIT = re.compile(
    r"\b(?:(?:se)?bentar|bntr|tunggu|tahan|antosan|ke heula|nanti dulu|ntar dulu|engke heula"
    r"|hold on|not yet|wait|(?:jangan|tong|ulah) (?:di)?(?:kirim|kintun)\w*)\b",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"^\W*(?:ralat|salah|lepat|(?:eh|ih|duh),?\s+(?:salah|bukan|sanes|lepat|maksud\w*|maap|maaf))\b"
    r"|\b(?:bukan|sanes|sanés)\b.{1,60}\b(?:tapi|tp|melainkan)\b",
    re.IGNORECASE,
)
_PARTS = {
    "place": re.compile(r"\b(?:lokasi|tempat|alamat|titik)\w*\b", re.IGNORECASE),
    "category": re.compile(r"\b(?:kategori|jenis|dinas|bidang)\w*\b", re.IGNORECASE),
    "text": re.compile(r"\b(?:isi|teks|tulisan|kata-kata|cerita|eusi)\w*\b", re.IGNORECASE),
}
_DATA = re.compile(
    r"\b(?:data|akun|riwayat|percakapan|obrolan|chat|identitas|profil|nomor (?:hp|wa)|pribadi)\w*\b",
    re.IGNORECASE,
)
_REFINES = re.compile(r"^\W*(?:tepat|persis|patokan|lokasi|tempat|posisi)\w*\b\W*", re.IGNORECASE)

_COURTESY = re.compile(
    r"(?:assalamualaikum|bang|bantu|bu|dong|foto|fotonya|halo|hai|ini|kak|lihat|liat|malam|maaf|min|minta"
    r"|mimin|mohon|nih|nya|pagi|pak|permisi|poto|potona|punten|sampurasun|selamat|siang|sore|tolong"
    r"|wilujeng|ya|yth)"
)


def is_courtesy(caption: str) -> bool:
    """Whether these words say no more than "pagi min, ini fotonya"."""
    return all(map(_COURTESY.fullmatch, _WORD.findall(caption.lower())))


def goes_with_photo(text: str) -> bool:
    """Whether words sent right after a photo tell its story, so that both want one answer.

    A question, thanks or "ya" do not: the photo has its own effect then, and they theirs.
    """
    words: list[str] = _WORD.findall(text.lower())
    if words and is_courtesy(text):
        return words[0] != "ya"
    return names_trouble(text) or ("?" not in text and places.find(text) is not None)


def tells_problem(text: str) -> bool:
    """Whether the words around a place name a problem: "jalan bolong di kopo" is more than a place."""
    return names_trouble(_around_place(text))


def names_trouble(text: str) -> bool:
    """Whether any word is one that complaints are made of."""
    return _TROUBLE.search(text) is not None


def is_bare_place(text: str) -> bool:
    """Whether nothing but a place is said: "eh sukagalih deng", "di jalan gatsu yang bener"."""
    found = places.find(text)
    if found is None or found.kind == "city":
        return False
    if found.kind == "pin":
        return not names_trouble(_around_place(text))
    return all(_FILLER.fullmatch(word) for word in _WORD.findall(_around_place(text).lower()))


def is_follow_up(text: str) -> bool:
    """Whether this asks the last question again for another place: "kalau di cibiru?"."""
    return _FOLLOW_UP.match(text) is not None and len(text.split()) <= 6 and not tells_problem(text)


def refinement(text: str) -> str | None:
    """The spot in "tepatnya depan kantor pos, udah 3 hari"; None when the message is no such addition."""
    match = _REFINES.match(text)
    found = places.find(text[match.end() :]) if match else None
    return found.text if found and found.kind != "city" and not found.outside else None


def is_beside(text: str) -> bool:
    """ "Depan toko kain": a spot beside something, and no more."""
    return _BESIDE.fullmatch(text.strip()) is not None


def says_only_here(text: str) -> bool:
    """ "Sini lah", "depan rumah saya": a place that nobody else can find."""
    words = _WORD.findall(text.lower())
    return bool(words) and all(_FILLER.fullmatch(word) or _HERE.fullmatch(word) for word in words)


def place_despite_not_knowing(text: str) -> Place | None:
    """The landmark in "gatau namanya, pokoknya deket sekolah"; None when nothing is known."""
    match = _DONT_KNOW.match(text)
    beside = _BESIDE.search(text[match.end() :]) if match else None
    return places.as_answer(beside[0][:1].upper() + beside[0][1:]) if beside else None


def knows_not(text: str) -> bool:
    """ "Ga tau namanya", "lupa euy"."""
    return bool(text) and _DONT_KNOW.match(text) is not None and places.find(text) is None


def asks_to_wait(text: str) -> bool:
    """ "Bentar saya foto dulu", "jangan dikirim dulu": not yet, but no change of mind."""
    return len(text.split()) <= _SHORT and _WAIT.search(text) is not None


def corrects(text: str) -> bool:
    """ "Eh bukan holis, tapi caringin": a correction, whatever else it looks like."""
    return len(text.split()) <= 2 * _SHORT and _CORRECTS.search(text) is not None


def part_named(text: str) -> str | None:
    """Which part of the report these words want to change, without saying to what."""
    return next((part for part, words in _PARTS.items() if words.search(text)), None)


def meant(text: str) -> str:
    """The right half of a correction: "bukan di kopo tapi cibaduyut" means cibaduyut."""
    halves = _TURN.split(text)
    last = halves[-1].strip()
    if len(halves) > 1 and last and (places.find(last) or agencies.category_named(last)):
        return last
    without = _NOT.sub(" ", text).strip(" ,.")
    return without or text


def speaks_of_data(text: str) -> bool:
    """Whether "hapus ..." means what is kept about the person; a button without words does."""
    return not text or _DATA.search(text) is not None


def name_given(text: str) -> str | None:
    """The name in an answer such as "atas nama rina wulandari" or "rina"; None when there is none."""
    if knows_not(text) or "?" in text:
        return None
    match = _NAME.search(text)
    name = (match["name"] if match else text).strip()
    return name.title()[:60] if name and len(name.split()) <= 6 else None


def introduced(text: str) -> tuple[str | None, str]:
    """The name in "nama saya Yanti, mau lapor ..." and the text without it: a title names no person."""
    match = _INTRODUCED.search(text)
    if match is None:
        return None, text
    rest = f"{text[: match.start()]} {text[match.end() :]}".strip()
    return match["name"].strip().title()[:60], rest or text


def privacy_wished(text: str) -> str | None:
    """ "secret" or "anonymous" when these words ask for it, else None."""
    if _SECRET.search(text):
        return "secret"
    return "anonymous" if _ANONYMOUS.search(text) else None


def _around_place(text: str) -> str:
    found = places.find(text)
    return text[: found.start] + " " + text[found.end :] if found else text
