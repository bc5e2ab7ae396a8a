"""The engine itself: a program that listens to recordings and says as JSON lines what it heard.

Run in an environment of its own (requirements/voice.txt), so it imports nothing of ours. One argument: the
options as JSON. First it loads the model and prints ``{"ready": true}``; then, for each line ``{"path": …}``
on its standard input, one line ``{"end": …, "text": …}``. It ends with its input.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

import av
import numpy as np
from faster_whisper import WhisperModel

RATE = 16_000
LANGUAGES = ("id", "su", "en")
# Beyond these it has guessed, sung along with noise, or gone round in circles.
LEAST_LOGPROB = -0.8  # stricter than Whisper: wrong words in a report are worse than a question
MOST_NO_SPEECH = 0.6
MOST_COMPRESSION = 2.4
_WARMTHS = (0.0, 0.4)  # each further one costs as much again and helps little


class TooLongError(Exception):
    """More sound than we listen to."""


@dataclass(frozen=True)
class Options:
    model: str
    language: str
    max_seconds: int
    threads: int


def decode(path: str, max_seconds: int) -> Any:
    """The sound of any format that FFmpeg reads, as Whisper wants it; never more than it may have.

    By hand: a small file may unpack to hours, and faster-whisper's own reader (1.2.1) breaks on PyAV 19.

    Raises:
        TooLongError: there is more of it.
        OSError, ValueError, EOFError: no sound, or broken.
    """
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    parts, size = [], 0
    with av.open(path) as container:
        if not container.streams.audio:
            raise ValueError("no sound")
        for frame in container.decode(audio=0):
            for part in resampler.resample(frame):
                parts.append(part.to_ndarray().reshape(-1))
                size += parts[-1].size
            if size > max_seconds * RATE:
                raise TooLongError
        parts += [part.to_ndarray().reshape(-1) for part in resampler.resample(None)]
    if not parts:
        raise ValueError("no sound")
    return np.concatenate(parts).astype(np.float32) / 32768.0


class Ear:
    """A loaded model."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._model = WhisperModel(
            options.model,
            device="cpu",
            compute_type="int8",
            cpu_threads=options.threads,
            local_files_only=True,
        )

    def hear(self, path: str) -> dict[str, str]:
        try:
            sound = decode(path, self._options.max_seconds)
        except TooLongError:
            return {"end": "too_long"}
        except (OSError, ValueError, EOFError):  # FFmpeg's errors are of these kinds
            return {"end": "unreadable"}
        segments, _ = self._model.transcribe(
            sound,
            language=self._language(sound),
            beam_size=5,
            temperature=list(_WARMTHS),
            condition_on_previous_text=False,  # one wrong sentence does not spoil the next
            vad_filter=True,  # silence makes Whisper invent ("terima kasih telah menonton")
        )
        return verdict(list(segments))

    def _language(self, sound: Any) -> str:
        """The one of the settings, or the likeliest of ours: Whisper alone takes Indonesian for Thai."""
        if self._options.language != "auto":
            return self._options.language
        _, _, likely = self._model.detect_language(sound, vad_filter=True)
        chances = dict(likely)
        return max(LANGUAGES, key=lambda code: chances.get(code, 0.0))


def verdict(segments: list[Any]) -> dict[str, str]:
    """What these segments of Whisper's come to."""
    spoken = [
        each
        for each in segments
        if each.text.strip()
        and each.no_speech_prob < MOST_NO_SPEECH
        and each.compression_ratio < MOST_COMPRESSION
    ]
    if not spoken:
        return {"end": "silent"}
    seconds = sum(max(each.end - each.start, 0.1) for each in spoken)
    trust = sum(each.avg_logprob * max(each.end - each.start, 0.1) for each in spoken) / seconds
    text = " ".join(each.text.strip() for each in spoken)
    return {"end": "words" if trust >= LEAST_LOGPROB else "unclear", "text": text}


def serve(options: Options, questions: Iterator[str], answers: TextIO) -> None:
    ear = Ear(options)
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in questions:
        print(json.dumps(ear.hear(json.loads(line)["path"])), file=answers, flush=True)


def main() -> None:
    os.nice(5)  # typed messages go first
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print must not look like an answer
    serve(Options(**json.loads(sys.argv[1])), iter(sys.stdin), answers)


if __name__ == "__main__":
    main()
