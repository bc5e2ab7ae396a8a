"""Several problems in one draft: telling them apart, placing them, changing or dropping one of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from core import places
from core.places import Place
from core.reports.classes import Kind
from core.reports.dates import event_date
from core.reports.draft import Draft, End, LeftOut, Part
from core.reports.heard import Heard
from core.reports.problems import MOST, Problem, begins_more, clauses, split, tidy
from core.reports.topics import POWER_CUT, names_thing, topic

_SURE = 0.9  # of a category that the words name


def divided(before: Draft, after: Draft) -> Draft:
    """The draft with its problems told apart, after words were added to what was known before."""
    if after.others or after.together or not after.text:
        return after
    told = split(after.text)
    if len(told) < 2:
        return after
    known = before.place if before.text else None
    shared = {problem.place.text for problem in told if problem.place}
    parts = []
    for problem in told:
        place = problem.place
        if known and (problem.text.rstrip(".") in before.text or not own_place(problem.text)):
            place = known
        elif not known and after.place and (not shared or (after.place.kind == "pin" and len(shared) == 1)):
            place = after.place  # a pin sent before is better than the words
        parts.append(Part(problem.text, place, problem.category or after.category, _SURE))
    return after.with_problems(parts)


def own_place(text: str) -> Place | None:
    """A place in these words that is more than the city's name."""
    found = places.find(text)
    return None if found is None or found.kind == "city" else found


def is_told_apart(draft: Draft) -> bool:
    """Whether the draft is of several problems, or its words tell several by now."""
    return bool(draft.others) or (not draft.together and len(split(draft.text)) > 1)


def redivided(draft: Draft) -> Draft:
    """After an edit: told apart anew; a problem whose words stayed keeps what was said of it since."""
    known = {part.text: part for part in draft.problems}
    fresh = divided(Draft(), draft.with_(own="", others=(), about=None))
    if not fresh.others:
        return fresh.with_(place=own_place(fresh.text) or draft.place)
    return fresh.with_problems([known.get(part.text, part) for part in fresh.problems])


def with_files_of(draft: Draft, at: int, files: Sequence[str]) -> Draft:
    """These files are only of this problem."""
    shared = tuple(file for file in draft.files if file not in files)
    problems = [
        replace(part, files=tuple(dict.fromkeys((*part.files, *files)))) if n == at else part
        for n, part in enumerate(draft.problems)
    ]
    return draft.with_(files=shared, changing=None, tries=0).with_problems(problems)


def dated(draft: Draft, words: str, at: datetime, *, first: bool) -> Draft:
    """With the days that these words tell; one that the first words tell once is that of all."""
    if not draft.others:
        event = event_date(words, at) if draft.classification is Kind.COMPLAINT else None
        return draft.with_(event=event or draft.event)
    events = [event_date(part.text, at) or part.event for part in draft.problems]
    told = [event for event in events if event]
    if first and len(told) == 1 and at_one_place(draft):
        events = [told[0] for _ in events]
    return draft.with_problems(
        [replace(part, event=event) for part, event in zip(draft.problems, events, strict=True)]
    )


def repieced(draft: Draft, before: str, now: str) -> Draft | None:
    """After an edit of a message of which only pieces are left; None when none are."""
    mine = [n for n, part in enumerate(draft.problems) if part.text.split("\n")[0] in before]
    if not mine:
        return None
    told = split(now)
    problems = [_newest(part, told) if n in mine else part for n, part in enumerate(draft.problems)]
    return with_only(draft, problems)


def _newest(part: Part, told: Sequence[Problem]) -> Part:
    new = next((problem for problem in told if problem.category == part.category), None)
    return replace(part, text=new.text, place=new.place or part.place) if new else part


def alone(draft: Draft, at: int) -> Draft:
    """The draft as if it had only this problem."""
    part = draft.problems[at]
    return draft.with_(
        text=part.text,
        place=part.place,
        category=part.category,
        confidence=part.confidence,
        event=part.event,
        own_files=part.files,
        own="",
        others=(),
        together=True,
    )


def put_back(draft: Draft, at: int, after: Draft) -> Draft:
    """What one message changed of one problem, in the whole."""
    old = draft.problems[at]
    new = Part(after.text, after.place, after.category, after.confidence, after.event, after.own_files)
    problems = [new if n == at else part for n, part in enumerate(draft.problems)]
    whole = after.with_(text=_grown(draft.text, old.text, new.text), together=draft.together)
    return whole.with_problems(problems).with_(about=draft.about if after.changing else None)


