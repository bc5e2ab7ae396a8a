"""One linear model for intent and report category over word and character n-grams.

It replaces Rasa's separate featurizers and DIET: the same text is vectorised once, nothing runs through
TensorFlow at serving time, and both answers carry a probability.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text, Tuple

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.nlu.normalise import normalise

RANKED = 10  # how many intents a parse lists


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearClassifier(GraphComponent, IntentClassifier):
    """Sets ``intent``, ``intent_ranking`` and one ``category`` entity that spans the whole text."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {
            "word_ngrams": [1, 2],
            "char_ngrams": [2, 5],
            "max_features": 60_000,  # of each kind
            "regularisation": 8.0,  # C of the intent model
            "category_regularisation": 8.0,
        }

    @staticmethod
    def required_packages() -> List[Text]:
        return ["sklearn"]

    @staticmethod
    def supported_languages() -> Optional[List[Text]]:
        return None

    def __init__(self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage = storage
        self._resource = resource
        self._vectorizers: List[TfidfVectorizer] = []
        self._intents: Optional[LogisticRegression] = None
        self._categories: Optional[LogisticRegression] = None

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit both models; report examples carry their category as intent metadata."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        texts = [normalise(e.get(TEXT)) for e in examples]
        self._vectorizers = self._new_vectorizers()
        features = hstack([v.fit_transform(texts) for v in self._vectorizers]).tocsr()
        self._intents = self._fit(features, [e.get(INTENT) for e in examples], "regularisation")
        rows, codes = _with_category(examples)
        if rows:
            self._categories = self._fit(features[rows], codes, "category_regularisation")
        self._persist()
        return self._resource

    def _new_vectorizers(self) -> List[TfidfVectorizer]:
        common: Dict[Text, Any] = {
            "sublinear_tf": True,
            "max_features": self._config["max_features"],
            "lowercase": False,
            "dtype": np.float32,
        }
        words = tuple(self._config["word_ngrams"])
        chars = tuple(self._config["char_ngrams"])
        return [
            TfidfVectorizer(analyzer="word", token_pattern=r"[^ ]+", ngram_range=words, **common),
            TfidfVectorizer(analyzer="char_wb", ngram_range=chars, **common),
        ]

    def _fit(self, features: csr_matrix, labels: List[Text], strength: Text) -> LogisticRegression:
        # One against the rest, in the dual: 1 s where the multinomial solver takes 40 s, as accurate.
        model = LogisticRegression(
            C=self._config[strength],
            class_weight="balanced",
            solver="liblinear",
            dual=True,
            tol=1e-2,
            random_state=7,
        )
        return model.fit(features, labels)

    def process(self, messages: List[Message]) -> List[Message]:
        """Classify each text; a message without text keeps no intent."""
        for message in messages:
            text = message.get(TEXT)
            if text and self._intents is not None:
                self._classify(message, text)
        return messages

    def _classify(self, message: Message, text: Text) -> None:
        features = hstack([v.transform([normalise(text)]) for v in self._vectorizers]).tocsr()
        ranking = [{"name": name, "confidence": p} for name, p in _ranked(self._intents, features)]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking[:RANKED], add_to_output=True)
        if self._categories is None:
            return
        code, confidence = _ranked(self._categories, features)[0]
        entity = {
            "entity": "category",
            "value": code,
            "start": 0,
            "end": len(text),
            "confidence_entity": confidence,
            "extractor": type(self).__name__,
        }
        message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)

    def _persist(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            joblib.dump((self._vectorizers, self._intents, self._categories), folder / "linear.joblib", 3)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            parts = joblib.load(folder / "linear.joblib")
        component._vectorizers, component._intents, component._categories = parts
        return component


def _with_category(examples: List[Message]) -> Tuple[List[int], List[Text]]:
    rows, codes = [], []
    for row, example in enumerate(examples):
        code = ((example.get("metadata") or {}).get("intent") or {}).get("category")
        if code:
            rows.append(row)
            codes.append(code)
    return rows, codes


def _ranked(model: LogisticRegression, features: csr_matrix) -> List[Tuple[Text, float]]:
    chances = model.predict_proba(features)[0]
    order = np.argsort(-chances)
    return [(str(model.classes_[i]), float(chances[i])) for i in order]
