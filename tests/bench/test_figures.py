"""What every bench does with its figures."""

import math

import pytest

from bench.figures import percentile, table, with_section

PAGE = "# Page\n\nwords\n<!-- turns -->\nold\n<!-- /turns -->\nmore words\n"


def test_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.0


def test_percentile_of_all_is_the_largest() -> None:
    assert percentile([1.0, 9.0, 5.0], 1) == 9.0


def test_percentile_of_nothing_is_no_number() -> None:
    assert math.isnan(percentile([], 0.5))


def test_columns_of_a_table_stand_under_each_other() -> None:
    lines = table(["", "ours"], [["turn", "11 ms"], ["memory", "400 MB"]]).splitlines()
    assert [len(line) for line in lines] == [len(lines[0])] * 4


def test_a_section_is_replaced_and_the_words_around_it_stay() -> None:
    replaced = with_section(PAGE, "turns", "new")
    assert replaced == PAGE.replace("old", "new")


def test_a_page_without_the_section_is_refused() -> None:
    with pytest.raises(ValueError, match="memory"):
        with_section(PAGE, "memory", "new")
