"""A text's words next to our lists: known names, unknown names, and what stands around them."""

from collections.abc import Iterator
from typing import Final

from core.places import words
from core.places.gazetteer import (
    KINDS,
    NEEDS_CUE,
    NEEDS_DESIGNATOR,
    NEEDS_NOTHING,
    Entry,
    EntryKind,
    Form,
    Gazetteer,
)
from core.places.tokens import Token, shown

type Order = tuple[EntryKind, ...]

AREA_FIRST: Final[Order] = KINDS
STREET_FIRST: Final[Order] = ("street", "landmark", "kelurahan", "kecamatan")
_LONGEST_NAME = 5
_VERB_STARTS = ("me", "ber", "ng", "ny", "di", "ke", "ter", "pe", "se")
_SUFFIXES = ("nya", "kan", "keun", "eun", "na")
_FILLERS = frozenset({"yang", "yg", "nya", "kota", "saya", "kami", "abdi", "teh"})
_ARTICLES = frozenset({"al", "an", "at", "ar", "as", "ad"})
_ADDRESSED = frozenset(
    {"min", "mimin", "punten", "kak", "halo", "lapor", "ini", "nih", "tuh", "kok", "kenapa", "naha", "kapan"}
    | {"admin", "tolong", "tulung", "tulungan", "gaes", "guys"}
)


