"""Which extractor reads the articles: the built-in one, or a model that the settings name."""

from __future__ import annotations

from connectors.http import FetchError, HttpClient
from connectors.model_api import ModelApi
from events.extract import Extractor, RuleExtractor
from events.llm import LlmExtractor, ModelError
from settings import ExtractorName, Settings
from yamlfile import ConfigError, Problem


def extractor_for(settings: Settings, name: ExtractorName | None = None) -> Extractor:
    """The extractor called `name`, by default the one the settings choose.

    Raises ConfigError where a model is wanted and none is set up.
    """
    if (name or settings.extractor) == "rules":
        return RuleExtractor()
    model = settings.llm
    if model is None:
        hint = "add llm: {url: ..., model: ...}; see docs/extractors.md"
        raise ConfigError([Problem(str(settings.file), 1, "no model is set up", hint)])
    network = settings.network

    def client() -> HttpClient:
        return HttpClient(
            allow_private=network.allow_private,
            contact=network.contact,
            proxy=network.proxy.get_secret_value() if network.proxy else None,
            deadline_s=float(model.timeout),
        )

    api = ModelApi(model.url, client, key=model.key.get_secret_value() if model.key else "")

    def complete(request: bytes) -> bytes:
        try:
            return api.complete(request)
        except FetchError as error:
            raise ModelError(str(error)) from None

    return LlmExtractor(model.model, complete, RuleExtractor(), most_characters=model.characters)
