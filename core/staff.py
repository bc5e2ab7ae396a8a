"""Staff: their accounts, who may sign in, and signed-in browsers."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from core import audit, passwords
from core.db import Database
from core.errors import ConflictError, NotFoundError, SobatError
from core.models import Conversation, Staff, StaffSession

SESSION_LASTS = timedelta(hours=12)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")


class Role(StrEnum):
    OFFICER = "officer"
    ADMIN = "admin"


class SignInError(SobatError):
    """Wrong e-mail or password, or an account that is closed; never says which."""


class InputError(SobatError):
    """A field cannot be accepted; the text tells the person why."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class NewStaff:
    """A person to let in."""

    name: str
    email: str
    role: Role = Role.OFFICER


@dataclass(frozen=True)
class SignedIn:
    """Whose browser this is. ``csrf`` must come with everything it posts."""

    staff_id: int
    name: str
    email: str
    role: Role
    csrf: str

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN


def checked(new: NewStaff) -> NewStaff:
    """The person with tidy fields.

    Raises:
        InputError: the name or the e-mail cannot be used.
    """
    name, email = " ".join(new.name.split()), tidy_email(new.email)
    if not name or len(name) > 120 or not name.isprintable():
        raise InputError("name", "Isi nama, paling panjang 120 karakter.")
    if len(email) > 200 or not _EMAIL.fullmatch(email):
        raise InputError("email", "Tulis alamat e-mail yang lengkap, misalnya nama@bandung.go.id.")
    return NewStaff(name, email, new.role)


def tidy_email(email: str) -> str:
    return email.strip().casefold()


async def create(db: Database, new: NewStaff, password: str, now: datetime, *, by: int | None = None) -> int:
    """Open an account with a password; returns its id.

    Raises:
        InputError: a field or the password cannot be used.
        ConflictError: the e-mail has an account already.
    """
    kept = await password_for(new, password)
    async with db.write() as session:
        return await add(session, new, kept, now, by=by)


async def password_for(new: NewStaff, password: str) -> str:
    """The hash of a password this person may use.

    Raises:
        InputError: a field or the password cannot be used.
    """
    weakness = passwords.weakness(password, checked(new).email)
    if weakness:
        raise InputError("password", weakness)
    return await passwords.hashed(password)


async def add(
    session: AsyncSession, new: NewStaff, password_hash: str, now: datetime, *, by: int | None
) -> int:
    """Open an account in the caller's transaction; returns its id.

    Raises:
        InputError: a field cannot be used.
        ConflictError: the e-mail has an account already.
    """
    new = checked(new)
    person = Staff(name=new.name, email=new.email, role=new.role, password_hash=password_hash, created_at=now)
    session.add(person)
    try:
        await session.flush()
    except IntegrityError as error:
        raise ConflictError("this e-mail has an account already") from error
    audit.record(session, by, "staff.add", now, target=f"staff {person.id}", note=new.role)
    return person.id


async def authenticate(db: Database, email: str, password: str) -> Staff:
    """The person with this e-mail and password.

    Raises:
        SignInError: there is none, or the account is closed.
    """
    async with db.read() as session:
        person = (await session.scalars(select(Staff).where(Staff.email == tidy_email(email)))).first()
    known = person if person is not None and person.active else None
    if not await passwords.matches(known.password_hash if known else None, password) or known is None:
        raise SignInError
    if passwords.is_outdated(known.password_hash):
        renewed = await passwords.hashed(password)
        async with db.write() as session:
            await session.execute(
                update(Staff)
                .where(Staff.id == known.id, Staff.password_hash == known.password_hash)
                .values(password_hash=renewed)
            )
    return known


async def open_session(session: AsyncSession, staff_id: int, now: datetime) -> str:
    """Sign a browser in; returns the token its cookie carries, of which only a hash is kept."""
    await session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            token_hash=digest(token),
            staff_id=staff_id,
            csrf=secrets.token_urlsafe(32),
            created_at=now,
            expires_at=now + SESSION_LASTS,
        )
    )
    audit.record(session, staff_id, "sign_in", now)
    return token


async def signed_in(session: AsyncSession, token: str, now: datetime) -> SignedIn | None:
    """Whose token this is; None when it is unknown, expired, or its account is closed."""
    query = (
        select(StaffSession.csrf, Staff)
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(StaffSession.token_hash == digest(token), StaffSession.expires_at > now, Staff.active)
    )
    row = (await session.execute(query)).first()
    if row is None:
        return None
    csrf, person = row
    return SignedIn(person.id, person.name, person.email, Role(person.role), csrf)


async def close_session(session: AsyncSession, token: str, now: datetime) -> None:
    """Sign this browser out."""
    closed = await session.scalars(
        delete(StaffSession).where(StaffSession.token_hash == digest(token)).returning(StaffSession.staff_id)
    )
    staff_id = closed.first()
    if staff_id is not None:
        audit.record(session, staff_id, "sign_out", now)


def digest(token: str) -> str:
    """What is kept of a secret that is long and random by itself."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


async def set_password(session: AsyncSession, staff_id: int, password_hash: str) -> None:
    """Change the password; every browser of this person must sign in again."""
    await session.execute(update(Staff).where(Staff.id == staff_id).values(password_hash=password_hash))
    await session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))


async def everyone(session: AsyncSession) -> Sequence[Staff]:
    """All accounts, open ones first."""
    return (await session.scalars(select(Staff).order_by(Staff.active.desc(), Staff.name, Staff.id))).all()


async def name_of(session: AsyncSession, staff_id: int | None) -> str | None:
    """The name of a person of staff; None for nobody."""
    return await session.scalar(select(Staff.name).where(Staff.id == staff_id)) if staff_id else None


async def has_admin(session: AsyncSession) -> bool:
    """Whether somebody can run the console."""
    query = select(Staff.id).where(Staff.role == Role.ADMIN, Staff.active).limit(1)
    return (await session.scalars(query)).first() is not None


async def deactivate(session: AsyncSession, staff_id: int, now: datetime, *, by: int) -> None:
    """Close an account: its browsers are signed out, its conversations wait for a colleague.

    Raises:
        NotFoundError: there is no such account.
        ConflictError: it is one's own.
    """
    if staff_id == by:
        raise ConflictError("one's own account")
    person = await _get(session, staff_id)
    person.active = False
    await session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))
    await session.execute(
        update(Conversation)
        .where(Conversation.owner == "staff", Conversation.assigned_to == staff_id)
        .values(
            owner="waiting",
            owner_since=now,
            assigned_to=None,
            absence_noticed=False,
            handoff_reason="Petugas sebelumnya tidak aktif lagi",
        )
    )
    audit.record(session, by, "staff.deactivate", now, target=f"staff {staff_id}")


async def activate(session: AsyncSession, staff_id: int, now: datetime, *, by: int) -> None:
    """Open a closed account again, with the password it had.

    Raises:
        NotFoundError: there is no such account.
    """
    (await _get(session, staff_id)).active = True
    audit.record(session, by, "staff.activate", now, target=f"staff {staff_id}")


async def _get(session: AsyncSession, staff_id: int) -> Staff:
    person = await session.get(Staff, staff_id)
    if person is None:
        raise NotFoundError(f"staff {staff_id}")
    return person
