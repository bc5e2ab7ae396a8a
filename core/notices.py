"""What citizens read without a dialogue turn: short, warm, facts first. Indonesian, Sundanese and English."""

from core.language import Language, spoken

_TEXTS: dict[str, dict[Language, str]] = {
    "sticker": {
        "id": "Stikernya lucu 🙂 Ada yang bisa saya bantu? Tulis saja masalah atau pertanyaannya.",
        "su": "Stikerna lucu 🙂 Aya nu tiasa dibantos? Serat waé masalah atanapi patarosanana.",
        "en": "Nice sticker 🙂 How can I help? Just write your problem or your question.",
    },
    "edited": {
        "id": "Pesan yang diubah tidak saya baca ulang. Kalau ada bedanya, kirim sebagai pesan baru, ya.",
        "su": "Pesen nu dirobih teu diaos deui ku abdi. Upami aya nu béda, kintun deui salaku pesen "
        "énggal, nya.",
        "en": "I do not read changed messages again. If something is different, please send it as a new "
        "message.",
    },
    "edited_draft": {
        "id": "Laporan Anda sudah saya ubah menjadi: “{words}”.",
        "su": "Laporanana tos dirobih ku abdi janten: “{words}”.",
        "en": "I have changed your report to: “{words}”.",
    },
    "edited_ticket": {
        "id": "Perubahan pesan Anda sudah saya tambahkan ke laporan {number}.",
        "su": "Parobihan pesenna tos ditambihkeun kana laporan {number}.",
        "en": "I have added the change to report {number}.",
    },
    "unsupported": {
        "id": "Jenis pesan ini belum bisa saya baca. Tulis dengan kata-kata, atau kirim foto, pesan suara, "
        "atau lokasi.",
        "su": "Pesen sapertos kieu teu acan tiasa diaos. Mangga serat ku kecap, atanapi kintun poto, pesen "
        "sora, atanapi lokasi.",
        "en": "I cannot read this kind of message. Please write it in words, or send a photo, a voice "
        "message or a location.",
    },
    "contact": {
        "id": "Terima kasih, tapi saya tidak perlu kartu kontak dan tidak menyimpannya. Ceritakan saja "
        "masalahnya di sini.",
        "su": "Hatur nuhun, mung kartu kontak mah teu diperyogikeun sareng teu disimpen. Mangga caritakeun "
        "waé masalahna di dieu.",
        "en": "Thank you, but I do not need contact cards and do not keep them. Just tell me the problem "
        "here.",
    },
    "outage": {
        "id": "Pesan Anda sudah tersimpan dan pasti saya jawab, tapi sistem sedang tersendat. Mohon tunggu "
        "sebentar. Kalau darurat, telepon 112 sekarang.",
        "su": "Pesenna parantos disimpen sareng pasti diwaler, mung sistemna nuju aya gangguan. Mangga "
        "antosan sakedap. Upami darurat, telepon 112 ayeuna.",
        "en": "Your message is saved and will be answered, but something is stuck right now. Please wait a "
        "little. In an emergency, call 112 now.",
    },
    "turn_failed": {
        "id": "Maaf, pesan tadi gagal saya proses. Pesannya tetap tersimpan dan dilihat petugas. Coba "
        "tulis sekali lagi dengan kalimat lain, ya.",
        "su": "Punten, pesen tadi teu tiasa diolah. Pesenna tetep disimpen sareng ditingali ku patugas. "
        "Cobian serat deui ku kalimah nu sanés, nya.",
        "en": "Sorry, I could not process that message. It is saved and an officer can see it. Please "
        "write it once more in other words.",
    },
    "handoff_absent": {
        "id": "Petugas masih melayani warga lain. Antrean Anda tetap tersimpan. Mau ditemani bot dulu?",
        "su": "Patugas masih ngalayanan wargi nu sanés. Antrianana tetep disimpen. Badé direncangan ku bot "
        "heula?",
        "en": "The officers are still helping others. You keep your place in line. Shall the bot help you "
        "meanwhile?",
    },
    "voice_heard": {
        "id": "Yang saya dengar: “{words}”. Kalau keliru, tulis yang benar, ya.",
        "su": "Nu kadangu ku abdi: “{words}”. Upami lepat, mangga serat nu leresna.",
        "en": "What I heard: “{words}”. If that is wrong, please write it correctly.",
    },
    "voice_lost": {
        "id": "Maaf, pesan suara Anda tidak bisa saya ambil, jadi petugas juga tidak bisa mendengarnya. "
        "Tolong tulis intinya, atau rekam sekali lagi. Kalau ada yang dalam bahaya, telepon 112 sekarang.",
        "su": "Punten, pesen sorana teu tiasa dicandak, janten patugas ogé moal tiasa ngadangukeun. Mangga "
        "serat intina, atanapi rekam sakali deui. Upami aya nu nuju bahaya, telepon 112 ayeuna.",
        "en": "Sorry, I could not get your voice message, so an officer cannot hear it either. Please write "
        "the main thing, or record it once more. If someone is in danger, call 112 now.",
    },
    "file_lost": {
        "id": "Maaf, berkas yang Anda kirim tidak bisa saya buka. Coba kirim lagi sebagai foto biasa (JPEG).",
        "su": "Punten, berkas nu dikintun teu tiasa dibuka. Cobian kintun deui salaku poto biasa (JPEG).",
        "en": "Sorry, I cannot open the file you sent. Please send it again as an ordinary photo (JPEG).",
    },
    "group_private": {
        "id": "Hai! Supaya data Anda aman, laporan dan pertanyaan saya layani lewat chat pribadi. Ketuk "
        "nama saya, lalu kirim pesan. Darurat? Telepon 112.",
        "su": "Sampurasun! Supados datana aman, laporan sareng patarosan dilayanan dina obrolan pribadi. "
        "Toél nami abdi, teras kintun pesen. Darurat? Telepon 112.",
        "en": "Hi! To keep your data safe, I take reports and questions in a private chat. Tap my name, "
        "then send a message. Emergency? Call 112.",
    },
    "stale_button": {
        "id": "Tombol itu sudah tidak berlaku. Tulis saja yang Anda perlukan, atau ketik MENU.",
        "su": "Tombol éta tos teu tiasa dianggo. Serat waé nu diperyogikeun, atanapi ketik MENU.",
        "en": "That button no longer works. Just write what you need, or write MENU.",
    },
    "no_words": {
        "id": "Saya perlu kata-kata untuk bisa membantu 🙂 Tulis masalah atau pertanyaannya, atau ketik "
        "MENU untuk pilihan.",
        "su": "Abdi peryogi kecap supados tiasa ngabantos 🙂 Serat masalah atanapi patarosanana, atanapi "
        "ketik MENU.",
        "en": "I need words to be able to help 🙂 Write your problem or question, or write MENU for a list.",
    },
    "staff_joined": {
        "id": "Anda sekarang terhubung dengan petugas Bandung Command Center.",
        "su": "Ayeuna parantos nyambung sareng patugas Bandung Command Center.",
        "en": "You are now connected with an officer of the Bandung Command Center.",
    },
    "news_off": {
        "id": "Kabar laporan dan langganan tidak dikirim lagi. Tulis MULAI kalau mau dikabari lagi.",
        "su": "Béja laporan sareng langganan moal dikintun deui. Serat MULAI upami hoyong diwartosan deui.",
        "en": "No more news of reports and no more alerts will be sent. Write MULAI if you want them again.",
    },
    "news_on": {
        "id": "Kabar laporan dan langganan dikirim lagi. Tulis BERHENTI untuk menghentikannya.",
        "su": "Béja laporan sareng langganan dikintun deui. Serat BERHENTI upami badé lirén.",
        "en": "News of your reports and your alerts will be sent again. Write STOP to end it.",
    },
    "back_to_bot": {
        "id": "Obrolan dengan petugas selesai. Saya, bot Sobat Bandung, siap membantu lagi. Ketik MENU "
        "untuk pilihan.",
        "su": "Obrolan sareng patugas parantos réngsé. Abdi, bot Sobat Bandung, siap ngabantos deui. Ketik "
        "MENU kanggo pilihan.",
        "en": "Your chat with the officer has ended. I, the Sobat Bandung bot, am ready to help again. "
        "Write MENU for a list.",
    },
    "ticket_verified": {
        "id": "Laporan {number} sudah kami periksa. Berikutnya diteruskan ke {agency}.{note}",
        "su": "Laporan {number} tos dipariksa. Salajengna diteraskeun ka {agency}.{note}",
        "en": "We have checked report {number}. Next it goes to {agency}.{note}",
    },
    "ticket_forwarded": {
        "id": "Laporan {number} sudah diteruskan ke {agency}.{by}{note}",
        "su": "Laporan {number} tos diteraskeun ka {agency}.{by}{note}",
        "en": "Report {number} has been passed on to {agency}.{by}{note}",
    },
    "first_follow_up": {
        "id": "Tindak lanjut pertama paling lambat {by}.",
        "su": "Tindak lanjut nu munggaran paling telat {by}.",
        "en": "First follow-up by {by}.",
    },
    "ticket_in_progress": {
        "id": "Laporan {number} sedang dikerjakan {agency}.{note}",
        "su": "Laporan {number} nuju digarap ku {agency}.{note}",
        "en": "Report {number} is being worked on by {agency}.{note}",
    },
    "ticket_on_hold": {
        "id": "Laporan {number} menunggu jawaban Anda. Petugas perlu tahu:{note}\nBalas saja di sini "
        "sambil menyebut nomornya, dengan kata-kata, foto, atau lokasi.",
        "su": "Laporan {number} ngantosan waleran. Patugas peryogi terang:{note}\nWaler waé di dieu bari "
        "nyebatkeun nomerna, ku kecap, poto, atanapi lokasi.",
        "en": "Report {number} waits for your answer. An officer needs to know:{note}\nJust answer here "
        "with its number, in words, with a photo or a location.",
    },
    "ticket_not_ours": {
        "id": "Laporan {number} ternyata bukan wewenang Pemerintah Kota Bandung.{note}{door}",
        "su": "Laporan {number} tétéla sanés wewenang Pamaréntah Kota Bandung.{note}{door}",
        "en": "Report {number} turns out not to be a matter of the Bandung city government.{note}{door}",
    },
    "right_door": {
        "id": "Yang berwenang: {door}.",
        "su": "Nu gaduh wewenang: {door}.",
        "en": "Responsible: {door}.",
    },
    "ticket_archived": {
        "id": "Laporan {number} kami arsipkan. Alasannya:{note}",
        "su": "Laporan {number} diarsipkeun. Alesanana:{note}",
        "en": "We have archived report {number}. The reason:{note}",
    },
    "ticket_answered": {
        "id": "{agency} menyatakan laporan {number} sudah ditangani.{note}\nMenurut Anda, sudah beres? "
        "Tanpa jawaban sampai {until}, laporan ini saya tutup.",
        "su": "{agency} nyebatkeun laporan {number} tos diréngsékeun.{note}\nKumaha, tos bérés? Upami teu "
        "aya waleran dugi ka {until}, laporanana ditutup.",
        "en": "{agency} says that report {number} has been dealt with.{note}\nWould you say it is fixed? "
        "Without an answer by {until}, I will close this report.",
    },
    "button_fixed": {"id": "Sudah beres", "su": "Tos bérés", "en": "Fixed"},
    "button_not_fixed": {"id": "Belum beres", "su": "Teu acan bérés", "en": "Not fixed yet"},
    "ticket_done": {
        "id": "Laporan {number} selesai.{note}",
        "su": "Laporan {number} réngsé.{note}",
        "en": "Report {number} is finished.{note}",
    },
    "ticket_closed": {
        "id": "Laporan {number} selesai: pelapornya bilang sudah beres. Kalau menurut Anda belum, bilang "
        "saja sampai {until}.",
        "su": "Laporan {number} réngsé: pelaporna nyebatkeun tos bérés. Upami numutkeun anjeun teu acan, "
        "wartosan waé abdi dugi ka {until}.",
        "en": "Report {number} is finished: its reporter says it is fixed. If you disagree, just tell me "
        "by {until}.",
    },
    "ticket_closed_silent": {
        "id": "Laporan {number} saya tutup karena belum ada jawaban. Kalau ternyata belum beres, masih "
        "bisa dibuka lagi sampai {until}.",
        "su": "Laporan {number} ditutup margi teu acan aya waleran. Upami tétéla teu acan bérés, tiasa "
        "dibuka deui dugi ka {until}.",
        "en": "I have closed report {number} because there was no answer. If it is not fixed after all, it "
        "can be opened again until {until}.",
    },
    "ticket_reopened": {
        "id": "Laporan {number} dibuka lagi: ada pelapor yang bilang belum beres. {agency} mengerjakannya "
        "lagi, paling lambat {by}.",
        "su": "Laporan {number} dibuka deui: aya pelapor nu nyebatkeun teu acan bérés. {agency} ngagarap "
        "deui, paling telat {by}.",
        "en": "Report {number} is open again: a reporter says it is not fixed. {agency} is working on it "
        "again, due by {by}.",
    },
    "ticket_late": {
        "id": "Laporan {number} terlambat, seharusnya selesai {promise}. Mohon maaf. {to} sudah kami "
        "ingatkan. Janji barunya: paling lambat {by}.{reason}",
        "su": "Laporan {number} telat, kedahna réngsé {promise}. Hapunten. {to} tos diémutan. Jangji "
        "énggalna: paling telat {by}.{reason}",
        "en": "Report {number} is late, it should have been done by {promise}. We are sorry. {to} has been "
        "reminded. The new promise: by {by}.{reason}",
    },
    "late_reason": {
        "id": "Alasan dari petugas: {reason}",
        "su": "Alesan ti patugas: {reason}",
        "en": "The officers' reason: {reason}",
    },
    "reminded_agency": {"id": "{agency}", "su": "{agency}", "en": "{agency}"},
    "reminded_head": {"id": "Kepala {agency}", "su": "Kapala {agency}", "en": "The head of {agency}"},
    "reminded_leadership": {"id": "Pimpinan kota", "su": "Pimpinan kota", "en": "The city leadership"},
    "ticket_extended": {
        "id": "Janji untuk laporan {number} berubah dari {before} menjadi paling lambat {by}. Alasannya: "
        "{reason}",
        "su": "Jangji kanggo laporan {number} robih ti {before} janten paling telat {by}. Alesanana: "
        "{reason}",
        "en": "The promise for report {number} has moved from {before} to {by} at the latest. The reason: "
        "{reason}",
    },
    "ticket_asked_again": {
        "id": "Menurut {agency}, laporan {number} sudah ditangani. Sudah beres? Tanpa jawaban sampai "
        "{until}, laporan ini saya tutup.",
        "su": "Saur {agency}, laporan {number} tos diréngsékeun. Tos bérés? Upami teu aya waleran dugi ka "
        "{until}, laporanana ditutup.",
        "en": "{agency} says that report {number} has been dealt with. Is it fixed? Without an answer by "
        "{until}, I will close this report.",
    },
    "hold_given_back": {
        "id": "Karena sempat menunggu jawaban, batas waktunya sekarang {by}.",
        "su": "Margi kantos ngantosan waleran, wates waktuna ayeuna {by}.",
        "en": "Because it waited for an answer, it is now due by {by}.",
    },
    "ticket_hold_again": {
        "id": "Laporan {number} masih menunggu jawaban Anda. Petugas perlu tahu:{note}\nBalas saja di sini "
        "sambil menyebut nomornya. Tanpa jawaban sampai {until}, laporan ini diarsipkan.",
        "su": "Laporan {number} masih ngantosan waleran. Patugas peryogi terang:{note}\nWaler waé di dieu "
        "bari nyebatkeun nomerna. Upami teu aya waleran dugi ka {until}, diarsipkeun.",
        "en": "Report {number} still waits for your answer. An officer needs to know:{note}\nJust answer "
        "here with its number. Without an answer by {until}, this report will be archived.",
    },
    "ticket_hold_over": {
        "id": "Laporan {number} saya arsipkan karena belum ada jawaban atas pertanyaan petugas. Balas "
        "kapan saja sambil menyebut nomornya, nanti dibuka lagi.",
        "su": "Laporan {number} diarsipkeun margi teu acan aya waleran kana patarosan patugas. Waler iraha "
        "waé bari nyebatkeun nomerna, engké dibuka deui.",
        "en": "I have archived report {number} because the officer's question was not answered. Answer at "
        "any time with its number, and it will be opened again.",
    },
    "ticket_rerouted": {
        "id": "Laporan {number} kami pindahkan dari {before} ke {agency} supaya ditangani yang tepat. "
        "Nomornya tetap, paling lambat {by}.{note}",
        "su": "Laporan {number} dialihkeun ti {before} ka {agency} supados ditanganan ku nu leres. Nomerna "
        "tetep, paling telat {by}.{note}",
        "en": "We have moved report {number} from {before} to {agency}, who can handle it. The number "
        "stays, due by {by}.{note}",
    },
    "ticket_merged": {
        "id": "Laporan {number} kami gabung dengan {into} karena masalahnya sama. Kabarnya tetap Anda "
        "terima, sekarang dengan nomor {into}.",
        "su": "Laporan {number} digabungkeun sareng {into} margi masalahna sami. Béjana tetep ditampi, "
        "ayeuna nganggo nomer {into}.",
        "en": "We have joined report {number} with {into} because the problem is the same. You still get "
        "its news, now under number {into}.",
    },
    "ticket_recategorised": {
        "id": "Laporan {number} sekarang tercatat sebagai {category}. {agency} menanganinya paling lambat "
        "{by}.{note}",
        "su": "Laporan {number} ayeuna kacatet salaku {category}. {agency} nanganan paling telat {by}.{note}",
        "en": "Report {number} is now filed under: {category}. {agency} handles it, due by {by}.{note}",
    },
    "data_erased": {
        "id": "Data Anda sudah dihapus: nama, percakapan, foto, dan penilaian. Alamat chat ini ikut "
        "dihapus begitu pesan ini terkirim.{more}\nPesan berikutnya dimulai dari awal. Terima kasih "
        "sudah peduli Bandung.",
        "su": "Data anjeun parantos dipupus: nami, obrolan, poto, sareng peunteun. Alamat obrolan ieu ogé "
        "dipupus saatos pesen ieu dugi.{more}\nPesen salajengna dimimitian ti awal. Hatur nuhun tos "
        "paduli ka Bandung.",
        "en": "Your data has been deleted: name, chat, photos and ratings. The address of this chat goes "
        "too once this message is sent.{more}\nYour next message starts from scratch. Thank you for "
        "caring about Bandung.",
    },
    "data_erased_open": {
        "id": "\n{number} laporan yang belum selesai tetap diproses tanpa identitas Anda.",
        "su": "\n{number} laporan nu teu acan réngsé tetep dilajengkeun tanpa identitas anjeun.",
        "en": "\n{number} unfinished reports are still being processed without your identity.",
    },
    "data_erased_lapor": {
        "id": "\nYang sudah diteruskan ke SP4N-LAPOR! ({numbers}) tetap ada di sana; minta hapusnya ke "
        "lapor.go.id.",
        "su": "\nNu tos diteraskeun ka SP4N-LAPOR! ({numbers}) tetep aya di ditu; pamundut hapusna ka "
        "lapor.go.id.",
        "en": "\nWhat was passed on to SP4N-LAPOR! ({numbers}) stays there; ask lapor.go.id to delete it.",
    },
    "ask_language": {
        "id": "Mau pakai bahasa apa?",
        "su": "Badé nganggo basa naon?",
        "en": "Which language would you like?",
    },
    "button_back": {"id": "Kembali ke bot", "su": "Wangsul ka bot", "en": "Back to the bot"},
    "contact_known": {
        "id": "Itu ada di daftar kami: {contact}",
        "su": "Éta aya dina daptar kami: {contact}",
        "en": "That one is on our list: {contact}",
    },
    "contact_not_listed": {
        "id": "Yang itu belum ada di daftar kami. Coba https://www.bandung.go.id, atau minta petugas di "
        "sini. Nomor penting yang ada:",
        "su": "Nu éta teu acan aya dina daptar kami. Mangga tingali https://www.bandung.go.id, atanapi taros "
        "patugas di dieu. Nomer penting nu aya:",
        "en": "That one is not on our list yet. Try https://www.bandung.go.id, or ask for an officer here. "
        "The important numbers we have:",
    },
    "contact_unseen": {
        "id": "Kalau ragu, ketik nomor atau akunnya, nanti saya cocokkan. Yang ada di daftar kami:",
        "su": "Upami hamham, serat nomer atanapi akunna, ku abdi dicocogkeun. Nu aya dina daptar kami:",
        "en": "If in doubt, write the number or account and I will compare it. On our list:",
    },
    "contact_unknown": {
        "id": "Yang Anda tulis tidak ada di daftar kami, jadi tidak bisa kami pastikan. Jangan kirim uang "
        "atau data ke sana dulu. Darurat: 112.",
        "su": "Nu diserat teu aya dina daptar kami, janten teu tiasa dipastikeun. Ulah ngintun artos atanapi "
        "data heula. Darurat: 112.",
        "en": "What you wrote is not on our list, so we cannot confirm it. Send no money or data there yet. "
        "Emergency: 112.",
    },
    "contact_wrong": {
        "id": "Jangan dipakai. {contact} Nomor darurat: 112.",
        "su": "Ulah dianggo. {contact} Nomer darurat: 112.",
        "en": "Do not use it. {contact} The emergency number is 112.",
    },
    "contacts_accounts": {
        "id": "Nama akunnya disebut sama di Instagram, Facebook, Twitter/X, YouTube, dan Spotify pada 2021; "
        "tandanya belum kami cek satu per satu. Darurat jangan lewat akun: telepon 112.",
        "su": "Nami akunna sami di Instagram, Facebook, Twitter/X, YouTube, sareng Spotify dina 2021; "
        "teu acan dipariksa hiji-hiji. Darurat ulah ngalangkungan akun: telepon 112.",
        "en": "In 2021 the account names were given as the same on Instagram, Facebook, Twitter/X, YouTube "
        "and Spotify; we have not checked each one. In an emergency call 112, not an account.",
    },
    "contacts_age": {
        "id": "Nomor dinas bisa berubah. Darurat: 112.",
        "su": "Nomer dinas tiasa robih. Darurat: 112.",
        "en": "The agencies' numbers may change. Emergency: 112.",
    },
    "due": {"id": "paling lambat {day}", "su": "paling telat {day}", "en": "due by {day}"},
    "due_late": {
        "id": "terlambat: seharusnya {day}",
        "su": "telat: kedahna {day}",
        "en": "late: it was due by {day}",
    },
    "due_new": {"id": "tanggal baru: {day}", "su": "tanggal énggal: {day}", "en": "new date: {day}"},
    "joined_report": {"id": "{report} (ikut)", "su": "{report} (ngiring)", "en": "{report} (joined)"},
    "last_note": {"id": "Catatan: {note}", "su": "Catetan: {note}", "en": "Note: {note}"},
    "has_proof": {
        "id": "Ada foto atau dokumen bukti.",
        "su": "Aya poto atanapi dokumén bukti.",
        "en": "There is a photo or document as proof.",
    },
    "reporters": {"id": "Pelapor: {count}", "su": "Pelapor: {count}", "en": "Reporters: {count}"},
    "kept_secret": {
        "id": "Nama dan isi laporan dirahasiakan.",
        "su": "Nami sareng eusi laporan dirusiahkeun.",
        "en": "Your name and the text of the report are kept secret.",
    },
    "kept_anonymous": {
        "id": "Nama Anda disembunyikan.",
        "su": "Nami anjeun disumputkeun.",
        "en": "Your name is hidden.",
    },
    "that_place": {"id": "Lokasi itu", "su": "Lokasi éta", "en": "That place"},
    "around": {
        "id": "sekitar Kel. {kelurahan}",
        "su": "sakitar Kel. {kelurahan}",
        "en": "around Kel. {kelurahan}",
    },
    "button_request_human": {"id": "Bicara petugas", "su": "Ka patugas", "en": "Talk to an officer"},
}


def text(key: str, language: str, **values: str) -> str:
    """The notice in the citizen's language; Indonesian for one we do not write."""
    return _TEXTS[key][spoken(language)].format(**values)
