"""Personal numbers disappear, public ones stay, twice changes nothing, time is linear."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.masking import ACCOUNT, EMAIL, FAMILY_CARD, IDENTITY, NIK, PHONE, mask

HIDDEN = [
    ("NIK saya 3273012503900001", f"NIK saya {NIK}"),
    ("nik: 3273 0125 0390 0001 ya", f"nik: {NIK} ya"),
    ("3273.0125.0390.0001", NIK),
    ("3273-012503-900001", NIK),
    ("3 2 7 3 0 1 2 5 0 3 9 0 0 0 0 1", NIK),
    ("no ktp 327301250390001", f"no ktp {NIK}"),
    ("NIK 32730125039000012", f"NIK {NIK}"),
    ("KK 3273010101100002 atas nama Ujang", f"KK {FAMILY_CARD} atas nama Ujang"),
    ("nomor kartu keluarga: 3273010101100002", f"nomor kartu keluarga: {FAMILY_CARD}"),
    ("NIK 3273012503900001 hp 081234567890", f"NIK {NIK} hp {PHONE}"),
    ("3273012503900001 081234567890", f"{NIK} {PHONE}"),
    ("hubungi 081234567890", f"hubungi {PHONE}"),
    ("0812-3456-7890.", f"{PHONE}."),
    ("0812 3456 7890", PHONE),
    ("0812.345.678", PHONE),
    ("wa 0812 34 56 78 90", f"wa {PHONE}"),
    ("08 12 34 56 78 90", PHONE),
    ("0 8 1 2 3 4 5 6 7 8 9 0", PHONE),
    ("+62 812-3456-7890", PHONE),
    ("+6281234567890", PHONE),
    ("6281234567890", PHONE),
    ("62 812 3456 7890", PHONE),
    ("(022) 7207880", f"({PHONE}"),
    ("022-7207880", PHONE),
    ("hp 81234567890", f"hp {PHONE}"),
    ("wa 812 3456 7890", f"wa {PHONE}"),
    ("+65 9123 4567 88", PHONE),
    ("nomor saya０８１２３４５６７８９０", f"nomor saya{PHONE}"),
    ("٠٨١٢٣٤٥٦٧٨٩٠", PHONE),
    ("0812\u200b3456\u200b7890", PHONE),
    ("0812\u20113456\u20117890", PHONE),
    ("0812\u00a03456\u00a07890", PHONE),
    ("email rina.s+kota@contoh.co.id ya", f"email {EMAIL} ya"),
    ("RINA@CONTOH.COM, trims", f"{EMAIL}, trims"),
    ("rek bca 1234567890 an Rina", f"rek bca {ACCOUNT} an Rina"),
    ("no rekening 0012-3456-7890", f"no rekening {ACCOUNT}"),
    ("kartu kredit 4111 1111 1111 1111", f"kartu kredit {ACCOUNT}"),
    ("BPJS 0001234567890", f"BPJS {IDENTITY}"),
    ("ktp saya 3273_0125_0390_0001", f"ktp saya {NIK}"),
    ("3273/0125/0390/0001", NIK),
    ("nik 3273*0125*0390*0001", f"nik {NIK}"),
    ("nik 3273,0125,0390,0001", f"nik {NIK}"),
    ("nik 3273\n0125\n0390\n0001", f"nik {NIK}"),
    ("NIK 3273O125O39OOOO1", f"NIK {NIK}"),
    ("ktp 327301250390000l", f"ktp {NIK}"),
    ("wa:0812_3456_7890", f"wa:{PHONE}"),
    ("0812/3456/7890", PHONE),
    ("0812*3456*7890", PHONE),
    ("0812~3456~7890", PHONE),
    ("0812 -- 3456 -- 7890", PHONE),
    ("0812....3456....7890", PHONE),
    ("0812\n3456\n7890", PHONE),
    ("o812 3456 7890", PHONE),
    ("0062 812 3456 7890", PHONE),
    ("+62 0812 3456 7890", PHONE),
    ("telp rumah 7207880", f"telp rumah {PHONE}"),
    ("hubungi saya di 7207880 ya", f"hubungi saya di {PHONE} ya"),
    ("nol delapan satu dua tiga empat lima enam tujuh delapan", PHONE),
    ("wa kosong delapan satu dua 3456 7890", f"wa {PHONE}"),
    ("0812 tiga empat lima enam 7890", PHONE),
    ("0\ufe0f\u20e38\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e33456789", PHONE),
    ("rina(at)contoh.com", EMAIL),
    ("rina[at]contoh[dot]com", EMAIL),
    ("rina at contoh dot com", EMAIL),
    ("rina @ contoh . com", EMAIL),
    ("NPWP 09.254.294.3-407.000", f"NPWP {IDENTITY}"),
]
KEPT = [
    "telepon 112, 119, 110, 123 atau SMS 1708",
    "BDG-4821-0934",
    "bdg 4821 0934",
    "BDG 821093456",
    "tiket 48210934",
    "no tiket 4821.0934",
    "Jl. Kopo No. 123 RT 02 RW 07",
    "RT 001/RW 012 blok B2 no 15",
    "-6.914744,107.609810",
    "-6.914744, 107.609810",
    "+107.6098101 itu bujurnya",
    "Rp 1.500.000.000 kata panitia",
    "Rp081234567890",
    "harga 12.500.000-15.000.000",
    "tanggal 08-12-2024 jam 10.30",
    "08.00-16.00 lalu 17.00",
    "2024-12-08",
    "call center 1500445",
    "hubungi 1500445 atau 112",
    "2021/2022/2023/2024",
    "31/12/2026 dan 01/01/2027",
    "jam 08:00 10:30",
    "lampu kosong dua hari, tiga rumah gelap, empat tiang, lima gang",
    "laporan saya 48210934 hubungi siapa",
    "0,5 meter, 1,25 km, 30,40,50 orang",
    "tahun 2021 2022 2023 2024",
    "5 10 15 20 25 30 35 40 45 50",
    "plat D 1234 ABC",
    "kode pos 40132",
    "ig @bdg.dishub",
    "laporan ke-4, 3 bulan, 20 meter",
    "",
    "@@@@ @ a@ @b a@b",
]


@pytest.mark.parametrize(("text", "expected"), HIDDEN)
def test_personal_number_is_hidden(text: str, expected: str) -> None:
    assert mask(text) == expected


@pytest.mark.parametrize("text", KEPT)
def test_public_number_stays(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize("text", [text for text, _ in HIDDEN] + KEPT)
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.text(alphabet="0123456789 .-+()@abkniRp[]\u200b", max_size=80))
def test_masking_any_text_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.text())
def test_text_without_digits_or_addresses_is_untouched(text: str) -> None:
    wordless = "".join(letter for letter in text if not letter.isdecimal() and letter not in "@＠﹫")
    assert mask(wordless) == wordless


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "08",
        "0_1",
        "nol ",
        "nol satu ",
        "a at ",
        "a @ ",
        "1o",
        "0812-",
        "a@",
        "@",
        "nik 1",
        "+6",
        "(",
        "0.",
        "08 12 ",
    ],
)
def test_time_is_linear(piece: str) -> None:
    started = time.process_time()
    mask((piece * 20_000)[:20_000])
    assert time.process_time() - started < 1.0
