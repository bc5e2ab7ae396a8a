"""Citizens who talk while everything breaks, and the proof that each of their words was answered once."""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.faults.platforms import Accepted
from tests.faults.posts import Platforms

KECAMATAN = (
    "Andir", "Antapani", "Arcamanik", "Batununggal", "Buahbatu", "Cibiru", "Cicendo", "Cidadap", "Coblong",
    "Kiaracondong", "Lengkong", "Mandalajati", "Panyileukan", "Rancasari", "Regol", "Sukajadi", "Sukasari",
    "Ujungberung",
)  # fmt: skip
STREETS = ("Cikutra", "Kopo", "Pasteur", "Buah Batu", "Setiabudi", "Pajajaran", "Sukajadi", "Antapani")
# What the bot says of itself meanwhile; not an answer to any message.
ASIDES = re.compile(r"Pesan Anda sudah tersimpan")
# Not the number of somebody else's report near by, which a summary names.
RECEIPT = re.compile(r"Laporan terkirim[^\n]*\nNomor: (BDG-\d{4}-\d{4})")
PATIENCE = 300.0
# Seconds between a platform's yes and the end of the process that asked it. The yes may even come after
# the kill: the request had left already, and the platform reads it from its socket a moment later.
KILL_WINDOW = 0.5

type Write = Callable[[str, str], Awaitable[None]]


@dataclass(frozen=True)
class Step:
    """One message, and what its answer must say."""

    text: str
    answer: str
    after: int | None = None  # the number of an answer that the citizen reads first


@dataclass
class Citizen:
    """One person: what they will write, and what they read."""

    person: str
    steps: Sequence[Step]
    chat: list[Accepted] = field(default_factory=list)

    @property
    def answers(self) -> list[Accepted]:
        return [each for each in self.chat if not ASIDES.search(each.text)]

    async def talk(self, write: Write, pause: Callable[[], float]) -> None:
        for step in self.steps:
            await asyncio.sleep(pause())
            await self._read(step.after)
            await write(self.person, step.text)

    async def _read(self, number: int | None) -> None:
        async with asyncio.timeout(PATIENCE):
            while number is not None and len(self.answers) <= number:  # noqa: ASYNC110  a list has no events
                await asyncio.sleep(0.1)


def plan(number: int, messages: int) -> list[Step]:
    """Questions about one kecamatan after the other, and in their midst a report that is sent."""
    steps = [_question(number + each) for each in range(messages)]
    street = STREETS[number % len(STREETS)]
    report = f"lampu jalan mati di jalan {street.lower()}, udah seminggu gelap"
    middle = 1 + number % max(1, messages - 2)
    steps[middle] = Step(report, rf"Masalah: Lampu jalan(.|\n)*{street}")
    steps[middle + 1 :] = [Step("kirim", RECEIPT.pattern, after=middle), *steps[middle + 2 :]]
    return steps


def _question(number: int) -> Step:
    name = KECAMATAN[number % len(KECAMATAN)]
    return Step(f"cuaca di {name.lower()} hari ini gimana?", rf"Cuaca hari ini di Kec\. {name}")


@dataclass(frozen=True)
class Verdict:
    """What went wrong, by citizen; empty lists are what we want.

    A kill between the platform's yes and our note of it repeats that one send: nobody can know better, and
    repeating is better than losing. Only a repeat of what was taken in that instant counts as such.
    """

    kills: Sequence[float] = ()  # of gateways
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)  # by such a kill
    out_of_order: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, citizens: Sequence[Citizen], kills: Sequence[float]) -> "Verdict":
        verdict = cls(kills)
        for citizen in citizens:
            verdict._judge(citizen)
        return verdict

    def _judge(self, citizen: Citizen) -> None:
        answers = self._once(citizen)
        texts = [each.text for each in answers]
        places = []
        for step in citizen.steps:
            found = [place for place, text in enumerate(texts) if re.search(step.answer, text)]
            if not found:
                self.lost.append(f"{citizen.person}: {step.text}")
            elif len(found) > 1:
                at = [round(answers[place].at, 2) for place in found]
                self.doubled.append(f"{citizen.person}: {step.text} (at {at})")
            places += found[:1]
        if places != sorted(places):
            self.out_of_order.append(f"{citizen.person}: {texts}")
        if len(texts) > len(citizen.steps):
            self.doubled.append(f"{citizen.person}: {len(texts)} answers to {len(citizen.steps)}: {texts}")
        self.numbers.extend(RECEIPT.findall("\n".join(texts)))

    def _once(self, citizen: Citizen) -> list[Accepted]:
        """What the citizen read, without the one repeat that each kill may cause."""
        kept: list[Accepted] = []
        for answer in citizen.answers:
            before = next((each for each in kept if each.text == answer.text), None)
            if before and any(abs(kill - before.at) <= KILL_WINDOW for kill in self.kills):
                self.repeated.append(f"{citizen.person}: {answer.text[:40]}")
            else:
                kept.append(answer)
        return kept


async def rage(
    platforms: Platforms,
    chats: Mapping[str, Mapping[str, list[Accepted]]],
    citizens: Sequence[Citizen],
    seconds: float,
    seed: int,
) -> None:
    """All citizens talk at the same time, for about so many seconds."""
    chance = random.Random(seed)
    write = {"telegram": platforms.telegram, "whatsapp": platforms.whatsapp}
    talks = []
    for number, citizen in enumerate(citizens):
        channel = "telegram" if number % 2 else "whatsapp"
        citizen.chat = chats[channel][citizen.person]
        longest = 2 * seconds / len(citizen.steps)
        talks.append(citizen.talk(write[channel], lambda longest=longest: chance.uniform(0, longest)))  # type: ignore[misc]
    await asyncio.gather(*talks)
    await platforms.settle()
