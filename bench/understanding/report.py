"""docs/understanding.md: the figures as tables a reader can check against the aims."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bench.figures import load_note, machine, milliseconds, table

_NAMES = {"ours": "ours", "stock-nlu": "stock DIET"}

type Figures = Mapping[str, Any]


def document(sides: Mapping[str, Figures]) -> str:
    """The whole page; ``sides`` by pipeline, ours first."""
    ours = sides["ours"]
    parts = [
        "# How well Sobat Bandung understands",
        "Written by `make evaluate`: do not edit, run it again. "
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}{load_note()}.",
        _INTRODUCTION,
        "## In short",
        _short(sides),
        "## By language, register and set",
        *(_groups(name, sides) for name in ("language", "register", "set", "look-alikes")),
        "## Emergencies",
        _emergencies(ours["emergency"]),
        "## What is taken for what",
        _mistakes(ours),
        "## Does it know when it is unsure?",
        _calibration(ours),
        "## Places",
        _places(ours["place"]),
    ]
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = """\
The sets in `tests/nlu/` were written apart from the training data in `data/nlu/` (other sittings, other
hands, no shared templates; `tests/nlu/test_apart.py` refuses a sentence that is near a training example).
"Bot" is what `sobat parse` prints: model, emergency net and gazetteer together. "Model" is the classifier
alone, which is what stock DIET, trained on the same examples, is compared with. An intent counts as the
design lists it; the finer intents of the dialogue are in the row "as the dialogue tells them apart"."""


def _short(sides: Mapping[str, Figures]) -> str:
    rows: list[tuple[str, str, Any]] = [
        ("intent, bot (aim 93 %)", "%", lambda f: f["intent"]["bot"]),
        ("intent, model alone", "%", lambda f: f["intent"]["model"]),
        ("intent, as the dialogue tells them apart", "%", lambda f: f["intent"]["dialogue"]),
        ("intent, macro-F1", "%", lambda f: f["intent"]["macro_f1"]),
        ("category of reports (aim 85 %)", "%", lambda f: f["category"]["accuracy"]),
        ("category, macro-F1", "%", lambda f: f["category"]["macro_f1"]),
        ("emergencies found (aim 99 %)", "%", lambda f: f["emergency"]["recall"]),
        ("false alarms, ordinary reports (aim 2 %)", "%", lambda f: f["emergency"]["false_alarms_ordinary"]),
        ("place resolved", "%", lambda f: f["place"]["resolved"]),
        ("language of the reply", "%", lambda f: f["language"]),
        ("unsure: the bot asks", "%", lambda f: f["fallback"]),
        ("parse, median (aim 5 ms)", "ms", lambda f: f["parse_median"]),
        ("parse, p95 (aim 12 ms)", "ms", lambda f: f["parse_p95"]),
        ("memory of Rasa, PSS (aim 700 MB)", "MB", lambda f: f["pss_mb"]),
        ("memory of Rasa, peak RSS", "MB", lambda f: f["peak_rss_mb"]),
        ("training (aim 180 s)", "s", lambda f: f["training_seconds"]),
        ("model file", "MB", lambda f: f["model_mb"]),
    ]
    bot_only = {rows[n][0] for n in (0, 3, 4, 5, 6, 7, 8, 9)}
    lines = [
        [
            name,
            *(
                _shown(get(f), unit) if side == "ours" or name not in bot_only else ""
                for side, f in sides.items()
            ),
        ]
        for name, unit, get in rows
    ]
    head = [f"{next(iter(sides.values()))['texts']:,} texts", *(_NAMES.get(name, name) for name in sides)]
    return table(head, lines)


def _shown(value: float, unit: str) -> str:
    if unit == "%":
        return f"{value * 100:.1f} %"
    return milliseconds(value) if unit == "ms" else f"{value:,.0f} {unit}"


def _groups(name: str, sides: Mapping[str, Figures]) -> str:
    ours = sides["ours"]["by"][name]
    others = {side: f["by"][name] for side, f in sides.items() if side != "ours"}
    head = [name, "texts", "bot", "macro-F1", "category", "model alone", *(_NAMES[side] for side in others)]
    rows = [
        [
            group,
            str(f["texts"]),
            *(_percent(f[key]) for key in ("bot", "macro_f1", "category", "model")),
            *(_percent(by[group]["model"]) for by in others.values()),
        ]
        for group, f in ours.items()
        if f["texts"] >= 5  # fewer say nothing
    ]
    return table(head, rows)


def _percent(value: float) -> str:
    return f"{value * 100:.1f} %" if not math.isnan(value) else ""  # nothing of the kind


def _emergencies(found: Figures) -> str:
    lines = [
        f"{found['dangers']} dangers, {found['recall'] * 100:.1f} % found. False alarms: "
        f"{found['false_alarms_ordinary'] * 100:.1f} % of {found['ordinary']} ordinary reports, "
        f"{found['false_alarms_reports'] * 100:.1f} % of all {found['reports']}, those written to look like "
        "dangers included, "
        f"{found['false_alarms'] * 100:.1f} % of all {found['others']} texts without danger, look-alikes "
        "included."
    ]
    lines += _listed("Missed:", found["missed"]) + _listed("Alarmed for nothing:", found["alarmed"])
    return "\n".join(lines)


def _listed(title: str, texts: list[str]) -> list[str]:
    return ["", title, "", *(f"- {_line(text)}" for text in texts)] if texts else []


def _line(text: str, longest: int = 160) -> str:
    flat = " ".join(text.split()).replace("|", "/")
    return flat if len(flat) <= longest else f"{flat[:longest]}…"


def _mistakes(ours: Figures) -> str:
    intents = table(
        ["intent meant", "read", "times", "such as"],
        [[meant, read, str(count), _line(text, 90)] for meant, read, count, text in ours["mistakes"]],
    )
    categories = table(
        ["category meant", "read", "times"],
        [[meant, read, str(count)] for meant, read, count in ours["category"]["mistakes"]],
    )
    return f"{intents}\n\n{categories}"


def _calibration(ours: Figures) -> str:
    found = ours["calibration"]
    rows = [
        [f"{low:.1f} to {high:.1f}", str(count), _percent(confidence), _percent(right)]
        for low, high, count, confidence, right in found["bins"]
    ]
    return (
        table(["confidence", "texts", "mean", "right"], rows)
        + f"\n\nExpected calibration error {found['error']:.3f}; when sure, "
        + f"{found['accuracy_when_sure'] * 100:.1f} % are right."
    )


def _places(found: Figures) -> str:
    head = f"{found['resolved'] * 100:.1f} % of {found['texts']} places that are named were found."
    return "\n".join([head, *_listed("Not found:", found["lost"][:30])])
