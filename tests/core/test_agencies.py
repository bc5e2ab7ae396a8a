"""The data files hold together, and reports find their agency."""

import pytest

from core.agencies import agency, categories, crime, power_cut, route

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
        (
            "civil_registry_permits",
            "mau bikin ktp malah dimintain uang sama petugas kelurahan",
            "inspektorat",
        ),
        ("civil_registry_permits", "di kecamatan urus KK diminta 200rb katanya biar cepet", "inspektorat"),
        ("civil_registry_permits", "oknum di disdukcapil minta duit buat cetak ktp", "inspektorat"),
        ("civil_registry_permits", "akta kelahiran anak belum jadi 3 bulan", "disdukcapil"),
        ("civil_registry_permits", "pajak rumah saya naik 3x lipat", "bapenda"),
        ("civil_registry_permits", "petugas kelurahan jutek banget pas urus domisili", "kecamatan"),
        ("other", "camat cibiru susah ditemui warga", "kecamatan"),
        ("other", "pegawai kelurahan jam 10 udah pada pulang", "inspektorat"),
        ("road_damage", "jalan depan rumah saya di gang sempit pavingnya ancur", "dpkp"),
        ("road_damage", "trotoar dago rusak", "dsdabm"),
        ("road_damage", "jembatan penyeberangan karatan bolong", "dishub"),
        ("waste", "sampah di tps tegallega udah seminggu ga diangkut", "dlh"),
        ("waste", "orang buang sampah sembarangan ke sungai tiap malem", "satpolpp"),
        ("waste", "pa rt narik iuran sampah tapi ga diangkut", "kecamatan"),
        ("street_light", "lampu taman di tegalega pada mati", "dpkp"),
        ("street_light", "pju di jalan soekarno hatta mati", "dishub"),
        ("flood_drainage", "gorong gorong mampet", "dsdabm"),
        ("flood_drainage", "sungai cikapundung penuh sampah", "dsdabm"),
        ("flood_drainage", "longsor di tebing belakang rumah warga ciumbuleuit", "bpbd"),
        ("traffic_parking", "jukir minta 10 ribu di alun alun", "dishub"),
        ("traffic_parking", "angkot ngetem lama di leuwipanjang", "dishub"),
        ("traffic_parking", "jalanan macet gara gara pasar tumpah", "dishub"),
        ("water_supply", "air pam mati udah 3 hari di antapani", "tirtawening"),
        ("trees_parks", "dahan pohon udah nutupin kabel listrik rawan", "dpkp"),
        ("public_order", "pkl di trotoar otista", "satpolpp"),
        ("public_order", "tetangga nyetel musik keras tiap malam", "satpolpp"),
        ("public_order", "pembangunan ruko ga ada ijin nya", "diciptabintar"),
        ("public_order", "pengamen maksa di perempatan", "satpolpp"),
        ("public_order", "geng motor balapan liar di jalan diponegoro", "satpolpp"),
        ("public_order", "reklame liar di jalan riau", "satpolpp"),
        ("public_order", "anak punk di simpang buah batu", "dinsos"),
        ("public_facility", "kabel telkom menjuntai", "diskominfo"),
        ("public_facility", "wc umum alun alun bau", "dpkp"),
        ("public_facility", "kursi taman patah", "dpkp"),
        ("public_facility", "zebra cross udah pudar", "dishub"),
        ("public_facility", "rambu ketutupan pohon", "dishub"),
        ("public_facility", "makam sirnaraga kotor dan banyak pungutan", "diciptabintar"),
        ("health", "antrian puskesmas garuda lama", "dinkes"),
        ("health", "minta fogging banyak yang dbd", "dinkes"),
        ("health", "pelayanan rsud ujungberung jelek", "rs-kota"),
        ("health", "monyet liar masuk rumah", "dkpp"),
        ("health", "ular masuk rumah", "disdamkarmat"),
        ("education", "sekolah sd minta uang seragam mahal", "disdik"),
        ("education", "bullying di smp 7", "disdik"),
        ("social_aid", "bansos saya ga cair", "dinsos"),
        ("social_aid", "tetangga mampu malah dapat pkh", "dinsos"),
        ("social_aid", "rumah ambruk minta bedah rumah", "dpkp"),
        ("pollution", "sungai dibuang limbah tekstil warna merah", "dlh"),
        ("pollution", "asap pabrik item pekat", "dlh"),
        ("pollution", "bau kandang ayam dekat perumahan", "dkpp"),
        ("other", "timbangan pasar kurang", "disdagin"),
        ("other", "gas 3 kg langka", "disdagin"),
        ("other", "gaji ditahan perusahaan", "disnaker"),
        ("other", "suami saya mukulin saya terus", "dp3a"),
        ("other", "website bandung.go.id error", "diskominfo"),
        ("other", "guru honorer belum digaji", "disdik"),
        ("other", "wisata kuliner kotor pengelolanya", "disbudpar"),
        ("other", "usul musrenbang ga pernah dijawab", "bappelitbang"),
        ("other", "tanah pemkot diserobot orang", "bkad"),
        ("other", "seleksi cpns kota bandung curang", "bkpsdm"),
        ("other", "ormas minta jatah thr ke toko", "bakesbangpol"),
        ("public_order", "bangunan bekas roboh mau nimpa jalan", "diciptabintar"),
        ("public_facility", "lapang futsal kecamatan rusak", "dispora"),
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


@pytest.mark.parametrize(
    "text",
    [
        "motor saya dicuri kemarin malam di parkiran pasar baru",
        "hp saya dijambret di jalan braga",
        "saya dicopet di angkot",
        "rumah saya kemalingan waktu mudik",
        "motor abdi dipaling di payuneun kosan",
        "saya ditipu jual beli online",
        "dompet diambil orang di alun alun",
    ],
)
def test_crime_is_the_polices(text: str) -> None:
    assert crime(text)


@pytest.mark.parametrize(
    "text",
    [
        "kabel pju dicuri jadi gelap",
        "tutup manhole dicuri bahaya buat motor",
        "jalan cikutra rawan begal, tolong lampunya",
        "banyak yang kemalingan di sini, minta patroli",
        "tukang parkir minta uang 20 ribu",
        "sampah menumpuk di depan toko saya",
    ],
)
def test_what_the_city_can_mend_is_no_crime(text: str) -> None:
    assert not crime(text)
