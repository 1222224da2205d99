"""Metrics as Prometheus reads them: its text format, version 0.0.4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "watchline_"
_IN_LABEL = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class Metric:
    """A name, what it means, and the label its values differ by, if any."""

    name: str
    kind: Literal["gauge", "counter"]
    told: str
    label: str = ""

    @property
    def full_name(self) -> str:
        """The name as Prometheus knows it."""
        return f"{PREFIX}{self.name}"


@dataclass(slots=True)
class Reading:
    """What was measured: values by metric and label value."""

    values: dict[Metric, dict[str, float]] = field(default_factory=dict)

    def put(self, metric: Metric, value: float) -> None:
        """The value of a metric without label."""
        self.values[metric] = {"": value}

    def put_each(self, metric: Metric, values: Mapping[str, float]) -> None:
        """The values of a metric by its label."""
        self.values[metric] = dict(values)


def expose(metrics: Sequence[Metric], reading: Reading) -> str:
    """The page: each metric with its explanation, in the order given; those without a value are left out."""
    return "\n".join(line for one in metrics for line in _lines(one, reading.values.get(one, {}))) + "\n"


def _lines(metric: Metric, values: Mapping[str, float]) -> Iterator[str]:
    if not values:
        return
    yield f"# HELP {metric.full_name} {metric.told}"
    yield f"# TYPE {metric.full_name} {metric.kind}"
    yield from (f"{metric.full_name}{labels} {_number(value)}" for labels, value in _labelled(metric, values))


def _labelled(metric: Metric, values: Mapping[str, float]) -> Iterable[tuple[str, float]]:
    if not metric.label:
        return [("", value) for value in values.values()]
    return [(f'{{{metric.label}="{name.translate(_IN_LABEL)}"}}', value) for name, value in values.items()]


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))
