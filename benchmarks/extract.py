"""The whole extraction beside spaCy's blank tokenizer, which only cuts a text into words, in the same run.

python benchmarks/extract.py [ROUNDS]    `make bench` installs spaCy; without it only our own figures are told

Prints CPU time: of loading the gazetteer and the lexicon, then articles a second on one core, the best of
ROUNDS (default 12) that take turns; and the peak memory of this process before spaCy is imported.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

# Run as a script, this file's folder stands first instead of the project's.
sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.news import articles  # noqa: E402
from events._places_match import matcher  # noqa: E402
from events.extract import RuleExtractor, extract  # noqa: E402
from events.model import Article  # noqa: E402

COUNT = 60
# Shares of sentences that tell a happening: agencies' general news, reports on a war, nothing but happenings.
DENSITIES = {"quiet": 0.05, "news": 1 / 6, "war": 0.5}
Reader = Callable[[Article], object]


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    print(f"gazetteer loaded in {_seconds(matcher):.2f} s, lexicon in {_seconds(RuleExtractor):.2f} s")
    texts = {name: articles(COUNT, told=told) for name, told in DENSITIES.items()}
    for drawn in texts.values():
        _read(extract, drawn)
    print(f"peak memory after {COUNT * len(texts)} articles: {_megabytes():.0f} MB")
    readers: dict[str, Reader] = {"extraction": extract}
    tokenizer = _tokenizer()
    if tokenizer is None:
        print("spaCy is not installed here: `make bench` installs it")
    else:
        readers["spaCy blank"] = tokenizer
    for name, drawn in texts.items():
        _row(name, drawn, _best(readers, drawn, rounds))


def _tokenizer() -> Reader | None:
    """spaCy's blank English pipeline, on title and body."""
    try:
        import spacy
    except ImportError:
        return None
    pipeline = spacy.blank("en")
    return lambda article: pipeline(f"{article.title}\n{article.body}")


def _best(readers: dict[str, Reader], drawn: Sequence[Article], rounds: int) -> dict[str, float]:
    """Articles a second of each reader, the best of its turns."""
    for reader in readers.values():
        _read(reader, drawn)
    seconds = {name: float("inf") for name in readers}
    for _ in range(rounds):
        for name, reader in readers.items():
            seconds[name] = min(seconds[name], _seconds(lambda reader=reader: _read(reader, drawn)))
    return {name: len(drawn) / spent for name, spent in seconds.items()}


def _row(name: str, drawn: Sequence[Article], rates: dict[str, float]) -> None:
    words = sum(len(f"{article.title} {article.body}".split()) for article in drawn) / len(drawn)
    told = sum(len(extract(article).mentions) for article in drawn) / len(drawn)
    ours, peer = rates["extraction"], rates.get("spaCy blank")
    beside = f", spaCy blank {peer:.0f}, ratio {ours / peer:.2f}" if peer else ""
    print(f"{name:6} {words:.0f} words and {told:.1f} events each: {ours:.0f} articles/s{beside}")


def _read(reader: Reader, drawn: Sequence[Article]) -> None:
    for article in drawn:
        reader(article)


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
