"""The data files hold together, and reports find their agency."""

import pytest

from core.agencies import agency, categories, information_working_days, power_cut, route

CODES = [
    *("road_damage", "waste", "street_light", "flood_drainage", "traffic_parking", "water_supply"),
    *("trees_parks", "public_order", "public_facility", "civil_registry_permits", "health", "education"),
    *("social_aid", "pollution", "other"),
]


def test_fifteen_categories_are_known() -> None:
    assert list(categories()) == CODES


@pytest.mark.parametrize("code", CODES)
def test_category_has_an_agency_a_deadline_and_short_labels(code: str) -> None:
    category = categories()[code]
    assert agency(category.agency).name
    assert category.working_days == 14
    assert max(len(category.label(language)) for language in ("id", "su", "en")) <= 20
    assert [agency(way.agency).id for way in category.routes] == [way.agency for way in category.routes]


def test_questions_are_answered_sooner() -> None:
    assert information_working_days() == 5


def test_contacts_carry_their_date_unless_national() -> None:
    undated = [
        c.value
        for code in ("pln", "lapor", "dsdabm", "tirtawening")
        for c in agency(code).contacts
        if not c.as_of
    ]
    assert undated == ["123"]


def test_unknown_agency_is_an_error() -> None:
    with pytest.raises(KeyError):
        agency("dinas-entah")


@pytest.mark.parametrize(
    ("category", "text", "expected"),
    [
        ("road_damage", "jalan di kopo bolong", "dsdabm"),
        ("waste", "sampah menumpuk di tps", "dlh"),
        ("street_light", "pju mati di cikutra", "dishub"),
        ("flood_drainage", "banjir di pagarsih", "dsdabm"),
        ("flood_drainage", "posko pengungsian butuh selimut", "bpbd"),
        ("traffic_parking", "lampu merah mati", "dishub"),
        ("water_supply", "air pdam keruh", "tirtawening"),
        ("trees_parks", "pohon tumbang", "dpkp"),
        ("public_order", "pkl menuhin trotoar", "satpolpp"),
        ("public_order", "bangunan tanpa IMB di sebelah rumah", "diciptabintar"),
        ("public_order", "banyak pengemis di lampu merah", "dinsos"),
        ("public_order", "tetangga bakar sampah", "dlh"),
        ("public_facility", "kabelnya semrawut di gang", "diskominfo"),
        ("public_facility", "halte rusak", "dishub"),
        ("public_facility", "tutup manhole hilang", "dsdabm"),
        ("public_facility", "ayunan taman patah", "dpkp"),
        ("civil_registry_permits", "ktp belum jadi", "disdukcapil"),
        ("civil_registry_permits", "PBB saya salah hitung", "bapenda"),
        ("civil_registry_permits", "izin usaha lama sekali", "dpmptsp"),
        ("civil_registry_permits", "urus PBG dipersulit", "dpmptsp"),
        ("civil_registry_permits", "surat pengantar RT ditolak", "kecamatan"),
        ("health", "puskesmas antri", "dinkes"),
        ("health", "igd rsud penuh", "rs-kota"),
        ("health", "banyak anjing liar takut rabies", "dkpp"),
        ("education", "uang bangku di smp", "disdik"),
        ("social_aid", "lansia terlantar di jembatan", "dinsos"),
        ("social_aid", "ajukan rutilahu", "dpkp"),
        ("pollution", "warga bakar sampah tiap sore", "dlh"),
        ("other", "harga beras di pasar naik", "disdagin"),
        ("other", "gaji tidak dibayar pabrik", "disnaker"),
        ("other", "terima kasih pemkot", "diskominfo"),
        ("other", "umkm minta pelatihan", "diskopukm"),
        ("civil_registry_permits", "petugas minta uang pelicin buat ktp", "inspektorat"),
        ("public_order", "tetangga korban KDRT", "dp3a"),
        ("unheard_of", "apa saja", "diskominfo"),
        ("other", "", "diskominfo"),
    ],
)
def test_report_goes_to_the_right_agency(category: str, text: str, expected: str) -> None:
    assert route(category, text).id == expected


def test_kecamatan_is_named_when_known() -> None:
    office = route("other", "ketua RT tidak adil", "Coblong")
    assert (office.id, office.name) == ("kecamatan", "Kecamatan Coblong")
    assert route("other", "ketua RT tidak adil").name == "Kecamatan setempat"
    assert route("road_damage", "jalan rusak", "Coblong").id == "dsdabm"


@pytest.mark.parametrize(
    "text",
    [
        "mati lampu di antapani",
        "mati lampu dari jam 3 min",
        "kok mati lampu lagi sih",
        "listrik mati sejak subuh",
        "listrik di rumah mati sejak subuh se RT",
        "listrik padam di cibiru",
        "pln mati terus tiap hujan",
        "kapan listrik nyala lagi",
        "ada pemadaman di gegerkalong?",
        "lampu mati sekomplek",
        "lampu mati semua rumah warga",
        "lampu di rumah saya mati, tetangga juga",
        "listrik belum nyala dari tadi",
        "mati listrik di kosan",
        "listriknya mati melulu",
        "aliran listrik terputus di rw 05",
        "gangguan listrik di arcamanik",
        "di imah pareum listrik ti tadi",
        "listrik pareum sakampung",
        "listrik teu hurung ti isuk",
        "byarpet terus di sini",
        "tegangan turun terus, kulkas rusak",
        "udah 5 jam ga ada listrik",
        "trafo mati, satu rw gelap",
        "PLN padam di Cicadas",
        "MATI LAMPU WOY",
        "lampu mati di perumahan griya caraka",
        "listrik anjlok sendiri sekampung",
        "kapan pln benerin, rumah padam dari pagi",
        "lampu pareum ti maghrib di lembur abdi",
    ],
)
def test_power_cut_is_known(text: str) -> None:
    assert power_cut(text)


@pytest.mark.parametrize(
    "text",
    [
        "lampu jalan mati di cisitu",
        "pju padam di jl cikutra",
        "lampu merah mati di perempatan samsat",
        "lampu penerangan jalan mati",
        "lampu gang mati sudah seminggu",
        "lampu di gang teu hurung tos dua minggu",
        "highmast padam di pasteur",
        "lampu taman mati",
        "stopan mati lampunya",
        "kabel listrik semrawut",
        "tiang listrik miring",
        "tarif listrik naik",
        "bayar listrik dimana",
        "tagihan listrik saya salah",
        "mobil listrik lewat jalur bus",
        "lampu jalan nyala siang hari, hemat listrik dong",
        "air mati dari kemarin",
        "hp saya mati",
        "kucing mati di jalan",
        "jalan mati di ujung gang",
        "lift mati di gedung pemkot",
        "wifi taman mati",
        "cctv mati",
        "lampu lalu lintas padam",
        "lampu di jalan braga mati",
        "token listrik mahal",
        "jalan rusak",
        "sepi banget mati gaya",
        "lampu wc umum mati",
        "",
    ],
)
def test_other_darkness_is_no_power_cut(text: str) -> None:
    assert not power_cut(text)
