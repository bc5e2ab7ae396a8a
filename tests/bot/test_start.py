"""What `sobat run` checks before it starts anything, and what it tells when all is up."""

import errno
import io
import re
import socket
import sys
from pathlib import Path

import pytest

from bench.processes import port_block
from bot.start import channel_states, check_ports, say, welcome
from core.errors import StartError
from core.settings import Settings


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


@pytest.fixture
def settings() -> Settings:
    public, internal, rasa, actions = free_ports(4)
    return Settings(
        sobat_port=public,
        sobat_internal_port=internal,
        rasa_url=f"http://127.0.0.1:{rasa}",
        actions_url=f"http://127.0.0.1:{actions}",
        var_dir=Path("/var/lib/sobat"),
    )


def test_free_ports_are_accepted(settings: Settings) -> None:
    check_ports(settings)


@pytest.mark.parametrize("name", ["RASA_URL", "ACTIONS_URL"])
def test_taken_port_of_an_inner_process_names_its_setting(settings: Settings, name: str) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        changed = settings.model_copy(update={name.lower(): f"http://127.0.0.1:{port}"})
        with pytest.raises(StartError, match=f"port {port} is in use: .*{name}"):
            check_ports(changed)


def test_further_processes_need_free_ports_too(settings: Settings) -> None:
    port = port_block(2)
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", port + 1))
        holder.listen()
        changed = settings.model_copy(
            update={"sobat_processes": 2, "actions_url": f"http://127.0.0.1:{port}"}
        )
        with pytest.raises(StartError, match=f"port {port + 1} is in use: .*ACTIONS_URL"):
            check_ports(changed)


def test_ranges_of_ports_that_meet_are_refused(settings: Settings) -> None:
    port = settings.sobat_internal_port
    changed = settings.model_copy(update={"sobat_processes": 2, "sobat_port": port + 1})
    with pytest.raises(StartError, match=f"SOBAT_PORT and SOBAT_INTERNAL_PORT name the same port {port + 1}"):
        check_ports(changed)


def test_one_port_for_two_processes_is_refused(settings: Settings) -> None:
    changed = settings.model_copy(update={"sobat_internal_port": settings.sobat_port})
    with pytest.raises(StartError, match="SOBAT_PORT and SOBAT_INTERNAL_PORT name the same port"):
        check_ports(changed)


@pytest.mark.parametrize(
    "address", ["http://rasa.example.id:5005", "https://127.0.0.1:5005", "http://127.0.0.1"]
)
def test_rasa_elsewhere_cannot_be_started_here(settings: Settings, address: str) -> None:
    with pytest.raises(StartError, match=r"^RASA_URL: "):
        check_ports(settings.model_copy(update={"rasa_url": address}))


def test_host_of_another_machine_is_told(settings: Settings) -> None:
    with pytest.raises(StartError, match=re.escape("SOBAT_PORT: cannot listen on 203.0.113.9:")):
        check_ports(settings.model_copy(update={"sobat_host": "203.0.113.9"}))


def test_channels_without_credentials_say_what_is_missing() -> None:
    settings = Settings(
        whatsapp_access_token="a",
        whatsapp_phone_number_id="1",
        whatsapp_app_secret="b",
        sp4n_lapor_base_url="https://lapor.example",
    )
    assert channel_states(settings) == [
        ("Telegram", "off: TELEGRAM_BOT_TOKEN is empty"),
        ("WhatsApp", "off: WHATSAPP_VERIFY_TOKEN is empty"),
        ("LAPOR!", "off: SP4N_LAPOR_TOKEN is empty"),
        ("Voice", "off: VOICE_ENGINE is empty"),
    ]


def test_channels_with_credentials_are_on() -> None:
    settings = Settings(
        telegram_bot_token="7:x",
        whatsapp_access_token="a",
        whatsapp_phone_number_id="1",
        whatsapp_app_secret="b",
        whatsapp_verify_token="c",
        sp4n_lapor_base_url="https://lapor.example",
        sp4n_lapor_token="d",
        voice_engine="whisper",
        voice_model="models/whisper",
    )
    assert channel_states(settings) == [
        ("Telegram", "on (polling)"),
        ("WhatsApp", "on"),
        ("LAPOR!", "on"),
        ("Voice", "on (whisper)"),
    ]


def test_welcome_says_where_to_go(settings: Settings) -> None:
    text = welcome(settings, "http://127.0.0.1/console/setup?token=t", 12.3)
    assert f"Web chat   http://127.0.0.1:{settings.sobat_port}/" in text
    assert "first account: http://127.0.0.1/console/setup?token=t" in text
    assert "/var/lib/sobat/log/*.log" in text


def test_welcome_of_a_running_installation_has_no_setup_link(settings: Settings) -> None:
    assert "first account" not in welcome(settings, "", 12.3)


def test_address_of_every_interface_is_shown_as_one_a_browser_opens(settings: Settings) -> None:
    changed = settings.model_copy(update={"sobat_host": "0.0.0.0"})  # noqa: S104  not listened on
    assert f"http://127.0.0.1:{settings.sobat_port}/" in welcome(changed, "", 1)


class FullDisk(io.StringIO):
    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_words_that_find_no_room_end_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", FullDisk())
    say("Sobat Bandung is ready.")
