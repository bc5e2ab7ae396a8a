"""Errors whose class says what to do next; callers never parse their text."""


class SobatError(Exception):
    """Root of the errors we raise ourselves."""


class SettingsError(SobatError):
    """A setting is missing or wrong; the text says which one and what to write."""


class StartError(SobatError):
    """The product cannot start or go on; the text says what to do."""


class SignatureError(SobatError):
    """A webhook call that its platform did not sign: 401."""


class PayloadError(SobatError):
    """A webhook body that can never be read: 400."""


class ConflictError(SobatError):
    """An illegal move: a ticket status, a reply over somebody else's."""


class OvertakenError(ConflictError):
    """Something happened since this was read: read it again, then decide again."""


class NotFoundError(SobatError):
    """No such row, or not for this reader."""


class IntegrationError(SobatError):
    """An outside system did not do what was asked."""

    retryable = False
    response = "utter_service_unavailable"


class ServiceDownError(IntegrationError):
    """Timeout, connection failure, 5xx: worth trying again."""

    retryable = True


class ThrottledError(ServiceDownError):
    """The platform asks to slow down."""

    def __init__(self, message: str, *, retry_after: float, everyone: bool = False) -> None:
        super().__init__(message)
        self.retry_after = retry_after  # seconds
        self.everyone = everyone  # the whole number or bot, not this person only


class BadAnswerError(IntegrationError):
    """The service answered, but not in its documented shape."""


class NoDocumentError(BadAnswerError):
    """The service works, but holds nothing at this address."""


class UnreachableError(IntegrationError):
    """This person cannot be reached any more (blocked us, left): stop sending to them."""


class WindowClosedError(IntegrationError):
    """The platform's reply window is over: only an approved template may go out."""


class RejectedError(IntegrationError):
    """The platform refused what we built: our fault, a retry would be refused too."""


class CredentialsError(IntegrationError):
    """Token, number or permission is wrong: an operator must act, nothing can be sent."""


class UncertainError(IntegrationError):
    """The connection broke after the request left: the message may have arrived."""

    retryable = True
