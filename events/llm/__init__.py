"""A second extractor: a language model reads the article, and every span of its answer must be in the text.

Nothing here reaches the network; whoever makes an `LlmExtractor` hands it the way to ask.
"""

from events.llm.extractor import LlmExtractor, ModelError

__all__ = ["LlmExtractor", "ModelError"]
