"""Time expressions: our own gold sentences, a TimeML folder, and speed against dateparser's search.

python benchmarks/dates.py               the gold sentences and the speed
python benchmarks/dates.py FOLDER [-v]   the speed, and accuracy on TimeML documents, TempEval-3 style
python benchmarks/dates.py --gold [--json | -v --open-sealed]
                                         the gold sentences alone; -v lists the disagreements of the
                                         development sets, --open-sealed also those of the sealed one
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

# Run as a script, the folder of this file stands where the project's own should.
sys.path[0] = str(Path(__file__).parents[1])

from events.dates import find_dates  # noqa: E402
from events.model import DateValue  # noqa: E402
from tests.gold.dates import corpus, report  # noqa: E402

_TEXT = re.compile(r"<TEXT>(.*?)</TEXT>", re.DOTALL)
_DCT = re.compile(r"<DCT>.*?value=\"(\d{4}-\d\d-\d\d)", re.DOTALL)
_TAG = re.compile(r"<(/?)(\w+)([^>]*)>")
_VALUE = re.compile(r"value=\"([^\"]*)\"")
_PARAGRAPH = (
    "On Friday, officials said the exercise of Oct. 8-13 had ended. In June the two leaders met, and "
    "since February 2022 trade has grown. Earlier this month a second ship left; two days ago it arrived. "
    "About 2,000 people came to the port, which was built between 1998 and 2003, and a new line may open "
    "by the end of the year. The minister, who took office last week, will speak on Monday at 3 p.m. there. "
)


@dataclass(frozen=True, slots=True)
class Gold:
    start: int
    end: int
    value: str
    text: str


def main() -> None:
    options = arguments()
    if options.gold or not options.folder:
        gold(options)
    if options.gold:
        return
    speed()
    if options.folder:
        score(options.folder, verbose=options.verbose)
        return
    print("Accuracy on TimeML needs data: python benchmarks/dates.py FOLDER, where FOLDER holds documents")
    print("(*.tml) with TIMEX3 tags, such as the TempEval-3 or WikiWars corpora.")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Accuracy and speed of find_dates.")
    parser.add_argument("folder", nargs="?", type=Path, help="TimeML documents (*.tml)")
    parser.add_argument("--gold", action="store_true", help="only the gold sentences of tests/gold/dates")
    parser.add_argument("--json", action="store_true", help="the gold scores as JSON")
    parser.add_argument("-v", "--verbose", action="store_true", help="list disagreements")
    parser.add_argument("--open-sealed", action="store_true", help="list those of the sealed sentences too")
    return parser.parse_args()


def gold(options: argparse.Namespace) -> None:
    """Prints the scores on the gold sentences, and disagreements where asked for."""
    scores = report.measure()
    if options.json:
        print(json.dumps(scores.to_json(), indent=2))
        return
    print(report.table(scores) + "\n")
    lines: list[str] = []
    if options.verbose:
        lines += [*report.disagreements(corpus.development()), *report.negative_hits()]
    if options.open_sealed:
        lines += report.disagreements(corpus.sealed())
    for line in lines:
        print(line)


def score(folder: Path, *, verbose: bool = False) -> None:
    """Prints span F1, relaxed and strict, and F1 of spans that also have the gold value."""
    counts: Counter[str] = Counter()
    notes: dict[str, Counter[str]] = {"missed": Counter(), "not in gold": Counter(), "value": Counter()}
    for path in sorted(folder.rglob("*.tml")):
        published, text, golds = read(path)
        found = find_dates(text, published)
        counts.update(gold=len(golds), found=len(found))
        counts.update(compare(golds, found, text, notes))
    print(f"{folder}: {counts['gold']} in gold, {counts['found']} found")
    for name in ("relaxed", "strict", "value"):
        print(f"  {name:8} F1 {f1(counts[name], counts['found'], counts['gold']):.1f}")
    if verbose:
        for name, counter in notes.items():
            print(name, counter.most_common(70))


def read(path: Path) -> tuple[datetime, str, list[Gold]]:
    """Publication, plain text and gold expressions of one TimeML file."""
    source = path.read_text(encoding="utf-8")
    body, dct = _TEXT.search(source), _DCT.search(source)
    if body is None or dct is None:
        raise SystemExit(
            f"{path} is no TimeML file with <DCT> and <TEXT>; give a folder of TimeML documents."
        )
    text, golds, opened = "", [], None
    position = 0
    for tag in _TAG.finditer(body[1]):
        text += unescape(body[1][position : tag.start()])
        position = tag.end()
        if tag[2] == "TIMEX3" and not tag[1]:
            value = _VALUE.search(tag[3])
            opened = (len(text), value[1] if value else "")
        elif tag[2] == "TIMEX3" and opened:
            golds.append(Gold(opened[0], len(text), opened[1], text[opened[0] :]))
            opened = None
    text += unescape(body[1][position:])
    return datetime.fromisoformat(dct[1]).replace(hour=12, tzinfo=UTC), text, golds


def compare(
    golds: list[Gold], found: list[DateValue], text: str, notes: dict[str, Counter[str]]
) -> Counter[str]:
    """How many gold expressions are overlapped, matched exactly, and given their value."""
    counts: Counter[str] = Counter()
    free = list(found)
    for gold in golds:
        match = next((d for d in free if d.char_start < gold.end and gold.start < d.char_end), None)
        if match is None:
            notes["missed"][gold.text] += 1
            continue
        free.remove(match)
        counts["relaxed"] += 1
        counts["strict"] += (match.char_start, match.char_end) == (gold.start, gold.end)
        if match.timex3 == gold.value:
            counts["value"] += 1
        else:
            notes["value"][f"{gold.text} = {gold.value} not {match.timex3}"] += 1
    notes["not in gold"].update(text[d.char_start - 12 : d.char_end + 8].replace("\n", " ") for d in free)
    return counts


def f1(hits: int, found: int, gold: int) -> float:
    return 200 * hits / max(found + gold, 1)


def speed() -> None:
    """CPU time on 5 KB of news-like text, ours and dateparser's, in the same run."""
    text = (_PARAGRAPH * 20)[:5000]
    published = datetime(2024, 10, 18, 9, tzinfo=UTC)
    ours = cpu(lambda: find_dates(text, published), rounds=40)
    print(f"find_dates           {ours * 1000:7.2f} ms CPU on {len(text)} characters")
    try:
        from dateparser.search import search_dates
    except ImportError:
        return
    naive = published.replace(tzinfo=None)
    settings = {"RELATIVE_BASE": naive, "PREFER_DATES_FROM": "past"}
    theirs = cpu(lambda: search_dates(text, languages=["en"], settings=settings), rounds=4)
    print(f"dateparser search    {theirs * 1000:7.2f} ms CPU, {theirs / ours:.1f} times as much")
    soup = "20241018 1234 8-13 " * 55_000
    started = time.process_time()
    find_dates(soup, published)
    print(f"1 MB of digits       {time.process_time() - started:7.2f} s CPU")


def cpu(work: object, rounds: int) -> float:
    """Mean CPU seconds of one call, after one to warm up."""
    assert callable(work)
    work()
    started = time.process_time()
    for _ in range(rounds):
        work()
    return (time.process_time() - started) / rounds


if __name__ == "__main__":
    main()
