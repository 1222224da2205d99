"""What runs find loaded already: the flows, and what the first article of a process loads."""

from __future__ import annotations

import gc

import flows.maintain
import flows.watch  # noqa: F401
from clock import SystemClock
from events.extract import RuleExtractor
from events.model import Article

RuleExtractor().extract(
    Article(
        id="",
        title="Ministers meet in Paris",
        body="The ministers met in Paris on Friday.",
        published=SystemClock().now(),
        source="",
        language="en",
        timezone="UTC",
        country="",
    )
)
# What a run only reads stays shared with the process it was forked from.
gc.collect()
gc.freeze()
