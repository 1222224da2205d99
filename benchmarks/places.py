"""Place names listed for an article: F1 by overlap, and the share within 161 km, on GeoVirus-like XML; speed
and memory.

python benchmarks/places.py geovirus.xml
"""

from __future__ import annotations

import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

# Run as a script, this file's folder stands first instead of the project's.
sys.path[0] = str(Path(__file__).parents[1])

from events.extract import extract  # noqa: E402
from events.model import Article, Place  # noqa: E402
from events.places import find_places  # noqa: E402

NEAR_KM = 161
PUBLISHED = datetime(2024, 10, 18, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Gold:
    start: int
    end: int
    name: str
    lat: float
    lon: float


def main() -> None:
    speed()
    if len(sys.argv) < 2:
        print(
            "Accuracy needs a file: python benchmarks/places.py FILE, where FILE is XML with <article><text>"
        )
        print("and <location><name><start><end><lat><lon> as in GeoVirus (Gritta and others, ACL 2018).")
    else:
        score(Path(sys.argv[1]), verbose="-v" in sys.argv)


def score(path: Path, *, verbose: bool = False) -> None:
    """Prints precision, recall, F1 and Acc@161km over the file."""
    hits = found_count = gold_count = near = 0
    missed: Counter[str] = Counter()
    invented: Counter[str] = Counter()
    far: Counter[str] = Counter()
    for text, golds in read(path):
        places = extract(Article("gold", "", text, PUBLISHED)).places
        found_count, gold_count = found_count + len(places), gold_count + len(golds)
        matched = set()
        for gold in golds:
            place = overlapping(gold, places)
            if place is None:
                missed[gold.name] += 1
                continue
            matched.add(id(place))
            hits += 1
            if distance(gold, place) <= NEAR_KM:
                near += 1
            else:
                far[f"{gold.name} -> {place.name} {place.country} {distance(gold, place):.0f}"] += 1
        invented.update(p.span.text for p in places if id(p) not in matched)
    precision, recall = hits / max(found_count, 1), hits / max(gold_count, 1)
    print(f"places in gold {gold_count}, found {found_count}, overlapping {hits}")
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}")
    print(f"Acc@{NEAR_KM}km: of found {near / max(hits, 1):.3f}, of all {near / max(gold_count, 1):.3f}")
    if verbose:
        for title, counter in (("missed", missed), ("not in gold", invented), ("far", far)):
            print(title, counter.most_common(60))


def read(path: Path) -> list[tuple[str, list[Gold]]]:
    articles = ET.parse(path).getroot().iter("article")
    return [(a.findtext("text") or "", [_gold(node) for node in a.iter("location")]) for a in articles]


def _gold(node: ET.Element) -> Gold:
    start, end = int(node.findtext("start") or 0), int(node.findtext("end") or 0)
    lat, lon = float(node.findtext("lat") or 0), float(node.findtext("lon") or 0)
    # GeoVirus counts from one character further on.
    return Gold(start - 1, end - 1, node.findtext("name") or "", lat, lon)


def overlapping(gold: Gold, places: Sequence[Place]) -> Place | None:
    return next((p for p in places if p.span.start < gold.end and gold.start < p.span.end), None)


def distance(gold: Gold, place: Place) -> float:
    """Great-circle distance in kilometres."""
    if place.lat is None or place.lon is None:
        return float("inf")
    lat1, lon1, lat2, lon2 = map(radians, (gold.lat, gold.lon, place.lat, place.lon))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * asin(sqrt(h))


def speed() -> None:
    """CPU time of the first article (which loads the gazetteer) and of those that follow."""
    sentence = (
        "Troops from Pyongyang reached Vladivostok on Friday, officials in Seoul and Washington, D.C. said. "
    )
    article = Article("speed", "Seoul says troops left North Korea", sentence * 20, PUBLISHED)
    started = time.process_time()
    find_places(article)
    print(f"first article {time.process_time() - started:.2f} s CPU")
    started, rounds = time.process_time(), 200
    for _ in range(rounds):
        find_places(article)
    each = (time.process_time() - started) / rounds
    print(f"each further one ({len(article.body.split())} words) {each * 1000:.2f} ms CPU")


if __name__ == "__main__":
    main()
