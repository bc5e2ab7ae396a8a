"""Data of others is read so that one bad value costs only what needs it."""

from datetime import UTC, datetime

import pytest

from core.errors import PayloadError
from integrations.foreign import (
    ItemError,
    coordinate,
    header,
    identifier,
    items,
    load_object,
    moment,
    name,
    node,
    optional_identifier,
    required_text,
    same_secret,
    size,
    string,
)

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def test_an_object_is_loaded() -> None:
    assert load_object(b'{"a": [1]}') == {"a": [1]}


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'"a"', b'{"a": NaN}', b"\x80", b'{"a":' * 200_000, b"9" * 5000]
)
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(PayloadError):
        load_object(body)


@pytest.mark.parametrize(
    ("value", "found"),
    [({"a": {"b": {"c": 1}}}, {"c": 1}), ({"a": 5}, {}), ({"a": {"b": [1]}}, {}), (None, {})],
)
def test_a_path_leads_to_an_object_or_nothing(value: object, found: object) -> None:
    assert node(value, "a", "b") == found


@pytest.mark.parametrize(("value", "found"), [({"a": [1]}, [1]), ({"a": {}}, []), ({}, []), ("a", [])])
def test_an_array_or_nothing(value: object, found: object) -> None:
    assert items(value, "a") == found


@pytest.mark.parametrize(("value", "found"), [("a\x00b", "ab"), (5, ""), (None, ""), (["a"], "")])
def test_a_text_or_nothing(value: object, found: str) -> None:
    assert string({"a": value}, "a") == found


@pytest.mark.parametrize(
    ("value", "found"),
    [(" Asep \n Contoh ", "Asep Contoh"), ("\x00", None), ("a" * 900, "a" * 200), (7, None)],
)
def test_a_name_is_one_short_line(value: object, found: str | None) -> None:
    assert name({"a": value}, "a") == found


def test_a_required_text_must_be_one() -> None:
    assert required_text({"a": ""}, "a") == ""
    with pytest.raises(ItemError):
        required_text({"a": 5}, "a")


@pytest.mark.parametrize(
    ("value", "found"), [(5, "5"), (-(2**70), str(-(2**70))), ("wamid.A==", "wamid.A==")]
)
def test_an_id_is_text_or_number(value: object, found: str) -> None:
    assert identifier({"a": value}, "a") == found


@pytest.mark.parametrize("value", [None, True, 1.5, "", " ", "a\x00", "\ud800", "a" * 513, [1], {"b": 1}])
def test_anything_else_is_no_id(value: object) -> None:
    assert optional_identifier({"a": value}, "a") is None
    with pytest.raises(ItemError):
        identifier({"a": value}, "a")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (0, 0),
        (96110, 96110),
        ("96110", 96110),
        ("٣", None),
        (-1, None),
        (True, None),
        (10**15, None),
        ("1" * 16, None),
    ],
)
def test_a_size_is_a_sensible_number(value: object, found: int | None) -> None:
    assert size({"a": value}, "a") == found


@pytest.mark.parametrize("value", [0, -6.92, 90, -90.0])
def test_degrees_within_range_are_read(value: float) -> None:
    assert coordinate({"a": value}, "a", 90) == value


@pytest.mark.parametrize("value", [90.1, -91, 2**70, float("inf"), float("nan"), "6", None, True])
def test_other_degrees_are_refused(value: object) -> None:
    with pytest.raises(ItemError):
        coordinate({"a": value}, "a", 90)


@pytest.mark.parametrize("value", [1795400000, "1795400000"])
def test_a_time_is_in_seconds(value: object) -> None:
    assert moment(value, lambda: NOW) == datetime.fromtimestamp(1795400000, UTC)


@pytest.mark.parametrize(
    "value", [None, 0, -5, True, 1.5, "", "٣", "2026-11-23", 2**70, 10**12, str(2**70), "9" * 15]
)
def test_a_senseless_time_means_now(value: object) -> None:
    assert moment(value, lambda: NOW) == NOW


def test_a_header_has_no_case() -> None:
    assert header({"x-UJI": "ya"}, "X-Uji") == "ya"
    assert header({}, "X-Uji") == ""


@pytest.mark.parametrize(
    ("given", "expected", "same"),
    [
        ("a", "a", True),
        ("a", "b", False),
        ("", "", False),
        ("\udcff", "\udcff", True),
        ("\udcff", "a", False),
    ],
)
def test_an_unset_secret_matches_nothing(given: str, expected: str, same: bool) -> None:
    assert same_secret(given, expected) is same
