"""Passwords: hashed with argon2 in threads of their own, because a good hash is slow on purpose."""

import asyncio
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
_LONGEST = 200
_FEWEST_DIFFERENT = 5

_HASHER = PasswordHasher()  # RFC 9106's second profile: 64 MiB, so two at a time are enough for us
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")

UNUSABLE = "!"  # of an account whose person has not chosen a password yet


def weakness(password: str, email: str) -> str | None:
    """Why this password is refused, in words for the person; None when it is good enough."""
    if len(password) < SHORTEST:
        return f"Kata sandi paling sedikit {SHORTEST} karakter."
    if len(password) > _LONGEST:
        return f"Kata sandi paling banyak {_LONGEST} karakter."
    is_monotonous = len(set(password)) < _FEWEST_DIFFERENT
    if is_monotonous or password.casefold() in {email, email.split("@", maxsplit=1)[0]}:
        return "Kata sandi ini terlalu mudah ditebak. Pakai beberapa kata yang tidak berhubungan."
    return None


async def hashed(password: str) -> str:
    """The hash to keep."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.hash, _normal(password))


async def matches(kept: str | None, password: str) -> bool:
    """Whether this is the password; takes as long for an account that does not exist (None)."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _matches, kept, _normal(password))


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def _matches(kept: str | None, password: str) -> bool:
    try:
        return _HASHER.verify(kept or _nobodys(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))


def _normal(password: str) -> str:
    """One form for what different keyboards send for the same characters."""
    return unicodedata.normalize("NFKC", password)
