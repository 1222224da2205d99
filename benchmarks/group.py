"""Which articles belong together: how well, how fast, and whether that stays so.

python benchmarks/group.py             our own storylines, copies, figures, speed and growth
python benchmarks/group.py FILE        look-alike news as JSON Lines, plain or .gz: {"id", "cluster",
                                       "text"}; the first line of a text is its headline. They come a minute
                                       apart, in the orders of several seeds.
"""

from __future__ import annotations

import gzip
import json
import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate, count
from math import exp
from pathlib import Path
from statistics import mean

# Run as a script, this file's folder would hide the packages behind the files in it.
sys.path[0] = str(Path(__file__).parents[1])

from cli._desk import Desk  # noqa: E402
from events.extract import extract  # noqa: E402
from events.model import Article  # noqa: E402
from events.stories import Grouper, Grouping, Item, slots_of  # noqa: E402
from events.stories.rarity import rarity, words  # noqa: E402
from tests.gold.stories.corpus import Labelled, mixed, noise, storyline  # noqa: E402
from tests.gold.stories.scores import Score, alerts, b_cubed, macro_f1, pairs  # noqa: E402

HOW = "No file given. For look-alike news: python benchmarks/group.py articles.jsonl.gz\n"
SEEDS = 5
ITEMS = 40_000
QUARTERS = 4
# Two thousand a day, as many as a few hundred feeds bring.
SPACING = timedelta(days=1) / 2000
START = datetime(2025, 1, 1, tzinfo=UTC)


def main() -> None:
    if len(sys.argv) > 1:
        score_look_alikes(Path(sys.argv[1]))
        return
    print(HOW)
    score_storyline("storyline", "own storyline")
    score_storyline("sealed", "held back")
    score_copies()
    score_figures()
    measure_growth()


def score_look_alikes(path: Path) -> None:
    """Cluster B-cubed over several orders; there are no publication times, so none may be used."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    items = [_item(_article(row["id"], row["text"])) for row in rows]
    gold = {row["id"]: row["cluster"] for row in rows}
    scores, seconds = [], 0.0
    for seed in range(SEEDS):
        order = items[:]
        random.Random(seed).shuffle(order)
        spaced = [replace(i, at=i.at + n * timedelta(minutes=1)) for n, i in enumerate(order)]
        started = time.process_time()
        found = _group(spaced)
        seconds += time.process_time() - started
        scores.append(b_cubed([gold[i.key] for i in order], [f.cluster for f in found]))
        print(f"  seed {seed}               {scores[-1]}")
    average = Score(mean(s.precision for s in scores), mean(s.recall for s in scores))
    print(
        f"look-alike news          {average}  "
        f"(n={len(rows)}; F1 of the seeds {mean(s.f1 for s in scores):.3f})"
    )
    print(f"speed on them            {SEEDS * len(rows) / seconds:,.0f} full texts per CPU second")


def score_storyline(name: str, label: str) -> None:
    """Clusters of a storyline among unrelated news, and what a reader would have been sent."""
    items = mixed(storyline(name), noise())
    plain = [_item(labelled.article) for labelled in items]
    found = _group(plain)
    told = [n for n, labelled in enumerate(items) if not labelled.noise]
    gold, clusters = [items[n].cluster for n in told], [found[n].cluster for n in told]
    sent = alerts(
        [labelled.cluster for labelled in items],
        _opened(plain),
        [not labelled.noise for labelled in items],
    )
    stories = b_cubed([items[n].story for n in told], [found[n].story for n in told])
    strangers = {found[n].story for n in told} & {f.story for n, f in enumerate(found) if items[n].noise}
    print(f"{label + ': cluster':24} {b_cubed(gold, clusters)}  (n={len(told)}, {len(set(gold))} happenings)")
    print(f"{label + ': pairs':24} {pairs(gold, clusters)}  macro F1 {macro_f1(gold, clusters):.3f}")
    print(f"{label + ': storyline':24} {stories}  storylines with unrelated news in them {len(strangers)}")
    print(f"{label + ': alerts':24} {sent.per_happening:.2f} a happening, {len(sent.missed)} missed")


def score_copies() -> None:
    """Pairs of copies, in the storylines and among texts written from forms."""
    items = mixed(storyline(), storyline("sealed"), noise())
    found = _group([_item(labelled.article) for labelled in items])
    print(f"{'copies: pairs':24} {pairs([i.copy for i in items], [f.copy for f in found])}  (n={len(items)})")


def score_figures() -> None:
    """Of the labelled figures that are read at all, how many get the right role."""
    originals = [i for name in ("storyline", "sealed") for i in storyline(name) if i.copy == i.article.id]
    right = read = labelled = 0
    for item in originals:
        roles = _roles(item)
        for value, role in item.figures:
            labelled += 1
            read += value in roles
            right += role in roles.get(value, ())
    print(f"{'role of figures':24} {right}/{read} of those read = {right / read:.3f}; read {read}/{labelled}")


def measure_growth() -> None:
    """Made-up headlines and leads at two thousand a day: grouped a CPU second in each quarter, and memory."""
    before, grouper, made = _memory(), Grouper(), _made_up()
    rates = []
    for _ in range(QUARTERS):
        items = [next(made) for _ in range(ITEMS // QUARTERS)]
        started = time.process_time()
        for item in items:
            grouper.add(item)
        rates.append(len(items) / (time.process_time() - started))
    print(f"{'speed by quarters':24} {', '.join(f'{rate:,.0f}' for rate in rates)} items per CPU second")
    print(
        f"{'last against first':24} {rates[-1] / rates[0]:.2f}  peak memory {_memory():.0f} MB"
        f", {before:.0f} of them before"
    )
    gold = [labelled.article for labelled in mixed(storyline(), noise())]
    desk, started = Desk(), time.process_time()
    for article in gold:
        desk.answer(article)
    rate = len(gold) / (time.process_time() - started)
    print(f"{'with events read':24} {rate:,.0f} articles per CPU second, as `watchline group` does")


def _group(items: Sequence[Item]) -> list[Grouping]:
    """Where each item is in the end, after the moves of those that were in doubt."""
    grouper, found = Grouper(), {}
    for item in items:
        found[item.key] = grouper.add(item)
        for move in found[item.key].moved:
            found[move.key] = replace(found[move.key], cluster=move.cluster)
    return list(found.values())


def _opened(items: Sequence[Item]) -> list[str]:
    """The cluster of each item when it came, which is when a reader is told."""
    grouper = Grouper()
    return [grouper.add(item).cluster for item in items]


def _memory() -> float:
    """The most that this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _item(article: Article) -> Item:
    slots = slots_of(article.title, article.body, extract(article).mentions)
    return Item(article.id, article.title, article.body, article.published, slots)


