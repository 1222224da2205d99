"""Invented news articles of about 330 words, for the benchmarks of reading; the same for the same seed.

One sentence in six tells a happening, as in agencies' reports on wars and crises; the rest says who reacted,
what went before, how the weather was. Countries, towns, persons and figures are drawn anew for
each sentence, so that hardly any sentence comes twice.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from events.model import Article

WORDS = 330
PUBLISHED = datetime(2024, 10, 19, 9, tzinfo=UTC)
TOLD = 1 / 6  # share of the sentences that tell a happening
_COUNTRIES = (
    ("Kenya", "Kenyan", "Mombasa"), ("Poland", "Polish", "Gdansk"), ("Chile", "Chilean", "Antofagasta"),
    ("North Korea", "North Korean", "Wonsan"), ("Russia", "Russian", "Vladivostok"),
    ("Japan", "Japanese", "Sapporo"), ("Sudan", "Sudanese", "Port Sudan"), ("Norway", "Norwegian", "Bergen"),
    ("Turkey", "Turkish", "Gaziantep"), ("Ukraine", "Ukrainian", "Kharkiv"), ("Peru", "Peruvian", "Arequipa"),
    ("India", "Indian", "Amritsar"), ("Niger", "Nigerien", "Agadez"), ("Lebanon", "Lebanese", "Tyre"),
    ("Rwanda", "Rwandan", "Kigali"), ("Vietnam", "Vietnamese", "Haiphong"), ("Serbia", "Serbian", "Nis"),
    ("the United States", "American", "Norfolk"), ("Greece", "Greek", "Thessaloniki"),
)  # fmt: skip
_PERSONS = (
    "Anna Wendel", "Tomas Okafor", "Leila Haddad", "Jun Sakamoto", "Marta Ruiz", "Pavel Dvorsky",
    "Grace Mwangi", "Erik Solberg", "Nadia Kovalenko", "Samuel Ortiz", "Ines Carvalho", "Hamid Rahimi",
)  # fmt: skip
_OFFICES = (
    "the defence ministry", "the foreign ministry", "a military spokesman", "the presidency",
    "the regional governor", "two diplomats", "a senior official", "the army", "the border guard",
    "the spy agency", "a monitoring group", "local officials",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Sunday")
_MONTHS = ("January", "March", "April", "June", "September", "November")
_TITLES = (
    "{A} to send {many} troops to {B}", "Missile strike on {town} kills {few}, officials say",
    "{A} pulls soldiers out of {B}", "{A} and {B} sign defence pact", "Talks on truce to open in {town}",
    "{Adj} navy begins exercise near {town}", "{few} dead as drone hits depot in {town}",
)  # fmt: skip
_HAPPENINGS = (
    "{A} has decided to send about {many} soldiers to {B}, {office} said on {day}.",
    "{A} sent {many} troops to {town} on {day} to reinforce the garrison there, {office} said.",
    "An air strike on a depot in {town} killed at least {few} people and wounded {dozen}, {office} said.",
    "{Adj} drones attacked an oil depot near {town} overnight, {office} told reporters on {day}.",
    "{A} denied on {day} that it had deployed soldiers to {B}, calling the report an invention.",
    "{Adj} forces will withdraw from {town} by {month}, according to {office}.",
    "The two armies began a joint exercise off {town} on {day} with {dozen} ships and more than {many} men.",
    "{A} and {B} signed an agreement on military cooperation in {town} last week.",
    "Police in {town} arrested {dozen} protesters on {day} after a march against the government.",
    "{A} threatened to close its border with {B} unless the talks resume by {day}.",
    "Between {dozen} and {many} reservists have been called up since {month}, {office} confirmed.",
    "{Adj} artillery shelled the outskirts of {town} for a third day, and {few} civilians were killed.",
    "Envoys of {A} and {B} met in {town} on {day} for talks on an exchange of prisoners.",
    "{A} test-fired a ballistic missile from a site near {town} early on {day}, {office} said.",
    "A car bomb went off outside a police station in {town}, killing {few} officers.",
    "{A} imposed sanctions on {dozen} companies from {B} that it accuses of supplying engines for drones.",
    "The {Adj} president, {person}, visited troops at a base near {town} on {day}.",
)  # fmt: skip
_BACKGROUND = (
    "{person}, who runs a bakery by the old harbour, said that business had been slow since the summer.",
    "Residents of {town} described long queues at petrol stations and shops that close before dark.",
    "“We have seen this before, and we know that it passes,” said {person}, a retired teacher.",
    "The price of bread has risen by {few} percent in a year, and wages have not kept up with it.",
    "Neither {office} nor the companies named in the report answered questions sent by e-mail.",
    "Analysts say that the government has few good choices and that each of them carries a cost.",
    "It was not clear how long the measures would stay in place or who would pay for them.",
    "{person} of the Institute for Regional Studies in {town} called the decision overdue.",
    "The road to {town} winds through hills that were once known for their orchards and their honey.",
    "Heavy rain is expected in the north, where rivers already stand close to their highest marks.",
    "The opposition, which holds {dozen} of the seats in parliament, wants an inquiry into the spending.",
    "In its yearly report the central bank expects growth of {few} percent and a weaker currency.",
    "A spokeswoman for {person} said the candidate would make a statement in the coming days.",
    "{A} has long bought most of its grain from {B}, and the two share a railway built in {year}.",
    "Many of the families left for relatives in the south and do not plan to come back before spring.",
    "The hearing was put off until {month} because a witness had fallen ill.",
    "Trade between {A} and {B} came to ${few} billion in {year}, figures of the customs office show.",
    "Schools in the district were to open again on {day}, though half of the teachers are still away.",
    "Nobody at the office in {town} could say when the trains would run on time again.",
    "“There is no plan for the winter,” {person} said, adding that the council had been told in {month}.",
    "The company, founded in {year}, employs {many} people and makes parts for tractors and pumps.",
    "Officials from {A} point out that their neighbours in {B} spend more than they do on roads.",
    "Others were less patient: a petition for new elections gathered {many} names within a week.",
    "The ministry plans to publish the full figures next month, together with those of the last quarter.",
    "Doctors at the main hospital said they had enough medicine for about {few} weeks.",
)  # fmt: skip


def articles(count: int, seed: int = 3, told: float = TOLD) -> list[Article]:
    """`count` articles; `told` is the share of their sentences that tell a happening, from 0 to 1."""
    rng = random.Random(seed)
    return [_article(number, rng, told) for number in range(count)]


def _article(number: int, rng: random.Random, told: float) -> Article:
    sentences = [_dateline(rng) + _sentence(_HAPPENINGS, rng)]
    title = _sentence(_TITLES, rng)
    length = len(f"{title} {sentences[0]}".split())
    while length < WORDS:
        pool = _HAPPENINGS if rng.random() < told else _BACKGROUND
        sentences.append(_sentence(pool, rng))
        length += len(sentences[-1].split())
    published = PUBLISHED - timedelta(hours=rng.randrange(2_000))
    return Article(f"news-{number}", title, _paragraphs(sentences), published)


def _paragraphs(sentences: Sequence[str]) -> str:
    """Two sentences each, as agencies print them."""
    return "\n\n".join(" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2))


def _dateline(rng: random.Random) -> str:
    return f"{rng.choice(_COUNTRIES)[2].upper()}, {rng.choice(_MONTHS)[:3]}. {rng.randint(1, 28)} - "


def _sentence(pool: Sequence[str], rng: random.Random) -> str:
    (a, adjective, _), (b, _, town) = rng.sample(_COUNTRIES, 2)
    filled = rng.choice(pool).format(
        A=a, B=b, Adj=adjective, town=town, person=rng.choice(_PERSONS), office=rng.choice(_OFFICES),
        day=rng.choice(_DAYS), month=rng.choice(_MONTHS), year=rng.randint(1950, 2023),
        few=rng.randint(2, 12), dozen=rng.randint(13, 60), many=f"{100 * rng.randint(3, 150):,}",
    )  # fmt: skip
    return filled[0].upper() + filled[1:]
