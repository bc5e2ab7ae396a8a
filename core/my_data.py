"""What is kept about a person, in their own plain words: for "lihat data saya"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import conversations, data_requests, deadlines, ticket_number
from core.jakarta import JAKARTA, clock
from core.language import spoken
from core.models import Attachment, Line, Reporter, Ticket, TicketVerdict
from core.subscriptions import store
from core.tickets import Status, status_words

_MOST_TICKETS = 3
_CHANNELS = {"web": "chat web", "telegram": "Telegram", "whatsapp": "WhatsApp"}


@dataclass(frozen=True)
class Kept:
    """Everything that is kept of one conversation, counted."""

    name: str | None
    channel: str
    since: date
    messages: int
    tickets: Sequence[tuple[str, Status]]  # the newest ones
    reports: int
    photos: int
    other_files: int
    verdicts: int
    news_stopped: bool
    subscriptions: int
    erased_by: datetime | None  # of an open request


async def kept(session: AsyncSession, conversation_id: str) -> Kept:
    """Look it all up.

    Raises:
        NotFoundError: there is no such conversation.
    """
    talk = await conversations.get(session, conversation_id)
    request = await data_requests.current(session, conversation_id)
    mine = Reporter.conversation_id == conversation_id
    query = select(Ticket.number, Ticket.status).join(Reporter, Reporter.ticket_id == Ticket.id).where(mine)
    newest = await session.execute(query.order_by(Ticket.id.desc()).limit(_MOST_TICKETS))
    files = Attachment.conversation_id == conversation_id
    said = (Line.conversation_id == conversation_id) & (Line.author == "citizen")
    return Kept(
        name=talk.name,
        channel=_CHANNELS.get(talk.channel, talk.channel.capitalize()),
        since=talk.created_at.astimezone(JAKARTA).date(),
        messages=await _count(session, said),
        tickets=[(ticket_number.show(number), Status(status)) for number, status in newest],
        reports=await _count(session, mine),
        photos=await _count(session, files & (Attachment.kind == "photo")),
        other_files=await _count(session, files & (Attachment.kind != "photo")),
        verdicts=await _count(session, TicketVerdict.conversation_id == conversation_id),
        news_stopped=talk.news_stopped,
        subscriptions=await store.number(session, conversation_id),
        erased_by=request.due_at if request else None,
    )


async def _count(session: AsyncSession, which: ColumnElement[bool]) -> int:
    return (await session.scalars(select(func.count()).where(which))).one()


def moment(at: datetime, language: str = "id") -> str:
    """When a request is carried out at the latest: "Jumat, 27 November 2026 pukul 10.00 WIB"."""
    hour = {"id": "pukul", "su": "tabuh", "en": "at"}[spoken(language)]
    return f"{deadlines.show_date(at.astimezone(JAKARTA).date(), language)} {hour} {clock(at)} WIB"


def as_lines(kept: Kept, language: str) -> str:
    """The facts, one short line each."""
    told = {"id": _indonesian, "su": _sundanese, "en": _english}
    lines = told[spoken(language)](kept)
    return "\n".join(f"• {line}" for line in lines if line)


def _indonesian(kept: Kept) -> Sequence[str]:
    more = kept.reports - len(kept.tickets)
    tickets = ", ".join(f"{number} ({status_words(status)})" for number, status in kept.tickets)
    return (
        f"Nama: {kept.name or 'tidak ada'}, dari {kept.channel}",
        f"Sejak {deadlines.show_date(kept.since)}: {kept.messages} pesan, disimpan sampai Anda minta dihapus",
        f"Laporan: {tickets or 'belum ada'}{f', dan {more} lagi' if more > 0 else ''}",
        f"Berkas: {kept.photos} foto, {kept.other_files} lainnya. Penilaian: {kept.verdicts}",
        "Kabar laporan: Anda hentikan (tulis MULAI)"
        if kept.news_stopped
        else "Kabar laporan: aktif (tulis BERHENTI untuk menghentikan)",
        f"Langganan: {kept.subscriptions} (tulis “langganan saya” untuk melihatnya)"
        if kept.subscriptions
        else "",
        "Yang bisa melihat: petugas Command Center. Instansi tidak melihat pelapor anonim dan rahasia",
        f"Akan dihapus paling lambat {moment(kept.erased_by)}" if kept.erased_by else "",
    )


def _sundanese(kept: Kept) -> Sequence[str]:
    more = kept.reports - len(kept.tickets)
    tickets = ", ".join(f"{number} ({status_words(status, 'su')})" for number, status in kept.tickets)
    return (
        f"Nami: {kept.name or 'teu aya'}, ti {kept.channel}",
        f"Ti {deadlines.show_date(kept.since, 'su')}: {kept.messages} pesen, "
        "disimpen dugi ka anjeun nyuhunkeun dipupus",
        f"Laporan: {tickets or 'teu acan aya'}{f', sareng {more} deui' if more > 0 else ''}",
        f"Berkas: {kept.photos} poto, {kept.other_files} nu sanés. Peunteun: {kept.verdicts}",
        "Béja laporan: lirén (serat MULAI)"
        if kept.news_stopped
        else "Béja laporan: aktip (serat BERHENTI upami badé lirén)",
        f"Langganan: {kept.subscriptions} (serat “langganan abdi” upami badé ningali)"
        if kept.subscriptions
        else "",
        "Nu tiasa ningali: patugas Command Center. Instansi teu ningali pelapor anonim sareng rusiah",
        f"Bakal dipupus paling telat {moment(kept.erased_by, 'su')}" if kept.erased_by else "",
    )


def _english(kept: Kept) -> Sequence[str]:
    more = kept.reports - len(kept.tickets)
    tickets = ", ".join(f"{number} ({status_words(status, 'en')})" for number, status in kept.tickets)
    channel = "web chat" if kept.channel == _CHANNELS["web"] else kept.channel
    return (
        f"Name: {kept.name or 'none'}, from {channel}",
        f"Since {deadlines.show_date(kept.since, 'en')}: {kept.messages} messages, "
        "kept until you ask for their deletion",
        f"Reports: {tickets or 'none yet'}{f', and {more} more' if more > 0 else ''}",
        f"Files: {kept.photos} photos, {kept.other_files} others. Ratings: {kept.verdicts}",
        "News of reports: stopped by you (write MULAI)"
        if kept.news_stopped
        else "News of reports: on (write STOP to end it)",
        f"Alerts you asked for: {kept.subscriptions} (write “my alerts” to see them)"
        if kept.subscriptions
        else "",
        "Who can see it: officers of the Command Center. Agencies do not see anonymous and secret reporters",
        f"Will be deleted by {moment(kept.erased_by, 'en')}" if kept.erased_by else "",
    )
