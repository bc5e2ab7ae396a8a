"""How the civic API says no: an array of code and description, whatever went wrong."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.open311.answers import Answer, Format, respond
from bot.problems import Problem, at_fault

PREFIX = "/open311/"
_SENTENCES = {
    400: "Permintaan ini tidak dapat dibaca.",
    404: "Alamat ini tidak ada.",
    405: "Cara ini tidak dilayani di alamat ini.",
    413: "Isi permintaan terlalu besar.",
    500: "Ada gangguan pada sistem kami. Coba lagi sebentar lagi.",
    503: "Sistem sedang tidak bisa dipakai. Coba lagi sebentar lagi.",
}

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Refusal(Exception):  # noqa: N818  an answer, not a fault
    """Ends a request with this status and description."""

    def __init__(self, status: int, description: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description or _SENTENCES.get(status, _SENTENCES[400])
        self.retry_after = retry_after

    def response(self, form: Format) -> web.Response:
        errors = [{"code": self.status, "description": self.description}]
        response = respond(Answer("errors", errors), form, status=self.status)
        if self.retry_after is not None:
            response.headers["Retry-After"] = str(max(1, round(self.retry_after)))
        response.headers["Cache-Control"] = "no-store"
        return response


@web.middleware
async def answer_refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Errors of the civic API in its own shape, and pages of any origin may read all it says.

    Never with credentials: there are none but the key, which an app sends in the form itself.
    """
    if not request.path.startswith(PREFIX):
        return await handler(request)
    response = await _answer(request, handler)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    return response


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    form = error_format(request.path)
    try:
        return await handler(request)
    except Refusal as error:
        refusal = error
    except web.HTTPMethodNotAllowed as error:
        return _other_method(request, error, form)
    except web.HTTPException as error:
        refusal = Refusal(error.status)
    except web.RequestPayloadError:
        refusal = Refusal(400)
    except Problem as error:
        refusal = _refusal(error)
    except Exception as error:  # noqa: BLE001  the end of the line: logged and answered
        refusal = _refusal(at_fault(request, error))
    return refusal.response(form)


def _refusal(problem: Problem) -> Refusal:
    return Refusal(problem.status, retry_after=problem.retry_after)


def _other_method(request: web.Request, error: web.HTTPMethodNotAllowed, form: Format) -> web.Response:
    methods = ", ".join(sorted({*error.allowed_methods, "OPTIONS"}))
    if request.method == "OPTIONS":  # a browser asks before it lets a page send an unusual header
        return web.Response(
            status=204,
            headers={
                "Allow": methods,
                "Access-Control-Allow-Methods": methods,
                "Access-Control-Allow-Headers": "Content-Type, If-None-Match",
                "Access-Control-Max-Age": "86400",
            },
        )
    response = Refusal(405).response(form)
    response.headers["Allow"] = methods
    return response


def error_format(path: str) -> Format:
    """The format that an address asks for; XML, which every client must read, when it asks for neither."""
    return "json" if path.endswith(".json") else "xml"
