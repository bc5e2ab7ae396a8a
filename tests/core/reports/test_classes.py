"""Complaint, wish or question, from the words alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reports.classes import Kind, classify, named

WISHES = [
    "dibuatkan jalur sepeda di dago",
    "usul ada zebra cross di depan sd merdeka",
    "tolong adakan fogging di cicadas",
    "saya usul dibangun taman bermain di antapani",
    "mohon dibuatkan polisi tidur di gang kami, banyak yang ngebut",
    "gimana kalau di jalan braga dikasih tempat duduk lagi",
    "semoga ada halte di depan kampus upi",
    "pengennya ada jalur sepeda di dago",
    "saran aja min, tempat sampah ditambah di alun-alun",
    "alangkah baiknya kalau trotoar dago diberi kursi",
    "tolong pasang cctv di simpang pasteur",
    "minta dipasang lampu jalan di gang mawar, gelap banget",
    "usul atuh di gedebage diayakeun angkot peuting",
    "hoyong aya taman di bumi kami",
    "nyuhunkeun dipasang lampu di gang abdi",
    "perlu ada jpo di soekarno hatta",
    "kami butuh perpustakaan di kecamatan cinambo",
    "bisa ditambah rute bus ke ujung berung ga min",
    "kalau bisa dibuat penyebrangan di depan stasiun",
    "mengusulkan pembangunan lapangan futsal di cibiru",
    "harapan kami ada posyandu baru di rw 5",
]
QUESTIONS = [
    "kapan jadwal angkut sampah di sukajadi?",
    "gimana cara urus surat pindah ke kota bandung",
    "mau tanya syarat bikin ktp baru apa aja ya",
    "minta info jadwal vaksin di puskesmas garuda",
    "jadwal angkut sampah di antapani hari apa?",
    "berapa biaya retribusi sampah per bulan",
    "kapan bansos cair di kecamatan coblong",
    "bade naros, iraha jadwal fogging di cicadas",
    "kumaha carana ngadamel kk anyar",
    "permintaan informasi tentang rencana pembangunan flyover kopo",
    "apakah ada pelatihan kerja tahun ini di disnaker",
    "di mana tempat bikin akta kelahiran",
    "mohon informasi jam pelayanan disdukcapil",
    "taman lansia jam berapa tutup",
    "syarat masuk smp negeri apa saja",
]
COMPLAINTS = [
    "mohon penjelasan kenapa tagihan pbb kami dobel",
    "makasih infonya min, tapi lampunya tetep aja belum nyala",
    "dokternya jadwal jam 8 datang jam 10",
    "jadwal angkut sampah di sini kacau",
    "iraha dilereskeunana jalan di cibiru teh",
    "kapan dicor jalan depan sekolah ini min",
    "hotline puskesmas ga aktif, mau nanya vaksin susah",
    "mohon info dan penanganan, listrik di rw 5 mati",
    "sampe kapan pemadaman ini min?",
    "puskesmas menyarankan saya lapor ke sini soal selokan mampet",
    "jalan bolong di kopo tolong diperbaiki",
    "lampu jalan mati di cikutra mohon segera diperbaiki",
    "tolong angkut sampah di pasar cihapit",
    "kapan jalan kopo diperbaiki?",
    "kapan sampah di gang kami diangkut, udah 3 hari numpuk",
    "kenapa lampu merah di pasteur mati terus",
    "pju mati tolong dipasang lagi",
    "usul jalan bolong di kopo segera diperbaiki",
    "tolong dong pohon tumbang di dago ditebang",
    "selokan mampet tolong dibuatkan saluran baru",
    "trotoar rusak minta dibangun kembali",
    "punten lampuna pareum nyuhunkeun dilereskeun",
    "apakah tidak ada petugas yang angkut sampah, sudah menumpuk",
    "gimana ini min, sampah numpuk terus",
    "tolong tertibkan pkl di jalan otista",
    "mohon ditindak parkir liar di braga",
    "air pdam mati sudah 3 hari kapan nyala",
    "kumaha ieu jalan bolong teu didangdosan wae",
    "mau tanya kenapa ktp saya belum jadi padahal sudah 3 bulan",
    "banjir lagi banjir lagi, tolong buatkan gorong-gorong",
    "jalan rusak",
    "preman minta uang di terminal leuwipanjang",
    "semoga cepat diperbaiki, jalan di cikadut hancur",
    "mohon perhatian, kabel menjuntai di gang",
    "warga berharap ada perbaikan jalan rusak di cibiru",
]


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_for_something_new_is_an_aspirasi(text: str) -> None:
    assert classify(text) is Kind.WISH


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_told_as_a_report_wants_information(text: str) -> None:
    assert classify(text) is Kind.QUESTION


@pytest.mark.parametrize("text", COMPLAINTS)
def test_everything_else_complains_however_politely(text: str) -> None:
    assert classify(text) is Kind.COMPLAINT


@given(st.text())
def test_every_text_has_a_class(text: str) -> None:
    assert classify(text) in Kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ini usulan, bukan pengaduan", Kind.WISH),
        ("itu cuma pertanyaan", Kind.QUESTION),
        ("bukan aspirasi, ini aduan", Kind.COMPLAINT),
        ("salah, di kopo", None),
        ("saya punya saran lain yang lebih panjang dari itu semua", None),
    ],
)
def test_a_correction_may_name_the_class(text: str, kind: Kind | None) -> None:
    assert named(text) is kind
