"""Time words as Bandung writes them, brought to one spelling; no dates are computed here."""

import re
import unicodedata

NUMBERS = {
    "satu": 1, "hiji": 1, "sahiji": 1, "dua": 2, "tiga": 3, "tilu": 3, "empat": 4, "opat": 4, "lima": 5,
    "enam": 6, "genep": 6, "tujuh": 7, "delapan": 8, "dalapan": 8, "sembilan": 9, "salapan": 9,
    "sepuluh": 10, "sapuluh": 10, "sebelas": 11, "sabelas": 11,
}  # fmt: skip
WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
MONTHS = {
    "januari": 1, "februari": 2, "maret": 3, "april": 4, "mei": 5, "juni": 6, "juli": 7, "agustus": 8,
    "september": 9, "oktober": 10, "november": 11, "desember": 12,
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "agu": 8, "agt": 8, "sep": 9, "sept": 9,
    "okt": 10, "nov": 11, "des": 12, "nopember": 11, "pebruari": 2,
}  # fmt: skip
_SPELLINGS = {
    "sekarang": "skrg skr skrng skarang skg sekarng ayeuna ayena kiwari now",
    "besok": "bsk bsok besuk besoknya esok isuk isukan enjing enjingan tomorrow tmrw tomorow",
    "lusa": "pageto lusanya",
    "kemarin": "kemaren kmrn kmren kamari kamarina yesterday",
    "nanti": "ntar entar nti tar engke mengke engkin",
    "sebentar": "bentar bntar sakeudeung sakedap",
    "pagi": "pg pagian morning",
    "siang": "siank siangan beurang afternoon",
    "sore": "sunset sorean sonten burit petang sor evening",
    "malam": "malem malaman mlm mlem maleman peuting wengi night",
    "subuh": "fajar janari shubuh sahur dawn",
    "magrib": "maghrib mahgrib mgrib",
    "isya": "isa",
    "asar": "ashar",
    "zuhur": "dzuhur duhur lohor dhuhur dzuhr zuhr",
    "jam": "jm pukul pkl tabuh wanci",
    "menit": "mnt mnit",
    "lagi": "lg lgi deui",
    "hari": "hr hri dinten poe",
    "ini": "ieu",
    "depan": "dpn hareup payun next",
    "lalu": "kapengker",
    "tanggal": "tgl tgal",
    "sampai": "sampe sd nepi dugi hingga",
    "setengah": "stgh stengah stngah stengh satengah",
    "senin": "senen monday",
    "selasa": "salasa tuesday",
    "rabu": "rebo wednesday",
    "kamis": "kemis thursday",
    "jumat": "jumaah jumah friday",
    "sabtu": "saptu saturday",
    "minggu": "mingggu ahad sunday",
    "januari": "january",
    "februari": "february",
    "maret": "march",
    "juni": "june",
    "juli": "july",
    "agustus": "august",
    "oktober": "october",
    "desember": "december",
}
_SPELLED = {variant: word for word, variants in _SPELLINGS.items() for variant in variants.split()}
_SPELLED |= {word: str(figure) for word, figure in NUMBERS.items()}
_PHRASES = (
    (r"\b(?:isuk isuk|enjing enjing)\b", "pagi"),  # before a lone "isuk", which is tomorrow
    (r"\b(?:isuk|besok) (?=pagi\b)", "besok "),
    (r"\bke (?=peuting|sonten|sore|siang|beurang|malam|burit)", "nanti "),  # Sundanese short "engke"
    (r"\b(?:weekend|wiken|wekend|weeken|akhir minggu|ahir pekan)\b", "akhir pekan"),
    (
        r"\bpagi[ -]?pagi (?:sekali |banget |bgt )?buta\b"
        r"|\b(?:sebelum|sateuacan|samemeh|before) (?:subuh|fajar)\b",
        "dini",
    ),
    (
        r"\b(?:abis|habis|setelah|sehabis|selesai|bada|bakda|sabada|saparantos|after)"
        r" (?:shubuh|subuh|fajar)\b",
        "pagi",
    ),
    (r"\b(?:abis|habis|setelah|sehabis|bada|bakda|sabada|saparantos) a(?:s|sh)har\b", "asar"),
    (r"\b(?:beberapa|sabaraha|2|3|dua|tiga) (?:hari|poe|dinten) (?:ini|ieu)\b", "3 hari ke depan"),
    (r"\b(?:siang bolong|tengah siang|noon|midday|lunch ?time)\b", "siang"),
    (
        r"\b(?:jam |pas |waktu |wkt |saat |abis |habis )*(?:pulang|balik|bubar|uih|mulih|mudik) "
        r"(?:kantor|kerja|gawe|ngantor|damel|kuliah)\b|\bafter (?:work|office)\b",
        "pulang kerja",
    ),
    (
        r"\b(?:jam |pas |waktu |wkt |saat )*(?:berangkat|brangkat|pergi|masuk|mangkat|angkat) "
        r"(?:ke )?(?:kantor|kerja|gawe|sekolah|sakola|sekul|damel)\b",
        "berangkat kerja",
    ),
    (r"\b(?:jam |pas |waktu |wkt |saat )*makan siang\b", "siang"),
    (
        r"\b(?:pas |waktu |abis |habis )*(?:sholat |salat |solat |shalat )?"
        r"(?:jumatan|jumat(?:an)? di (?:masjid|mesjid))\b",
        "jumat zuhur",
    ),
    (r"\b(?:sholat|salat|solat|shalat) (?=jum)", ""),
    (r"\b(?:buka puasa|bukber|ngabuburit|berbuka|iftar)\b", "magrib"),
    (r"\b(?:tarawih|taraweh)\b", "isya"),
    (r"\bmalam tahun baru\b|\bmalem taun baru\b|\bnew years? eve\b", "31 desember malam"),
    (r"\b(?:tahun baru|taun baru|new year)\b", "1 januari"),
    (r"\b(?:hari )?(?:natal|natalan|christmas)\b", "25 desember"),
    (r"\b1/2 (?=\d)", "setengah "),
    (r"\bmal(?:am)?ming\b", "malam minggu"),
    (
        r"\b(senen|senin|salasa|selasa|rebo|rabu|kemis|kamis|jumaah|jumah|jumat|saptu|sabtu|minggu|ahad)"
        r" (?:enjing|isuk)\b",
        r"\1 pagi",
    ),
    (
        r"\b(?:tanggal|tgl|tgal) (\d{1,2}) (?:dan|sama|atau|jeung|sareng|sampai|sampe|sd|and) (\d{1,2})\b",
        r"tanggal \1 tanggal \2",
    ),
    (r"\btoday\b", "hari ini"),
    (r"\b(?:tonight|this (?:evening|night))\b", "malam ini"),
    (r"\bthis (morning|afternoon)\b", r"\1 ini"),
    (r"\b(?:right now|at the moment|currently)\b", "sekarang"),
    (r"\b(?:the )?day after tomorrow\b", "lusa"),
    (r"\b(?:last night|yesterday evening)\b", "tadi malam"),
    (r"\bin (?:an|one) hour\b", "1 jam lagi"),
    (r"\bin (\d{1,2}) hours?\b", r"\1 jam lagi"),
    (r"\bnext (\d{1,2}) hours\b", r"\1 jam ke depan"),
    (r"\bnext few days\b", "3 hari ke depan"),
    (r"\bnext (\d) days\b", r"\1 hari ke depan"),
    (r"\bnext week\b", "minggu depan"),
    (r"\bthis week\b", "minggu ini"),
    (r"\bnext month\b", "bulan depan"),
    (r"\bend of (?:the|this) month\b", "akhir bulan"),
    (
        r"\b(?:in|this|next) (?=(?:january|february|march|april|june|july|august|september|october|november"
        r"|december)\b)",
        "bulan ",
    ),
    (r"\bnext (\w+day)\b", r"\1 depan"),
    (r"\b(?:at )?(\d{1,2})(?:[.:]00)? ?am\b", r"jam \1 pagi"),
    (r"\b(?:at )?(12|[1-5])(?:[.:]00)? ?pm\b", r"jam \1 siang"),
    (r"\b(?:at )?(\d{1,2})(?:[.:]00)? ?pm\b", r"jam \1 malam"),
    (r"\bat (?=\d{1,2}(?:[.:]\d\d)?\b)", "jam "),
    (r"\b(?:saat ini|kali ini)\b", "sekarang"),
    (r"\b(?:semalam|semalem|peuting tadi|tadi peuting)\b", "tadi malam"),
    (r"\b(?:dini hari|tengah malam|tengah peuting)\b", "dini"),
    (r"\btengah (?:hari|poe)\b", "siang"),
    (r"\b(?:kedepan|kadepan|kahareup|ka payun|ka hareup)\b", "ke depan"),
    (r"\b(?:sejam|sajam)\b", "1 jam"),
    (r"\b(?:sejaman|sajaman)\b", "1 jam"),
    (r"\bin (\d{1,3}) min(?:ute)?s?\b", r"\1 menit lagi"),
    (r"\bin half an hour\b", "setengah jam lagi"),
    (r"\b(\d{1,2})[- ]?an (?=pagi|siang|sore|malam|malem|sonten)", r"\1 "),
    (r"\b(jam|pukul|jm|tabuh) (\d{1,2})an\b", r"\1 \2"),
    (r"\b(?:setengah|stgh|stengah|stngah|satengah) jam (?=lagi|lg|deui)", "30 menit "),
    (
        r"\b(?<!jam )(setengah|stgh|stengah|stngah|satengah) (?=(?:\d{1,2}|satu|dua"
        r"|tiga|empat|lima|enam|tujuh|delapan|sembilan"
        r"|sepuluh|sebelas|hiji|tilu|opat|genep|dalapan|salapan)\b)",
        "jam setengah ",
    ),
    (r"\b(?:seminggu|saminggu)\b", "1 minggu"),
    (r"\b(?:dua|12) belas\b", "12"),
)
_PART = "pagi|siang|sore|malam|malem|mlm|enjing|sonten|wengi|morning|evening"
_GREETING = re.compile(
    rf"\b(?:selamat|slamat|met|wilujeng|good) (?:{_PART})\b"
    rf"|^\W*(?:{_PART})(?= *,| +(?:min|mimin|admin|kak|ka|bot|pak|bu|gan|all)\b)"
)


def plain(text: str) -> str:
    """Lower case without accents and stretched letters, one known spelling per time word."""
    folded = unicodedata.normalize("NFKD", text[:2000]).encode("ascii", "ignore").decode().casefold()
    folded = folded.replace("'", "")
    folded = re.sub(r"(?<=\d)\s*-\s*(?=\d)", " sampai ", folded.replace("–", "-"))
    folded = _GREETING.sub(" ", folded)  # "malam min, besok hujan?" is not about the night
    folded = re.sub(r"([a-z])\1{2,}", r"\1", folded)
    line = " ".join(re.sub(r"[^a-z0-9.:/]+", " ", folded).split())
    for pattern, replacement in _PHRASES:
        line = re.sub(pattern, replacement, line)
    return " ".join(_SPELLED.get(word, word) for word in (raw.strip(".:/") for raw in line.split()) if word)
