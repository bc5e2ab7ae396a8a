"""A report that a civic app files: read, checked and masked before anything is stored."""

import hashlib
import re
from datetime import datetime
from typing import Final
from urllib.parse import urlencode, urlsplit

from bot.open311 import catalogue, parameters
from bot.open311.parameters import Parameters
from bot.open311.refusals import Refusal
from core import deadlines, emergency, places, ticket_number
from core.masking import mask
from core.models import Ticket
from core.open311 import Filing
from core.places import Place
from core.texts import clean

LONGEST_DESCRIPTION: Final = 4000
_LONGEST_ADDRESS = 300
_LONGEST_FIELD = 200
_LONGEST_URL = 1000
_PERSON = ("first_name", "last_name", "email", "phone", "device_id", "account_id")
_ATTRIBUTE = re.compile(r"attribute\[([a-z_]{1,40})\](?:\[\])?")
_LAPOR = "laporkan lewat SP4N-LAPOR! (https://www.lapor.go.id atau SMS 1708)"


def read(given: Parameters, now: datetime) -> Filing:
    """The filing, without whoever's key it came with.

    Raises:
        Refusal: 404 for an unknown service, 400 for anything else that is missing or wrong.
    """
    code = given.one("service_code")
    if code is None:
        raise Refusal(400, "service_code harus diisi.")
    category = parameters.category(code)
    attributes = _attributes(given)
    event_on = attributes.get(catalogue.EVENT_ON)
    return Filing(
        category=category.code,
        description=_description(given),
        place=_place(given),
        body_hash=_body_hash(given),
        privacy=attributes.get(catalogue.PRIVACY, "public"),
        classification=attributes.get(catalogue.CLASSIFICATION, "pengaduan"),
        event_on=parameters.past_day(catalogue.EVENT_ON, event_on, now) if event_on else None,
        person=_person(given),
        media_url=_media_url(given),
    )


def _description(given: Parameters) -> str:
    words = given.one("description") or ""
    if len(words) > LONGEST_DESCRIPTION:
        raise Refusal(400, f"description paling banyak {LONGEST_DESCRIPTION} karakter.")
    return mask(clean(words))


def _attributes(given: Parameters) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in given.names():
        if not name.startswith("attribute"):
            continue
        match = _ATTRIBUTE.fullmatch(name)
        code = match[1] if match else ""
        if code not in (catalogue.CLASSIFICATION, catalogue.EVENT_ON, catalogue.PRIVACY) or code in found:
            raise Refusal(400, "Ada attribute yang tidak dikenal atau berulang; lihat definisi layanannya.")
        value = given.one(name) or ""
        if code in catalogue.CHOICES and value not in catalogue.CHOICES[code]:
            raise Refusal(400, f"attribute[{code}] harus salah satu: {', '.join(catalogue.CHOICES[code])}.")
        found[code] = value
    return found


def _place(given: Parameters) -> Place:
    words = mask(clean(given.one("address_string") or "", _LONGEST_ADDRESS))
    lat, lon = given.one("lat"), given.one("long")
    if lat is None and lon is None:
        if not words:
            raise Refusal(400, "Tempatnya harus diisi: lat dan long, atau address_string.")
        return _inside(places.as_answer(words))
    if lat is None or lon is None:
        raise Refusal(400, "lat dan long harus diisi keduanya.")
    pin = places.locate(parameters.degrees("lat", lat, 90), parameters.degrees("long", lon, 180))
    return _with_words(_inside(pin), words)


def _with_words(pin: Place, words: str) -> Place:
    """A pin with the address that came along: the pin says where, the address how to find it."""
    if not words:
        return pin
    told = places.as_answer(words)
    return Place.from_dict({**pin.as_dict(), "text": told.text, "name": told.name, "street": told.street})


def _inside(place: Place) -> Place:
    """The same place.

    Raises:
        Refusal: 400, it is not in the city; the description names the right door.
    """
    door = places.door(place)
    if door is None:
        return place
    there = "" if door == "other" else f" ({places.door_name(door)})"
    raise Refusal(400, f"Tempat itu di luar Kota Bandung{there}, jadi di sini tidak dicatat; {_LAPOR}.")


def _person(given: Parameters) -> dict[str, str]:
    said = {name: clean(given.one(name) or "", _LONGEST_FIELD) for name in _PERSON}
    return {name: value for name, value in said.items() if value}


def _media_url(given: Parameters) -> str | None:
    """Kept for the officer; nothing here ever calls it."""
    address = given.one("media_url")
    if address is None:
        return None
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and address.isprintable()
    except ValueError:
        usable = False
    if not usable or len(address) > _LONGEST_URL or " " in address:
        raise Refusal(400, "media_url harus alamat http atau https, paling panjang 1000 karakter.")
    return address


def _body_hash(given: Parameters) -> str:
    """The same for the same fields in any order."""
    names = (name for name in given.names() if name != "api_key")
    pairs = sorted((name, value) for name in names for value in given.every(name))
    return hashlib.sha256(urlencode(pairs).encode()).hexdigest()


def notice(filing: Filing, ticket: Ticket) -> str:
    """What the app shows who filed: 112 first when somebody may be in danger, then what happens next."""
    due = deadlines.show_date(ticket.due_on)
    receipt = (
        f"Laporan {ticket_number.show(ticket.number)} diterima untuk {ticket.agency_name}, "
        f"paling lambat ditanggapi {due}."
    )
    verdict = emergency.assess(filing.description)
    return f"{emergency.first_line(verdict.kinds, 'id')}\n{receipt}" if verdict.danger else receipt
