"""The texts of the web chat page: one table in three languages, and a page that names its keys."""

import json
import re
from html.parser import HTMLParser
from string import Formatter

import pytest

from bot import problems
from bot.pages import STATIC

SOURCE = (STATIC / "texts.js").read_text("utf-8")
TEXTS: dict[str, dict[str, str]] = json.loads(SOURCE.split("TEXTS = ", 1)[1].split("\n};\n", 1)[0] + "\n}")
MODULES = {path.name: path.read_text("utf-8") for path in STATIC.glob("*.js") if path.name != "texts.js"}


class Page(HTMLParser):
    """What the page says for which key before its scripts run, by key and place."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[tuple[str, str], str] = {}
        self._open: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._open = given.get("data-say")
        for name, key in given.items():
            if name.startswith("data-say-"):
                place = name.removeprefix("data-say-")
                self.said[key, place] = given[place]

    def handle_data(self, data: str) -> None:
        if self._open:
            self.said[self._open, ""] = data
        self._open = None


def said() -> dict[tuple[str, str], str]:
    page = Page()
    page.feed((STATIC / "index.html").read_text("utf-8"))
    return page.said


@pytest.mark.parametrize("language", ["su", "en"])
def test_every_text_exists_in_all_three_languages(language: str) -> None:
    assert list(TEXTS) == ["id", "su", "en"]
    assert list(TEXTS[language]) == list(TEXTS["id"])
    for key, text in TEXTS[language].items():
        assert text.strip()
        fields = [{name for _, name, _, _ in Formatter().parse(each)} for each in (text, TEXTS["id"][key])]
        assert fields[0] == fields[1], key


def test_the_page_itself_says_the_indonesian_side() -> None:
    found = said()
    assert len(found) > 25
    assert {key: text for key, text in found.items() if TEXTS["id"][key[0]] != text} == {}


def test_no_text_is_without_use_and_none_is_missing() -> None:
    named = {key for key, _ in said()} | set(re.findall(r'"([a-z_0-9]+)"', "".join(MODULES.values())))
    built = {f"{what}_{why}" for what in ("photo", "file") for why in ("large", "empty")}
    unused = {key for key in TEXTS["id"] if not key.startswith("problem_")} - named - built
    assert unused == set()
    asked = re.findall(r'\b(?:tell|setFoot)\([^"()]*"([a-z_0-9]+)"', "".join(MODULES.values()))
    assert set(asked) <= set(TEXTS["id"])


def test_a_refusal_reads_as_the_server_words_it() -> None:
    shown = {key: text for key, text in TEXTS["id"].items() if key.startswith("problem_")}
    assert shown == {key: problems._SENTENCES[key.removeprefix("problem_")] for key in shown}


def test_no_script_holds_words_of_its_own() -> None:
    words = re.compile(r'"[^"\n]*\b(?:tidak|belum|Anda|pesan|Foto|Berkas|Lokasi|kirim)\b[^"\n]*"')
    bare = {name: re.sub(r"/\*.*?\*/|//.*", "", text, flags=re.DOTALL) for name, text in MODULES.items()}
    assert {name: words.findall(text) for name, text in bare.items() if words.search(text)} == {}
