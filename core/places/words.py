"""The small closed sets of words that announce, join or rule out a place."""


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


def _shown_as(lines: dict[str, str]) -> dict[str, str]:
    """Each word of the value is shown as its key."""
    return {word: shown for shown, said in lines.items() for word in said.split()}


STREET = _words("jl jln jalan jlan jaln jalann djalan djl")
KELURAHAN = _words("kel kelurahan klurahan kelurhan kelurahn klrhn kalurahan ds desa")
KECAMATAN = _words("kec kecamatan kcamatan kecamtan kecmatan kecematan kcmtn kacamatan")
GANG = _shown_as({"Gang": "gang gg gng"})
COMPLEX = _shown_as(
    {
        "Komplek": "komplek kompleks komplex komp",
        "Perum": "perum",
        "Perumahan": "perumahan",
        "Perumnas": "perumnas",
        "Cluster": "cluster kluster",
        "Apartemen": "apartemen apartement",
        "Rusun": "rusun",
        "Rusunawa": "rusunawa",
        "Kampung": "kampung kp kmp",
        "Asrama": "asrama",
    }
)
JUNCTION = _shown_as(
    {
        "Simpang": "simpang simpangan simp sp",
        "pertigaan": "pertigaan per3an pratigaan",
        "perempatan": "perempatan per4an prapatan parapatan perapatan",
        "bundaran": "bundaran",
        "lampu merah": "stopan setopan bangjo lampumerah",
        "underpass": "underpass",
        "flyover": "flyover",
        "jembatan": "jembatan",
    }
)
NEXT_TO = _shown_as(
    {
        "depan": "depan dpn depannya",
        "dekat": "dekat deket dkt dket deketnya",
        "seberang": "seberang sebrang sbrg sbrang seberangnya",
        "belakang": "belakang blkg blkng",
        "samping": "samping smping",
        "sebelah": "sebelah sblh",
        "pinggir": "pinggir",
        "bawah": "bawah",
        "kolong": "kolong",
        "ujung": "ujung",
        "hareupeun": "hareupeun",
        "payuneun": "payuneun",
        "gigireun": "gigireun gigir",
        "tukangeun": "tukangeun",
        "pengkereun": "pengkereun",
        "caket": "caket",
        "deukeut": "deukeut",
        "peuntaseun": "peuntaseun",
        "sisieun": "sisieun",
        "handapeun": "handapeun",
        "luhureun": "luhureun",
    }
)
LOOSE = frozenset({"dekat", "caket", "deukeut"})  # of the shown NEXT_TO
DIRECTION = _words("arah menuju jurusan tujuan")
SCHOOLS = {
    word: word.upper() for word in _words("sd sdn smp smpn sma sman smk smkn tk mts mtsn man slb paud")
}
BRANDS = _words(
    "indomaret indomart alfamart alfa alfamidi borma griya yogya superindo transmart mcd kfc spbu",
    "pertamina bri bca bni mandiri",
)
# public ones, whose unknown names are believed after "di"
PUBLIC = _words(
    "masjid mesjid musholla mushola musola gereja vihara pura kelenteng pesantren ponpes pasar apotek",
    "apotik klinik puskesmas posyandu rs rsia universitas polsek koramil hotel plaza gor terminal halte",
    "tpu",
)
# whose name is the place they serve
SERVING = _words("puskesmas posyandu polsek koramil pos tps")
BUILDINGS = PUBLIC | _words(
    "toko warung warkop warnet rumah restoran resto kafe cafe bengkel kampus sekolah kantor bank ruko",
    "stadion gedung pabrik gudang makam tps kosan kost balai pos madrasah mall mal taman lapangan lapang",
    "stasiun",
)
NAMEABLE = BUILDINGS | BRANDS
ACRONYMS = frozenset(SCHOOLS) | _words(
    "rs rsud rsia spbu bri bca bni bjb tpu tps kua itb upi unpad rt rw pt cv kfc bpi btn gor pln pdam dpr",
    "dprd tni ii iii iv vi vii viii ix",
)
# words whose full stop ends no sentence
SHORTENED = _words(
    "jl jln gg gng kel kec kp kmp komp perum kab no rt rw dr ir moh moch muh st psr pt prof jend brigjen kol",
    "rs trs ters sp sdn smpn sman ds phh ph llre re ah kh hj laks tb kb kbn wr lb bbk tim sel",
)
# what stands right before a place that is really meant: surely, or because it is a topic of ours
AT = _words(
    "di d daerah wilayah kawasan area lokasi lokasinya lokasina alamat alamatnya tempat tempatnya",
    "tepatnya persis pas sekitar sekitaran disekitar dekat deket dkt dideket didaerah dijalan diarea",
    "tempatna palih wewengkon lebah lingkungan kel kelurahan kec kecamatan depan rt rw around near along",
) | frozenset(NEXT_TO)
# with a colon: "Lokasi: Isola"
HEADINGS = _words("lokasi alamat tempat tkp posisi lokasinya alamatnya tempatnya daerah wilayah")
TOPICS = _words(
    "cuaca cuacanya prakiraan hujan ujan banjir macet lalin lalulintas kamera cctv kondisi udara kualitas",
    "info jalan lampu sampah pju trotoar gang simpang perempatan pertigaan arah warga kota gempa angin",
    "kemacetan keadaan polusi aqi on at",
)
CUES = AT | TOPICS
# "bukan Jalan Sunda, harusnya Jalan Sumbawa"
CORRECTING = _words(
    "harusnya seharusnya maksudnya maksud maksudna benar bener benernya ralat tapi tapinya melainkan",
)
# "di Kopo, eh, di Cibaduyut"
DENYING = _words("bukan sanes salah eh ehh ralat maaf maap sori sorry")
# a person, a train, a dish: never the place itself
NEVER_AFTER = _words(
    "nama nami namanya pak bu bpk ibu bapak mang kang teh aa bang mas mba mbak om tante ustad ustadz haji",
    "hj kereta bus bis travel gunung kopi soto bakso tahu dodol nasi mie mi hari semangat wayang",
    "pangeran persib gudeg rendang band surabi seblak kuliner sungai",
)
# what makes "kereta Ciroyom" the crossing at Ciroyom
RAILWAY = _words("rel palang perlintasan lintasan jalur pintu bantaran stasiun stasion halte jembatan")
# the speaker, a way through, an origin: a weaker place than any other in the sentence
WEAK_AFTER = _words(
    "bukan bkn sanes lain dari ke ka ti warga orang asal asli tinggal domisili kerja kuliah lahir ktp",
    "alumni via lewat menuju arah jurusan tujuan sampai sampe hingga rumah kantor plat pelat mobil motor",
    "angkot bupati walikota gubernur dinas pemkot pemda pemprov polres mudik pulang wisatawan turis",
    "penduduk tol ngantor ngekos ngekost ngontrak ngajar mengajar nyampe nepi dugi",
)
# "saya biasa mangkal di ...": where the speaker earns a living, said only of oneself
TRADES = _words("mangkal jualan berjualan dagang berdagang narik ngojek")
HABITS = _words("saya sy aku gue gw kami abdi kuring urang biasa biasanya sok sering suka")
# "terima kasih sudah memperbaiki ...": what is wrong is elsewhere
THANKS = _words("kasih terimakasih makasih mksh tks thx nuhun hatur apresiasi salut")
DONE = _words("sudah udah udh sdh telah atas tos geus untuk buat")
RIVERS = _words("sungai kali")
CITY_NEVER_AFTER = _words(
    "warga orang urang pemkot pemerintah dinas walikota wali persib universitas polrestabes stasiun",
    "telkom kab kabupaten rakyat pemuda mahasiswa diskominfo bpbd sobat kang mojang",
)
GLUE = _words(
    "di d yang yg tepatnya persis pas itu ini tea teh nya daerah wilayah kawasan area sekitar sekitaran",
    "kota antara dan sama sm dengan deket lokasi alamat masuk dalam nu eta palih lebah",
)
OWN_HOME = _words("saya sy aku gue gw kami kita abdi kuring urang ane orang warga rumah")
MODIFIERS = _words("raya tim sel kulon wetan kaler kidul hilir girang barat timur utara selatan")
UNITS = _words(
    "hari minggu bulan tahun kali meter cm km m jam menit orang titik buah unit kk lampu tiang lubang",
    "pohon x ekor detik hektar persen ribu juta malam",
)
ROMAN = _words("i ii iii iv v vi vii viii ix x")
# what is said of a place right after its name
STATES = _words(
    "gelap poek puk rusak ancur hancur bolong berlubang berlobang becek kotor bau mati padam rame ramai sepi",
    "semrawut kumuh longsor ambles macetnya gelapnya butut reuwas mampet kebakaran kabanjiran tergenang",
    "parah banget jalannya lampunya trotoarnya depannya ngadadak caah cileuncang meluap luber ditutup padat",
)
# buildings that streets and alleys are named after
NAMES_STREETS = _words(
    "masjid mesjid terminal stasiun pasar taman balai pos gudang sekolah lapang pesantren bukit gunung",
    "bumi pondok kebon sawah griya haji pak h kh aki nini mama bapa",
)
# "dekat flyover": a detail of another place
ROAD_DETAILS = _words("flyover jembatan tol rel pertigaan perempatan underpass tikungan tanjakan")
PARTS_OF_ROADS = _words(
    "pinggir tengah lampu badan pembatas papan nama bahu lubang lobang bisa mau masih udah lagi sambil",
    "waktu ga gak tidak",
)
# every word that a reader of `pieces` starts at: none of them continues an unknown name
ANNOUNCES = (
    frozenset((*SCHOOLS, *GANG, *COMPLEX, *JUNCTION, *NEXT_TO))
    | BRANDS
    | BUILDINGS
    | DIRECTION
    | STREET
    | KELURAHAN
    | KECAMATAN
    | RIVERS
    | _words("rt rw no nomor nomer")
)
