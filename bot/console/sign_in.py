"""Getting in and out: the one-time set-up, invitations, signing in and out."""

import secrets

from aiohttp import web

from bot.console.access import FORM_COOKIE, SESSION_COOKIE, next_address, set_cookie
from bot.console.pages import error_page, page
from bot.console.state import ROOT, Visit, place, printable
from core import audit, invitations, staff
from core.errors import ConflictError, NotFoundError
from core.jakarta import clock
from core.sign_in_guard import LockedError
from core.staff import InputError, SignInError

_FORM_LASTS = 2 * 3600  # seconds
_LINK_IS_DEAD = "Tautan ini salah atau sudah dipakai. Minta tautan baru kepada admin."


def _form(visit: Visit, template: str, status: int = 200, **values: str) -> web.Response:
    """A page with a form for somebody who is not signed in, tied to this browser."""
    token = visit.request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
    response = page(visit, template, status, form_token=token, **values)
    set_cookie(visit, response, FORM_COOKIE, token, _FORM_LASTS)
    return response


async def _let_in(visit: Visit, staff_id: int, address: str) -> web.Response:
    """Start a new session for this browser, whatever it had before."""
    async with visit.db.write() as session:
        token = await staff.open_session(session, staff_id, visit.now)
    response = web.Response(status=303, headers={"Location": address})
    set_cookie(visit, response, SESSION_COOKIE, token, int(staff.SESSION_LASTS.total_seconds()))
    response.del_cookie(FORM_COOKIE, path=ROOT)
    return response


async def show_login(visit: Visit) -> web.StreamResponse:
    address = next_address(visit.query("next"))
    if visit.signed_in:
        raise web.HTTPSeeOther(address)
    return _form(visit, "login.html", next=address, email="", error="")


async def log_in(visit: Visit) -> web.StreamResponse:
    email, address = (
        staff.tidy_email(printable(visit.form.get("email", ""))[:200]),
        visit.form.get("next", ""),
    )
    where = place(visit.request)
    again = {"next": next_address(address), "email": email}
    try:
        visit.console.guard.attempt(email, where, visit.now)
        person = await staff.authenticate(visit.db, email, visit.form.get("password", ""))
    except LockedError as error:
        text = f"Terlalu banyak percobaan. Coba lagi setelah pukul {clock(error.until)} WIB."
        return _form(visit, "login.html", 429, **again, error=text)
    except SignInError:
        await _note_failure(visit, where)
        return _form(visit, "login.html", 401, **again, error="E-mail atau kata sandi salah.")
    visit.console.guard.succeeded(email, where)
    return await _let_in(visit, person.id, next_address(address))


async def _note_failure(visit: Visit, where: str) -> None:
    async with visit.db.write() as session:
        audit.record(session, None, "sign_in.failed", visit.now, note=where)


async def log_out(visit: Visit) -> web.StreamResponse:
    async with visit.db.write() as session:
        await staff.close_session(session, visit.request.cookies.get(SESSION_COOKIE, ""), visit.now)
    response = web.Response(status=303, headers={"Location": f"{ROOT}/login"})
    response.del_cookie(SESSION_COOKIE, path=ROOT)
    return response


async def show_setup(visit: Visit) -> web.StreamResponse:
    token = visit.query("token")
    async with visit.db.read() as session:
        is_open = await invitations.is_setup_open(session, token)
    if not is_open:
        return error_page(
            visit, 404, "Tautan ini salah atau sudah dipakai. Tautan baru muncul saat Sobat dijalankan."
        )
    return _form(visit, "setup.html", token=token, name="", email="", error="", field="")


async def set_up(visit: Visit) -> web.StreamResponse:
    form = visit.form
    kept = {
        "token": printable(form.get("token", "")),
        "name": form.get("name", ""),
        "email": form.get("email", ""),
    }
    if form.get("password", "") != form.get("again", ""):
        return _form(visit, "setup.html", 400, **kept, field="again", error="Kedua kata sandi belum sama.")
    try:
        staff_id = await invitations.set_up(
            visit.db, **kept, password=form.get("password", ""), now=visit.now
        )
    except InputError as error:
        return _form(visit, "setup.html", 400, **kept, field=error.field, error=str(error))
    except ConflictError:
        text = "E-mail ini sudah punya akun."
        return _form(visit, "setup.html", 409, **kept, field="email", error=text)
    except NotFoundError:
        return error_page(visit, 404, _LINK_IS_DEAD)
    return await _let_in(visit, staff_id, f"{ROOT}/")


async def show_invitation(visit: Visit) -> web.StreamResponse:
    token = visit.query("token")
    try:
        async with visit.db.read() as session:
            person = await invitations.invited(session, token, visit.now)
    except NotFoundError:
        return error_page(visit, 404, _LINK_IS_DEAD)
    return _form(visit, "invitation.html", token=token, name=person.name, email=person.email, error="")


async def accept_invitation(visit: Visit) -> web.StreamResponse:
    token, password = printable(visit.form.get("token", "")), visit.form.get("password", "")
    try:
        async with visit.db.read() as session:
            person = await invitations.invited(session, token, visit.now)
        kept = {"token": token, "name": person.name, "email": person.email}
        if password != visit.form.get("again", ""):
            return _form(visit, "invitation.html", 400, **kept, error="Kedua kata sandi belum sama.")
        staff_id = await invitations.accept(visit.db, token, password, visit.now)
    except NotFoundError:
        return error_page(visit, 404, _LINK_IS_DEAD)
    except InputError as error:
        return _form(visit, "invitation.html", 400, **kept, error=str(error))
    return await _let_in(visit, staff_id, f"{ROOT}/")
