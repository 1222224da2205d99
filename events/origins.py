"""Who an article's words go back to: the speaker it cites, else the agency it credits, else its publisher.

Corroboration counts origins, never hosts: forty papers that print one agency's report have one origin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Agencies and outlets that others live on, by the names they go by.
_AGENCIES = {
    "AFP": ("AFP", "Agence France-Presse", "Agence France Presse"),
    "Reuters": ("Reuters", "Thomson Reuters"),
    "AP": ("AP", "Associated Press", "The Associated Press"),
    "dpa": ("dpa", "Deutsche Presse-Agentur"),
    "EFE": ("EFE",),
    "ANSA": ("ANSA",),
    "UPI": ("UPI", "United Press International"),
    "Yonhap": ("Yonhap", "Yonhap News Agency", "Yonhap News"),
    "Kyodo": ("Kyodo", "Kyodo News"),
    "Jiji": ("Jiji Press", "Jiji"),
    "Xinhua": ("Xinhua", "Xinhua News Agency"),
    "TASS": ("TASS", "Tass", "ITAR-TASS"),
    "Interfax": ("Interfax",),
    "Interfax-Ukraine": ("Interfax-Ukraine",),
    "RIA Novosti": ("RIA Novosti", "RIA"),
    "Ukrinform": ("Ukrinform",),
    "Anadolu": ("Anadolu", "Anadolu Agency"),
    "KCNA": ("KCNA", "Korean Central News Agency"),
    "PTI": ("PTI", "Press Trust of India"),
    "SANA": ("SANA",),
    "IRNA": ("IRNA",),
    "Bloomberg": ("Bloomberg", "Bloomberg News"),
}
_KNOWN = {name.casefold(): agency for agency, names in _AGENCIES.items() for name in names}
_NAMES = "|".join(
    re.escape(name) for name in sorted((n for ns in _AGENCIES.values() for n in ns), key=len, reverse=True)
)
_CREDITS = (
    # A dateline or a bracket at the head: "SEOUL (Reuters) - ", "(AFP) -"; at the end: "(AFP)", "- Reuters".
    re.compile(rf"\A.{{0,60}}?\(\s*(?P<agency>{_NAMES})\s*\)", re.DOTALL),
    re.compile(rf"\A[^\n]{{0,60}}?[,/]\s*(?P<agency>{_NAMES})\s*[-–—]"),
    re.compile(rf"(?:\(|[-–—/]\s*|\bSource:\s*)(?P<agency>{_NAMES})\s*\)?\.?\s*\Z"),
    re.compile(rf"\b(?P<agency>{_NAMES})\s+(?:has\s+)?(?:reported|reports)\b"),
    re.compile(rf"\b(?:[Aa]ccording to|[Cc]iting|reported by)\s+(?:the\s+)?(?P<agency>{_NAMES})\b"),
)
_PICTURE = re.compile(r"\b(?:photo|image|picture|video|file)s?\b[^\n.]{0,40}\Z", re.IGNORECASE)


def credited(body: str) -> str:
    """The agency a report is credited to; empty for own reporting. A credit of a picture is none."""
    for pattern in _CREDITS:
        for found in pattern.finditer(body):
            if not _PICTURE.search(body[: found.start("agency")]):
                return _KNOWN[found["agency"].casefold()]
    return ""


def origins_of(speakers: Iterable[str], publisher: str) -> frozenset[str]:
    """The independent origins of a claim: its speakers, or the publisher where none is named.

    An agency is the same origin whether it is cited or publishes itself.
    """
    named = frozenset(_origin("speaker", speaker) for speaker in speakers if speaker)
    return named or frozenset({_origin("publisher", publisher)})


def weight(origins: Iterable[str]) -> float:
    """How much corroboration origins are: 1 for a named speaker, 0.5 for a publisher that names none."""
    return sum(0.5 if origin.startswith("publisher:") else 1.0 for origin in origins)


def _origin(kind: str, name: str) -> str:
    plain = name.casefold().removeprefix("the ").strip()
    agency = _KNOWN.get(plain)
    return f"publisher:{agency.casefold()}" if agency else f"{kind}:{plain}"
