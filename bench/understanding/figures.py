"""The figures of one side, by language, register, set and look-alikes."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bench.figures import percentile
from bench.understanding.measures import Pair, accuracy, bins, calibration_error, confusion, macro_f1
from bench.understanding.reading import Reading, Side
from bench.understanding.sets import Case
from bot.understanding import LISTED, WITH_CATEGORY
from core.places.tokens import fold

_MISTAKES = 20
_LIKE_DANGER = frozenset(
    {"strong", "past", "fear", "recurring", "fiction", "news", "idiom", "drill", "question"}
)
_STREET_WORDS = re.compile(r"\b(?:jalan|jln|jl|kelurahan|kel|kecamatan|kec|gang|gg|kota)\b|[^a-z0-9 ]")
_TWICE = re.compile(r"\b([a-z]{3,})2\b")  # alun2 is alun-alun
_SAME_WORD = {"kali": "sungai", "walungan": "sungai", "stopan": "lampu merah", "setopan": "lampu merah"}


def listed(intent: str) -> str:
    """The intent as the design lists it."""
    return LISTED.get(intent, intent)


def of(side: Side) -> dict[str, Any]:
    """Everything measured of one pipeline, as plain numbers."""
    readings = side.readings
    seconds = [each.seconds for each in readings if each.seconds]
    return {
        "texts": len(readings),
        "intent": {
            "bot": _share(readings, _bot_pair),
            "model": _share(readings, _model_pair),
            "dialogue": _share(readings, lambda each: (each.case.intent, each.model_intent)),
            "macro_f1": round(macro_f1([_bot_pair(each) for each in readings]), 4),
        },
        "by": {
            name: _by(readings, key)
            for name, key in {
                "set": lambda case: case.origin,
                "language": lambda case: case.language,
                "register": lambda case: case.register,
                "look-alikes": lambda case: case.pair,
            }.items()
        },
        "category": _category(readings),
        "emergency": emergency(readings),
        "place": _place(readings),
        "language": _share(readings, lambda each: (each.case.language, str(each.found["language"]))),
        "fallback": round(sum(not each.found["sure"] for each in readings) / len(readings), 4),
        "calibration": _calibration(readings),
        "mistakes": _mistakes(readings),
        "parse_median": percentile(seconds, 0.5),
        "parse_p95": percentile(seconds, 0.95),
        **side.memory.figures(),
        "training_seconds": side.training.wall_seconds,
        "training_peak_rss_mb": side.training.peak_rss_mb,
        "model_mb": side.training.model_mb,
    }


def _bot_pair(each: Reading) -> Pair:
    return listed(each.case.intent), str(each.found["intent"])


def _model_pair(each: Reading) -> Pair:
    return listed(each.case.intent), listed(each.model_intent)


def _share(readings: Iterable[Reading], pair: Callable[[Reading], Pair]) -> float:
    return round(accuracy([pair(each) for each in readings]), 4)


def _by(readings: Sequence[Reading], key: Callable[[Any], str]) -> dict[str, dict[str, float]]:
    groups: dict[str, list[Reading]] = {}
    for each in readings:
        if key(each.case):
            groups.setdefault(key(each.case), []).append(each)
    return {
        name: {
            "texts": len(own),
            "bot": _share(own, _bot_pair),
            "model": _share(own, _model_pair),
            "macro_f1": round(macro_f1([_bot_pair(each) for each in own]), 4),
            "category": round(accuracy(_category_pairs(own)), 4),
        }
        for name, own in sorted(groups.items())
    }


def _category_pairs(readings: Iterable[Reading]) -> list[Pair]:
    """Of every report, whether or not its intent was understood: a category not named is a wrong one."""
    return [
        (each.case.category, str(each.found["category"]))
        for each in readings
        if each.case.category and each.case.intent in WITH_CATEGORY
    ]


def _category(readings: Sequence[Reading]) -> dict[str, Any]:
    pairs = _category_pairs(readings)
    return {
        "texts": len(pairs),
        "accuracy": round(accuracy(pairs), 4),
        "macro_f1": round(macro_f1(pairs), 4),
        "mistakes": [[*pair, count] for pair, count in confusion(pairs, _MISTAKES)],
    }


def emergency(readings: Sequence[Reading]) -> dict[str, Any]:
    """Recall of dangers, and false alarms among ordinary reports, all reports, all calm texts.

    A report is ordinary when it was not written to look like a danger.
    """
    dangers = [each for each in readings if each.case.emergency]
    calm = [each for each in readings if not each.case.emergency]
    reports = [each for each in calm if each.case.intent == "report_problem"]
    ordinary = [each for each in reports if _is_ordinary(each.case)]

    def alarms(some: Sequence[Reading]) -> float:
        return round(sum(bool(each.found["emergency"]) for each in some) / max(1, len(some)), 4)

    return {
        "dangers": len(dangers),
        "recall": alarms(dangers),
        "ordinary": len(ordinary),
        "false_alarms_ordinary": alarms(ordinary),
        "reports": len(reports),
        "false_alarms_reports": alarms(reports),
        "others": len(calm),
        "false_alarms": alarms(calm),
        "missed": [each.case.text for each in dangers if not each.found["emergency"]],
        "alarmed": [each.case.text for each in calm if each.found["emergency"]],
    }


def _is_ordinary(case: Case) -> bool:
    return case.origin != "emergencies" and case.pair not in _LIKE_DANGER


def _place(readings: Sequence[Reading]) -> dict[str, Any]:
    placed = [each for each in readings if each.case.place]
    right = [each for each in placed if is_same_place(each.case.place, each.found["place"])]
    lost = [f"{each.case.place} <- {each.case.text}" for each in placed if each not in right]
    return {"texts": len(placed), "resolved": round(len(right) / max(1, len(placed)), 4), "lost": lost}


def is_same_place(meant: str, found: Mapping[str, Any] | None) -> bool:
    """Whether the words meant are in what was found, or its name is in them; however they are spelt.

    The city's own name inside longer words ("kantor pos bandung") names nothing of it.
    """
    if not found:
        return False
    wanted = _bare(meant)
    names = [_bare(found[key] or "") for key in ("text", "name", "kelurahan", "kecamatan")]
    if not wanted or _within(wanted, [word for name in names for word in name]):
        return bool(wanted)
    return found.get("kind") != "city" and any(name and _within(name, wanted) for name in names[:2])


def _bare(text: str) -> list[str]:
    words = _STREET_WORDS.sub(" ", _TWICE.sub(r"\1 \1", text.lower())).split()
    return [_SAME_WORD.get(word, word) for word in map(fold, words)]


def _within(part: Sequence[str], whole: Sequence[str]) -> bool:
    """All words of the part are there, or it is written there in other pieces: buahbatu, buah batu."""
    glued, size = "".join(part), len(whole)
    spans = ("".join(whole[first:last]) for first in range(size) for last in range(first + 1, size + 1))
    return set(part) <= set(whole) or glued in spans


def _calibration(readings: Sequence[Reading]) -> dict[str, Any]:
    confident = [
        (float(each.found["confidence"]), listed(each.case.intent) == listed(each.model_intent))
        for each in readings
    ]
    sure = [each for each in readings if each.found["sure"]]
    return {
        "error": round(calibration_error(confident), 4),
        "accuracy_when_sure": _share(sure, _model_pair),
        "bins": [
            [b.low, b.high, b.count, round(b.confidence, 3), round(b.right, 3)] for b in bins(confident)
        ],
    }


def _mistakes(readings: Sequence[Reading]) -> list[list[Any]]:
    wrong = [each for each in readings if _bot_pair(each)[0] != _bot_pair(each)[1]]
    return [
        [meant, read, count, next(each.case.text for each in wrong if _bot_pair(each) == (meant, read))]
        for (meant, read), count in confusion([_bot_pair(each) for each in wrong], _MISTAKES)
    ]
