"""`sobat nlu import-review`: labelled texts become training examples, if that makes nothing worse."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from bot import nlu_figures
from bot.commands import plain
from bot.nlu_examples import REVIEWED, Example, Neighbours, evaluation, examples, labels, reviewed, written
from bot.training import Say, ensure_model
from core import masking, ticket_number
from core.errors import StartError
from core.reports import said
from core.settings import ROOT
from core.texts import single_spaced

SKIP = "skip"
_WITH_CATEGORY = ("report_problem", "ask_service")
_LONGEST = 1000  # characters


@dataclass
class Sorted:
    """The rows of a file: what may be taught, what was left out, and what must not, with the reason."""

    taught: list[Example] = field(default_factory=list)
    known: int = 0
    unlabelled: int = 0
    refused: list[str] = field(default_factory=list)


async def import_reviewed(
    file: Path, say: Say, *, root: Path = ROOT, figures: bool = True, keep: bool = False
) -> int:
    """Teach the labelled rows; 1 when a row was refused or the new model was.

    Raises:
        StartError: the file cannot be read, or training failed: then nothing has changed.
    """
    found = sort_rows(read(file), root)
    for line in found.refused:
        say(f"Refused: {line}")
    say(
        f"{len(found.taught)} to teach, {found.known} taught already, {found.unlabelled} without a label, "
        f"{len(found.refused)} refused"
    )
    if not found.taught:
        return 1 if found.refused else 0
    all_of_them = written([*reviewed(root), *found.taught])
    if not figures:
        (root / REVIEWED).write_text(all_of_them, "utf-8")
        say(f"Written to {REVIEWED}; the next start trains with it")
        return 1 if found.refused else 0
    is_kept = await _compared(found.taught, all_of_them, say, root, keep=keep)
    return 0 if is_kept and not found.refused else 1


# --- The rows ---------------------------------------------------------------------------------------


def read(file: Path) -> list[dict[str, Any]]:
    """The rows of a YAML list, or of JSON lines.

    Raises:
        StartError: it is neither.
    """
    try:
        text = file.read_text("utf-8")
        if file.suffix == ".jsonl":
            rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        else:
            rows = yaml.load(text, yaml.CSafeLoader) or []
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        raise StartError(f"{file}: cannot be read ({str(error).splitlines()[0]})") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise StartError(f"{file}: expected a list of texts, as `sobat nlu export-review` writes it")
    return rows


def sort_rows(rows: Sequence[dict[str, Any]], root: Path = ROOT) -> Sorted:
    """What may be taught of these rows; each is compared with all examples, and with those before it."""
    intents, categories = labels(root)
    in_sets, found = Neighbours(evaluation(root)), Sorted()
    known = examples(root)
    trained = Neighbours(known)
    for number, row in enumerate(rows, 1):
        example = _example(row)
        if not example.intent or example.intent == SKIP:
            found.unlabelled += 1
            continue
        name = f"row {row.get('id') or number} ({example.text[:40]!r})"
        if reason := _mistake(example, intents, categories):
            found.refused.append(f"{name}: {reason}")
            continue
        near = trained.near(example.text) or Neighbours(found.taught).near(example.text)
        if near and near.label == example.label:
            found.known += 1
        elif near:
            where = near.origin or "this file"
            found.refused.append(f"{name}: {where} teaches {near.label} for {near.text[:60]!r}")
        elif measured := in_sets.near(example.text):
            found.refused.append(f"{name}: too near {measured.origin}, which measures what is understood")
        else:
            found.taught.append(example)
    return found


def _example(row: dict[str, Any]) -> Example:
    text = single_spaced(str(row.get("text") or "").replace("\n", " ")).strip()
    intent, category = (str(row.get(name) or "").strip() for name in ("intent", "category"))
    return Example(intent, category if intent in _WITH_CATEGORY else "", plain(text))


def _mistake(example: Example, intents: set[str], categories: set[str]) -> str | None:
    """Why this row cannot be taught."""
    checks: Sequence[tuple[Callable[[], bool], str]] = (
        (lambda: not example.text, "there is no text"),
        (lambda: len(example.text) > _LONGEST, f"longer than {_LONGEST} characters"),
        (lambda: example.intent not in intents, f"domain.yml has no intent {example.intent!r}"),
        (lambda: example.category not in {*categories, ""}, f"there is no category {example.category!r}"),
        (lambda: example.intent == "report_problem" and not example.category, "a report needs a category"),
        (lambda: is_personal(example.text), "it has personal details: take them out of the text"),
        (lambda: "[" in example.text or "]" in example.text, "square brackets mean something to Rasa"),
    )
    return next((reason for is_wrong, reason in checks if is_wrong()), None)


def is_personal(text: str) -> bool:
    """Whether a text tells who wrote it: a number, hidden or not, a name, or a ticket."""
    hidden = "disembunyikan]" in text or masking.mask(text) != text
    return hidden or said.introduced(text)[0] is not None or ticket_number.read(text).number is not None


# --- Before and after -------------------------------------------------------------------------------


async def _compared(taught: Sequence[Example], new: str, say: Say, root: Path, *, keep: bool) -> bool:
    """Train with the new file and measure both models; whether the new one stays."""
    file, cases = root / REVIEWED, [replace(each, origin=REVIEWED.name) for each in taught]
    old, sets = file.read_text("utf-8") if file.exists() else None, evaluation(root)
    before = await ensure_model(say, root=root)
    try:
        file.write_text(new, "utf-8")
        after = await ensure_model(say, root=root)
        say("Measuring both models")
        readings = [
            await asyncio.to_thread(nlu_figures.measure, model, [*cases, *sets], root)
            for model in (before, after)
        ]
    except BaseException:
        _put_back(file, old)
        raise
    (of_file, of_sets) = zip(*((each[: len(cases)], each[len(cases) :]) for each in readings), strict=True)
    say(nlu_figures.shown("These examples", *of_file))
    say(nlu_figures.shown("Evaluation sets (tests/nlu)", *of_sets))
    if not nlu_figures.is_worse(*of_sets):
        say(f"Kept: {REVIEWED} and {after.name}. Running processes take it at their next start.")
        return True
    if keep:
        say("The new model is WORSE on the evaluation sets; kept, because --keep says so.")
        return True
    file.with_name(f"{file.name}.rejected").write_text(new, "utf-8")
    _put_back(file, old)
    after.unlink(missing_ok=True)
    await ensure_model(say, root=root)  # the old one is the newest again
    say(f"The new model is WORSE on the evaluation sets. Nothing has changed; see {REVIEWED}.rejected")
    return False


def _put_back(file: Path, old: str | None) -> None:
    if old is None:
        file.unlink(missing_ok=True)
    else:
        file.write_text(old, "utf-8")