def _grown(whole: str, old: str, new: str) -> str:
    """All words with this change; what was added stands at the end, so that lines stay lines for edits."""
    if new.startswith(old):
        return f"{whole}\n{added}" if (added := new[len(old) :].strip()) else whole
    return whole.replace(old, new, 1) if old in whole else f"{whole}\n{new}"


def joined(draft: Draft, text: str) -> Draft | None:
    """With one more problem: "satu lagi, jalan bolong di kopo"; None when these words tell none."""
    about, place = topic(text), own_place(text)
    if about is None or about in [part.category for part in draft.problems] or len(draft.problems) == MOST:
        return None
    if not begins_more(text) and place is None:
        return None
    here = draft.place if at_one_place(draft) else None
    part = Part(tidy(text), place or here, about, _SURE)
    return draft.with_(text=f"{draft.text}\n{text}", changing=None, tries=0).with_problems(
        [*draft.problems, part]
    )


def with_place(draft: Draft, at: int, heard: Heard) -> Draft:
    """A place just learnt for one problem is that of every problem still without, unless told for each."""
    place = draft.problems[at].place
    if place is None:
        return draft
    named = {n: _place_of(part, heard.text) for n, part in enumerate(draft.problems)}
    several = len({found.text for found in named.values() if found}) > 1
    problems = [
        replace(part, place=(named[n] if several else None) or part.place or place)
        if part.place is None or n == at
        else part
        for n, part in enumerate(draft.problems)
    ]
    return draft.with_problems(problems)


def _place_of(part: Part, text: str) -> Place | None:
    """The place that an answer gives to this problem: "lampunya di cikutra, sampahnya di cihapit"."""
    told = (clause for clause in clauses(text) if part.category and names_thing(clause, part.category))
    return next((found for clause in told if (found := own_place(clause))), None)


def moved_together(before: Draft, after: Draft) -> Draft:
    """A corrected place is the new one of every problem that was at the old one."""
    old, new = before.place, after.place
    problems = [replace(part, place=new) if part.place == old else part for part in after.problems]
    return after.with_problems(problems)


def each(draft: Draft, change: Callable[[Draft], Draft], *, only: Sequence[int] | None = None) -> Draft:
    """The draft after the same change to every problem, or to these."""
    if not draft.others:
        return change(draft)
    for at in range(len(draft.problems)) if only is None else only:
        draft = put_back(draft, at, change(alone(draft, at)))
    return draft


def pinned(draft: Draft) -> Sequence[int]:
    """Which problems a pin is for: those without a place, else all at one place, else the first."""
    lacking = [n for n, part in enumerate(draft.problems) if part.place is None]
    if lacking or at_one_place(draft):
        return lacking or range(len(draft.problems))
    return [draft.about or 0]


def focus(draft: Draft, text: str) -> int | None:
    """Which problem a message is about: the one asked for, or the one whose thing it names; None: unclear."""
    if draft.about is not None and draft.about < len(draft.problems):
        return draft.about
    lacking = [n for n, part in enumerate(draft.problems) if part.place is None]
    if lacking:
        return lacking[0]
    named = [n for n, part in enumerate(draft.problems) if part.category and names_thing(text, part.category)]
    return named[0] if len(named) == 1 else None


def at_one_place(draft: Draft) -> bool:
    return len({part.place.text for part in draft.problems if part.place}) < 2


def with_only(draft: Draft, kept: Sequence[Part]) -> Draft:
    """Only these problems: nothing of the others stays in the words."""
    text = "\n".join(part.text for part in kept)
    return draft.with_(text=text).with_problems(kept)


def judged(draft: Draft) -> Draft:
    """Without the problems that are not the city's; the last one is left to the rules for a single report."""
    gone: list[LeftOut] = []
    kept: list[Part] = []
    for part in draft.problems:
        if part.place and part.place.outside:
            gone.append(LeftOut(part, End.OUTSIDE))
        elif part.category == POWER_CUT:
            gone.append(LeftOut(part, End.POWER_CUT))
        else:
            kept.append(part)
    if not gone:
        return draft
    if not kept:
        last = gone.pop()
        kept = [replace(last.part, category=None if last.end is End.POWER_CUT else last.part.category)]
    return with_only(draft, kept).with_(left_out=tuple(gone))
