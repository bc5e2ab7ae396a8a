"""Reports that are not the city's, and what is corrected on the way."""

from core.reports import Draft, End, Heard, hear, place_words


def told(text: str, intent: str = "report_problem", **more: object) -> Heard:
    facts = {"category": "road_damage", "category_confidence": 0.8, **more}
    return Heard(intent=intent, text=text, **facts)  # type: ignore[arg-type]


def after(draft: Draft, heard: Heard) -> Draft:
    result = hear(draft, heard)
    assert result is not None
    return result


def test_a_pin_outside_the_city_ends_the_report() -> None:
    pin = {"lat": -6.2, "lon": 106.8}
    draft = after(Draft(), told("jalan bolong gede banget"))
    assert after(draft, Heard(intent="share_location", location=pin)).end is End.OUTSIDE


def test_a_place_outside_the_city_ends_the_report() -> None:
    assert after(Draft(), told("jalan rusak parah di cimahi")).end is End.OUTSIDE


def test_a_corrected_place_is_corrected_in_the_story() -> None:
    first = after(Draft(), told("pohon tumbang di jalan cihampelas nutup jalan", category="trees_parks"))
    draft = after(first, Heard("correct", text="eh bukan cihampelas tapi jalan setiabudi"))
    assert (draft.text, place_words(draft.place)) == (
        "pohon tumbang di Jalan Setiabudi nutup jalan", "Jalan Setiabudi"
    )  # fmt: skip


def test_a_theft_is_the_polices() -> None:
    heard = Heard("report_problem", text="motor saya dicuri di parkiran pasar baru", category="public_order")
    assert after(Draft(), heard).end is End.CRIME


def test_a_power_cut_is_not_the_citys() -> None:
    heard = told("mati lampu dari subuh di rumah saya di antapani", category="other")
    assert after(Draft(), heard).end is End.POWER_CUT


def test_dark_lamps_of_a_street_are_no_power_cut() -> None:
    heard = told("di jalan gagak lampunya mati semua", category="street_light")
    assert after(Draft(), heard).end is None


def test_papers_need_no_place_unless_an_office_near_home_is_meant() -> None:
    papers = after(Draft(), told("akta kelahiran anak belum jadi", category="civil_registry_permits"))
    assert (papers.missing, place_words(papers.place)) == (None, "Kota Bandung")
    office = after(Draft(), told("petugas kelurahan minta uang", category="civil_registry_permits"))
    assert office.missing == "place"


def test_trouble_at_a_map_point_is_told_whole() -> None:
    heard = told("lampu mati di -6.9353, 107.6232", "inform_place", category="street_light")
    draft = after(Draft(), heard)
    assert (draft.missing, draft.text) == (None, "lampu mati di -6.9353, 107.6232")
