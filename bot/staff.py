"""`sobat setup-link` and `sobat staff add`: letting the first people into the console from the terminal."""

import getpass
import sys

from bot.console.app import setup_link
from core import staff
from core.clock import utc_now
from core.db import Database
from core.settings import Settings


async def print_setup_link(settings: Settings) -> None:
    """Print a new one-time link for the first admin; nothing once there is one."""
    db = Database(settings.database_url)
    try:
        link = await setup_link(db, settings)
    finally:
        await db.close()
    if link:
        print(link)


async def add(settings: Settings, new: staff.NewStaff) -> None:
    """Make an account with a password that is asked for, or read from standard input.

    Raises:
        InputError: a field or the password cannot be used.
        ConflictError: the e-mail has an account already.
    """
    staff.checked(new)
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    db = Database(settings.database_url)
    try:
        await staff.create(db, new, password, utc_now())
    finally:
        await db.close()
    print(f"Added {new.name} ({new.role}).")
