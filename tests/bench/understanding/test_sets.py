"""The sets as files: what is read, and what is refused."""

from pathlib import Path

import pytest

from bench.understanding.sets import COLUMNS, cases

HEAD = "\t".join(COLUMNS)


def test_row_becomes_a_case(tmp_path: Path) -> None:
    row = "lampu mati\\ndi kopo\treport_problem\tstreet_light\t0\tid\teveryday\tkopo\tstreet_light"
    (tmp_path / "some.tsv").write_text(f"{HEAD}\n{row}\n")
    (case,) = cases(tmp_path)
    assert (case.origin, case.text, case.emergency) == ("some", "lampu mati\ndi kopo", False)


def test_quotes_are_letters_like_others(tmp_path: Path) -> None:
    (tmp_path / "some.tsv").write_text(f'{HEAD}\nkata dia "nanti\tgreet\t\t1\tid\tshort\t\t\n')
    assert [(case.text, case.emergency) for case in cases(tmp_path)] == [('kata dia "nanti', True)]


def test_only_the_sets_named_are_read(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.tsv").write_text(f"{HEAD}\n{name}\tgreet\t\t0\tid\tshort\t\t\n")
    assert [case.text for case in cases(tmp_path, ["two"])] == ["two"]


@pytest.mark.parametrize("content", ["text\tintent\n", f"{HEAD}\nhalo\tgreet\n"])
def test_broken_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "some.tsv").write_text(content)
    with pytest.raises(ValueError, match=r"some\.tsv"):
        cases(tmp_path)
