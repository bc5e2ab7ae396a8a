"""What citizens read without a dialogue turn: short, warm, facts first. Indonesian and Sundanese."""

_TEXTS: dict[str, dict[str, str]] = {
    "sticker": {
        "id": "Stikernya lucu 🙂 Ada yang bisa saya bantu? Tulis saja masalah atau pertanyaannya.",
        "su": "Stikerna lucu 🙂 Aya nu tiasa dibantos? Serat waé masalah atanapi patarosanana.",
    },
    "edited": {
        "id": "Pesan yang diubah tidak saya baca ulang. Kalau ada bedanya, kirim sebagai pesan baru, ya.",
        "su": "Pesen nu dirobih teu kaaos deui. Upami aya nu béda, kintun deui salaku pesen anyar, nya.",
    },
    "edited_draft": {
        "id": "Laporan Anda sudah saya ubah menjadi: “{words}”.",
        "su": "Laporanana tos dirobih janten: “{words}”.",
    },
    "edited_ticket": {
        "id": "Perubahan pesan Anda sudah saya tambahkan ke laporan {number}.",
        "su": "Parobihan pesenna tos ditambihkeun kana laporan {number}.",
    },
    "unsupported": {
        "id": "Jenis pesan ini belum bisa saya baca. Tulis dengan kata-kata, atau kirim foto, pesan suara, "
        "atau lokasi.",
        "su": "Pesen sapertos kieu teu acan kaaos. Serat ku kecap, atanapi kintun poto, sora, atanapi "
        "lokasi.",
    },
    "contact": {
        "id": "Terima kasih, tapi saya tidak perlu kartu kontak dan tidak menyimpannya. "
        "Ceritakan saja masalahnya di sini.",
        "su": "Nuhun, mung kartu kontak mah teu diperyogikeun sareng teu disimpen. Caritakeun waé masalahna.",
    },
    "outage": {
        "id": "Pesan Anda sudah tersimpan dan pasti saya jawab, tapi sistem sedang tersendat. "
        "Mohon tunggu sebentar. Kalau darurat, telepon 112 sekarang.",
        "su": "Pesenna parantos disimpen sareng pasti diwaler, mung sistemna nuju kaganggu. "
        "Antosan sakedap. Upami darurat, telepon 112 ayeuna.",
    },
    "turn_failed": {
        "id": "Maaf, pesan tadi gagal saya proses. Pesannya tetap tersimpan dan dilihat petugas. "
        "Coba tulis sekali lagi dengan kalimat lain, ya.",
        "su": "Punten, pesen tadi gagal diolah. Pesenna tetep disimpen sareng ditingali ku petugas. "
        "Cobian serat deui ku kalimah séjén, nya.",
    },
    "handoff_absent": {
        "id": "Petugas masih melayani warga lain. Antrean Anda tetap tersimpan. Mau ditemani bot dulu?",
        "su": "Petugas masih ngalayanan warga séjén. Antrianana tetep disimpen. Badé ditéma ku bot heula?",
    },
    "file_lost": {
        "id": "Maaf, berkas yang Anda kirim tidak bisa saya buka. Coba kirim lagi sebagai foto biasa (JPEG).",
        "su": "Punten, berkas nu dikintun teu tiasa dibuka. Cobian kintun deui salaku poto biasa (JPEG).",
    },
    "group_private": {
        "id": "Hai! Supaya data Anda aman, laporan dan pertanyaan saya layani lewat chat pribadi. "
        "Ketuk nama saya, lalu kirim pesan. Darurat? Telepon 112.",
        "su": "Hai! Supados datana aman, laporan sareng patarosan dilayanan dina obrolan pribadi. "
        "Toél nami abdi, teras kintun pesen. Darurat? Telepon 112.",
    },
    "stale_button": {
        "id": "Tombol itu sudah tidak berlaku. Tulis saja yang Anda perlukan, atau ketik MENU.",
        "su": "Tombol éta tos teu berlaku. Serat waé nu diperyogikeun, atanapi ketik MENU.",
    },
    "no_words": {
        "id": "Saya perlu kata-kata untuk bisa membantu 🙂 Tulis masalah atau pertanyaannya, "
        "atau ketik MENU untuk pilihan.",
        "su": "Abdi peryogi kecap supados tiasa ngabantos 🙂 Serat masalahna, atanapi ketik MENU.",
    },
    "staff_joined": {
        "id": "Anda sekarang terhubung dengan petugas Bandung Command Center.",
        "su": "Ayeuna parantos nyambung sareng petugas Bandung Command Center.",
    },
    "news_off": {
        "id": "Kabar laporan tidak dikirim lagi. Tulis MULAI kalau mau dikabari lagi.",
        "su": "Béja laporan moal dikintun deui. Serat MULAI upami hoyong diwartosan deui.",
    },
    "news_on": {
        "id": "Kabar laporan dikirim lagi. Tulis BERHENTI untuk menghentikannya.",
        "su": "Béja laporan dikintun deui. Serat BERHENTI kanggo ngeureunkeunana.",
    },
    "back_to_bot": {
        "id": "Obrolan dengan petugas selesai. Saya, bot Sobat Bandung, siap membantu lagi. "
        "Ketik MENU untuk pilihan.",
        "su": "Obrolan sareng petugas parantos réngsé. Abdi, bot Sobat Bandung, siap ngabantos deui. "
        "Ketik MENU.",
    },
    "ticket_verified": {
        "id": "Laporan {number} sudah kami periksa. Berikutnya diteruskan ke {agency}.{note}",
        "su": "Laporan {number} tos dipariksa. Salajengna diteraskeun ka {agency}.{note}",
    },
    "ticket_forwarded": {
        "id": "Laporan {number} sudah diteruskan ke {agency}.{by}{note}",
        "su": "Laporan {number} tos diteraskeun ka {agency}.{by}{note}",
    },
    "first_follow_up": {
        "id": "Tindak lanjut pertama paling lambat {by}.",
        "su": "Tindak lanjut nu munggaran paling telat {by}.",
    },
    "ticket_in_progress": {
        "id": "Laporan {number} sedang dikerjakan {agency}.{note}",
        "su": "Laporan {number} nuju digarap ku {agency}.{note}",
    },
    "ticket_on_hold": {
        "id": "Laporan {number} menunggu jawaban Anda. Petugas perlu tahu:{note}\n"
        "Balas saja di sini sambil menyebut nomornya, dengan kata-kata, foto, atau lokasi.",
        "su": "Laporan {number} ngantosan waleran. Patugas peryogi terang:{note}\n"
        "Waler waé di dieu bari nyebatkeun nomerna, ku kecap, poto, atanapi lokasi.",
    },
    "ticket_not_ours": {
        "id": "Laporan {number} ternyata bukan wewenang Pemerintah Kota Bandung.{note}{door}",
        "su": "Laporan {number} tétéla sanés wewenang Pamaréntah Kota Bandung.{note}{door}",
    },
    "right_door": {
        "id": "Yang berwenang: {door}.",
        "su": "Nu wewenangna: {door}.",
    },
    "ticket_archived": {
        "id": "Laporan {number} kami arsipkan. Alasannya:{note}",
        "su": "Laporan {number} diarsipkeun. Alesanana:{note}",
    },
    "ticket_answered": {
        "id": "{agency} menyatakan laporan {number} sudah ditangani.{note}\n"
        "Menurut Anda, sudah beres? Tanpa jawaban sampai {until}, laporan ini saya tutup.",
        "su": "{agency} nyebatkeun laporan {number} tos diréngsékeun.{note}\n"
        "Kumaha, tos beres? Upami teu aya waleran dugi ka {until}, laporanana ditutup.",
    },
    "button_fixed": {"id": "Sudah beres", "su": "Tos beres"},
    "button_not_fixed": {"id": "Belum beres", "su": "Teu acan beres"},
    "ticket_done": {
        "id": "Laporan {number} selesai.{note}",
        "su": "Laporan {number} réngsé.{note}",
    },
    "ticket_closed": {
        "id": "Laporan {number} selesai: pelapornya bilang sudah beres. "
        "Kalau menurut Anda belum, bilang saja sampai {until}.",
        "su": "Laporan {number} réngsé: nu ngalaporkeunana nyebatkeun tos beres. "
        "Upami numutkeun anjeun teu acan, wartosan waé abdi dugi ka {until}.",
    },
    "ticket_closed_silent": {
        "id": "Laporan {number} saya tutup karena belum ada jawaban. "
        "Kalau ternyata belum beres, masih bisa dibuka lagi sampai {until}.",
        "su": "Laporan {number} ditutup margi teu acan aya waleran. "
        "Upami tétéla teu acan beres, tiasa dibuka deui dugi ka {until}.",
    },
    "ticket_reopened": {
        "id": "Laporan {number} dibuka lagi: ada pelapor yang bilang belum beres. "
        "{agency} mengerjakannya lagi, paling lambat {by}.",
        "su": "Laporan {number} dibuka deui: aya nu ngalaporkeun yén teu acan beres. "
        "{agency} ngagarap deui, paling telat {by}.",
    },
    "ticket_late": {
        "id": "Laporan {number} terlambat, seharusnya selesai {promise}. Mohon maaf. "
        "{to} sudah kami ingatkan. Janji barunya: paling lambat {by}.{reason}",
        "su": "Laporan {number} telat, kedahna réngsé {promise}. Hapunten. "
        "{to} tos diémutan. Jangji énggalna: paling telat {by}.{reason}",
    },
    "late_reason": {
        "id": "Alasan dari petugas: {reason}",
        "su": "Alesan ti patugas: {reason}",
    },
    "reminded_agency": {"id": "{agency}", "su": "{agency}"},
    "reminded_head": {"id": "Kepala {agency}", "su": "Kapala {agency}"},
    "reminded_leadership": {"id": "Pimpinan kota", "su": "Pimpinan kota"},
    "ticket_extended": {
        "id": "Janji untuk laporan {number} berubah dari {before} menjadi paling lambat {by}. "
        "Alasannya: {reason}",
        "su": "Jangji kanggo laporan {number} robih ti {before} janten paling telat {by}. "
        "Alesanana: {reason}",
    },
    "ticket_asked_again": {
        "id": "Menurut {agency}, laporan {number} sudah ditangani. Sudah beres? "
        "Tanpa jawaban sampai {until}, laporan ini saya tutup.",
        "su": "Saur {agency}, laporan {number} tos diréngsékeun. Tos beres? "
        "Upami teu aya waleran dugi ka {until}, laporanana ditutup.",
    },
    "hold_given_back": {
        "id": "Karena sempat menunggu jawaban, batas waktunya sekarang {by}.",
        "su": "Margi kantos ngantosan waleran, wates waktuna ayeuna {by}.",
    },
    "ticket_hold_again": {
        "id": "Laporan {number} masih menunggu jawaban Anda. Petugas perlu tahu:{note}\n"
        "Balas saja di sini sambil menyebut nomornya. Tanpa jawaban sampai {until}, laporan ini diarsipkan.",
        "su": "Laporan {number} masih ngantosan waleran. Patugas peryogi terang:{note}\n"
        "Waler waé di dieu bari nyebatkeun nomerna. Upami teu aya waleran dugi ka {until}, diarsipkeun.",
    },
    "ticket_hold_over": {
        "id": "Laporan {number} saya arsipkan karena belum ada jawaban atas pertanyaan petugas. "
        "Balas kapan saja sambil menyebut nomornya, nanti dibuka lagi.",
        "su": "Laporan {number} diarsipkeun margi teu acan aya waleran kana patarosan patugas. "
        "Waler iraha waé bari nyebatkeun nomerna, engké dibuka deui.",
    },
    "ticket_rerouted": {
        "id": "Laporan {number} kami pindahkan dari {before} ke {agency} supaya ditangani yang tepat. "
        "Nomornya tetap, paling lambat {by}.{note}",
        "su": "Laporan {number} dialihkeun ti {before} ka {agency} supados ditanganan ku nu leres. "
        "Nomerna tetep, paling telat {by}.{note}",
    },
    "ticket_merged": {
        "id": "Laporan {number} kami gabung dengan {into} karena masalahnya sama. "
        "Kabarnya tetap Anda terima, sekarang dengan nomor {into}.",
        "su": "Laporan {number} digabungkeun sareng {into} margi masalahna sami. Béjana tetep ditampi, "
        "ayeuna nganggo nomer {into}.",
    },
    "ticket_recategorised": {
        "id": "Laporan {number} sekarang tercatat sebagai {category}. "
        "{agency} menanganinya paling lambat {by}.{note}",
        "su": "Laporan {number} ayeuna kacatet salaku {category}. {agency} nanganan paling telat {by}.{note}",
    },
    "data_erased": {
        "id": "Data Anda sudah dihapus: nama, percakapan, foto, dan penilaian. Alamat chat ini ikut dihapus "
        "begitu pesan ini terkirim.{more}\nPesan berikutnya dimulai dari awal. "
        "Terima kasih sudah peduli Bandung.",
        "su": "Data anjeun parantos dipupus: nami, obrolan, poto, sareng peunteun. Alamat obrolan ieu ogé "
        "dipupus saatos pesen ieu dugi.{more}\nPesen salajengna dimimitian ti awal. Hatur nuhun.",
    },
    "data_erased_open": {
        "id": "\n{number} laporan yang belum selesai tetap diproses tanpa identitas Anda.",
        "su": "\n{number} laporan nu teu acan réngsé tetep dilajengkeun tanpa identitas anjeun.",
    },
    "data_erased_lapor": {
        "id": "\nYang sudah diteruskan ke SP4N-LAPOR! ({numbers}) tetap ada di sana; "
        "minta hapusnya ke lapor.go.id.",
        "su": "\nNu tos diteraskeun ka SP4N-LAPOR! ({numbers}) tetep aya di ditu; "
        "pamundut hapusna ka lapor.go.id.",
    },
}


def text(key: str, language: str, **values: str) -> str:
    """The notice in the citizen's language; Indonesian where there is no other."""
    variants = _TEXTS[key]
    return variants.get(language, variants["id"]).format(**values)
