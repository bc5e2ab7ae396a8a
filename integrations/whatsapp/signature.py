"""Meta's handshake and signature, the same for all its products."""

import hashlib
import hmac
from collections.abc import Mapping

from core.errors import SignatureError
from integrations.foreign import header, same_secret

SIGNATURE_HEADER = "X-Hub-Signature-256"


def verify(app_secret: str, headers: Mapping[str, str], body: bytes) -> None:
    """Check that Meta sent exactly these bytes; an unset secret refuses everything.

    Meta escapes all that is not ASCII before it signs: JSON that was read and written again never
    verifies.

    Raises:
        SignatureError: it did not.
    """
    if not app_secret:
        raise SignatureError("no app secret is set")
    expected = "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
    if not same_secret(header(headers, SIGNATURE_HEADER), expected):
        raise SignatureError("the signature is missing or wrong")


def handshake(verify_token: str, query: Mapping[str, str]) -> str | None:
    """The challenge to answer with (200, plain text), or None to refuse (403)."""
    challenge = query.get("hub.challenge", "")
    if query.get("hub.mode") != "subscribe" or not challenge:
        return None
    return challenge if same_secret(query.get("hub.verify_token", ""), verify_token) else None
