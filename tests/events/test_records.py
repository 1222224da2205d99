"""Values that fill their own slots are what the plain dataclass would be."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, replace
from inspect import signature

import pytest

from events.model import Place, Span

HERE = Span("body", 3, 7, "Lima")
LIMA = Place("Lima", "PE", -12.04, -77.03, "city", 3936456, HERE)


def test_a_quick_value_takes_the_arguments_and_defaults_of_its_fields():
    assert (LIMA.name, LIMA.span, LIMA.role) == ("Lima", HERE, None)
    assert Place(**{name: getattr(LIMA, name) for name in asdict(LIMA)}) == LIMA
    assert list(signature(Span).parameters) == ["field", "start", "end", "text"]


def test_a_quick_value_without_a_field_is_refused():
    with pytest.raises(TypeError, match="text"):
        Span("body", 3, 7)  # type: ignore[call-arg]


def test_a_quick_value_stays_frozen():
    with pytest.raises(FrozenInstanceError):
        LIMA.name = "Quito"  # type: ignore[misc]


def test_a_quick_value_is_compared_hashed_replaced_copied_and_pickled():
    site = replace(LIMA, role="site")
    assert site != LIMA
    assert replace(site, role=None) == LIMA
    assert len({LIMA, replace(LIMA), copy.copy(LIMA), pickle.loads(pickle.dumps(LIMA))}) == 1
