"""Sundanese only on clear evidence; politeness alone is no evidence."""

import time
from pathlib import Path

import pytest

from core.language import Language, detect

SUNDANESE = [
    "jalan ka SD teh rarusak pisan, tos lami teu dibebenah",
    "kumaha carana ngadamel KTP?",
    "abdi bade lapor runtah numpuk di payuneun SD",
    "lampu di gang teu hurung tos dua minggu",
    "solokan mampet, cai ngaleuya ka jalan unggal hujan",
    "iraha jalanna dibebenah?",
    "punten, bade naros, ari kantor kelurahan buka tabuh sabaraha?",
    "caah deui wae di lembur kuring",
    "teu acan",
    "hoyong terang laporan abdi dugi ka mana",
    "dinten ieu hujan teu?",
    "ieu laporan ti saha",
    "aya nu palid di walungan",
    "kahuruan di Cicadas, seuneuna ageung pisan",
    "tangkal geus kolot bisi rungkad",
    "runtah di walungan numpuk, bau",
    "cai ti pdam kiruh, geus saminggu",
    "naha lampu jalan paeh keneh",
    "di dieu mah unggal peuting loba nu balap motor",
    "kedah ka mana upami bade ngadamel akta?",
    "nuhun kang, jalanna tos sae ayeuna",
    "sanes di Kopo, tapi di Cibaduyut",
    "henteu, teu kedah",
    "eta fotona tos dikirim",
    "abdi teu ngartos",
    "kabel pabaliut di gang, bahaya keur barudak",
    "tos dilaporkeun tilu kali can aya nu datang",
    "macet pisan ka Kiaracondong ayeuna kumaha?",
    "hawana awon pisan di Gedebage",
    "mun hujan sok ngagenang di hareupeun sakola",
    "euweuh nu ngurus taman ieu",
    "wilujeng enjing, abdi hoyong lapor",
    "nami abdi ulah ditembongkeun",
    "laporan nu kamari batalkeun wae",
    "pangnyandakkeun runtah atuh, tos sabulan teu diangkut",
    "cik atuh didangdosan jalan teh",
    "Punten admin, simkuring warga Cigending bade ngawartosan trotoar raruksak",
    "lila pisan euy, iraha rengsena",
    "gempa karasa teu tadi wengi?",
    "saha nu tanggung jawab ieu teh?",
]
INDONESIAN = [
    "punten min, jalan di kopo rusak parah",
    "hatur nuhun infonya min, sangat membantu",
    "min jalan di kopo teh butut pisan, tolong diperbaiki atuh",
    "lampu jalan mati euy, gelap banget",
    "sampah numpuk di depan rumah, bau banget",
    "atuh gimana ini pak, udah sebulan ga ditambal",
    "sampurasun, saya mau lapor trotoar rusak",
    "assalamualaikum, mohon dicek lampu merah di Samsat",
    "banjir terus kalau hujan di Pagarsih",
    "kapan diperbaiki jalannya",
    "besok hujan ga di Antapani?",
    "macet ga di Pasteur sekarang",
    "ada gempa barusan?",
    "saya mah ga tau kang, yang penting cepet beres",
    "teteh admin tolong cek laporan saya",
    "kang mangga dicek, pohonnya udah miring",
    "di Ciumbuleuit ada lubang besar di jalan",
    "Jl. Leuwipanjang macet karena terminal",
    "Museum Geologi buka jam berapa?",
    "keuangan daerah dipakai untuk apa",
    "saya tinggal di Cibeunying Kaler, airnya keruh",
    "nama saya Asep Seuseupan dari Cicadas, mau lapor",
    "udah lapor 3 kali ga ada respon da",
    "bukan di kopo tapi di cibaduyut",
    "tolong jangan tampilkan nama saya",
    "gimana cara bikin KTP?",
    "ga jadi, batalkan saja",
    "kebakaran di pasar tolong",
    "bapak saya ga sadar",
    "mau ngobrol sama petugas",
    "jalan rusak di cisitu",
    "trotoarnya bolong nih",
    "berapa nomor damkar",
    "udara hari ini bagus tidak",
    "kok lampu merahnya mati lagi sih",
    "Dengan hormat, kami warga RW 07 memohon perbaikan drainase yang tersumbat",
    "sungai di belakang rumah meluap",
    "makasih ya",
    "iya kirim aja",
    "apa itu 112",
]
ENGLISH = [
    "the street light in front of my house is broken",
    "how is the air quality today?",
    "will it rain tomorrow in Dago?",
    "is there a traffic jam in Pasteur",
    "I want to report a pothole",
    "there is a fire in the market",
    "can you speak English?",
    "what is 112?",
    "please check the status of my report",
    "garbage has not been collected for two weeks",
    "where can I make an ID card",
    "thank you very much",
    "my father is not breathing, please help",
    "a tree has fallen on the road near the school",
    "I don't want my name to be shown",
    "hello, good morning",
    "when will this be fixed",
    "somebody stole the manhole cover",
    "how do I cancel this",
    "yes please",
]
UNCLEAR = [
    *("48210934", "BDG-4821-0934", "ok", "👍", "", "Jl. Kopo 12", "punten", "hatur nuhun", "euy", "p"),
    *("hi", "thanks", "cancel", "ok thanks", "Menu", "STOP", "Pasteur", "Gedung Sate", "08.00", "hmm"),
    *("haha", "Asep", "mangga", "wilujeng", "112", "test", "admin", "share lokasi", "oke siap"),
]
LINES = [
    line.split("\t")
    for line in (Path(__file__).parent / "language_lines.tsv").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("text", SUNDANESE)
def test_sundanese_is_heard(text: str) -> None:
    assert detect(text) == "su"


@pytest.mark.parametrize("text", INDONESIAN)
def test_indonesian_stays_indonesian(text: str) -> None:
    assert detect(text) == "id"


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_heard(text: str) -> None:
    assert detect(text) == "en"


@pytest.mark.parametrize("previous", ["id", "su", "en"])
@pytest.mark.parametrize("text", UNCLEAR)
def test_unclear_words_keep_the_language(text: str, previous: Language) -> None:
    assert detect(text, previous) == previous


@pytest.mark.parametrize("text", ["tolong kirim laporannya", "besok hujan tidak?", "saya belum dapat kabar"])
def test_clear_indonesian_switches_back(text: str) -> None:
    assert detect(text, "su") == "id"


def test_nearly_all_lines_of_every_language_are_told() -> None:
    """Indonesian with Sundanese particles, Sundanese of both registers, mixed and short lines."""
    wrong = [(language, text) for language, text in LINES if detect(text) != language]
    for language in ("id", "su", "en"):
        of_it = [text for known, text in LINES if known == language]
        assert len(of_it) > 60
        assert len([text for known, text in wrong if known == language]) <= 0.03 * len(of_it), wrong
    assert len(LINES) > 230


@pytest.mark.parametrize("text", ["kirim", "batal", "ubah", "Kirim!", "lapor", "besok hujan?", "ya"])
def test_a_word_that_all_use_does_not_switch(text: str) -> None:
    assert detect(text, "su") == "su"


def test_unknown_stored_language_counts_as_indonesian() -> None:
    assert detect("ok", "jv") == "id"


def test_long_text_takes_linear_time() -> None:
    started = time.process_time()
    detect("jalanna teu hade " * 10_000)
    assert time.process_time() - started < 0.5
