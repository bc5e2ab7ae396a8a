"""A stand-in for the engine that listens to recordings: the same protocol, and it hears what a file says.

A file is `b"OggS"` and then one of the words below, or the words that were spoken.
"""

import json
import os
import sys
import time
from pathlib import Path

PROGRAM = Path(__file__)


def recording(said: str) -> bytes:
    """What a citizen recorded, in the eyes of this engine and of `core.attachments`."""
    return b"OggS" + said.encode()


def command(log: Path, *, mood: str = "well") -> list[str]:
    """How it is started; every question goes to ``log``. ``mood``: well, dumb (ends at once), stuck, rude."""
    return [sys.executable, str(PROGRAM), str(log), mood]


def heard(said: str) -> dict[str, object]:
    match said.split(":", maxsplit=1)[0]:
        case "slow":
            time.sleep(60)
        case "crash":
            os._exit(3)
        case "babble":
            return {"hello": 1}
        case "silent" | "too_long" | "unreadable":
            return {"end": said}
        case "unclear":
            return {"end": "unclear", "text": said.removeprefix("unclear:")}
    return {"end": "words", "text": said}


def main() -> None:
    log, mood = Path(sys.argv[1]), sys.argv[2]
    match mood:
        case "dumb":
            return
        case "stuck":
            time.sleep(60)
        case "rude":
            print("Loading…", flush=True)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        said = Path(json.loads(line)["path"]).read_bytes().removeprefix(b"OggS").decode()
        with log.open("a") as file:
            file.write(f"{said}\n")
        print(json.dumps(heard(said)), flush=True)


if __name__ == "__main__":
    main()
