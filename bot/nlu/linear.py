"""Intent and report category of a text, both from the same n-grams, without TensorFlow.

It replaces Rasa's separate featurizers and DIET: the same text is read once and both answers carry a
probability. What is inside is in `blend`.
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

from bot.nlu.augment import Example, augmented
from bot.nlu.blend import Alarm, Blend, NGrams, Settings, Vocabulary, fit, fit_alarm
from bot.nlu.normalise import normalise

RANKED = 10  # how many intents a parse lists
DANGER = "danger"  # where the parse carries the model's vote, 0 to 1
ALARM = 0.5  # of that vote: `core.emergency.VOTE`
LOUD_ALARM = 0.75
_EMERGENCY = "emergency"
_COURTESIES = ("thank", "goodbye", "greet")  # a guess would swallow what was said
SURE_COURTESY = 0.6
_GOES_ON = (_EMERGENCY, "report_problem")  # these tell 112 and keep the report


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearClassifier(GraphComponent, IntentClassifier):
    """Sets ``intent``, ``intent_ranking``, ``danger`` and one ``category`` entity over the whole text."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {
            "copies": 2,  # misspelt ones of every example, for training
            "seed": 5,
            "intent": {},  # blend.Settings
            "category": {"bayes_share": 0.35},
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
        self._vocabulary: Optional[Vocabulary] = None
        self._intents: Optional[Blend] = None
        self._categories: Optional[Blend] = None
        self._alarm: Optional[Alarm] = None

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
        """Fit both questions; report examples carry their category as intent metadata."""
        taught = [_example(each) for each in training_data.intent_examples if each.get(TEXT)]
        examples = [*taught, *augmented(taught, self._config["copies"], self._config["seed"])]
        settings = Settings(**self._config["intent"])
        grams = NGrams(settings.max_features)
        features = grams.fit([normalise(text) for text, _, _ in examples])
        self._vocabulary = grams.table()
        self._intents = fit(features, [intent for _, intent, _ in examples], settings)
        if any(intent == _EMERGENCY for _, intent, _ in examples):
            self._alarm = fit_alarm(features, [intent == _EMERGENCY for _, intent, _ in examples])
        rows = [row for row, (_, _, category) in enumerate(examples) if category]
        if rows:
            categories = [examples[row][2] for row in rows]
            self._categories = fit(features[rows], categories, Settings(**self._config["category"]))
        self._persist()
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Classify each text; a message without text keeps no intent."""
        for message in messages:
            text = message.get(TEXT)
            if text and self._vocabulary is not None and self._intents is not None:
                self._classify(message, text, self._vocabulary, self._intents)
        return messages

    def _classify(self, message: Message, text: Text, vocabulary: Vocabulary, intents: Blend) -> None:
        rows, values = vocabulary.features(normalise(text))
        ranking = [{"name": name, "confidence": p} for name, p in _ranked(intents, rows, values)]
        if self._alarm is not None:
            vote = self._alarm.vote(rows, values)
            message.set(DANGER, vote, add_to_output=True)
            ranking = _raised(ranking, vote)
        ranking = _modest(ranking)
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
        if self._categories is None:
            return
        code, confidence = _ranked(self._categories, rows, values)[0]
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
            parts = (self._vocabulary, self._intents, self._categories, self._alarm)
            joblib.dump(parts, folder / "linear.joblib", 3)

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
        component._vocabulary, component._intents, component._categories, component._alarm = parts
        return component


def _example(message: Message) -> Example:
    category = ((message.get("metadata") or {}).get("intent") or {}).get("category")
    return message.get(TEXT), message.get(INTENT), category or ""


def _ranked(question: Blend, rows: np.ndarray, values: np.ndarray) -> List[Tuple[Text, float]]:
    chances = question.probabilities(rows, values)
    return [(question.names[at], float(chances[at])) for at in np.argsort(-chances)[:RANKED]]


def _raised(ranking: List[Dict[Text, Any]], vote: float) -> List[Dict[Text, Any]]:
    """A danger first, where the answer to the likeliest intent would not speak of 112."""
    first = ranking[0]
    doubtful = first["name"] == "out_of_scope" or first["confidence"] < ALARM
    if first["name"] in _GOES_ON or vote < (ALARM if doubtful else LOUD_ALARM):
        return ranking
    others = [
        {**row, "confidence": row["confidence"] * (1 - vote)} for row in ranking if row["name"] != _EMERGENCY
    ]
    return [{"name": _EMERGENCY, "confidence": vote}, *others]


def _modest(ranking: List[Dict[Text, Any]]) -> List[Dict[Text, Any]]:
    """A courtesy that is only guessed at half its confidence, so that the bot asks instead."""
    first = ranking[0]
    if first["name"] not in _COURTESIES or first["confidence"] >= SURE_COURTESY:
        return ranking
    return [{**first, "confidence": first["confidence"] / 2}, *ranking[1:]]
