"""Figures by hand."""

import math

import pytest

from bench.understanding.measures import accuracy, bins, calibration_error, confusion, f1, macro_f1

PAIRS = [("a", "a"), ("a", "a"), ("a", "b"), ("b", "b"), ("b", "a"), ("c", "a")]


def test_accuracy_is_the_share_read_as_meant() -> None:
    assert accuracy(PAIRS) == 0.5


def test_nothing_has_no_accuracy() -> None:
    assert math.isnan(accuracy([]))
    assert math.isnan(macro_f1([]))
    assert math.isnan(calibration_error([]))


def test_f1_weighs_misses_and_false_finds() -> None:
    assert f1(PAIRS, "a") == pytest.approx(4 / 7)
    assert f1(PAIRS, "b") == 0.5
    assert f1(PAIRS, "c") == 0.0


def test_macro_f1_counts_every_class_the_same() -> None:
    assert macro_f1(PAIRS) == pytest.approx((4 / 7 + 0.5 + 0.0) / 3)


def test_confusion_lists_mistakes_only() -> None:
    assert dict(confusion(PAIRS, 9)) == {("a", "b"): 1, ("b", "a"): 1, ("c", "a"): 1}


def test_certain_and_right_is_perfectly_calibrated() -> None:
    assert calibration_error([(1.0, True)] * 4) == 0.0


def test_boast_is_measured() -> None:
    assert calibration_error([(0.95, True), (0.95, False)]) == pytest.approx(0.45)


def test_bins_hold_every_reading_once() -> None:
    assert sum(b.count for b in bins([(0.0, True), (0.1, False), (0.999, True), (1.0, True)])) == 4
