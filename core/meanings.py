"""What a message may have meant, in the citizen's words: the two readings of one question.

A title fits the smallest button (20 characters); a phrase goes on after "do you want to".
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.certainty import IRREVERSIBLE


class Meaning(NamedTuple):
    """One reading: what its button says, and how the question calls it."""

    title: str
    phrase: str


REPORT, REPORT_LATER, ADD = "report_problem", "start_report", "add_to_report"
_NEUTRAL = (REPORT, "check_ticket")  # when the model has nothing better

# An act is never guessed: where one may be meant, what shows the matter is offered in its place.
_SHOWN_INSTEAD: Mapping[str, str] = {
    "cancel": REPORT,
    "send_report": REPORT,
    "start_report": REPORT,
    "correct": REPORT,
    "inform_place": REPORT,
    "share_media": REPORT,
    "share_location": REPORT,
    "emergency": REPORT,  # 112 was said before the question
    "make_public": REPORT,
    "make_secret": REPORT,
    "make_anonymous": REPORT,
    "join_report": "check_ticket",
    "leave_report": "check_ticket",
    "confirm_fixed": "check_ticket",
    "deny_fixed": "check_ticket",
    "rate_service": "check_ticket",
    "stop_news": "check_ticket",
    "resume_news": "check_ticket",
    "stop_subscription": "list_subscriptions",
    "delete_my_data": "view_my_data",
    "confirm_deletion": "view_my_data",
    "keep_my_data": "view_my_data",
    "insult": "request_human",
}
_WORDS: Mapping[str, Mapping[str, Meaning]] = {
    REPORT: {
        "id": Meaning("Lapor masalah ini", "melaporkan masalah ini"),
        "su": Meaning("Laporkeun ieu", "ngalaporkeun masalah ieu"),
        "en": Meaning("Report this", "report this problem"),
    },
    REPORT_LATER: {
        "id": Meaning("Lapor masalah", "melaporkan masalah"),
        "su": Meaning("Lapor masalah", "ngalaporkeun masalah"),
        "en": Meaning("Report a problem", "report a problem"),
    },
    ADD: {
        "id": Meaning("Tambahkan ke laporan", "menambahkannya ke laporan"),
        "su": Meaning("Tambih kana laporan", "nambihkeun ieu kana laporan"),
        "en": Meaning("Add to my report", "add this to your report"),
    },
    "check_ticket": {
        "id": Meaning("Cek laporan", "mengecek laporan Anda"),
        "su": Meaning("Cék laporan", "mariksa laporan anjeun"),
        "en": Meaning("Check a report", "check on a report of yours"),
    },
    "ask_weather": {
        "id": Meaning("Tanya cuaca", "bertanya soal cuaca"),
        "su": Meaning("Naros cuaca", "naroskeun cuaca"),
        "en": Meaning("Ask about weather", "ask about the weather"),
    },
    "ask_weather_warning": {
        "id": Meaning("Peringatan cuaca", "bertanya soal peringatan cuaca"),
        "su": Meaning("Peringatan cuaca", "naroskeun peringatan cuaca"),
        "en": Meaning("Weather warnings", "ask about weather warnings"),
    },
    "ask_earthquake": {
        "id": Meaning("Tanya gempa", "bertanya soal gempa"),
        "su": Meaning("Naros lini", "naroskeun lini"),
        "en": Meaning("Ask about quakes", "ask about earthquakes"),
    },
    "ask_traffic": {
        "id": Meaning("Tanya lalu lintas", "bertanya soal lalu lintas"),
        "su": Meaning("Naros lalu lintas", "naroskeun lalu lintas"),
        "en": Meaning("Ask about traffic", "ask about the traffic"),
    },
    "ask_air_quality": {
        "id": Meaning("Tanya kualitas udara", "bertanya soal kualitas udara"),
        "su": Meaning("Naros kualitas hawa", "naroskeun kualitas hawa"),
        "en": Meaning("Ask about the air", "ask about the air quality"),
    },
    "ask_112": {
        "id": Meaning("Tanya soal 112", "bertanya soal 112"),
        "su": Meaning("Naros soal 112", "naroskeun perkawis 112"),
        "en": Meaning("Ask about 112", "ask about 112"),
    },
    "ask_contact": {
        "id": Meaning("Cari nomor telepon", "mencari nomor telepon"),
        "su": Meaning("Milari nomer telepon", "milari nomer telepon"),
        "en": Meaning("Find a phone number", "find a phone number"),
    },
    "ask_energy": {
        "id": Meaning("Tanya energi", "bertanya soal energi dan listrik"),
        "su": Meaning("Naros énergi", "naroskeun énergi sareng listrik"),
        "en": Meaning("Ask about energy", "ask about energy and electricity"),
    },
    "ask_service": {
        "id": Meaning("Tanya layanan kota", "bertanya soal layanan kota"),
        "su": Meaning("Naros layanan kota", "naroskeun layanan kota"),
        "en": Meaning("Ask about a service", "ask about a city service"),
    },
    "subscribe": {
        "id": Meaning("Minta dikabari", "dikabari kalau ada hujan, peringatan, atau gempa"),
        "su": Meaning("Hoyong diwartosan", "diwartosan upami aya hujan, peringatan, atanapi lini"),
        "en": Meaning("Be told", "be told of rain, warnings or earthquakes"),
    },
    "list_subscriptions": {
        "id": Meaning("Langganan saya", "melihat langganan kabar Anda"),
        "su": Meaning("Langganan abdi", "ningali langganan béja anjeun"),
        "en": Meaning("My alerts", "see the alerts you asked for"),
    },
    "request_human": {
        "id": Meaning("Bicara petugas", "bicara dengan petugas"),
        "su": Meaning("Ka patugas", "sasauran sareng patugas"),
        "en": Meaning("Talk to an officer", "talk to an officer"),
    },
    "view_my_data": {
        "id": Meaning("Lihat data saya", "melihat data Anda"),
        "su": Meaning("Tingali data abdi", "ningali data anjeun"),
        "en": Meaning("See my data", "see what is kept about you"),
    },
    "cancel": {
        "id": Meaning("Batalkan laporan", "membatalkan laporan ini"),
        "su": Meaning("Bolaykeun laporan", "ngabolaykeun laporan ieu"),
        "en": Meaning("Cancel the report", "cancel this report"),
    },
    "join_report": {
        "id": Meaning("Ikut laporan itu", "ikut laporan yang sudah ada"),
        "su": Meaning("Ngiring laporan éta", "ngiring laporan nu tos aya"),
        "en": Meaning("Join that report", "join the report that exists"),
    },
    "leave_report": {
        "id": Meaning("Berhenti mengikuti", "berhenti mengikuti laporan"),
        "su": Meaning("Lirén ngiring", "lirén ngiring laporan"),
        "en": Meaning("Leave the report", "stop following a report"),
    },
    "confirm_fixed": {
        "id": Meaning("Sudah beres", "menyatakan laporan sudah beres"),
        "su": Meaning("Parantos bérés", "nyebatkeun laporan parantos bérés"),
        "en": Meaning("It is fixed", "say that your report is fixed"),
    },
    "deny_fixed": {
        "id": Meaning("Belum beres", "menyatakan laporan belum beres"),
        "su": Meaning("Teu acan bérés", "nyebatkeun laporan teu acan bérés"),
        "en": Meaning("It is not fixed", "say that your report is not fixed"),
    },
    "stop_news": {
        "id": Meaning("Berhenti dikabari", "berhenti menerima kabar laporan"),
        "su": Meaning("Lirén diwartosan", "lirén diwartosan perkawis laporan"),
        "en": Meaning("Stop the news", "get no more news of reports"),
    },
    "keep_my_data": {
        "id": Meaning("Batal hapus data", "membatalkan penghapusan data"),
        "su": Meaning("Batal hapus data", "ngabolaykeun hapus data"),
        "en": Meaning("Keep my data", "call the deletion off"),
    },
}  # fmt: skip
_OTHER: Mapping[str, str] = {"id": "Menu & petugas", "su": "Menu & patugas", "en": "Menu & officer"}


def words(name: str, language: str) -> Meaning:
    """How a reading is called; Indonesian where a language is not ours."""
    known = _WORDS[name]
    return known.get(language, known["id"])


def other_title(language: str) -> str:
    """The way out: the menu, where a person stands as well."""
    return _OTHER.get(language, _OTHER["id"])


def readings() -> Sequence[str]:
    """All that can be asked for."""
    return list(_WORDS)


def likeliest(names: Sequence[str], count: int = 2) -> list[str]:
    """The first readings of the model that may be offered, never an act; filled up with what is common."""
    shown = [_SHOWN_INSTEAD.get(name, name) for name in names]
    useful = [name for name in (*shown, *_NEUTRAL) if name in _WORDS and name not in IRREVERSIBLE]
    return list(dict.fromkeys(useful))[:count]
