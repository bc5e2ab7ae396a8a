"""The states of a ticket, and which step leads where. SP4N-LAPOR!'s flow, under this project's names."""

from collections.abc import Sequence
from enum import StrEnum

from core.errors import ConflictError
from core.language import Language, spoken


class Status(StrEnum):
    RECEIVED = "received"
    VERIFIED = "verified"
    FORWARDED = "forwarded"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"  # the agency says it is done; the reporters are asked
    DONE = "done"
    ON_HOLD = "on_hold"  # needs data
    NOT_OURS = "not_ours"
    ARCHIVED = "archived"


class Reason(StrEnum):
    """Why a step is refused; who shows it finds the words."""

    NO_SUCH_STEP = "no_such_step"
    NEEDS_NOTE = "needs_note"
    NEEDS_PROOF = "needs_proof"
    NO_PROOF = "no_proof"  # a file that cannot be one: unknown, still under way, or a citizen's
    BARRED = "barred"  # closed it too early
    UNCLEARED = "uncleared"  # its words may tell who reported
    BAD_DAY = "bad_day"  # a promise for a free day, a past one, or the one that holds already
    SAME = "same"  # it is there already
    UNKNOWN_AGENCY = "unknown_agency"
    UNKNOWN_CATEGORY = "unknown_category"
    UNKNOWN_TICKET = "unknown_ticket"
    ALONE = "alone"  # secret: joining it to another would tell their reporters of each other


class StepError(ConflictError):
    """A step that this ticket, or this officer, cannot take now."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason


_WORDS: dict[Status, dict[Language, str]] = {
    Status.RECEIVED: {
        "id": "diterima, menunggu pemeriksaan",
        "su": "ditampi, ngantosan dipariksa",
        "en": "received, waiting to be checked",
    },
    Status.VERIFIED: {
        "id": "sudah diperiksa",
        "su": "tos dipariksa",
        "en": "checked",
    },
    Status.FORWARDED: {
        "id": "diteruskan ke instansi",
        "su": "diteraskeun ka instansi",
        "en": "passed on to the agency",
    },
    Status.IN_PROGRESS: {
        "id": "sedang dikerjakan",
        "su": "nuju digarap",
        "en": "being worked on",
    },
    Status.ANSWERED: {
        "id": "sudah ditanggapi",
        "su": "tos diwaler",
        "en": "answered by the agency",
    },
    Status.DONE: {
        "id": "selesai",
        "su": "réngsé",
        "en": "finished",
    },
    Status.ON_HOLD: {
        "id": "ditunda, perlu data tambahan",
        "su": "ditunda, peryogi data tambihan",
        "en": "on hold, more information needed",
    },
    Status.NOT_OURS: {
        "id": "bukan wewenang kota",
        "su": "sanés wewenang kota",
        "en": "not a matter of the city",
    },
    Status.ARCHIVED: {
        "id": "diarsipkan",
        "su": "diarsipkeun",
        "en": "archived",
    },
}

# What waits for the city; the other states wait for nobody, or for the citizen.
OPEN = (Status.RECEIVED, Status.VERIFIED, Status.FORWARDED, Status.IN_PROGRESS, Status.ON_HOLD)
ENDED = (Status.ANSWERED, Status.DONE, Status.NOT_OURS, Status.ARCHIVED)
WITH_AGENCY = (Status.FORWARDED, Status.IN_PROGRESS, Status.ANSWERED)  # its words have left the verifier

_MOVES: dict[Status, frozenset[Status]] = {
    Status.RECEIVED: frozenset({Status.VERIFIED, Status.ON_HOLD, Status.NOT_OURS, Status.ARCHIVED}),
    Status.VERIFIED: frozenset({Status.FORWARDED, Status.ON_HOLD, Status.NOT_OURS, Status.ARCHIVED}),
    Status.FORWARDED: frozenset({Status.IN_PROGRESS, Status.ANSWERED, Status.ON_HOLD, Status.NOT_OURS}),
    Status.IN_PROGRESS: frozenset({Status.ANSWERED, Status.ON_HOLD, Status.FORWARDED}),
    Status.ANSWERED: frozenset({Status.DONE, Status.IN_PROGRESS}),
    Status.DONE: frozenset({Status.IN_PROGRESS}),
    Status.ON_HOLD: frozenset({Status.VERIFIED, Status.FORWARDED, Status.IN_PROGRESS, Status.ARCHIVED}),
    Status.NOT_OURS: frozenset({Status.FORWARDED}),
    Status.ARCHIVED: frozenset({Status.VERIFIED, Status.ON_HOLD}),
}
_NEED_NOTE = frozenset({Status.ANSWERED, Status.DONE, Status.ON_HOLD, Status.NOT_OURS, Status.ARCHIVED})


def status_words(status: Status, language: str = "id") -> str:
    """What citizens read: "sedang dikerjakan"."""
    return _WORDS[status][spoken(language)]


def next_statuses(status: Status) -> Sequence[Status]:
    """Where a ticket may go from here, in the order of the flow."""
    return [each for each in Status if each in _MOVES[status]]


def may_move(status: Status, after: Status) -> bool:
    return after in _MOVES[status]


def needs_note(before: Status, after: Status) -> bool:
    """Whether the reporters must be told why: of an end, of a question, and of a return from an end."""
    return after in _NEED_NOTE or before in ENDED
