"""Microseconds of the rules that read every message, and of their worst case: `python -m bench.language`.

Every rule reads what citizens really write, then hostile texts of the longest length that is accepted. Per
letter a hostile text may cost more than an honest one, but not a thousand times more: that is where a
pattern that goes over the same letters again and again would show.
"""

import argparse
import statistics
import time
from collections.abc import Callable

from bench.citizens import texts
from bench.figures import publish, table
from bot.nlu.normalise import normalise
from core import emergency, language, masking, places

LONGEST = 8_000
AIM_SECONDS = 0.25  # of any one rule on any accepted text

RULES: dict[str, Callable[[str], object]] = {
    "emergency.assess": emergency.assess,
    "places.find": places.find,
    "masking.mask": masking.mask,
    "language.detect": lambda text: language.detect(text, "id"),
    "normalise": normalise,
}


def hostile() -> dict[str, str]:
    """Texts made to be slow, each as long as a text may be."""
    seeds = {
        "one letter": "a",
        "spaces": " ",
        "digits": "7",
        "digits and gaps": "08 1-",
        "streets": "jalan kopo no 3 depan ",
        "half streets": "jl jalan gang rt rw ",
        "cries": "tolong kebakaran ada yang ",
        "nonsense words": "kxzq vwpf ",
        "a letter": " ".join(texts()) + ". ",
        "dots": ".,!?",
        "at signs": "a@a.",
        "accents": "a\u0301\u0301\u0301",
        "emoji": "\U0001f525\U0001f1ee\U0001f1e9",
        "links": "https://maps.google.com/?q=-6.9,107.6 ",
    }
    return {name: (seed * LONGEST)[:LONGEST] for name, seed in seeds.items()}


def seconds(rule: Callable[[str], object], text: str, times: int) -> float:
    """The median of several runs, in time of this process: what else the machine does is not counted."""
    taken = []
    for _ in range(times):
        started = time.process_time()
        rule(text)
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def measure(rule: Callable[[str], object], times: int) -> dict[str, float | str]:
    """One rule on honest texts and on its worst."""
    started = time.process_time()
    rule("jalan bolong di kopo")
    first = time.process_time() - started
    honest = [seconds(rule, text, times) for text in texts()]
    bad = {name: seconds(rule, text, max(1, times // 5)) for name, text in hostile().items()}
    worst = max(bad, key=lambda name: bad[name])
    letters = sum(map(len, texts())) / len(honest)
    return {
        "first": first,
        "median": statistics.median(honest),
        "longest": max(honest),
        "worst": bad[worst],
        "worst_text": worst,
        "ratio_per_letter": (bad[worst] / LONGEST) / (statistics.fmean(honest) / letters),
    }


def report(found: dict[str, dict[str, float | str]]) -> str:
    def shown(value: float | str) -> str:
        return f"{float(value) * 1e6:,.0f} µs"

    rows = [
        [
            f"`{name}`",
            *(shown(figures[key]) for key in ("first", "median", "longest", "worst")),
            str(figures["worst_text"]),
            f"{float(figures['ratio_per_letter']):.1f}",
        ]
        for name, figures in found.items()
    ]
    head = [
        "", "first call", "median", "slowest sentence", f"worst of {LONGEST:,} letters", "made of",
        "per letter, worst/real",
    ]  # fmt: skip
    slow = [name for name, figures in found.items() if float(figures["worst"]) > AIM_SECONDS]
    verdict = f"missed by {', '.join(slow)}" if slow else "met"
    return "\n".join(
        [table(head, rows), "", f"- Aim: no accepted text takes a rule {AIM_SECONDS:g} s: {verdict}."]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="time of the rules that read every message")
    parser.add_argument("--quick", action="store_true", help="few repetitions")
    quick = parser.parse_args().quick
    found = {name: measure(rule, 5 if quick else 25) for name, rule in RULES.items()}
    publish("language", report(found), found, quick=quick)


if __name__ == "__main__":
    main()
