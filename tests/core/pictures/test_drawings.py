"""What can be measured of a picture: nothing is cut, everything can be read, in both themes and languages."""

import io
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from core import cameras, pictures
from core.air import Model
from core.language import Language
from core.pictures import canvas, icons
from core.pictures.canvas import SMALLEST, Canvas, drawable
from core.pictures.icons import Sky
from core.pictures.theme import DARK, LIGHT, READABLE, Theme, contrast, rgb
from core.places import locate
from core.weather import parse
from core.weather.forecast import Forecast, Step
from tests.forecasts import forecast, kelurahan

NOW = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)
AT = datetime(2026, 11, 24, 7, tzinfo=UTC)
ADM4 = "32.73.01.1001"
LONG = "Kel. Babakan Ciparay Wetan Kaler Sabrang Kulon, Kec. Bojongloa Kidul"
PINS = ((-6.8945, 107.5905), (-6.9175, 107.6191), (-6.9400, 107.7050))

type Drawing = Callable[[Language, Theme], Canvas]


def rainy() -> Forecast:
    return parse(forecast(kelurahan()[ADM4], NOW, rain=True))


def strip(found: Forecast, heading: str = LONG) -> Drawing:
    steps = pictures.forecast.shown(found, NOW)
    return lambda language, theme: pictures.forecast.draw(found, steps, heading, language, theme)


def chart(*figures: float) -> Drawing:
    hours = tuple((AT - timedelta(hours=23 - n), figure) for n, figure in enumerate(figures))
    day = pictures.air.day(Model(AT, figures[-1], hours=hours))
    assert day is not None
    return lambda language, theme: pictures.air.draw(day, language, theme)


def a_map(pin: tuple[float, float], number: int, *, exact: bool = True) -> Drawing:
    hits = cameras.nearest(locate(*pin), number)
    found = pictures.cameras.picture(*pin, hits, "id")
    assert found is not None
    codes = found.path.rsplit("/", 1)[1].removesuffix(".png").split(".")
    shown = pictures.cameras.chosen(*pin, codes)
    assert shown is not None
    return lambda language, theme: pictures.cameras.draw(*pin, shown, language, theme, exact=exact)


def holes() -> Forecast:
    steps = [Step(AT + n * timedelta(hours=3)) for n in range(4)]
    extremes = [
        replace(steps[0], temperature=-9.6, rain=499.4, description="Hujan Disertai Angin Kencang Sekali"),
        replace(steps[1], temperature=38.2, description="Hujan Petir"),
        steps[2],
        replace(steps[3], rain=0.04, description="???"),
    ]
    return Forecast(steps=tuple(extremes))


DRAWINGS: dict[str, Drawing] = {
    "strip": strip(rainy(), "Cuaca Kel. Sukarasa"),
    "strip, long name": strip(rainy()),
    "strip, holes": strip(holes()),
    "chart": chart(*(30 + 18 * math.sin(n / 4) for n in range(24))),
    "chart, clean air": chart(*([0.0] * 24)),
    "chart, smoke": chart(*([999.0] * 24)),
    "chart, 18 hours": chart(*([55.4] * 18)),
    "map": a_map(PINS[0], 3),
    "map, one camera": a_map(PINS[1], 1),
    "map, nine cameras": a_map(PINS[1], 9),
    "map, edge of the city": a_map(PINS[2], 5, exact=False),
}
EACH = pytest.mark.parametrize("name", DRAWINGS)
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
LANGUAGES = pytest.mark.parametrize("language", ["id", "su", "en"])


@EACH
@LANGUAGES
def test_no_text_leaves_the_picture_or_covers_another(name: str, language: Language) -> None:
    drawn = DRAWINGS[name](language, LIGHT)
    boxes = [label.box for label in drawn.labels]

    assert len(boxes) > 5
    assert all(
        left >= 0 and top >= 0 and right <= canvas.WIDTH and bottom <= drawn.height
        for left, top, right, bottom in boxes
    )
    assert [(one, other) for n, one in enumerate(boxes) for other in boxes[:n] if overlap(one, other)] == []


