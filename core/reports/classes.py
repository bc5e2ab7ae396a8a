"""LAPOR!'s three classes of report, told from the words: complaint, wish, question."""

import re
from enum import StrEnum

from core.reports.said import names_trouble


class Kind(StrEnum):
    """Values as they are stored with the ticket."""

    COMPLAINT = "pengaduan"
    WISH = "aspirasi"
    QUESTION = "informasi"  # permintaan informasi

    @property
    def needs_place(self) -> bool:
        """A wish or a question may be about the whole city."""
        return self is Kind.COMPLAINT


_REPAIR = re.compile(
    r"\b(?:di)?(?:per)?baik(?:i|an|in)\b|\bdiperbaiki\w*|\b(?:di)?benerin\b|\b(?:di)?benahi\w*"
    r"|\b(?:di)?bereskan\b"
    r"|\bdiberesin\b|\b(?:di)?tambal\w*|\bdiaspal\w*|\b(?:di)?angkut(?:in)?\b|\bdibersih\w*|\bbersihkan\b"
    r"|\b(?:di)?tindak(?:lanjuti)?\b|\b(?:di)?tertibkan\b|\bditertibkeun\b|\bdiganti\b|\bdilebetkeun\b"
    r"|\bdikeruk\b"
    r"|\b(?:di)?tebang\w*|\b(?:di)?pangkas\w*|\bnyala(?:kan|in)?\b|\bhurung\w*|\bdihurungkeun\b"
    r"|\bmengalir\b|\bngocor\b"
    r"|\bdilereskeun\b|\bdilereskan\b|\bdiomean\b|\bdibenerkeun\b|\bdibenerkan\b|\bfixed\b|\brepaired\b",
    re.IGNORECASE,
)
_PROPOSES = re.compile(
    r"\b(?:(?:saya|sy|kami|abdi|warga|mau|ingin|sekadar|sekedar|bade|badé|numpang|ada)\s+)?"
    r"(?:meng)?usul(?:an|kan|in|keun)?\b|\bngusul(?:in|keun|an)?\b|\bdiusul(?:kan|keun)\b"
    r"|\bsaran(?:nya|ku|kan| saya| abdi)?\b|\b(?:saya|kami|sy) menyarankan\b|\bnyarankeun\b|\baspirasi\w*"
    r"|\balangkah (?:baik|bagus)nya\b"
    r"|\b(?:bagaimana|gimana|gmn|kumaha)\s+(?:kalau|kalo|klo|kl|jika|lamun|mun|upami|pami)\b"
    r"|\b(?:kalau|kalo|klo|lamun|mun|upami|pami)\s+(?:bisa|boleh|tiasa|bs)\b[^.!?\n]{0,40}\b(?:ada|dibuat\w*"
    r"|diada\w*|dipasang\w*"
    r"|dibangun\w*|ditambah\w*|disediakan|aya|dijieun|didamel\w*|dipasang)\b"
    r"|\b(?:semoga|moga|mudah-mudahan|mugi|mugia|harap(?:an)?(?:nya)?|berharap|pengen(?:nya)?|pingin"
    r"|ingin(?:nya)?|kepengen"
    r"|hoyong(?:na)?|hayang(?:na)?)\s+(?:\w+\s+){0,3}?(?:ada|diada\w*|dibangun\w*|dibuat\w*|dibikin\w*"
    r"|ditambah\w*"
    r"|disediakan|aya|diayakeun|dijieun|didamel\w*)\b"
    r"|\bi (?:suggest|propose)\b|\bsuggestion\b|\bit would be (?:nice|great)\b",
    re.IGNORECASE,
)
_NEW = (
    r"(?:ng)?ada(?:kan|in)|diada(?:kan|in)|ayakeun|diayakeun|dibangun(?:kan|in|keun)?|bangun(?:kan|in)"
    r"|dibuat(?:kan|in)?"
    r"|buat(?:kan|in)|dibikin(?:in|kan)?|bikin(?:in|kan)|(?:di)?sediakan|(?:di)?sediain|disadiakeun"
    r"|ditambah(?:kan|in|i|an)?"
    r"|tambah(?:kan|in|i|an)?|(?:di)?perbanyak|dipasang(?:kan|in|keun|i)?|pasang(?:kan|in)?|dijieun(?:keun)?"
    r"|didamel(?:keun)?|pangdamelkeun|pangmasangkeun"
)
_ASKS_NEW = re.compile(
    r"^\W*(?:adakan|buatkan|bikinin|sediakan|pasangin|tambahin|dibuatkan|diadakan|disediakan|ditambahkan"
    r"|diayakeun)\b"
    rf"|\b(?:tolong|tlg|mohon|mhn|minta|mnt|coba|bisa|bisakah|boleh|please|pliss?|punten|nyuhunkeun|menta"
    rf"|tulungan|pang|perlu|butuh"
    rf"|peryogi|sebaiknya|baiknya|harusnya|seharusnya|sudah saatnya|kenapa (?:tidak|ga|gak|nggak|ngga))\s+"
    rf"(?:(?:di|untuk|buat|segera|juga|dong|atuh|supaya|agar|kami|warga|pemkot|bapak|pak|bisa|sekali"
    rf"|banget|di[a-z]+|\w+ini)\s+)"
    rf"{{0,3}}?(?:{_NEW})\b(?P<what>(?:\s+[\w-]+){{0,4}})"
    r"|\b(?:perlu|butuh|peryogi|kurang)\s+(?:(?:ada|aya|lebih|banyak|adanya"
    r"|lagi)\s+){0,2}(?P<thing>zebra cross\w*|penyebrangan|penyeberangan"
    r"|halte|taman|polisi tidur|cctv|jpo|trotoar|lampu|pju|rambu|tempat sampah|tong sampah|toilet|wc|wifi"
    r"|lapangan|perpustakaan"
    r"|posyandu|sekolah|puskesmas|cermin|guiding block|jalur sepeda|ruang terbuka|rute|angkot|bus|bis)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\b(?:lagi|kembali|ulang|deui)\b", re.IGNORECASE)
