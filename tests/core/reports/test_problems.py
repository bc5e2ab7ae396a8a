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
    "min jalan gasibu macet parah karena ada pohon tumbang",
    "sampah di sungai cikapundung bikin air meluap ke rumah warga dan banyak nyamuk",
    "lampu merah mati di simpang lima, polisi juga ga ada, semrawut",
    "trotoar di jalan dago dipake parkir motor sama pedagang kaki lima",
    "pju di jalan soekarno hatta mati dari leuwi panjang sampai kopo, gelap banget, rawan kecelakaan",
    "got depan rumah penuh lumpur sama sampah, airnya ga jalan",
    "jalan berlubang tertutup genangan air, pengendara jatuh",
    "tiang listrik miring mau roboh ke jalan, kabelnya kendor",
    "pohon di depan sd rimbun banget nutupin rambu dan lampu jalan",
    "rumah warga kebanjiran karena selokan mampet, jalan jadi licin",
    "air pdam keruh dan bau, warnanya coklat",
    "bau limbah pabrik tekstil, air sungai jadi hitam, ikan mati",
    "angkot ngetem sembarangan di depan pasar, bikin macet, supirnya galak",
    "tukang parkir minta 10 ribu di gasibu, kalau ga dikasih motor digores",
    "bansos saya belum cair padahal tetangga sudah, rt nya pilih kasih",
    "gorong-gorong ambrol, jalan diatasnya ikut ambles",
    "lampu jalan kedip kedip di ciumbuleuit, kadang mati kadang nyala",
    "halte bus rusak, atapnya bocor dan kursinya hilang",
    "kabel optik putus di jalan, menjuntai nutup trotoar dan bahaya buat motor",
    "bangunan liar di atas selokan bikin air ga ngalir",
    "taman di depan komplek kotor banyak sampah, ayunannya rusak, rumputnya tinggi",
    "pipa pdam bocor, air kebuang ke jalan sampai aspal rusak",
    "anak saya dibully di sekolah, guru dan kepala sekolah diam saja",
    "penerangan di jembatan layang pasupati padam dan rambunya ga keliatan",
    "jukir liar dan preman di pasar baru suka maksa",
    "warung remang remang di jalan cibolerang, banyak orang mabuk dan berisik sampai pagi",
    "wc umum di alun alun kotor bau, airnya mati",
    ("proyek trotoar ga beres beres, materialnya numpuk di jalan, debu kemana mana, pejalan kaki susah"),
    "jalan cor retak di kopo sama banyak kerikil",
    "lampu hias mati dan kotor di jalan asia afrika",
    "sampah numpuk depan sekolah sd merdeka dan deket puskesmas",
    "knalpot bising tiap malam, balapan liar di jalan diponegoro",
    "di jalan sukajadi banyak lubang dan gelap kalau malam",
    "tps liar di pinggir rel, baunya sampe rumah, banyak lalat dan tikus, anak anak pada sakit",
    "lampu taman mati sama kursi taman rusak di taman lansia",
    "banyak begal karena lampu jalan mati di jl soekarno hatta",
    ("selokan mampet penuh sampah di jalan pagarsih, kalau hujan banjir sampai masuk rumah, jalan rusak"),
    "jalan rusak dan berlubang, kalau malam gelap, sering ada yang jatuh di jalan cibolerang",
    "pkl dan parkir liar bikin macet di jalan merdeka",
    "air got bau, banyak nyamuk, warga kena dbd di cibangkong",
    "pohon besar tumbang menimpa mobil dan kabel listrik di jalan laswi, listrik padam",
    "sampah menumpuk, selokan mampet, air meluap, bau di pasar ancol",
    "sekolah sdn 3 atapnya bocor, wc rusak, halamannya banjir",
    "puskesmas antriannya lama, dokter ga ada, obat habis",
    "mati lampu di komplek saya terus air pdam juga ikut mati karena pompa",
    "lampu jalan mati terus",
    "jalan rusak parah tolong diperbaiki sama dinas terkait",
    "saya dan warga mengeluh jalan rusak",
    "sampah numpuk di jalan sukajadi dan di jalan sukagalih",
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
COUNTED = [
    (
        "min lampu pju depan masjid al ikhlas sukaluyu mati, trus got nya juga mampet bau",
        2,
    ),
    (
        "mau ngadu 2 hal: trotoar di jalan merdeka pecah pecah dan ada kabel ngejuntai di depan bip",
        2,
    ),
    (
        (
            "ada tiga masalah di gang kami: lampu mati, sampah ga diangkut, sama jalan berlubang. "
            "lokasinya gang sereh"
        ),
        3,
    ),
    (
        "selain jalan rusak di cijambe, di ujungberung juga banyak sampah liar",
        2,
    ),
    (
        "lubang gede di jalan riau sama lampu merah rusak di simpang istiqamah",
        2,
    ),
    (
        "pohon tumbang di jalan cipaganti, sekalian lapor pju mati di setiabudi",
        2,
    ),
    (
        "parkir liar depan rs borromeus, sama pkl yang nutup trotoar di jalan dipatiukur",
        2,
    ),
    (
        "tolong ya min, di cibaduyut jalannya ancur, di kopo sampahnya numpuk, di caringin lampunya mati",
        3,
    ),
    (
        "a. jalan rusak di cisaranten b. lampu mati di cisaranten",
        2,
    ),
    (
        "1. Jalan Cikutra berlubang\n2. PJU Jalan Pahlawan mati\n3. Selokan di Jalan Katamso mampet",
        3,
    ),
    (
        (
            "saya mau lapor pohon rawan tumbang di jalan ganesha serta tiang telepon miring di "
            "jalan dayang sumbi"
        ),
        2,
    ),
    (
        "lampu jalan mati di turangga dan ada jalan berlubang di jalan martanegara",
        2,
    ),
    (
        "pengen lapor nih: (1) sampah menumpuk di tps gerlong (2) macet di setiabudi",
        2,
    ),
    (
        "jalan bergelombang di gedebage plus lampu taman ga nyala di alun alun ujungberung",
        2,
    ),
    (
        "street light off on jalan riau and garbage piling up at pasar cihapit",
        2,
    ),
    (
        "solokan mampet di gang mawar, aya deui lampu pareum di gang melati",
        2,
    ),
    (
        "runtah pabalatak di cijerah sareng jalan ruksak di cigondewah",
        2,
    ),
    (
        "jalan aruk-arukan di cibiru, jeung deui pju pareum di cipadung",
        2,
    ),
    (
        (
            "laporan saya ada dua. pertama tentang jalan berlubang di arcamanik. kedua soal "
            "pengamen maksa di simpang samsat"
        ),
        2,
    ),
    (
        "di jalan terusan jakarta ada galian ga ditutup, di antapani ada pohon mau roboh",
        2,
    ),
    (
        "jembatan retak di cikapundung kolot, di tempat lain halte dago rusak kacanya pecah",
        2,
    ),
    (
        "banjir di pagarsih, sama di braga lampu jalannya padam",
        2,
    ),
    (
        "tolong cek 1) kabel semrawut jalan burangrang 2) trotoar rusak jalan lodaya",
        2,
    ),
    (
        "sampah numpuk di jalan ibrahim adjie & parkir liar di jalan jakarta",
        2,
    ),
    (
        (
            "ktp udah 3 bulan ga jadi di disdukcapil, satu lagi, puskesmas puter antriannya lama "
            "banget ga dilayani"
        ),
        2,
    ),
    (
        "mau lapor jalan rusak sama lampu mati",
        2,
    ),
    (
        "banyak anjing liar di cigadung dan lampu jalan pada mati",
        2,
    ),
    (
        "jalan di antapani berlubang + pju mati + sampah berserakan",
        3,
    ),
    (
        (
            "ada orang bakar sampah tiap sore di gang saya jalan cibangkong lor, dan juga jalan "
            "gangnya rusak parah"
        ),
        2,
    ),
    (
        (
            "halo, di RW kami ada 2 masalah. Pertama lampu jalan mati sejak senin, kedua tumpukan "
            "sampah di pojok lapangan. alamat jl. sukamulya"
        ),
        2,
    ),
    (
        "mau lapor: got mampet jl babakan sari, jalan rusak jl kebon gedang",
        2,
    ),
    (
        "lampu lalu lintas simpang gedebage mati; jalan rusak di depan pasar gedebage",
        2,
    ),
    (
        "bang, pju jalan cisitu mati, sekalian pohonnya mau roboh tuh yg di jalan sangkuriang",
        2,
    ),
    (
        "di kiaracondong ada parkir liar, terus di cicadas ada sampah berserakan",
        2,
    ),
    (
        "pipa pdam bocor di jl jakarta. satu lagi lampu jalan di jl supratman mati",
        2,
    ),
    (
        "jalan bolong di jalan ir h juanda no 12 dan tiang listrik miring di jalan ganesha no 3",
        2,
    ),
    (
        "lapor pak: tawuran pelajar di jalan lodaya semalam, dan rambu di simpang lodaya roboh",
        2,
    ),
    (
        "1. got mampet di jl x antapani, 2. pkl di trotoar dago, 3. sampah di gang mawar numpuk",
        3,
    ),
    (
        "sampah di sungai, jalan rusak, lampu mati semua ada di kelurahan pasirluyu",
        3,
    ),
    (
        "jalan deket rumah saya rusak di cijaura sama di margahayu raya air pdam mati",
        2,
    ),
    (
        "aya dua masalah: kahiji lampu pareum di cibaduyut, kadua solokan mampet di cigondewah",
        2,
    ),
    (
        (
            "Selamat pagi. Saya ingin melaporkan dua hal. 1) Trotoar Jalan Asia Afrika rusak. 2) "
            "Lampu penerangan di Jalan Otista padam."
        ),
        2,
    ),
    (
        "tadi pagi pohon tumbang di jalan ciumbuleuit, trus kemarin jalan ambles di jalan punclut",
        2,
    ),
    (
        "min pju mati di jl sukagalih, juga sampah belum diangkut di jl sukawarna",
        2,
    ),
    (
        "kabel fiber menjuntai di jalan sekeloa, jalan tubagus ismail juga bolong bolong",
        2,
    ),
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


@pytest.mark.parametrize(("text", "count"), COUNTED)
def test_each_problem_is_counted(text: str, count: int) -> None:
    assert len(split(text)) == count


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
