"""Copies of one text are recognised, different texts are not."""

from events.stories import copy_group

TEXT = (
    "The ministry said on Friday that a second convoy had left the northern base before dawn, and that its "
    "commanders expected the move to last until the end of the week, weather permitting."
)


def test_a_syndicated_copy_has_the_key_of_the_original() -> None:
    assert copy_group("A", TEXT) == copy_group("Another headline", TEXT)


def test_credits_datelines_and_punctuation_do_not_count() -> None:
    original = copy_group("A", TEXT)

    assert copy_group("A", f"{TEXT} (Example Wire)") == original
    assert copy_group("A", f"SEOUL, Oct 18 (Example Wire) — {TEXT.upper()}") == original


def test_another_text_has_another_key() -> None:
    assert copy_group("A", TEXT.replace("northern", "southern")) != copy_group("A", TEXT)


def test_a_short_text_is_told_apart_by_its_title() -> None:
    assert copy_group("Storm", "Read more.") != copy_group("Summit", "Read more.")
