"""The tables. Rows hold what was said and decided; everything else is derived from them."""

from core.models.cameras import CameraCheck
from core.models.reports import (
    ApiFiling,
    ApiKey,
    DataRequest,
    LaporPost,
    LookUpMiss,
    News,
    Reporter,
    Ticket,
    TicketAttachment,
    TicketEvent,
    TicketVerdict,
)
from core.models.review import ReviewItem, ReviewSighting
from core.models.running import Audit, Fact, Staff, StaffSession, Total
from core.models.sources import Snapshot, SourceAsk, SourceGate, SourceRefresh, SourceState
from core.models.subscriptions import Subscription, SubscriptionSent
from core.models.talk import Address, Attachment, ChatPace, Conversation, Delivery, Line, Message, SentPart

__all__ = [
    "Address",
    "ApiFiling",
    "ApiKey",
    "Attachment",
    "Audit",
    "CameraCheck",
    "ChatPace",
    "Conversation",
    "DataRequest",
    "Delivery",
    "Fact",
    "LaporPost",
    "Line",
    "LookUpMiss",
    "Message",
    "News",
    "Reporter",
    "ReviewItem",
    "ReviewSighting",
    "SentPart",
    "Snapshot",
    "SourceAsk",
    "SourceGate",
    "SourceRefresh",
    "SourceState",
    "Staff",
    "StaffSession",
    "Subscription",
    "SubscriptionSent",
    "Ticket",
    "TicketAttachment",
    "TicketEvent",
    "TicketVerdict",
    "Total",
]
