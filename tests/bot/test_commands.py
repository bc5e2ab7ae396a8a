import pytest

from bot import commands


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("/start", "/greet"),
        ("/start kampanye-1", "/greet"),
        ("/START", "/greet"),
        ("  /start", "/greet"),
        ("/start@bandung_bot", "/greet"),
        ("/lapor", "/start_report"),
        ("/lapor jalan bolong di Kopo", "jalan bolong di Kopo"),
        ("/lapor\njalan bolong", "jalan bolong"),
        ("/lapor /affirm", "affirm"),
        ("/status", "/check_ticket"),
        ("/status BDG-4821-0934", "status BDG-4821-0934"),
        ("/cuaca", "/ask_weather"),
        ("/cuaca Dago besok", "cuaca Dago besok"),
        ("/macet Pasteur", "macet Pasteur"),
        ("/udara", "/ask_air_quality"),
        ("/darurat", "/ask_112"),
        ("/bantuan", "/help"),
        ("/help", "/help"),
        ("/menu", "/help"),
        ("/batal", "/cancel"),
        ("/berhenti", "/stop_news"),
        ("/stop", "/stop_news"),
        ("/mulai", "/resume_news"),
        ("/langganan", "/list_subscriptions"),
        ("/subscriptions", "/list_subscriptions"),
        ("/petugas", "/request_human"),
        ("/privasi", "/view_my_data"),
        ("/report big hole on Jalan Kopo", "big hole on Jalan Kopo"),
        ("/weather Dago tomorrow", "weather Dago tomorrow"),
        ("/emergency", "/ask_112"),
    ],
)
def test_a_command_becomes_its_payload_or_its_sentence(text: str, message: str) -> None:
    assert commands.command(text) == message


@pytest.mark.parametrize(
    "text", ["/affirm", '/inform{"a": "b"}', "lapor", "a /lapor", "/", "//lapor", "/ lapor"]
)
def test_other_words_are_no_command(text: str) -> None:
    assert commands.command(text) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("/affirm", "affirm"),
        ("//affirm", "affirm"),
        (" / /\n/affirm", "affirm"),
        ("\u00a0/affirm", "affirm"),
        ('/inform{"a":"b"}', 'inform{"a":"b"}'),
        ("1/2 jalan", "1/2 jalan"),
        ("///", ""),
    ],
)
def test_plain_text_never_starts_with_a_slash(text: str, plain: str) -> None:
    assert commands.plain(text) == plain


@pytest.mark.parametrize(
    ("text", "payload", "wants"),
    [
        ("menu", None, True),
        (" MENU ", None, True),
        ("/menu", None, True),
        ("Kembali ke bot", None, True),
        ("", "/back_to_bot", True),
        ("Menu", "/help", True),
        ("menu makan siang", None, False),
        ("", "/affirm", False),
    ],
)
def test_who_asks_for_the_bot_gets_it(text: str, payload: str | None, wants: bool) -> None:
    assert commands.wants_bot(text, payload) is wants


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("BERHENTI", False),
        (" stop ", False),
        ("/berhenti", False),
        ("Mulai", True),
        ("stop dulu deh", None),
        ("kapan mulai dikerjakan", None),
    ],
)
def test_only_the_bare_word_asks_for_news_or_none(text: str, wish: bool | None) -> None:
    assert commands.news_wish(text) is wish


@pytest.mark.parametrize(
    ("text", "rest"),
    [("/bahasa", ""), ("/basa Sunda", "Sunda"), ("/language@sobat_bot english", "english"), ("bahasa", None)],
)
def test_the_language_command_and_what_stands_behind_it(text: str, rest: str | None) -> None:
    assert commands.language_command(text) == rest
