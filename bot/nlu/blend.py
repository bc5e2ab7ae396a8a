"""Two readings of the same n-grams, averaged: a margin classifier and complement naive Bayes.

They err in different places: together they read more texts right than either. A small network beside them
gained hardly more at twenty times the training. Nothing of scikit-learn runs at serving time: a text is a few
hundred rows of one table, added up.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

WORDS, LETTERS = (1, 2), (3, 5)  # how many in a row
_SEED = 7
_ALARM_SHARPNESS = 4.0
_ALARM_BAYES = 0.05  # what naive Bayes' log chances weigh beside the margin


@dataclass(frozen=True)
class Settings:
    """``sharpness`` turns margins, ``bayes_sharpness`` log chances into probabilities (before softmax)."""

    max_features: int = 60_000  # of each kind
    cost: float = 1.0  # of a mistake of the margin classifier
    smoothing: float = 0.1  # of naive Bayes
    sharpness: float = 4.5
    bayes_sharpness: float = 2.0
    bayes_share: float = 0.25


class NGrams:
    """Sublinear tf-idf of words and of letters inside words: learnt by scikit-learn."""

    def __init__(self, max_features: int) -> None:
        common: Dict[str, Any] = {
            "sublinear_tf": True, "max_features": max_features, "lowercase": False, "dtype": np.float32,
        }  # fmt: skip
        self._vectorizers = [
            TfidfVectorizer(analyzer="word", token_pattern=r"[^ ]+", ngram_range=WORDS, **common),
            TfidfVectorizer(analyzer="char_wb", ngram_range=LETTERS, **common),
        ]

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learn the n-grams; returns the features of the texts, (texts, n-grams)."""
        return hstack([each.fit_transform(texts) for each in self._vectorizers]).tocsr()

    def table(self) -> Vocabulary:
        """What serving needs of it."""
        words, letters = self._vectorizers
        offset = len(words.vocabulary_)
        return Vocabulary(
            {gram: int(at) for gram, at in words.vocabulary_.items()},
            {gram: int(at) + offset for gram, at in letters.vocabulary_.items()},
            np.concatenate([words.idf_, letters.idf_]).astype(np.float32),
        )


@dataclass(frozen=True)
class Vocabulary:
    """Row of every n-gram, and how telling it is."""

    words: Dict[str, int]
    letters: Dict[str, int]
    weights: np.ndarray

    def features(self, text: str) -> Tuple[np.ndarray, np.ndarray]:
        """Rows and values of one normalised text; both empty when nothing in it is known."""
        tokens = text.split()
        halves = [
            self._half(self.words, _in_a_row(tokens)),
            self._half(self.letters, _pieces(tokens)),
        ]
        return np.concatenate([rows for rows, _ in halves]), np.concatenate([values for _, values in halves])

    def _half(self, known: Dict[str, int], grams: List[str]) -> Tuple[np.ndarray, np.ndarray]:
        counted = Counter(known[gram] for gram in grams if gram in known)
        rows = np.fromiter(counted.keys(), dtype=np.int64, count=len(counted))
        counts = np.fromiter(counted.values(), dtype=np.float32, count=len(counted))
        values = (1 + np.log(counts)) * self.weights[rows] if len(rows) else counts
        length = float(np.sqrt((values**2).sum()))
        return rows, values / length if length else values


def _in_a_row(tokens: List[str]) -> List[str]:
    return [*tokens, *(f"{one} {other}" for one, other in pairwise(tokens))]


def _pieces(tokens: List[str]) -> List[str]:
    """Letters in a row inside each word with a space around it, counted as scikit-learn counts them."""
    low, high = LETTERS
    found: List[str] = []
    for token in tokens:
        padded = f" {token} "
        for size in range(low, high + 1):
            found += [padded[at : at + size] for at in range(max(1, len(padded) - size + 1))]
            if len(padded) <= size:
                break  # the whole word stands once, not once per size
    return found


@dataclass(frozen=True)
class Blend:
    """A trained question: which of ``names`` a text is."""

    names: Tuple[str, ...]
    margins: np.ndarray  # (n-grams, names)
    constants: np.ndarray  # (names,)
    chances: np.ndarray  # (n-grams, names)
    settings: Settings

    def probabilities(self, rows: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Of each name, in their order."""
        margin = values @ self.margins[rows].astype(np.float32) + self.constants
        chance = values @ self.chances[rows].astype(np.float32)
        share = self.settings.bayes_share
        return (1 - share) * _softmax(margin * self.settings.sharpness) + share * _softmax(
            chance * self.settings.bayes_sharpness
        )


def fit(features: csr_matrix, labels: Sequence[str], settings: Settings) -> Blend:
    """Train both on the same features, each class counting the same for the margin classifier."""
    margin = LinearSVC(C=settings.cost, class_weight="balanced", random_state=_SEED).fit(features, labels)
    bayes = ComplementNB(alpha=settings.smoothing).fit(features, labels)
    return Blend(
        tuple(str(name) for name in margin.classes_),
        margin.coef_.T.astype(np.float16),
        margin.intercept_.astype(np.float32),
        bayes.feature_log_prob_.T.astype(np.float16),
        settings,
    )


@dataclass(frozen=True)
class Alarm:
    """The model's own question about danger: its vote beside the emergency net's."""

    margins: np.ndarray  # (n-grams,)
    constant: float

    def vote(self, rows: np.ndarray, values: np.ndarray) -> float:
        """From 0.5 on it is an alarm."""
        margin = float(values @ self.margins[rows].astype(np.float32)) + self.constant
        return float(1 / (1 + np.exp(-_ALARM_SHARPNESS * margin)))


def fit_alarm(features: csr_matrix, dangers: Sequence[bool]) -> Alarm:
    """Train it alone: among forty intents the margin lies where most texts are right, not where it saves.

    A danger weighs as much as five calm texts. Naive Bayes beside the margin finds two more of a hundred
    unseen dangers at the same false alarms; both are sums over the n-grams, so one table holds them.
    """
    labels = np.asarray(dangers, dtype=bool)
    margin = LinearSVC(C=0.3, class_weight={True: 5.0, False: 1.0}, random_state=_SEED).fit(features, labels)
    calm, danger = ComplementNB(alpha=0.1).fit(features, labels).feature_log_prob_
    together = margin.coef_[0] + _ALARM_BAYES * (danger - calm)
    return Alarm(together.astype(np.float16), float(margin.intercept_[0]))


def _softmax(values: np.ndarray) -> np.ndarray:
    powers = np.exp(values - values.max())
    return powers / powers.sum()
