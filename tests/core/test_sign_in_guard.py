"""Lock-out of who tries passwords: per account and place, bounded in memory."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import repeat

import pytest

from core import sign_in_guard
from core.sign_in_guard import LOCKED_FOR, TRIES, TRIES_ANYWHERE, LockedError, SignInGuard

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def guard_after(places: Iterable[str], emails: Iterable[str] = repeat("rani")) -> SignInGuard:
    """A guard that saw one wrong try from each place."""
    guard = SignInGuard()
    for email, place in zip(emails, places, strict=False):
        guard.attempt(email, place, NOW)
    return guard


@pytest.fixture
def locked() -> SignInGuard:
    return guard_after(repeat("10.0.0.1", TRIES))


def test_too_many_tries_lock_until_told(locked: SignInGuard) -> None:
    with pytest.raises(LockedError) as error:
        locked.attempt("rani", "10.0.0.1", NOW + LOCKED_FOR - timedelta(seconds=1))
    assert error.value.until == NOW + LOCKED_FOR


def test_lock_ends_by_itself(locked: SignInGuard) -> None:
    locked.attempt("rani", "10.0.0.1", NOW + LOCKED_FOR)
    locked.attempt("rani", "10.0.0.1", NOW + LOCKED_FOR)


@pytest.mark.parametrize(("email", "place"), [("budi", "10.0.0.1"), ("rani", "10.0.0.2")])
def test_other_accounts_and_places_are_free(email: str, place: str, locked: SignInGuard) -> None:
    locked.attempt(email, place, NOW)


def test_success_forgets_slips() -> None:
    guard = guard_after(repeat("10.0.0.1", TRIES - 1))
    guard.attempt("rani", "10.0.0.1", NOW)
    guard.succeeded("rani", "10.0.0.1")
    guard.attempt("rani", "10.0.0.1", NOW)


def test_account_tried_from_everywhere_is_locked_everywhere() -> None:
    guard = guard_after(f"10.0.1.{number}" for number in range(TRIES_ANYWHERE))
    with pytest.raises(LockedError):
        guard.attempt("rani", "10.0.2.1", NOW)


def test_memory_is_bounded() -> None:
    guard = guard_after(repeat("10.0.0.9"), (f"nobody-{number}" for number in range(sign_in_guard.MOST_KEPT)))
    assert len(guard) == sign_in_guard.MOST_KEPT
