"""What a citizen reads about traffic and cameras, in each language."""

from core.language import Language, spoken

_TEXTS: dict[str, dict[Language, str]] = {
    "no_source": {
        "id": "Saya tidak punya data kecepatan jalan, jadi lancar atau macetnya bisa dilihat langsung dari "
        "kamera.",
        "su": "Abdi teu gaduh data gancangna jalan, janten lancar atanapi macétna tiasa ditingali langsung "
        "tina kaméra.",
        "en": "I have no road speed data, so look at the cameras to see whether traffic is moving.",
    },
    "source_down": {
        "id": "Data kecepatan jalan sedang tidak bisa diambil. Keadaannya bisa dilihat langsung dari kamera.",
        "su": "Data gancangna jalan nuju teu tiasa dicandak. Kaayaanana tiasa ditingali tina kaméra.",
        "en": "Road speed data cannot be fetched right now. The cameras show how it is.",
    },
    "unsure": {
        "id": "Untuk jalan itu belum ada data kecepatan yang cukup pasti. Keadaannya bisa dilihat langsung "
        "dari kamera.",
        "su": "Kanggo jalan éta teu acan aya data nu cekap pasti. Kaayaanana tiasa ditingali langsung tina "
        "kaméra.",
        "en": "There is no reliable speed data for that road now. The cameras show how it is.",
    },
    "free": {
        "id": "Lancar di dekat {camera}: sekitar {speed} km/jam (kalau jalan kosong {free} km/jam).",
        "su": "Lancar di caket {camera}: sakitar {speed} km/jam (upami jalanna kosong {free} km/jam).",
        "en": "Moving well near {camera}: about {speed} km/h (empty road {free} km/h).",
    },
    "busy": {
        "id": "Padat di dekat {camera}: sekitar {speed} km/jam (kalau jalan kosong {free} km/jam).",
        "su": "Padet di caket {camera}: sakitar {speed} km/jam (upami jalanna kosong {free} km/jam).",
        "en": "Busy near {camera}: about {speed} km/h (empty road {free} km/h).",
    },
    "jammed": {
        "id": "Macet di dekat {camera}: sekitar {speed} km/jam (kalau jalan kosong {free} km/jam).",
        "su": "Macét di caket {camera}: sakitar {speed} km/jam (upami jalanna kosong {free} km/jam).",
        "en": "Jammed near {camera}: about {speed} km/h (empty road {free} km/h).",
    },
    "closed": {
        "id": "Jalan di dekat {camera} tercatat ditutup.",
        "su": "Jalan di caket {camera} kacatet ditutup.",
        "en": "The road near {camera} is listed as closed.",
    },
    "measured": {
        "id": "Sumber kecepatan: {source}, {at}.",
        "su": "Sumber data gancangna: {source}, {at}.",
        "en": "Speeds: {source}, {at}.",
    },
    "checked": {
        "id": "Terakhir dicek {date}, tapi ada kalanya kamera mati.",
        "su": "Panungtungan dipariksa {date}, mung sok aya kaméra nu pareum.",
        "en": "Last checked {date}, but a camera may be down.",
    },
    "listed": {
        "id": "Daftarnya per {month} dan belum dicek ulang, jadi mungkin ada kamera yang mati.",
        "su": "Daptarna per {month} sareng teu acan dipariksa deui, janten panginten aya kaméra nu pareum.",
        "en": "The list is from {month} and was not checked again, so a camera may be down.",
    },
    "silent": {
        "id": "Tidak saya tampilkan karena tidak menjawab sejak {date}: {names}.",
        "su": "Teu ditampilkeun margi teu ngawaler ti {date}: {names}.",
        "en": "Left out because not answering since {date}: {names}.",
    },
    "beyond": {
        "id": "{place} sudah di luar Kota Bandung, kameranya tidak ada di daftar saya.",
        "su": "{place} tos di luar Kota Bandung, kaméra di ditu teu aya dina daptar abdi.",
        "en": "{place} is outside Bandung city, so its cameras are not on my list.",
    },
}


def text(name: str, language: str, **values: str) -> str:
    """One sentence with its facts."""
    return _TEXTS[name][spoken(language)].format(**values)
