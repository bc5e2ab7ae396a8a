"""The spoken forms of a verb: "<tabrak" stands for all that was run into, ">tabrak" for whoever runs into it.

Indonesian, Jakarta slang and Sundanese build them alike, so that a word list names the root only.
"""

from collections.abc import Iterator

_UNDERGONE = ("di", "ke", "ter", "ka", "te")
_ENDINGS = ("", "in", "an", "kan", "keun", "i")
_NASAL = {"p": ("m", 1), "t": ("n", 1), "s": ("ny", 1), "k": ("ng", 1), "c": ("ny", 1), "b": ("m", 1)}
_LINK = {"b": "mem", "f": "mem", "d": "men", "j": "men", "c": "men", "g": "meng", "h": "meng"}


def forms(phrase: str) -> Iterator[str]:
    """The phrase itself, or every form of the root that it marks."""
    if phrase.startswith("<"):
        yield from _ended(prefix + phrase[1:] for prefix in _UNDERGONE)
    elif phrase.startswith(">"):
        yield from _ended(_active(phrase[1:]))
    else:
        yield phrase


def _active(root: str) -> Iterator[str]:
    nasal, cut = _NASAL.get(root[0], ("ng" if root[0] in "aeiou" else "", 0))
    if nasal:
        yield nasal + root[cut:]
        yield "me" + nasal + root[cut:]
    yield _LINK.get(root[0], "me") + root
    yield "nge" + root
    yield "nga" + root


def _ended(stems: Iterator[str]) -> Iterator[str]:
    for stem in stems:
        for ending in _ENDINGS:
            yield stem + ending
