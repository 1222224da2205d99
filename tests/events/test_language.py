"""Which language a text is read in."""

from __future__ import annotations

import pytest

from events.language import language_of

TEXTS = {
    "Ghana sent 200 soldiers to Mali, the “ministry” said.": "en",
    "가나가 말리에 병력 200명을 보냈다.": "ko",
    "Гана отправила 200 солдат в Мали, сообщило министерство обороны вчера.": "ru",
    "Гана відправила 200 солдатів до Малі, повідомило міністерство оборони.": "uk",
    "Гана је послала 200 војника у Мали, саопштило је министарство.": "sr",
    "Гана изпрати 200 войници в Мали, каза министерството.": "bg",
}


@pytest.mark.parametrize(("text", "code"), TEXTS.items())
def test_a_script_contradicts_a_source_that_says_english_or_nothing(text: str, code: str) -> None:
    assert language_of("en", text) == code
    assert language_of("", text) == code


def test_a_declared_language_is_believed() -> None:
    assert language_of("uk", "Гана отправила 200 солдат.") == "uk"
    assert language_of("pt-BR", "Gana enviou soldados.") == "pt"


def test_names_in_another_script_do_not_change_the_language() -> None:
    assert language_of("en", "The daily “Правда” reported that 200 soldiers had left for Mali.") == "en"
