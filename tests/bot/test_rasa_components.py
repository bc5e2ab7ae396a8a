"""Our Rasa components where they live: in Rasa's own environment, asked through its interpreter."""

import json
import subprocess

from core.settings import ROOT

PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
ANSWERS = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{"text": "halo"}]},
    {"events": None, "responses": []},
    {"events": [{"name": "tanpa jenis"}], "responses": []},
    {"events": [], "responses": "bukan daftar"},
    ["bukan", "objek"],
]
SCRIPT = """
import json, sys
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig

def judge(answers):
    action = RemoteAction("x", EndpointConfig("http://127.0.0.1:1"))
    verdicts = []
    for answer in answers:
        try:
            verdicts.append(action._validate_action_result(answer))
        except Exception:
            verdicts.append(False)
    return verdicts

answers = json.loads(sys.argv[1])
before = judge(answers)
from bot.nlu.action_answers import check_schema_once
check_schema_once()
print(json.dumps([before, judge(answers)]))
"""


def test_answers_of_actions_are_judged_as_rasa_judges_them() -> None:
    done = subprocess.run(
        [str(PYTHON), "-W", "ignore", "-c", SCRIPT, json.dumps(ANSWERS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    before, now = json.loads(done.stdout.splitlines()[-1])
    assert now == before
    assert True in now
    assert False in now


SPELT = {
    "ktp nik [NIK disembunyikan] belum jadi, hp [nomor telepon disembunyikan]": "ktp nik belum jadi hp",
    "lampu mati di -6.9353, 107.6232": "lampu mati di",
    "jalan bolong https://maps.google.com/?q=-6.9,107.6 gmn?": "jalan lubang bagaimana ?",
    "-6.9353, 107.6232": "0 0000 000 0000",
    "identitas saya disembunyikan": "identitas saya disembunyikan",
}
SPELLING = """
import json, sys
from bot.nlu.normalise import normalise
print(json.dumps([normalise(text) for text in json.loads(sys.argv[1])]))
"""


def test_what_names_no_matter_is_left_out_of_the_reading() -> None:
    command = [str(PYTHON), "-c", SPELLING, json.dumps(list(SPELT))]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert json.loads(printed) == list(SPELT.values())


READINGS = """
import json, sys
import numpy as np
from scipy.sparse import hstack
from bot.nlu.blend import NGrams, Settings, fit, fit_alarm

texts = ["jalan lubang besar", "lampu jalan mati", "hujan tidak besok", "kebakaran tolong"] * 3
names = ["road", "light", "weather", "emergency"] * 3
grams = NGrams(500)
features = grams.fit(texts)
table = grams.table()
asked = json.loads(sys.argv[1])
same = []
for text in asked:
    rows, values = table.features(text)
    ours = np.zeros(features.shape[1], dtype=np.float32)
    ours[rows] = values
    theirs = hstack([each.transform([text]) for each in grams._vectorizers]).toarray()[0]
    same.append(bool(np.allclose(ours, theirs, atol=1e-6)))
blend = fit(features, names, Settings())
alarm = fit_alarm(features, [name == "emergency" for name in names])
read = [table.features(text) for text in asked]
print(json.dumps({
    "same": same,
    "names": [blend.names[int(blend.probabilities(*each).argmax())] for each in read],
    "sums": [float(blend.probabilities(*each).sum()) for each in read],
    "votes": [alarm.vote(*each) for each in read],
}))
"""
ASKED = ["lubang di jalan", "lampu mati mati mati", "besok hujan", "kebakaran", "a", "", "tidak dikenal xyz"]


def test_serving_reads_the_features_that_training_made() -> None:
    command = [str(PYTHON), "-W", "ignore", "-c", READINGS, json.dumps(ASKED)]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = json.loads(printed)
    assert found["same"] == [True] * len(ASKED)
    assert found["names"][:4] == ["road", "light", "weather", "emergency"]
    assert [round(total, 4) for total in found["sums"]] == [1.0] * len(ASKED)
    assert found["votes"][3] > 0.5 > max(found["votes"][:3])


AUGMENTED = """
import json
from bot.nlu.augment import augmented
examples = [("lampu jalan yang mati sudah lama di depan sekolah", "report_problem", "street_light")] * 50
one, two, other = (augmented(examples, 2, seed) for seed in (5, 5, 6))
print(json.dumps([one == two, one == other, len(one), len({text for text, _, _ in one}), one[0][1:]]))
"""


def test_augmentation_is_the_same_for_the_same_seed() -> None:
    command = [str(PYTHON), "-c", AUGMENTED]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    same, other, count, different, labels = json.loads(printed)
    assert (same, other, count, labels) == (True, False, 100, ["report_problem", "street_light"])
    assert different > 80


RANKINGS = """
import json
from bot.nlu.linear import _modest, _raised
row = lambda name, p: {"name": name, "confidence": p}
print(json.dumps([
    _modest([row("thank", 0.5), row("correct", 0.1)])[0]["confidence"],
    _modest([row("thank", 0.9)])[0]["confidence"],
    _modest([row("report_problem", 0.5)])[0]["confidence"],
    _raised([row("out_of_scope", 0.9)], 0.6)[0]["name"],
    _raised([row("ask_weather", 0.9)], 0.6)[0]["name"],
    _raised([row("ask_weather", 0.9)], 0.8)[0]["name"],
    _raised([row("report_problem", 0.9)], 0.99)[0]["name"],
]))
"""


def test_guessed_courtesy_steps_back_and_danger_comes_forward() -> None:
    command = [str(PYTHON), "-W", "ignore", "-c", RANKINGS]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    expected = [0.25, 0.9, 0.5, "emergency", "ask_weather", "emergency", "report_problem"]
    assert json.loads(printed.splitlines()[-1]) == expected
