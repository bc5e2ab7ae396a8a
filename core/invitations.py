"""Links that let a person in once: the set-up of a new installation, and invitations to colleagues."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import audit, passwords, staff
from core.db import Database, insert_into
from core.errors import NotFoundError
from core.models import Fact, Staff
from core.staff import NewStaff, Role

VALID_FOR = timedelta(hours=72)
_SETUP = "console.setup"


@dataclass(frozen=True)
class Invited:
    """Whom an invitation is for."""

    staff_id: int
    name: str
    email: str


async def new_setup_token(session: AsyncSession) -> str | None:
    """A new token for the set-up page, which ends the earlier one; None once there is an admin."""
    if await staff.has_admin(session):
        return None
    token = secrets.token_urlsafe(32)
    await _keep(session, _SETUP, staff.digest(token))
    return token


async def is_setup_open(session: AsyncSession, token: str) -> bool:
    """Whether this token still opens the set-up page."""
    return await _kept(session, _SETUP) == staff.digest(token) and not await staff.has_admin(session)


async def set_up(db: Database, token: str, name: str, email: str, password: str, now: datetime) -> int:
    """Make the first admin and end the token; returns the admin's id.

    Raises:
        InputError: a field or the password cannot be used.
        NotFoundError: the token is wrong or was used.
        ConflictError: the e-mail has an account already.
    """
    async with db.read() as session:
        if not await is_setup_open(session, token):
            raise NotFoundError("set-up link")
    new = NewStaff(name, email, Role.ADMIN)
    kept = await staff.password_for(new, password)
    async with db.write() as session:
        used = await session.scalars(
            delete(Fact).where(Fact.key == _SETUP, Fact.value == staff.digest(token)).returning(Fact.key)
        )
        if used.first() is None or await staff.has_admin(session):
            raise NotFoundError("set-up link")
        return await staff.add(session, new, kept, now, by=None)


async def invite(session: AsyncSession, new: NewStaff, now: datetime, *, by: int) -> str:
    """Open an account without a password; returns the token with which its person chooses one.

    Raises:
        InputError: a field cannot be used.
        ConflictError: the e-mail has an account already.
    """
    staff_id = await staff.add(session, new, passwords.UNUSABLE, now, by=by)
    return await _invitation(session, staff_id, now)


async def invite_again(session: AsyncSession, staff_id: int, now: datetime, *, by: int) -> str:
    """A new invitation, also for who forgot the password; it ends the earlier one.

    Raises:
        NotFoundError: there is no such open account.
    """
    person = await session.get(Staff, staff_id)
    if person is None or not person.active:
        raise NotFoundError(f"staff {staff_id}")
    audit.record(session, by, "staff.invite_again", now, target=f"staff {staff_id}")
    return await _invitation(session, staff_id, now)


async def invited(session: AsyncSession, token: str, now: datetime) -> Invited:
    """Whom this token is for.

    Raises:
        NotFoundError: it is wrong, used, replaced or too old.
    """
    person_id = token.partition(".")[0]
    kept, _, until = (await _kept(session, _key(person_id)) or "").partition(" ")
    if not kept or kept != staff.digest(token) or datetime.fromisoformat(until) <= now:
        raise NotFoundError("invitation")
    person = await session.get(Staff, int(person_id))
    if person is None or not person.active:
        raise NotFoundError("invitation")
    return Invited(person.id, person.name, person.email)


async def accept(db: Database, token: str, password: str, now: datetime) -> int:
    """Set the password of who was invited, once; browsers signed in before are signed out.

    Raises:
        InputError: the password cannot be used.
        NotFoundError: the token is wrong, used, replaced or too old.
    """
    async with db.read() as session:
        person = await invited(session, token, now)
    kept = await staff.password_for(NewStaff(person.name, person.email), password)
    async with db.write() as session:
        await invited(session, token, now)
        await session.execute(delete(Fact).where(Fact.key == _key(str(person.staff_id))))
        await staff.set_password(session, person.staff_id, kept)
        audit.record(session, person.staff_id, "staff.accept_invitation", now)
    return person.staff_id


async def _invitation(session: AsyncSession, staff_id: int, now: datetime) -> str:
    token = f"{staff_id}.{secrets.token_urlsafe(32)}"
    until = (now + VALID_FOR).isoformat()
    await _keep(session, _key(str(staff_id)), f"{staff.digest(token)} {until}")
    return token


def _key(staff_id: str) -> str:
    return f"console.invite:{staff_id[:20]}"


async def _kept(session: AsyncSession, key: str) -> str | None:
    return await session.scalar(select(Fact.value).where(Fact.key == key))


async def _keep(session: AsyncSession, key: str, value: str) -> None:
    await session.execute(
        insert_into(session, Fact)
        .values(key=key, value=value)
        .on_conflict_do_update(index_elements=["key"], set_={"value": value})
    )
