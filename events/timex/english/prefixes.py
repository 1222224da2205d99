"""English words that narrow or soften the expression right behind them: "late in", "the end of", "at least".

They are found on their own and joined to what follows; without it they are no time.
"""

from __future__ import annotations

from events.timex.english.fragments import CAPITAL, SP, rule

_EDGES = "beginning start turn dawn middle end close"
_PORTIONS = "early first middle latter later last final closing opening"

RULES = (
    rule(
        "third",
        "early mid late the+early the+mid the+late",
        rf"(?P<article>the{SP})?(?P<third>early|mid|late)(?:-to-(?:mid|late))?(?:{SP}(?:in|on))?[-\s]{{1,3}}",
    ),
    rule("third", "earlier later", rf"(?P<third>earlier|later)(?:{SP}(?:in|on))?{SP}"),
    rule(
        "third",
        f"{_EDGES} {' '.join(f'the+{word}' for word in _EDGES.split())} the+very",
        rf"(?P<third>(?:the{SP})?(?:very{SP})?(?:{_EDGES.replace(' ', '|')}){SP}of){SP}",
    ),
    rule(
        "third",
        f"{' '.join(f'the+{word}' for word in _PORTIONS.split())} the+rest the+remainder",
        rf"(?P<third>the{SP}(?:(?:{_PORTIONS.replace(' ', '|')}){SP}(?:part|days|weeks|months|years)"
        rf"|rest|remainder){SP}of){SP}(?={CAPITAL}|\d|(?:last|this|next){SP}|the{SP}(?:year|month|week|decade|\d))",
    ),
    rule(
        "qualifier",
        "at no more less fewer nearly almost about around over up roughly approximately just little well only"
        " some as barely close exactly a+little a+bit",
        rf"(?P<qualifier>at{SP}(?:least|most)|(?:no{SP})?(?:more|less|fewer){SP}than|nearly|almost|about|around|over"
        rf"|up{SP}to|roughly|approximately|(?:just|little|well){SP}(?:over|under)|only|some|just|barely|close{SP}to"
        rf"|exactly|(?:a{SP})?(?:little|bit){SP}(?:more|less){SP}than|as{SP}(?:many|much|little){SP}as){SP}",
    ),
)
