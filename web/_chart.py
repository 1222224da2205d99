"""Figures over time as dots in a small chart, drawn on the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from web._claims import Dated

WIDTH, HEIGHT = 640, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 12, 12, 26


@dataclass(frozen=True, slots=True)
class ChartDot:
    """A figure in pixels; `series` numbers its role."""

    x: float
    y: float
    series: int
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The dots, the roles they belong to, and the ends of both axes in words."""

    dots: tuple[ChartDot, ...]
    roles: tuple[str, ...]
    first: str
    last: str
    most: str


def chart(points: Sequence[Dated]) -> Chart | None:
    """The chart of at least two points; the upright axis starts at nothing, so that sizes compare."""
    if len(points) < 2:
        return None
    roles = tuple(dict.fromkeys(point.role for point in points))
    times = [point.told_at.timestamp() for point in points]
    first, last, most = min(times), max(times), max(point.value for point in points) or 1.0
    width, height = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
    dots = tuple(
        ChartDot(
            round(_LEFT + width * ((time - first) / (last - first) if last > first else 0.5), 1),
            round(_TOP + height * (1 - point.value / most), 1),
            roles.index(point.role),
            f"{point.told_at:%-d %b %Y}: {point.words}",
        )
        for time, point in zip(times, points, strict=True)
    )
    ends = sorted(point.told_at for point in points)
    return Chart(dots, roles, f"{ends[0]:%-d %b %Y}", f"{ends[-1]:%-d %b %Y}", f"{most:,.0f}")
