"""How the review list says things: what a text can mean, and why it is there."""

from collections.abc import Mapping

from core.review import Reason

# Every intent that words can have, as officers call it; what only buttons say is left out.
INTENTS: Mapping[str, str] = {
    "report_problem": "Laporan masalah, usulan, kritik",
    "check_ticket": "Menanyakan laporan yang sudah dibuat",
    "ask_service": "Bertanya soal layanan kota",
    "ask_weather": "Bertanya soal cuaca",
    "ask_weather_warning": "Bertanya soal peringatan dini cuaca",
    "ask_earthquake": "Bertanya soal gempa",
    "ask_traffic": "Bertanya soal lalu lintas",
    "ask_air_quality": "Bertanya soal kualitas udara",
    "ask_112": "Bertanya soal 112",
    "ask_contact": "Mencari nomor atau alamat instansi",
    "ask_energy": "Bertanya soal energi, hemat listrik, PLN",
    "emergency": "Darurat: ada bahaya sekarang",
    "request_human": "Minta petugas",
    "start_report": "Mau lapor, belum bercerita",
    "send_report": "Menyuruh mengirim laporan",
    "inform_place": "Menyebut tempat saja",
    "inform_name": "Menyebut nama saja",
    "correct": "Membetulkan isi laporan",
    "cancel": "Membatalkan laporan",
    "make_anonymous": "Minta namanya disembunyikan",
    "make_secret": "Minta laporannya dirahasiakan",
    "make_public": "Membolehkan namanya ditampilkan",
    "share_location": "Mengirim titik lokasi",
    "share_media": "Mengirim foto atau rekaman",
    "join_report": "Ikut laporan orang lain",
    "leave_report": "Berhenti mengikuti laporan",
    "confirm_fixed": "Bilang laporannya sudah beres",
    "deny_fixed": "Bilang laporannya belum beres",
    "rate_service": "Memberi nilai",
    "stop_news": "Tidak mau dikabari lagi",
    "resume_news": "Mau dikabari lagi",
    "subscribe": "Minta dikabari (hujan, cuaca, gempa, udara)",
    "list_subscriptions": "Ingin melihat langganannya",
    "stop_subscription": "Menghentikan atau menjeda langganan",
    "view_my_data": "Ingin melihat datanya",
    "delete_my_data": "Minta datanya dihapus",
    "keep_my_data": "Batal minta datanya dihapus",
    "back_to_bot": "Kembali ke bot",
    "greet": "Salam pembuka",
    "thank": "Terima kasih",
    "goodbye": "Pamit",
    "affirm": "Ya, setuju",
    "deny": "Tidak, bukan",
    "help": "Bertanya apa yang bisa dibantu",
    "bot_challenge": "Bertanya apakah ini bot",
    "insult": "Makian saja",
    "out_of_scope": "Bukan urusan layanan kota",
}
REASONS: Mapping[str, str] = {
    Reason.UNCLEAR: "Tidak dipahami",
    Reason.OFF_TOPIC: "Dikira bukan urusan kota",
    Reason.DOUBTED: "Bot ragu lalu bertanya",
    Reason.CORRECTED: "Dibetulkan warga",
}
ANSWERS: Mapping[str, str] = {
    Reason.UNCLEAR: "Bot bertanya mana yang dimaksud, menawarkan menu dan petugas, atau memulai laporan.",
    Reason.OFF_TOPIC: "Bot bilang ini di luar kemampuannya, atau bertanya mana yang dimaksud.",
    Reason.DOUBTED: "Bot belum berbuat apa-apa dan bertanya dulu mana yang dimaksud.",
    Reason.CORRECTED: "Bot menaruhnya di kategori lain, lalu warga menggantinya.",
}
LANGUAGES: Mapping[str, str] = {"id": "Indonesia", "su": "Sunda", "en": "Inggris"}


def intent(code: str) -> str:
    return INTENTS.get(code, code)
