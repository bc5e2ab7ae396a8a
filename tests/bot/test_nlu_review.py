"""Reviewed texts become training examples: what is taught, what is refused, and what a worse model means."""

import json
import shutil
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu_examples import REVIEWED, Example, Neighbours, examples, written
from bot.nlu_figures import Reading, is_worse, shown
from bot.nlu_review import import_reviewed, read, sort_rows
from bot.training import newest_model
from core.errors import StartError
from core.settings import ROOT

# Stand-ins for Rasa: a model is a copy of the reviewed file, and reads as that file makes it.
TRAINS = """#!/bin/sh
while [ "$1" != --out ]; do shift; done
cat data/nlu/reviewed.yml > "$2/$4.tar.gz" 2>/dev/null || echo none > "$2/$4.tar.gz"
"""
FAILS = "#!/bin/sh\necho broken\nexit 1\n"
PARSES = """#!{python}
import json, sys
taught = open(sys.argv[-1]).read()
for line in sys.stdin:
    text = json.loads(line)
    name = "ask_traffic" if "macet" in text and text in taught else "greet"
    name = "out_of_scope" if "{spoilt}" in taught and text == "halo min" else name
    print(json.dumps({{"intent": {{"name": name, "confidence": 0.9}}, "entities": []}}), flush=True)
"""
MAIN = """version: "3.1"
nlu:
- intent: greet
  examples: |
    - halo
    - selamat pagi semua warga
- intent: report_problem
  metadata:
    category: waste
  examples: |
    - sampah numpuk di depan pasar kosambi dari minggu lalu
"""
SET = (
    "text\tintent\tcategory\temergency\tlanguage\tregister\tplace\tpair\n"
    "halo min\tgreet\t\t0\tid\tshort\t\t\n"
    "lampu jalan di depan rumah mati semua\treport_problem\tstreet_light\t0\tid\teveryday\t\t\n"
)
JAM: dict[str, Any] = {
    "id": 7,
    "text": "kumaha macet teu di gasibu",
    "intent": "ask_traffic",
    "category": None,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the project as far as it matters, with a stand-in for Rasa."""
    for name in ("data/nlu", "data/city", "data/rules", "tests/nlu", "models", ".venv-rasa/bin"):
        (tmp_path / name).mkdir(parents=True)
    shutil.copy(ROOT / "domain.yml", tmp_path / "domain.yml")
    shutil.copy(ROOT / "data/city/categories.json", tmp_path / "data/city/categories.json")
    (tmp_path / "data/nlu/main.yml").write_text(MAIN)
    (tmp_path / "tests/nlu/talk.tsv").write_text(SET)
    _install(tmp_path, "rasa", TRAINS)
    _install(tmp_path, "python", PARSES.format(python=shutil.which("python3"), spoilt="kata perusak"))
    return tmp_path


def _install(root: Path, name: str, script: str) -> None:
    program = root / ".venv-rasa/bin" / name
    program.write_text(script)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def file_of(root: Path, *rows: Mapping[str, Any]) -> Path:
    path = root / "review.yml"
    path.write_text(yaml.safe_dump([dict(row) for row in rows], allow_unicode=True))
    return path


def refusals(root: Path, **changes: Any) -> list[str]:
    return sort_rows([{**JAM, **changes}], root).refused


async def run(root: Path, *rows: Mapping[str, Any], **options: bool) -> tuple[int, str]:
    said: list[str] = []
    code = await import_reviewed(file_of(root, *rows), said.append, root=root, **options)
    return code, "\n".join(said)


async def test_what_is_labelled_is_taught_with_figures_before_and_after(root: Path) -> None:
    code, said = await run(root, JAM)
    assert code == 0
    assert examples(root)[-1] == Example("ask_traffic", "", JAM["text"], "reviewed.yml")
    assert "intent         0 of 1       0.0% ->     1 of 1     100.0%" in said
    assert "better: 'kumaha macet teu di gasibu': greet -> ask_traffic" in said
    assert "Evaluation sets (tests/nlu): 2 texts" in said
    assert "Kept" in said


async def test_without_figures_nothing_is_trained(root: Path) -> None:
    code, _ = await run(root, JAM, figures=False)
    assert (code, newest_model(root)) == (0, None)
    assert (root / REVIEWED).exists()


async def test_a_worse_model_is_refused_and_the_old_one_stays(root: Path) -> None:
    await run(root, JAM)
    file, model = (root / REVIEWED).read_text(), newest_model(root)
    code, said = await run(root, {**JAM, "text": "kata perusak yang salah label"})
    assert code == 1
    assert "WORSE" in said
    assert "worse: 'halo min': greet -> out_of_scope" in said
    assert ((root / REVIEWED).read_text(), newest_model(root)) == (file, model)
    assert "kata perusak" in (root / "data/nlu/reviewed.yml.rejected").read_text()


async def test_a_worse_first_import_leaves_no_file(root: Path) -> None:
    await run(root, {**JAM, "text": "kata perusak yang salah label"})
    assert not (root / REVIEWED).exists()


async def test_a_worse_model_is_kept_on_demand(root: Path) -> None:
    code, said = await run(root, {**JAM, "text": "kata perusak yang salah label"}, keep=True)
    assert code == 0
    assert "WORSE" in said
    assert "kata perusak" in (root / REVIEWED).read_text()


async def test_failed_training_changes_nothing(root: Path) -> None:
    await run(root, JAM)
    file = (root / REVIEWED).read_text()
    _install(root, "rasa", FAILS)
    with pytest.raises(StartError, match="training failed"):
        await run(root, {**JAM, "text": "macet pisan di dago atas"})
    assert (root / REVIEWED).read_text() == file


async def test_the_file_is_sorted_and_does_not_depend_on_the_order(root: Path) -> None:
    other = {"text": "aya nu miceun runtah di susukan", "intent": "report_problem", "category": "waste"}
    await run(root, JAM, other, figures=False)
    first = (root / REVIEWED).read_text()
    (root / REVIEWED).unlink()
    await run(root, other, figures=False)
    await run(root, JAM, figures=False)
    assert (root / REVIEWED).read_text() == first
    assert yaml.safe_load(first)["nlu"][1]["metadata"] == {"category": "waste"}


async def test_the_same_file_teaches_once(root: Path) -> None:
    await run(root, JAM, figures=False)
    code, said = await run(root, JAM, figures=False)
    assert code == 0
    assert "0 to teach, 1 taught already" in said


@pytest.mark.parametrize("label", [None, "", "skip"])
def test_what_has_no_label_is_passed_over(root: Path, label: str | None) -> None:
    found = sort_rows([{**JAM, "intent": label}], root)
    assert (found.taught, found.unlabelled, found.refused) == ([], 1, [])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"intent": "ask_trafic"}, "no intent 'ask_trafic'"),
        ({"intent": "report_problem"}, "needs a category"),
        ({"intent": "report_problem", "category": "roads"}, "no category 'roads'"),
        ({"text": "  "}, "no text"),
        ({"text": "kata " * 300}, "longer than"),
        ({"text": "telepon saya 0812 3456 7890 macet teu"}, "personal details"),
        ({"text": "macet teu [nomor telepon disembunyikan]"}, "personal details"),
        ({"text": "nama saya Yanti Suryani, macet ga di kopo"}, "personal details"),
        ({"text": "macet [di sini](place) teu"}, "square brackets"),
        ({"text": "sampah numpuk di depan pasar kosambi dari minggu lalu euy"}, "main.yml teaches"),
        ({"text": "lampu jalan di depan rumah mati semua nya"}, "too near talk.tsv"),
    ],
)
def test_what_must_not_be_taught_is_refused(root: Path, changes: dict[str, Any], reason: str) -> None:
    [refused] = refusals(root, **changes)
    assert refused.startswith("row 7 (")
    assert reason in refused


def test_two_meanings_of_one_text_in_a_file_are_refused(root: Path) -> None:
    found = sort_rows([JAM, {**JAM, "intent": "ask_weather"}], root)
    assert len(found.taught) == 1
    assert "this file teaches ask_traffic" in found.refused[0]


async def test_a_refusal_is_told_and_ends_with_1_though_the_rest_is_taught(root: Path) -> None:
    code, said = await run(root, JAM, {**JAM, "text": "macet jol", "intent": "nope"}, figures=False)
    assert code == 1
    assert "Refused: row 7 ('macet jol'): domain.yml has no intent 'nope'" in said
    assert JAM["text"] in (root / REVIEWED).read_text()


def test_json_lines_are_read_too(root: Path) -> None:
    path = root / "review.jsonl"
    path.write_text(json.dumps(JAM) + "\n\n" + json.dumps(JAM) + "\n")
    assert read(path) == [JAM, JAM]


@pytest.mark.parametrize("text", ["a: b", "- satu\n- dua", "{", "\x00"])
def test_what_is_no_such_file_is_told(root: Path, text: str) -> None:
    path = root / "review.yml"
    path.write_text(text)
    with pytest.raises(StartError, match=r"review\.yml"):
        read(path)


def test_a_missing_file_is_told(root: Path) -> None:
    with pytest.raises(StartError, match="cannot be read"):
        read(root / "nowhere.yml")


def test_odd_texts_survive_the_file(root: Path) -> None:
    texts = ["- yang ini: 'apa' \"itu\" # bukan komentar", "100% bener?", "é ieu kumaha"]
    (root / REVIEWED).write_text(written(Example("greet", "", text) for text in texts))
    kept = {each.text for each in examples(root) if each.origin == "reviewed.yml"}
    assert kept == set(texts)


def test_a_short_text_is_near_only_to_itself() -> None:
    known = Neighbours([Example("greet", "", "halo min")])
    assert known.near("Halo, min!") is not None
    assert known.near("halo kak") is None


def _readings(*intents: str) -> Sequence[Reading]:
    case = Example("emergency", "", "tolong")
    return [Reading(case, intent, "", intent == "emergency") for intent in intents]


def test_fewer_emergencies_found_is_worse() -> None:
    assert is_worse(_readings("emergency", "greet"), _readings("greet", "greet"))
    assert not is_worse(_readings("greet"), _readings("emergency"))


def test_long_lists_of_changes_are_cut() -> None:
    told = shown("Sets", _readings(*["greet"] * 30), _readings(*["emergency"] * 30))
    assert "better: and 10 more" in told
    assert shown("Sets", [], []) == "Sets: none"