_MOTIVE = re.compile(
    r"\b(?:gelap|poek|ngebut|macet|semrawut|liar|balapan|bahaya|sampah|runtah|ngetem|mangkal|berisik"
    r"|licin|panas|kumuh)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:jam (?:buka|operasional|layanan|pelayanan)|hari apa|jam berapa|poe naon"
    r"|tabuh sabaraha"
    r"|(?:apa|naon)(?: saja| aja| wae| waé)? (?:syarat|persyaratan|dokumen)\w*"
    r"|(?:per)?syarat(?:an)?\w*\s+(?:\w+\s+){0,4}?(?:apa|naon)"
    r"|(?:bagaimana|gimana|gmn|kumaha|cemana)(?:kah|na)?\s+(?:cara|prosedur|proses|alur|nya cara)\w*"
    r"|carana|caranya|cara (?:meng)?urus\w*"
    r"|how (?:do|can|to)|mau (?:na|ber)?tanya|mo nanya|mau nanya|ingin bertanya|izin bertanya"
    r"|ijin bertanya|numpang (?:na|ber)?tanya"
    r"|(?:bade|badé|rek|hoyong) (?:naros|nanya|tumaros)|naros|tanya (?:dong|min|kak|soal|tentang)"
    r"|nanya (?:dong|min|soal|tentang)"
    r"|(?:minta|mohon|butuh|perlu|nyuhunkeun|mau minta|permintaan|permohonan) (?:info|informasi"
    r"|keterangan|penjelasan|data|imformasi)\w*"
    r"|info(?:nya)? (?:dong|donk|soal|tentang|jadwal|mengenai)|(?:berapa|sabaraha) (?:biaya|tarif"
    r"|retribusi|harga|ongkos|lama)\w*"
    r"|(?:biaya|tarif|retribusi)\w*\s+(?:\w+\s+){0,3}?(?:berapa|sabaraha)"
    r"|(?:di ?mana|dimana|kemana|ke mana|kamana|di mana) (?:bisa|tempat|saya bisa|kami bisa|kantor|lokasi"
    r"|tempat|harus|kudu|tiasa)\w*"
    r"|apakah (?:ada|aya|bisa|boleh|benar|sudah|masih)|aya teu|ada (?:ga|gak|nggak|tidak)(?: ya| sih)?)\b",
    re.IGNORECASE,
)
_SCHEDULE = re.compile(r"\bjadwal(?:na|nya)?\b", re.IGNORECASE)
_REPROACH = re.compile(
    r"\b(?:mengapa|kenapa|knp|naha|kok|why|sampe kapan|sampai kapan|nepi ka iraha|susah|kacau|telat|lelet"
    r"|lambat|lami pisan|kecewa"
    r"|tetep a?ja|tetap saja|(?:ga|gak|nggak|ngga|tidak|teu|tara|belum) (?:pernah|aktif|ada terus|muat"
    r"|datang|dateng|turun|ditanggapi"
    r"|mendapat|dapat|kebagian)|deui|lagi|normal|janji|penanganan|tindakan|keluhan|dimintain|dipalak"
    r"|dilempar|kepastian\w*)\b"
    r"|\b(?:kapan|kpn|iraha)\b[^.?!\n]{0,60}\bdi(?!buka|ada|mulai|laksana|bagi|salur|umum|selenggara"
    r"|gelar|mana|nas\b|antapani)\w{3,}",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\b(?:kapan|kpn|iraha|when)\b", re.IGNORECASE)
_NAMES = (
    (Kind.COMPLAINT, re.compile(r"\b(?:pengaduan|aduan|keluhan|komplain|pangaduan)\b", re.IGNORECASE)),
    (Kind.WISH, re.compile(r"\b(?:aspirasi|usul(?:an)?|saran)\b", re.IGNORECASE)),
    (
        Kind.QUESTION,
        re.compile(
            r"\b(?:permintaan informasi|minta info(?:rmasi)?|pertanyaan|(?:cuma |hanya )?(?:mau )?(?:ber"
            r"|na)?tanya)\b",
            re.IGNORECASE,
        ),
    ),
)
_NOT = re.compile(r"\b(?:bukan|bkn|sanes|sanés|lain|jangan)\s+(?:\w+\s+)?\w+", re.IGNORECASE)
_OUTRIGHT = re.compile(
    r"\W*(?:(?:eh|maaf|punten)\W+)?(?:ini|itu|ieu|eta|éta|bukan|sanes|jadikan|cuma|hanya|sebenarnya"
    r"|sebetulnya)\b",
    re.IGNORECASE,
)
_NAMING_WORDS = 6
_STORY = 40  # words: a letter that complains may propose as well


def classify(text: str) -> Kind:
    """The class of a report. A complaint that asks politely is still one; so is whatever is unclear."""
    story = len(text.split()) > _STORY
    if _PROPOSES.search(text) and not _wants_repair(text) and not (story and _complains(text)):
        return Kind.WISH
    if not story and _is_question(text):
        return Kind.QUESTION
    return Kind.WISH if not story and _wants_something_new(text) else Kind.COMPLAINT


def _is_question(text: str) -> bool:
    """Whether somebody wants to know, rather than to reproach: "kapan diperbaiki?" reproaches."""
    if _REPROACH.search(text):
        return False
    wants_schedule = _WHEN.search(text) or text.rstrip().endswith("?")
    asked = _ASKS.search(text) or (_SCHEDULE.search(text) if wants_schedule else None)
    if asked:
        return not _complains(text[: asked.start()] + " " + text[asked.end() :])
    return bool(_WHEN.search(text)) and not _complains(text) and not _REPAIR.search(text)


def named(text: str) -> Kind | None:
    """The class that a correction names: "ini usulan, bukan pengaduan"; None when it names none."""
    if len(text.split()) > _NAMING_WORDS:
        return None
    rest = _NOT.sub(" ", text)
    return next((kind for kind, words in _NAMES if words.search(rest)), None)


def calls_it(text: str) -> bool:
    """ "Ini usulan, bukan pengaduan": says outright which class the report is of."""
    return _OUTRIGHT.match(text) is not None and named(text) is not None


def _wants_repair(text: str) -> bool:
    """ "Usul jalan bolong segera diperbaiki" complains."""
    return _REPAIR.search(text) is not None and _complains(text)


def _complains(text: str) -> bool:
    """Whether a trouble is named; rubbish alone is a topic, "ditutup" may be an hour."""
    return names_trouble(
        re.sub(r"\b(?:sampah|runtah|tutup|ditutup)(?:nya|na)?\b", " ", text, flags=re.IGNORECASE)
    )


def _wants_something_new(text: str) -> bool:
    """ "Tolong adakan zebra cross" does, "lampu mati, tolong dipasang lagi" does not."""
    asked = _ASKS_NEW.search(text)
    if asked is None or _AGAIN.search(asked["what"] or ""):
        return False
    return not names_trouble(_MOTIVE.sub(" ", text))
