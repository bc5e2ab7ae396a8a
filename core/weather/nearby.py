"""The kecamatan of Bandung that lies nearest to a place beyond the border, where it is near enough to matter.

Compiled by the project from general knowledge of the map; a far place has no entry and gets BMKG's page.
"""

from collections.abc import Mapping
from functools import cache

from shapely.geometry import Point

from core import places
from core.places import Place

_NEAR = 0.055  # degrees, some 6 km
_BY_KECAMATAN: Mapping[str, str] = {
    "Cicendo": "Cimahi, Cibabat, Baros Cimahi, Cihanjuang Cimahi, Cihanjuang, Cipageran, Citeureup "
    "Cimahi, Padasuka Cimahi, RS Dustira, Unjani, Stasiun Cimahi, Gunung Bohong, Karang "
    "Mekar, Setiamanah, Pasar Antri, Cigugur Tengah, Cilember, Cibaligo, Pemkot Cimahi, "
    "Cisangkan, Ciawitali Cimahi, Ramayana Cimahi, Pasir Kaliki Cimahi, Amir Machmud, "
    "Gandawijaya, Padalarang, Ngamprah, Cilame, Cimareme, Tagog Apu",
    "Bandung Kulon": "Leuwigajah, Melong, Cijerah 2, Utama Cimahi, Cibeureum Cimahi, Cibeber Cimahi, "
    "Rancabelut, Nanjung, Margaasih, Rahayu Margaasih, Lagadar, Nanjung Margaasih, "
    "Mekarrahayu, Cigondewah Hilir Margaasih, Batujajar",
    "Sukasari": "Parongpong, Dusun Bambu, Sariwangi, Polban, Cigugur Girang, Cihanjuang "
    "Rahayu, Ciwaruga, Sersan "
    "Bajuri, Cihideung, Cisarua Parongpong, Kertawangi, Unai, Kolonel Masturi, Cisarua "
    "KBB",
    "Cidadap": "Lembang, Orchid Forest, Cikole, Maribaya, Dago Giri, Cikahuripan, Gudang "
    "Kahuripan, Jayagiri, "
    "Cibogo Lembang, Farmhouse Lembang, Pasar Lembang, Floating Market, Tangkuban "
    "Parahu",
    "Coblong": "Dago Pakar, Ciburial, Tahura Djuanda, Tebing Keraton, Mekarsaluyu",
    "Cibeunying Kidul": "Cimenyan, Caringin Tilu, Bukit Moko, Cibeunying Cimenyan, Padasuka Cimenyan",
    "Mandalajati": "Mandalamekar Cimenyan, Gunung Manglayang",
    "Ujungberung": "Cilengkrang Kabupaten, Jatiendah, Cilengkrang Cipanjalu, Girimekar, Melatiwangi",
    "Cibiru": "Cileunyi, Cinunuk, Cimekar, Cibiru Hilir, Cibiru Wetan, UPI Cibiru, Manglayang "
    "Regency, Permata Biru, Bumi Harapan, Cileunyi Kulon, Cileunyi Wetan, Tol Cileunyi, "
    "Bundaran Cileunyi, Terminal Cileunyi, Jatinangor, Cibeusi, Hegarmanah Jatinangor, "
    "Cikeruh, Sayang Jatinangor, Cileles, Unpad Jatinangor Kampus, IPDN, Ikopin",
    "Gedebage": "Tegalluar, Rancaekek",
    "Buahbatu": "Bojongsoang, Telkom University, Cipagalo, Ciganitri, Buahbatu Bojongsoang, "
    "Lengkong Bojongsoang, GBA, Podomoro Park, Cikoneng Bojongsoang, Transmart Buahbatu",
    "Bandung Kidul": "Dayeuhkolot, Baleendah, Palasari Dayeuhkolot, Citeureup Dayeuhkolot, Cisirung, "
    "Cangkuang Kulon, Kampung Batu Baleendah, Andir Baleendah, Bojong Malaka, "
    "Rancamanyar",
    "Bojongloa Kidul": "Kecamatan Margahayu, Sayati, Sukamenak, Taman Kopo Indah, Taman Cibaduyut Indah, "
    "Permata Kopo, Bihbul, Margahayu Permai, Lanud Sulaiman, Katapang, Kopo Katapang, "
    "Cilampeni, Soreang",
}


@cache
def _names() -> Mapping[str, str]:
    return {
        name.casefold(): kecamatan
        for kecamatan, names in _BY_KECAMATAN.items()
        for name in (each.strip() for each in names.split(","))
    }


def nearest(place: Place) -> str | None:
    """The kecamatan nearest to a place outside, None when it is far away or unknown."""
    if place.kind == "pin" and place.lat is not None and place.lon is not None:
        point = Point(place.lon, place.lat)
        distances = {name: float(shape.distance(point)) for name, shape in places.districts().items()}
        closest = min(distances, key=distances.__getitem__)
        return closest if distances[closest] <= _NEAR else None
    return _names().get((place.name or "").casefold())
