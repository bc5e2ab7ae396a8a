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
    "jalan bolong https://maps.google.com/?q=-6.9,107.6 gmn?": "jalan bolong bagaimana ?",
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
