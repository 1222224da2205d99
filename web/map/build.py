"""Draw land.svg from Natural Earth's countries at 1:110 million (public domain).

    pip download --no-deps geopandas==0.14.4
    python -m web.map.build geopandas-0.14.4-py3-none-any.whl

The wheel brings the data as a shapefile whose rings are cut at the 180th meridian. Only land is drawn:
borders are political, and the map says nothing about them.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import shapefile  # type: ignore[import-untyped]

from web.map import HEIGHT, WIDTH, project

_DATA = "geopandas/datasets/naturalearth_lowres/naturalearth_lowres"
TARGET = Path(__file__).parent.parent / "static" / "land.svg"


def main() -> None:
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        parts = {ending: io.BytesIO(wheel.read(f"{_DATA}.{ending}")) for ending in ("shp", "shx", "dbf")}
    with shapefile.Reader(**parts) as reader:
        paths = [_path(ring) for ring in _rings(reader)]
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path id="land" fill="#9aa5b1" stroke="#9aa5b1" stroke-width=".4" d="{"".join(paths)}"/></svg>\n',
        encoding="utf-8",
    )


def _rings(reader: shapefile.Reader) -> Iterator[Sequence[tuple[float, float]]]:
    for shape in reader.iterShapes():
        starts = [*shape.parts, len(shape.points)]
        for begin, end in pairwise(starts):
            yield shape.points[begin:end]


def _path(ring: Sequence[tuple[float, float]]) -> str:
    """A closed ring in relative steps, each rounded where it ends, so that errors do not add up."""
    points = [project(max(-89.9, lat), lon) for lon, lat in ring]
    x, y = points[0]
    steps = []
    for to_x, to_y in points[1:]:
        if (to_x, to_y) != (x, y):
            steps.append(f"{_short(to_x - x)},{_short(to_y - y)}")
            x, y = to_x, to_y
    return f"M{_short(points[0][0])},{_short(points[0][1])}l{' '.join(steps)}z" if len(steps) > 2 else ""


def _short(value: float) -> str:
    return f"{round(value, 1):g}"


if __name__ == "__main__":
    main()
