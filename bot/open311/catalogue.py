"""What the city offers through the civic API: the endpoint, its services, and what each asks."""

from typing import Any

from bot.open311.answers import Answer
from core import agencies
from core.agencies import Category

CHANGED = "2026-11-24T00:00:00+07:00"  # the day on which anything here last changed its meaning
_SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"

CLASSIFICATION, EVENT_ON, PRIVACY = "classification", "event_on", "privacy"
CHOICES: dict[str, dict[str, str]] = {
    CLASSIFICATION: {
        "pengaduan": "Pengaduan",
        "aspirasi": "Aspirasi",
        "informasi": "Permintaan informasi",
    },
    PRIVACY: {
        "public": "Terbuka",
        "anonymous": "Anonim: identitas pelapor tidak diberikan kepada instansi",
        "secret": "Rahasia: laporan tidak tampil di mana pun, juga tidak di API ini",
    },
}
# code, datatype, what it asks, how to fill it in; none is required, and every service has the same
_ATTRIBUTES = (
    (CLASSIFICATION, "singlevaluelist", "Jenis laporan", "Tanpa isian: pengaduan"),
    (EVENT_ON, "datetime", "Sejak kapan atau kapan terjadi", "ISO 8601, misalnya 2026-11-24T09:15:00+07:00"),
    (PRIVACY, "singlevaluelist", "Siapa yang boleh tahu", "Tanpa isian: terbuka"),
)


def discovery(base: str, *, production: bool) -> Answer:
    """Where the API is and who answers for it."""
    return Answer(
        "discovery",
        {
            "changeset": CHANGED,
            "contact": f"Pemerintah Kota Bandung, {agencies.agency('diskominfo').name}",
            "key_service": "Kunci API diberikan kepada organisasi dan pengembang oleh "
            f"{agencies.agency('diskominfo').name} Kota Bandung. Membaca tidak memerlukan kunci.",
            "endpoints": [
                {
                    "specification": _SPECIFICATION,
                    "url": f"{base}/open311/v2",
                    "changeset": CHANGED,
                    "type": "production" if production else "test",
                    "formats": ["text/xml", "application/json"],
                }
            ],
        },
    )


def services() -> Answer:
    """Everything that may be reported."""
    return Answer("services", [_service(category) for category in agencies.categories().values()])


def _service(category: Category) -> dict[str, Any]:
    return {
        "service_code": category.code,
        "service_name": category.label_id,
        "description": ", ".join(category.hints),
        "metadata": True,
        "type": "realtime",
        "keywords": ",".join(category.hints),
        "group": agencies.agency(category.agency).name,
    }


def definition(category: Category) -> Answer:
    """What this service asks beside place and description."""
    attributes = [_attribute(order, *about) for order, about in enumerate(_ATTRIBUTES, start=1)]
    return Answer("service_definition", {"service_code": category.code, "attributes": attributes})


def _attribute(order: int, code: str, datatype: str, asks: str, how: str) -> dict[str, Any]:
    attribute: dict[str, Any] = {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": False,
        "datatype_description": how,
        "order": order,
        "description": asks,
    }
    if code in CHOICES:
        attribute["values"] = [{"key": key, "name": name} for key, name in CHOICES[code].items()]
    return attribute