def _article(name: str, text: str) -> Article:
    title, _, body = text.partition("\n")
    return Article(name, title, body, START)


def _roles(item: Labelled) -> dict[float, set[str]]:
    roles: dict[float, set[str]] = {}
    for mention in extract(item.article).mentions:
        for quantity in mention.quantities:
            if quantity.value is not None and quantity.role:
                roles.setdefault(quantity.value, set()).add(quantity.role)
    return roles


def _made_up() -> Iterator[Item]:
    """Headlines and leads of about sixty words, drawn as often as English has them, with made-up names.

    Two in three open a happening; the others retell one of the last two thousand in other words.
    """
    chance = random.Random(11)
    vocabulary = [word for word in words() if word.isascii()]
    odds = list(accumulate(exp(-rarity(word)) for word in vocabulary))
    recent: list[list[str]] = []
    for number in count():
        is_retold = len(recent) > 100 and chance.random() < 1 / 3
        topic = chance.choice(recent) if is_retold else _topic(chance, vocabulary, odds)
        recent = recent[-1999:] + ([] if is_retold else [topic])
        told = chance.sample(topic, 12) + chance.choices(vocabulary, cum_weights=odds, k=48)
        chance.shuffle(told)
        title, body = " ".join(told[:8]), f"{' '.join(told[8:32])}. {' '.join(told[32:])}."
        yield Item(f"g{number}", title, body, START + number * SPACING, slots_of(title, body))


def _topic(chance: random.Random, vocabulary: Sequence[str], odds: Sequence[float]) -> list[str]:
    """What reports of one happening have in common: four names, some rare words and some common ones."""
    common = chance.choices(vocabulary, cum_weights=odds, k=8)
    return [*(_name(chance) for _ in range(4)), *chance.sample(vocabulary, 4), *common]


def _name(chance: random.Random) -> str:
    syllables = (
        chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(2, 3))
    )
    return "".join(syllables).capitalize()


if __name__ == "__main__":
    main()
