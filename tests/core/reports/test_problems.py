"""What one message tells: one problem in many words, or several."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reports.problems import MOST, Problem, split

ONE = [
    "wc umum alun-alun mampet terus baunya ampun",
    "bising plus bau dari pabrik es di cijerah",
    "bakar sampah di lapang depan sd, guru dan murid nutup hidung",
    "geus poek, lampu jalan can hurung di cibiru",
    "jalan rusak di kopo jadi macet",
    "selokan mampet bikin banjir di cibaduyut",
    "pohon tumbang nimpa kabel di dago",
    "lampu jalan mati di cikutra, gelap banget dan rawan begal",
    "jalan bolong di kopo, tadi pagi ada motor jatuh",
    "sampah numpuk di pasar cihapit, bau banget dan banyak lalat",
    "banjir di gedebage sampai jalan macet dan motor mogok",
    "got mampet di gang mawar, air meluap ke jalan kalau hujan",
    "parkir liar di braga bikin macet dan trotoar ketutup",
    "pohon tumbang nutup jalan di dago, kabel juga putus",
    "pkl nutup trotoar di otista, jadi pejalan kaki turun ke jalan",
    "air pdam mati udah 3 hari, kalau nyala keruh dan bau",
    "min tolong dong jalan di depan smp 3 kopo rusak parah udah sebulan dan belum diperbaiki",
    "lampu merah di simpang dago mati, jadi semrawut dan macet",
    "sampah ga diangkut seminggu, tumpah ke selokan dan bikin banjir",
    "galian pipa pdam di antapani belum ditutup, jalan jadi berlubang dan becek",
    "pju mati di depan puskesmas garuda dan sekolah",
    "sungai cidurian meluap gara-gara sampah numpuk di kolong jembatan",
    "jalan berlubang dan bergelombang di soekarno hatta",
    "trotoar rusak sama berlubang di jalan braga",
    "lampu mati di jalan sukajadi dan jalan cihampelas",
    "tangkal rungkad nutupan jalan, kabel listrik ge pegat di dago",
    "runtah numpuk di gang abdi, bau jeung loba laleur",
    "solokan mampet di cicadas matak caah ka jalan",
    "asap pabrik di cigondewah bikin sesak, debu juga masuk rumah",
    "jalan bolong di cikutra, sudah lapor rt dan rw tapi ga ditanggapi",
    "kabel menjuntai di antapani, bahaya buat anak sekolah dan pengendara motor",
    "tembok kali jebol di cikapundung, rumah warga terancam banjir",
    "juru parkir minta uang 5000 di jalan dalem kaum, preman juga ikut malak",
    "bansos di kelurahan sukapada belum cair padahal udah urus ktp dan kk",
    "proyek gorong-gorong di buah batu mangkrak, jalan jadi sempit, debu dimana-mana, macet tiap pagi",
    "dulu lampu mati sudah diperbaiki, sekarang jalan bolong di cikutra",
    "pohon rimbun di jalan cisangkuy nutupin lampu jalan jadi gelap",
    "jalan gelap di cibiru, pju nya mati semua",
    "anjing liar di antapani galak, kemarin gigit anak",
    "tukang parkir liar depan indomaret kopo maksa, tolong ditertibkan",
    (
        "saya warga rw 5, sampah di tps sukaluyu numpuk. sudah seminggu tidak diangkut. baunya "
        "sampai ke rumah. tolong segera diangkut ya min"
    ),
    (
        "jalan di depan rumah saya rusak. kalau hujan banjir. kalau panas berdebu. tolong "
        "perhatiannya, lokasi di jalan cijambe"
    ),
    "mau lapor pungli di terminal leuwipanjang, preman minta uang ke sopir angkot",
    "tolong pasang lampu jalan di gang mawar, gelap dan banyak begal",
    (
        "Assalamualaikum, perkenalkan saya warga Jalan Cijerah. Sudah dua bulan ini jalan di depan "
        "pasar rusak parah dan berlubang. Setiap hari terjadi kemacetan karena kendaraan harus "
        "pelan. Kalau hujan air menggenang dan banjir masuk ke warung. Beberapa pengendara motor "
        "sudah jatuh, apalagi malam hari gelap karena lampu kurang. Kami sudah lapor ke RT, RW dan "
        "kelurahan tetapi belum ada tanggapan. Mohon kepada dinas terkait agar segera memperbaiki "
        "jalan tersebut. Terima kasih atas perhatiannya."
    ),
    (
        "Yth Bapak Wali Kota, kami warga Antapani sangat terganggu oleh tumpukan sampah di TPS "
        "Jalan Kuningan. Sampah meluber ke badan jalan sehingga menimbulkan bau dan kemacetan. "
        "Selokan di sampingnya tersumbat. Anak-anak sekolah yang lewat harus menutup hidung, "
        "pedagang mengeluh sepi, dan nyamuk semakin banyak. Petugas hanya datang seminggu sekali. "
        "Kami mohon jadwal pengangkutan ditambah dan TPS dipagari. Semoga cepat ditindaklanjuti."
    ),
]
SEVERAL = [
    ("lampu jalan mati di jl sukajadi, sama sampah numpuk di pasar cihapit", "street_light waste"),
    ("jalan bolong dan lampu mati di cikutra", "road_damage street_light"),
    ("1. lampu mati di jl sukajadi 2. jalan bolong di kopo", "street_light road_damage"),
    ("1. lampu mati\n2. sampah numpuk\n3. jalan bolong\nsemua di cikutra", "street_light waste road_damage"),
    ("jalan rusak di kopo, terus juga pohon tumbang di dago", "road_damage trees_parks"),
    ("jalan bolong di kopo. lampu mati di cikutra.", "road_damage street_light"),
    ("sampah numpuk di cihapit, selain itu parkir liar di braga", "waste traffic_parking"),
    (
        "min mau lapor pju mati di antapani terus sampah ga diangkut seminggu di cicaheum",
        "street_light waste",
    ),
    ("pertama jalan bolong di kopo, kedua lampu mati di cikutra", "road_damage street_light"),
    ("jalan bolong di kopo, satu lagi jalan ambles di cikutra", "road_damage road_damage"),
    ("lampu pareum di jalan sukajadi jeung runtah numpuk di pasar cihapit", "street_light waste"),
    ("jalan ruksak di cibiru sareng solokan mampet di cicadas", "road_damage flood_drainage"),
    (
        "trotoar rusak di braga, kabel semrawut di dago, sama sampah numpuk di cihapit",
        "road_damage public_facility waste",
    ),
    ("air pdam mati di antapani, oh iya lampu jalan juga mati di jalan jakarta", "water_supply street_light"),
    ("- lampu jalan mati di gang mawar\n- got mampet di jalan pagarsih", "street_light flood_drainage"),
    ("macet parah di pasteur, sama jalan bolong di kopo", "traffic_parking road_damage"),
    ("jalan bolong di cikutra, sama usul ada zebra cross di depan sd merdeka", "road_damage traffic_parking"),
    ("jalan rusak di cimahi sama lampu mati di cikutra", "road_damage street_light"),
    ("mati lampu di rumah saya di antapani, sama sampah numpuk di cihapit", "power_cut waste"),
    ("pkl jualan di trotoar dalem kaum, plus lampu taman mati di alun-alun", "public_order street_light"),
    ("jalan bolong dan sampah numpuk di gang mawar", "road_damage waste"),
    ("ktp saya belum jadi, sama jalan depan kelurahan cigadung rusak", "civil_registry_permits road_damage"),
    ("lampu mati & jalan bolong di jalan cikutra", "street_light road_damage"),
    ("halte rusak di dago, juga pohon tumbang di jalan riau", "public_facility trees_parks"),
    (
        "1) sampah numpuk di jalan jakarta 2) lampu merah mati di simpang kiaracondong",
        "waste traffic_parking",
    ),
    ("jalan bolong, lampu mati, sampah numpuk di cikutra", "road_damage street_light waste"),
    ("lampu jalan mati di kopo. di cihapit sampah numpuk belum diangkut", "street_light waste"),
    ("tiang listrik miring di cisitu, terus jalan bolong di dago asri", "public_facility road_damage"),
    ("punten, aya pju pareum di cikadut, oge jalan bolong di pasir impun", "street_light road_damage"),
    ("selokan mampet di pagarsih, belum lagi macet di jalan sudirman", "flood_drainage traffic_parking"),
    (
        "ada tawuran di taman lansia semalam sama ada lampu taman mati di jalan cisangkuy",
        "public_order street_light",
    ),
    ("pohon mau tumbang di dago dan sampah numpuk di jalan jakarta", "trees_parks waste"),
]
PLACED = [
    ("jalan bolong dan lampu mati di cikutra", ["Cikutra", "Cikutra"]),
    ("di cikutra jalan bolong, lampu jalan mati", ["Cikutra", "Cikutra"]),
    ("di cikutra ada dua masalah: 1. jalan bolong 2. lampu mati", ["Cikutra", "Cikutra"]),
    ("jalan bolong dan lampu mati di cikutra, sama sampah numpuk di kopo", ["Cikutra", "Cikutra", "Kopo"]),
    ("lampu jalan mati di kopo, jalan bolong, sama sampah numpuk di cikutra", ["Kopo", "Cikutra", "Cikutra"]),
    ("1. lampu mati di kopo 2. jalan bolong di cikutra 3. sampah numpuk", ["Kopo", "Cikutra", None]),
    ("jalan bolong sama lampu jalan mati", [None, None]),
]


def shown(problems: tuple[Problem, ...]) -> str:
    return " ".join(str(problem.category) for problem in problems)


@pytest.mark.parametrize("text", ONE)
def test_one_problem_told_in_many_words_stays_one(text: str) -> None:
    assert [problem.text for problem in split(text)] == [text]


@pytest.mark.parametrize(("text", "categories"), SEVERAL)
def test_several_problems_are_told_apart(text: str, categories: str) -> None:
    assert shown(split(text)) == categories


@pytest.mark.parametrize(("text", "expected"), PLACED)
def test_a_place_named_once_is_shared(text: str, expected: list[str | None]) -> None:
    assert [problem.place.text if problem.place else None for problem in split(text)] == expected


def test_each_problem_has_its_own_words() -> None:
    told = split("min, lampu jalan mati di jl. sukajadi, terus juga sampah numpuk di pasar cihapit!")
    assert [problem.text for problem in told] == [
        "min, lampu jalan mati di jl. sukajadi",
        "sampah numpuk di pasar cihapit!",
    ]


@given(
    st.text()
    | st.lists(st.sampled_from(["lampu mati", ", ", " dan ", "1. ", "sampah", " di kopo "])).map("".join)
)
def test_any_text_is_told_somehow(text: str) -> None:
    assert 1 <= len(split(text)) <= MOST


@pytest.mark.parametrize("piece", ["dan ", "lampu mati, ", "1. sampah ", "a", ". "])
def test_a_long_text_is_read_in_time(piece: str) -> None:
    started = time.process_time()
    split((piece * 8000)[:8000])
    assert time.process_time() - started < 2.0
