"""The extractor that asks a model, and reads the article by rules where the model is of no help."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from pydantic import ValidationError

from events.extract import Extractor
from events.lexicon import Lexicon
from events.lexicon import load as load_lexicon
from events.llm.answer import Answer
from events.llm.prompt import request_body
from events.llm.validate import checked
from events.model import Article, Extraction

MOST_CHARACTERS = 12_000
_REMEMBERED = 200
_FAILURES, _REST_S = 3, 300.0
log = logging.getLogger(__name__)


class ModelError(Exception):
    """A model that gave no usable answer; the message says why, and holds neither key nor article."""


class LlmExtractor:
    """Asks a model for the events of an article.

    `complete` takes the body of a chat completion request and returns that of the answer, or raises
    ModelError. Dates and places always come from `builtin`, which also reads every article the model does
    not answer for; after three failures in a row the model is left alone for five minutes. The same text is
    asked about once. `dropped` counts, since the start, the events that did not stand the test.
    """

    version = "1"

    def __init__(
        self,
        model: str,
        complete: Callable[[bytes], bytes],
        builtin: Extractor,
        *,
        lexicon: Lexicon | None = None,
        most_characters: int = MOST_CHARACTERS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = f"llm:{model}"
        self.dropped: Counter[str] = Counter()
        self._model, self._complete, self._builtin = model, complete, builtin
        self._lexicon = lexicon or load_lexicon()
        self._most_characters, self._clock = most_characters, clock
        self._answers: dict[str, Answer] = {}
        self._failures, self._rests_until = 0, 0.0

    def extract(self, article: Article) -> Extraction:
        """What the model finds; where it fails, what the built-in extractor finds, which is named then."""
        reading = self._builtin.extract(article)
        try:
            answer = self._answer(article)
        except ModelError as error:
            log.warning(
                "article %s is read by %s instead of the model: %s", article.id, self._builtin.name, error
            )
            return replace(reading, read_by=f"{self._builtin.name}/{self._builtin.version}")
        result = checked(answer, article, reading, self._lexicon)
        if result.dropped:
            self.dropped += result.dropped
            reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(result.dropped.items()))
            log.warning("article %s: events of the model were dropped: %s", article.id, reasons)
        return replace(reading, mentions=result.mentions)

    def _answer(self, article: Article) -> Answer:
        body = request_body(self._model, article, self._lexicon, most_characters=self._most_characters)
        key = hashlib.sha256(body).hexdigest()
        known = self._answers.get(key)
        if known is not None:
            return known
        if self._clock() < self._rests_until:
            raise ModelError(f"it failed {_FAILURES} times in a row and is left alone for a while")
        answer = self._asked(body)
        if len(self._answers) >= _REMEMBERED:
            self._answers.pop(next(iter(self._answers)))
        self._answers[key] = answer
        return answer

    def _asked(self, body: bytes) -> Answer:
        try:
            answer = parsed(self._complete(body))
        except ModelError:
            self._failures += 1
            if self._failures >= _FAILURES:
                self._failures, self._rests_until = 0, self._clock() + _REST_S
            raise
        self._failures = 0
        return answer


def parsed(reply: bytes) -> Answer:
    """The answer inside a chat completion. Raises ModelError for anything else."""
    try:
        content = json.loads(reply)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise ModelError("the reply is no chat completion") from None
    if not isinstance(content, str):
        raise ModelError("the model's message is no text; it may have refused")
    try:
        return Answer.model_validate_json(content)
    except ValidationError as error:
        raise ModelError(_complaint(error)) from None


def _complaint(error: ValidationError) -> str:
    """Where the answer leaves the schema, without its content."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return "the model's answer is no JSON"
    where = ".".join(str(part) for part in first["loc"] if isinstance(part, int) or part.isidentifier())
    return f"the model's answer does not follow the schema at {where or 'its root'}: {first['type']}"
