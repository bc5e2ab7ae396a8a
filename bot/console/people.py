"""People of the console: inviting, closing and reopening accounts. For admins."""

from aiohttp import web

from bot.console.pages import page
from bot.console.state import ROOT, Visit
from core import invitations, passwords, staff
from core.errors import ConflictError
from core.staff import InputError, NewStaff, Role


async def _everyone(visit: Visit, status: int = 200, **values: str) -> web.Response:
    async with visit.db.read() as session:
        people = await staff.everyone(session)
    shown = {
        "problem": "",
        "name": "",
        "email": "",
        "role": Role.OFFICER,
        "link": "",
        "link_for": "",
    } | values
    return page(
        visit, "people.html", status, people=people, roles=list(Role), unusable=passwords.UNUSABLE, **shown
    )


async def show(visit: Visit) -> web.StreamResponse:
    return await _everyone(visit)


async def add(visit: Visit) -> web.StreamResponse:
    name, email, role = (visit.form.get(field, "") for field in ("name", "email", "role"))
    kept = {"name": name, "email": email, "role": role}
    if role not in set(Role):
        return await _everyone(visit, 400, problem="Pilih peran.", name=name, email=email)
    try:
        async with visit.db.write() as session:
            new = NewStaff(name, email, Role(role))
            token = await invitations.invite(session, new, visit.now, by=visit.me.staff_id)
    except InputError as error:
        return await _everyone(visit, 400, problem=str(error), **kept)
    except ConflictError:
        return await _everyone(visit, 409, problem="E-mail ini sudah punya akun.", **kept)
    return await _everyone(visit, link=_link(visit, token), link_for=name)


async def invite_again(visit: Visit) -> web.StreamResponse:
    async with visit.db.write() as session:
        token = await invitations.invite_again(session, _id(visit), visit.now, by=visit.me.staff_id)
        name = await staff.name_of(session, _id(visit))
    return await _everyone(visit, link=_link(visit, token), link_for=name or "")


async def deactivate(visit: Visit) -> web.StreamResponse:
    try:
        async with visit.db.write() as session:
            await staff.deactivate(session, _id(visit), visit.now, by=visit.me.staff_id)
    except ConflictError:
        return await _everyone(visit, 409, problem="Akun sendiri tidak bisa dinonaktifkan. Minta admin lain.")
    raise web.HTTPSeeOther(f"{ROOT}/staff")


async def activate(visit: Visit) -> web.StreamResponse:
    async with visit.db.write() as session:
        await staff.activate(session, _id(visit), visit.now, by=visit.me.staff_id)
    raise web.HTTPSeeOther(f"{ROOT}/staff")


def _id(visit: Visit) -> int:
    return int(visit.request.match_info["id"])


def _link(visit: Visit, token: str) -> str:
    settings, request = visit.console.settings, visit.request
    base = settings.public_base_url or f"{request.scheme}://{request.host}"
    return f"{base}{ROOT}/invitation?token={token}"