def overlap(one: canvas.Box, other: canvas.Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


@EACH
@THEMES
def test_every_text_stands_out_from_what_is_behind_it(name: str, theme: Theme) -> None:
    drawn = DRAWINGS[name]("id", theme)
    ground = drawn.ground()
    weak = [(label.text, worst(ground, label)) for label in drawn.labels if worst(ground, label) < READABLE]

    assert weak == []


def worst(ground: Image.Image, label: canvas.Label) -> float:
    """The least contrast of a label to a colour that fills more than a thirtieth of its box."""
    left, top, right, bottom = (round(edge) for edge in label.box)
    box = ground.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
    counted = box.getcolors(box.width * box.height) or []
    behind = [colour for count, colour in counted if count * 30 >= box.width * box.height]
    grounds = [(each[0], each[1], each[2]) for each in behind if isinstance(each, tuple)]
    return min(contrast(rgb(label.colour), each) for each in grounds)


@EACH
def test_themes_differ_and_the_size_does_not(name: str) -> None:
    light, dark = (
        Image.open(io.BytesIO(DRAWINGS[name]("id", theme).png())).convert("RGB") for theme in (LIGHT, DARK)
    )

    assert light.size == dark.size
    assert light.width == 1080
    assert 600 < light.height < 1800
    assert contrast(corner(light), rgb(LIGHT.ground)) < 1.1
    assert contrast(corner(dark), rgb(DARK.ground)) < 1.1


def corner(image: Image.Image) -> tuple[int, int, int]:
    pixel = image.getpixel((5, 5))
    assert isinstance(pixel, tuple)
    red, green, blue = pixel
    return red, green, blue


@EACH
def test_letters_are_large_enough_for_a_phone(name: str) -> None:
    drawn = DRAWINGS[name]("id", LIGHT)

    assert [font.size for _, _, font, _ in drawn._letters if font.size < SMALLEST - 1] == []


@pytest.mark.parametrize("letter", "éèÉ°µ–—·³…²PM2.5±")
def test_the_font_draws_what_our_words_need(letter: str) -> None:
    assert drawable(letter) == letter


@pytest.mark.parametrize("letter", ["→", "ᮞ", "雨", "☔", "\ufffd"])
def test_what_the_font_cannot_draw_is_left_out(letter: str) -> None:
    assert drawable(f"a{letter}b") == "ab"


def test_a_long_name_is_made_smaller_then_cut() -> None:
    smaller, small = canvas.fitted("Kec. Bandung Wetan", 56, 400, bold=True)
    cut, least = canvas.fitted(LONG, 56, 400, bold=True)

    assert smaller == "Kec. Bandung Wetan"
    assert small.size < 56
    assert cut.endswith("…")
    assert least.getlength(cut) <= 400


# --- the strip


@pytest.mark.parametrize(
    ("description", "rain", "sky"),
    [
        ("Cerah", 0, Sky.CLEAR), ("Cerah Berawan", 0, Sky.PARTLY), ("Berawan", 0, Sky.CLOUDY),
        ("Berawan Tebal", 0, Sky.OVERCAST), ("Udara Kabur", 0, Sky.HAZE), ("Asap", None, Sky.HAZE),
        ("Kabut", 0, Sky.HAZE), ("Hujan Ringan", 0, Sky.LIGHT_RAIN), ("Hujan Sedang", 3, Sky.RAIN),
        ("Hujan Lebat", 30, Sky.HEAVY_RAIN), ("Hujan Petir", 9, Sky.THUNDER), ("Petir", 0, Sky.THUNDER),
        ("Berawan", 2.5, Sky.LIGHT_RAIN), ("", 4, Sky.LIGHT_RAIN), ("", None, Sky.UNKNOWN),
        ("keterangan cuaca", 0, Sky.UNKNOWN),
    ],
)  # fmt: skip
def test_sky_is_drawn_as_it_is_told(description: str, rain: float | None, sky: Sky) -> None:
    assert icons.sky(Step(AT, description=description, rain=rain)) is sky


def test_missing_figures_are_dashes_with_their_meaning() -> None:
    texts = [label.text for label in DRAWINGS["strip, holes"]("id", LIGHT).labels]

    assert texts.count("–") == 4
    assert "– = belum ada datanya" in " ".join(texts)
    assert not any("– =" in label.text for label in DRAWINGS["strip"]("id", LIGHT).labels)


def test_strip_says_source_and_time_of_issue() -> None:
    texts = [label.text for label in DRAWINGS["strip"]("en", LIGHT).labels]

    assert "Source: BMKG, updated 24 Nov 07.00 WIB" in texts
    assert "8.3 mm" in texts
    assert "Sumber: BMKG, waktu terbit tidak tercantum" in [
        label.text for label in DRAWINGS["strip, holes"]("id", LIGHT).labels
    ]


@pytest.mark.parametrize("found", [Forecast(), parse({}), Forecast(steps=(Step(AT),))])
def test_too_little_for_a_strip_is_no_picture(found: Forecast) -> None:
    assert pictures.forecast.picture(found, ADM4, "Bandung", NOW, "id") is None


def test_strip_begins_with_the_running_step_and_spans_thirty_hours() -> None:
    steps = pictures.forecast.shown(rainy(), NOW)

    assert steps[0].at == AT
    assert steps[-1].end - steps[0].at == timedelta(hours=30)


@LANGUAGES
def test_a_reference_fits_a_line_and_comes_apart_again(language: Language) -> None:
    found = pictures.forecast.picture(rainy(), ADM4, LONG * 6, NOW, language)
    assert found is not None
    path, words = pictures.split(found.reference)

    assert len(found.reference) <= 500
    assert path == found.path
    assert words.endswith("…")


# --- the chart


@pytest.mark.parametrize("hours", [0, 1, 17])
def test_too_few_hours_are_no_chart(hours: int) -> None:
    few = tuple((AT - timedelta(hours=n), 20.0) for n in range(hours))

    assert pictures.air.picture(Model(AT, 20.0, hours=few), "id") is None


def test_hours_to_come_and_older_ones_are_not_drawn() -> None:
    hours = tuple((AT + timedelta(hours=n), 20.0) for n in range(-40, 13))
    day = pictures.air.day(Model(AT, 20.0, hours=hours))

    assert day is not None
    assert [at for at, _ in day.hours] == [AT - timedelta(hours=n) for n in range(23, -1, -1)]


@THEMES
def test_bars_carry_no_colour_of_a_daily_category(theme: Theme) -> None:
    picture = DRAWINGS["chart, smoke"]("id", theme).ground()
    counted = sorted(picture.getcolors(2**24) or [], reverse=True)[:3]

    assert rgb(theme.accent) in [colour for _, colour in counted]


@pytest.mark.parametrize(
    ("figure", "category"),
    [(15.4, "Baik"), (17.0, "Sedang"), (57.0, "Tidak Sehat"), (600.0, "Berbahaya")],
)
def test_the_mean_of_the_day_has_its_category_and_unit(figure: float, category: str) -> None:
    texts = [label.text for label in chart(*([figure] * 24))("id", LIGHT).labels]

    assert f"Rata-rata 24 jam {figure:.0f} µg/m³, kira-kira {category}" in texts
    assert "Satuan µg/m³, bukan indeks ISPU" in texts


# --- the map


def test_numbers_and_list_agree_with_the_answer() -> None:
    hits = cameras.nearest(locate(*PINS[0]), 3)
    texts = [label.text for label in DRAWINGS["map"]("id", LIGHT).labels]

    assert [text for text in texts if text in {hit.name for hit in hits}] == [hit.name for hit in hits]
    assert sorted(text for text in texts if text.isdigit()) == ["1", "1", "2", "2", "3", "3"]
    assert "500 m" in texts
    assert "U" in texts


def test_distances_are_told_from_an_exact_point_only() -> None:
    near = [label.text for label in a_map(PINS[1], 3)("id", LIGHT).labels]
    around = [label.text for label in a_map(PINS[1], 3, exact=False)("id", LIGHT).labels]

    assert "200 m" in near
    assert "200 m" not in around
    assert "Sekitar tempat yang ditanyakan" in around


def test_a_camera_that_we_do_not_know_is_no_map() -> None:
    (hit,) = cameras.nearest(locate(*PINS[0]), 1)
    unknown = replace(hit, page_url="https://example.org/kamera")

    assert pictures.cameras.picture(*PINS[0], [unknown], "id") is None
    assert pictures.cameras.picture(*PINS[0], [], "id") is None
    assert pictures.cameras.picture(*PINS[0], [hit, hit], "id") is None
