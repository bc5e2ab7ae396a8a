"""Accounts, passwords, sessions and invitations of staff."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from core import invitations, passwords, staff
from core.db import Database
from core.errors import ConflictError, NotFoundError
from core.models import Audit, Staff, StaffSession
from core.staff import InputError, NewStaff, Role, SignInError
from tests.fakes import ManualClock

PASSWORD = "lampu kuning empat sendok"
RANI = NewStaff("  Rani   Permata ", " Rani@Bandung.go.id ", Role.ADMIN)
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
async def rani(db: Database, clock: ManualClock) -> int:
    return await staff.create(db, RANI, PASSWORD, clock())


@pytest.fixture
async def budi(db: Database, clock: ManualClock) -> int:
    async with db.write() as session:
        new = NewStaff("Budi", "budi@bandung.go.id")
        return await staff.add(session, new, passwords.UNUSABLE, clock(), by=None)


async def kept(db: Database, staff_id: int) -> Staff:
    async with db.read() as session:
        return await session.get_one(Staff, staff_id)


async def test_account_is_kept_tidy_and_its_password_hashed(db: Database, rani: int) -> None:
    person = await kept(db, rani)
    assert (person.name, person.email, person.role) == ("Rani Permata", "rani@bandung.go.id", "admin")
    assert person.password_hash.startswith("$argon2id$")
    async with db.read() as session:
        line = (await session.scalars(select(Audit))).one()
    assert (line.action, line.target, line.note) == ("staff.add", f"staff {rani}", "admin")


@pytest.mark.parametrize("email", ["RANI@bandung.go.id", " rani@bandung.go.id "])
async def test_right_password_finds_the_person(email: str, db: Database, rani: int) -> None:
    assert (await staff.authenticate(db, email, PASSWORD)).id == rani


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("rani@bandung.go.id", PASSWORD + " "),
        ("rani@bandung.go.id", ""),
        ("budi@bandung.go.id", passwords.UNUSABLE),
        ("nobody@bandung.go.id", PASSWORD),
        ("", ""),
    ],
)
async def test_anything_else_finds_nobody(
    email: str, password: str, db: Database, rani: int, budi: int
) -> None:
    with pytest.raises(SignInError):
        await staff.authenticate(db, email, password)


async def test_closed_account_is_not_found(db: Database, rani: int, budi: int, clock: ManualClock) -> None:
    async with db.write() as session:
        await staff.deactivate(session, rani, clock(), by=budi)
    with pytest.raises(SignInError):
        await staff.authenticate(db, "rani@bandung.go.id", PASSWORD)


async def test_composed_and_decomposed_letters_are_one_password(db: Database, clock: ManualClock) -> None:
    await staff.create(db, RANI, "kopi susu caf\u00e9 pagi", clock())
    assert await staff.authenticate(db, "rani@bandung.go.id", "kopi susu cafe\u0301 pagi")


async def test_weaker_hash_is_renewed_at_sign_in(db: Database, budi: int) -> None:
    async with db.write() as session:
        await staff.set_password(session, budi, QUICK.hash(PASSWORD))
    await staff.authenticate(db, "budi@bandung.go.id", PASSWORD)
    assert not passwords.is_outdated((await kept(db, budi)).password_hash)
    assert await staff.authenticate(db, "budi@bandung.go.id", PASSWORD)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("sebelas kar", "paling sedikit"),
        ("a" * 201, "paling banyak"),
        ("ababababababab", "mudah ditebak"),
        ("rani@bandung.go.id", "mudah ditebak"),
    ],
)
def test_weak_password_is_refused(password: str, reason: str) -> None:
    assert reason in (passwords.weakness(password, "rani@bandung.go.id") or "")


def test_twelve_different_characters_are_enough() -> None:
    assert passwords.weakness("dua belas ka", "rani@bandung.go.id") is None


@pytest.mark.parametrize(
    ("name", "email", "field"),
    [
        ("", "a@b.id", "name"),
        ("a" * 121, "a@b.id", "name"),
        ("Ra\x00ni", "a@b.id", "name"),
        ("Rani", "a@b", "email"),
        ("Rani", "a b@c.id", "email"),
        ("Rani", "a@" + "b" * 200 + ".id", "email"),
    ],
)
def test_unusable_field_is_named(name: str, email: str, field: str) -> None:
    with pytest.raises(InputError) as refused:
        staff.checked(NewStaff(name, email))
    assert refused.value.field == field


async def test_one_account_per_address(db: Database, rani: int, clock: ManualClock) -> None:
    with pytest.raises(ConflictError):
        await staff.create(db, NewStaff("Lain", "RANI@bandung.go.id"), PASSWORD, clock())


async def test_session_is_found_by_its_token_only(db: Database, budi: int, clock: ManualClock) -> None:
    async with db.write() as session:
        token = await staff.open_session(session, budi, clock())
        row = (await session.scalars(select(StaffSession))).one()
        found = await staff.signed_in(session, token, clock())
        assert await staff.signed_in(session, row.token_hash, clock()) is None
    assert token not in {row.token_hash, row.csrf}
    assert found == staff.SignedIn(budi, "Budi", "budi@bandung.go.id", Role.OFFICER, row.csrf)
    assert not found.is_admin


async def test_session_ends_by_itself_and_is_swept(db: Database, budi: int, clock: ManualClock) -> None:
    async with db.write() as session:
        token = await staff.open_session(session, budi, clock())
        later = clock.advance(staff.SESSION_LASTS.total_seconds())
        assert await staff.signed_in(session, token, later) is None
        await staff.open_session(session, budi, later)
        assert len((await session.scalars(select(StaffSession))).all()) == 1


async def test_new_password_signs_every_browser_out(db: Database, budi: int, clock: ManualClock) -> None:
    async with db.write() as session:
        token = await staff.open_session(session, budi, clock())
        await staff.set_password(session, budi, QUICK.hash(PASSWORD))
        assert await staff.signed_in(session, token, clock()) is None


async def test_setup_token_is_offered_until_there_is_an_admin(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        token = await invitations.new_setup_token(session)
    assert token is not None
    await invitations.set_up(db, token, "Rani", "rani@bandung.go.id", PASSWORD, clock())
    async with db.write() as session:
        assert await invitations.new_setup_token(session) is None
    with pytest.raises(NotFoundError):
        await invitations.set_up(db, token, "Lain", "lain@bandung.go.id", PASSWORD, clock())


async def test_invitation_ends_after_its_days(db: Database, budi: int, clock: ManualClock) -> None:
    async with db.write() as session:
        token = await invitations.invite_again(session, budi, clock(), by=budi)
        late = clock() + invitations.VALID_FOR
        person = await invitations.invited(session, token, late - timedelta(seconds=1))
        with pytest.raises(NotFoundError):
            await invitations.invited(session, token, late)
    assert person.email == "budi@bandung.go.id"


async def test_newer_invitation_ends_the_older(db: Database, budi: int, clock: ManualClock) -> None:
    async with db.write() as session:
        older = await invitations.invite_again(session, budi, clock(), by=budi)
        newer = await invitations.invite_again(session, budi, clock(), by=budi)
    with pytest.raises(NotFoundError):
        await invitations.accept(db, older, PASSWORD, clock())
    assert await invitations.accept(db, newer, PASSWORD, clock()) == budi


async def test_closed_account_cannot_use_its_invitation(
    db: Database, rani: int, budi: int, clock: ManualClock
) -> None:
    async with db.write() as session:
        token = await invitations.invite_again(session, budi, clock(), by=rani)
        await staff.deactivate(session, budi, clock(), by=rani)
    with pytest.raises(NotFoundError):
        await invitations.accept(db, token, PASSWORD, clock())