class Names:
    """Answers about one text; positions are word numbers. ``answer``: the text answers "di mana?"."""

    def __init__(self, tokens: list[Token], book: Gazetteer, *, answer: bool = False) -> None:
        self.tokens = tokens
        self.keys = [token.key for token in tokens]
        self.size = len(tokens)
        self.answer = answer
        self.continued = -1  # where an address just read goes on with an area
        self._book = book

    def key(self, index: int) -> str:
        """The word at a position, empty behind the end."""
        return self.keys[index] if index < self.size else ""

    def match(self, index: int, level: int, order: Order) -> tuple[Form, int] | None:
        """The longest known name from here that this context allows, and where it ends."""
        keys, book = self.keys, self._book.forms
        if len(keys[index]) > 2 and keys[index][:3] not in self._book.beginnings:
            return None
        most = 1
        while most < _LONGEST_NAME and index + most < self.size and self.tokens[index + most].gap == 0:
            most += 1
        for count in range(most, 0, -1):
            forms = book.get("".join(keys[index : index + count]) if count > 1 else keys[index])
            if forms:
                form = self._choose(forms, keys[index : index + count], level, order)
                if form:
                    return self._longer_typo(index, count, order, level) or (form, index + count)
        return None

    def _longer_typo(self, index: int, count: int, order: Order, level: int) -> tuple[Form, int] | None:
        """ "Babakan Ciparai" is no Babakan: a longer name with a slip, when its first word is a name too."""
        if not self._sure(index, order) or count > 1 or not self.connected(index + 1):
            return None
        found = self._near_words(index, 3, order, level) or self._near_words(index, 2, order, level)
        # the slip is behind the known word: Cigadung Kulon is no slip of Cipadung Kulon
        return found if found and "".join(found[0].parts).startswith(self.keys[index]) else None

    def whole(self, index: int) -> tuple[Form, int] | None:
        """A name that is the whole answer needs no "jalan": "bima" is Jalan Bima."""
        if not self.answer or index > 0 or self.size > 3:
            return None
        match = self.match(index, NEEDS_DESIGNATOR, AREA_FIRST)
        return match if match and self.modifiers(match[1])[0] == self.size else None

    def street(self, index: int) -> tuple[Form, int] | None:
        """The street whose name starts here, also with a slip."""
        return self.match(index, NEEDS_DESIGNATOR, STREET_FIRST) or self.typo(index, STREET_FIRST, NEEDS_CUE)

    def entries(self) -> Iterator[Entry]:
        """Everything the words may name, whatever the context; names inside longer names too."""
        for index in range(self.size):
            for count in range(1, min(_LONGEST_NAME, self.size - index) + 1):
                said = self.keys[index : index + count]
                for form in self._book.forms.get("".join(said), ()):
                    if self._fits(form, said, sure=False):
                        yield form.entry

    def _choose(self, forms: list[Form], said: list[str], level: int, order: Order) -> Form | None:
        usable = [
            form
            for form in forms
            if form.needs <= level
            and form.entry.kind in order
            and self._fits(form, said, sure=self.answer or level == NEEDS_DESIGNATOR)
        ]
        if not usable:
            return None
        if order is AREA_FIRST:
            for form in usable:
                if form.entry.prefer_street:
                    return form
        return min(usable, key=lambda form: order.index(form.entry.kind))

    def _fits(self, form: Form, said: list[str], *, sure: bool) -> bool:
        """Kiara Condong is Kiaracondong, but "pada suka" is Padasuka only where a name must stand."""
        if len(said) == len(form.parts):
            return True
        if len(said) == 1:
            return len(said[0]) >= 5
        ordinary = self._book.ordinary
        return sum(map(len, said)) >= 7 and all(
            len(word) >= 3 and (sure or word not in ordinary) for word in said
        )

    def typo(self, index: int, order: Order, level: int) -> tuple[Form, int] | None:
        """A known name with a typing error: sure of it only where a place is expected or the word is long."""
        key = self.keys[index]
        if level == NEEDS_NOTHING and len(key) < 8:
            return None
        sure = self._sure(index, order)
        for count in (3, 2) if sure else ():
            found = self._near_words(index, count, order, level)
            if found:
                return found
        form = self._book.near(key, order, level, far=sure, short=self._only_a_name(order))
        return (form, index + 1) if form else None

    def _sure(self, index: int, order: Order) -> bool:
        """Whether a name must stand here."""
        return self.answer or self._last_before(index) in words.AT or order is not AREA_FIRST

    def _only_a_name(self, order: Order) -> bool:
        """Whether the words can be nothing else: "kel isla", or "isla" as the whole answer."""
        return order[0] != "street" and (order is not AREA_FIRST or (self.answer and self.size <= 3))

    def _near_words(self, index: int, count: int, order: Order, level: int) -> tuple[Form, int] | None:
        """A name of several words with one slip in them, unless all are everyday words."""
        said = self.keys[index : index + count]
        connected = len(said) == count and all(map(self.connected, range(index + 1, index + count)))
        whole = "".join(said)
        least = 7 if self._only_a_name(order) else 8
        if not connected or len(whole) < least or not whole.isalpha() or self._book.ordinary.issuperset(said):
            return None
        form = self._book.near(whole, order, level)
        if form is None or len(form.parts) > count or min(map(len, said)) < 3:
            return None
        if said[-1] in self._book.ordinary and said[-1] != form.parts[-1] and least > 7:
            return None  # "di Cipadung aya ..." is not Cipadung Raya
        return form._replace(shown=form.entry.name), index + count

    def connected(self, index: int) -> bool:
        return index < self.size and self.tokens[index].gap == 0

    def before(self, index: int) -> list[str]:
        """Up to two words in front, in the same sentence; filler words do not count."""
        found: list[str] = []
        while index > 0 and len(found) < 2 and self.tokens[index].gap == 0:
            index -= 1
            if self.keys[index] not in _FILLERS or found:
                found.insert(0, self.keys[index])
        return found

    def weak(self, index: int) -> bool:
        """ "Rumah saya di ...", "dari ...": the speaker's own place, or one passed through."""
        before = ["", *self.before(index)]
        close = before[-1] in words.WEAK_AFTER
        return close or (before[-1] in words.AT and before[-2] in words.WEAK_AFTER) or self._trade(index)

    def _trade(self, index: int) -> bool:
        """ "Saya biasa mangkal di ...", but not "angkot mangkal di ..."."""
        who, trade, at = ["", "", "", *self.keys[:index]][-3:]
        return at in words.AT and trade in words.TRADES and who in words.HABITS

    def praised(self, index: int) -> bool:
        """ "Terima kasih sudah memasang lampu di ...", in the same sentence."""
        first = index
        while first > 0 and self.tokens[first].gap < 2:
            first -= 1
        said = self.keys[first:index]
        thanks = next((at for at, key in enumerate(said) if key in words.THANKS), len(said))
        return not words.DONE.isdisjoint(said[thanks:])

    def corrects(self, index: int) -> bool:
        """ "Harusnya di Dago", "bukan, di Dago": what stands here replaces every place before."""
        if index == 0:
            return False
        denied = self.keys[index - 1] in words.DENYING and self.tokens[index].gap > 0
        return denied or not words.CORRECTING.isdisjoint(self.keys[max(0, index - 2) : index])

    def level(self, index: int) -> int:
        """How weak a name may be here: weaker where a place is expected."""
        headed = index > 0 and self.tokens[index].gap == 1 and self.keys[index - 1] in words.HEADINGS
        expected = self.answer or headed or index == self.continued
        cued = expected or self._last_before(index) in words.CUES
        return NEEDS_CUE if cued else NEEDS_NOTHING

    def _last_before(self, index: int) -> str:
        while index > 0 and self.tokens[index].gap == 0:
            index -= 1
            numbered = self.keys[index].isdigit() and index > 0 and self.keys[index - 1] in {"rt", "rw"}
            if self.keys[index] not in _FILLERS and not numbered:
                return self.keys[index]
        return ""

    def opens_sentence(self, index: int) -> bool:
        return self.tokens[index].gap == 2 or self.keys[index - 1] in _ADDRESSED

    def place_like_after(self, index: int) -> bool:
        return (
            index >= self.size
            or self.tokens[index].gap > 0
            or self.keys[index] in words.TOPICS | words.STATES
        )

    def name_run(self, index: int, limit: int = 3, *, written: bool = False) -> int:
        """Where an unknown name that starts here ends: at everyday words, verbs, known names and commas.

        ``written``: words with a capital are names too, as in "Jl. Pasir Subur".
        """
        start = index
        while index < self.size and index - start < limit:
            token = self.tokens[index]
            capital = written and token.text.istitle() and len(token.text) > 2
            may_be = self._may_be_name(index, index == start) or (
                capital and token.key not in words.ANNOUNCES
            )
            if (token.gap > 0 and index > start) or not may_be:
                break
            index += 1
        return index

    def _may_be_name(self, index: int, is_first: bool) -> bool:
        key = self.keys[index]
        if key.isdigit():
            following = self.keys[index + 1] if index + 1 < self.size else ""
            return not is_first and len(key) <= 3 and following not in words.UNITS
        if key in _ARTICLES or (is_first and key in words.NAMES_STREETS):
            return True
        if key in self._book.ordinary or key in words.ANNOUNCES or (len(key) < 3 and key not in words.ROMAN):
            return False
        if is_first:
            return True
        written_as_name = self.tokens[index].text[0].isupper()
        verb = key.startswith(_VERB_STARTS) or key.endswith(_SUFFIXES) or not key.isalpha()
        if verb and len(key) > 4 and not written_as_name:
            return False
        return not any(form.needs == NEEDS_NOTHING for form in self._book.forms.get(key, ()))

    def is_street_name(self, index: int, start: int) -> bool:
        """Whether an unknown word after "jalan" is a name: "jalan melati", but not "pinggir jalan kebuka"."""
        if self.tokens[start].text[0].isupper():
            return True
        key = self.keys[start]
        verb = key.endswith(("in", "nya")) or key.startswith(("ng", "ny", "ter", "ber", "meng", "nga"))
        before = self.keys[index - 1] if index else ""
        return not verb and before not in words.PARTS_OF_ROADS

    def named(self, first: int, last: int) -> str:
        return " ".join(
            token.text.upper() if token.key in words.ROMAN else shown(token.text)
            for token in self.tokens[first:last]
        )

    def modifiers(self, index: int) -> tuple[int, str]:
        """ "Raya", "Barat", a small number: part of a street's name."""
        start = index
        while self.connected(index) and index - start < 2:
            key = self.keys[index]
            following = self.keys[index + 1] if index + 1 < self.size else ""
            number = key.isdigit() and len(key) <= 2 and following not in words.UNITS
            if not (number or (key in words.MODIFIERS) or key in words.ROMAN):
                break
            index += 1
        return index, (" " + self.named(start, index)) if index > start else ""
