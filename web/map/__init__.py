"""The map of the world: an Equal Earth projection, and land drawn once at build time."""

from __future__ import annotations

import math

WIDTH, HEIGHT = 960, 468
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_ROOT3 = math.sqrt(3)


def project(lat: float, lon: float) -> tuple[float, float]:
    """Degrees to pixels of the map, from its upper left corner.

    Equal Earth (Savric, Patterson, Jenny, 2018): areas keep their proportion.
    """
    theta = math.asin(_ROOT3 / 2 * math.sin(math.radians(lat)))
    square = theta * theta
    sixth = square**3
    x = (2 * _ROOT3 * math.radians(lon) * math.cos(theta)) / (
        3 * (9 * _A4 * square * sixth + 7 * _A3 * sixth + 3 * _A2 * square + _A1)
    )
    y = theta * (_A4 * square * sixth + _A3 * sixth + _A2 * square + _A1)
    scale = WIDTH / (2 * _EAST)
    return round(WIDTH / 2 + x * scale, 1), round(HEIGHT / 2 - y * scale, 1)


_EAST = 2 * _ROOT3 * math.pi / (3 * _A1)
