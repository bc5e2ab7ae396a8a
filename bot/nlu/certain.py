"""What needs no probability: sentences we taught word for word, and ticket numbers.

So BERHENTI, MULAI, "sudah beres", "belum beres" and "laporan saya" are certain as long as they stand among
the examples of one intent only.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.ticket_talk import certain_intent, key


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CertainClassifier(GraphComponent, IntentClassifier):
    """Raises the intent of a taught sentence, or `check_ticket` for a ticket number, to certainty.

    A sentence taught with one ticket number is taught with all of them.
    """

    def __init__(self, storage: ModelStorage, resource: Resource) -> None:
        self._storage = storage
        self._resource = resource
        self._taught: Dict[Text, Text] = {}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CertainClassifier:
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Remember every example; one that stands under two intents after normalising is not certain."""
        seen: Dict[Text, set] = {}
        for example in training_data.intent_examples:
            if example.get(TEXT):
                seen.setdefault(key(example.get(TEXT)), set()).add(example.get(INTENT))
        self._taught = {text: next(iter(names)) for text, names in seen.items() if text and len(names) == 1}
        with self._storage.write_to(self._resource) as folder:
            (folder / "taught.json").write_text(json.dumps(self._taught))
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT)
            if text:
                self._decide(message, text)
        return messages

    def _decide(self, message: Message, text: Text) -> None:
        name = certain_intent(text, self._taught, message.get(INTENT) or {})
        if name is None:
            return
        others = [r for r in message.get("intent_ranking", []) if r["name"] != name]
        ranking = [{"name": name, "confidence": 1.0}, *({**r, "confidence": 0.0} for r in others)]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CertainClassifier:
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._taught = json.loads((folder / "taught.json").read_text())
        return component
