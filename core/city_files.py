"""How a file under data/city/ is read: checked against its shape, and a mistake named by file and field."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError

from core.errors import StartError

FOLDER: Final = Path(__file__).resolve().parent.parent / "data" / "city"
_LONGEST: Final = 60  # characters of a wrong value that are shown


def read[T: BaseModel](name: str, shape: type[T]) -> T:
    """The file in its shape.

    Raises:
        StartError: which file, which field, and what is wrong with it.
    """
    return checked(name, lambda: shape.model_validate_json((FOLDER / name).read_text(encoding="utf-8")))


def checked[T](name: str, load: Callable[[], T]) -> T:
    """What ``load`` makes of the file, with every mistake in it named for the person who edits it.

    Raises:
        StartError: as for `read`.
    """
    try:
        return load()
    except ValidationError as error:
        raise StartError(f"data/city/{name}: {_first_mistake(error)}") from error
    except json.JSONDecodeError as error:
        raise StartError(f"data/city/{name}: line {error.lineno}: {error.msg}") from error
    except OSError as error:
        raise StartError(f"data/city/{name}: cannot be read ({error.strerror})") from error
    except KeyError as error:
        raise StartError(f"data/city/{name}: {error} is missing") from error
    except (ValueError, TypeError) as error:
        raise StartError(f"data/city/{name}: {error}") from error


def mistake(name: str, text: str) -> StartError:
    """What is wrong between two files, said as `read` says it."""
    return StartError(f"data/city/{name}: {text}")


def _first_mistake(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    reason = str(first["msg"]).removeprefix("Value error, ")
    given = "" if isinstance(first["input"], dict | list) else f" (it says {_short(first['input'])})"
    where = _where(first["loc"])
    return f"{where}: {reason}{given}" if where else reason


def _short(given: object) -> str:
    words = repr(given)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}..."


def _where(path: Sequence[int | str]) -> str:
    """ "escalation[1].to" """
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
