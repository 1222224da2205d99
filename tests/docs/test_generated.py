"""What is made from the code is as the code has it now."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from docs._settings import _described
from docs.generate import made

MADE = made()


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_a_page_is_as_the_code_has_it(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == MADE[path], "run: python -m docs.generate"


def test_a_setting_without_words_is_refused() -> None:
    with pytest.raises(LookupError, match=r"Wordless.here"):
        _described(Wordless)


class Wordless(BaseModel):
    here: str
    there: str
    """This one has."""
