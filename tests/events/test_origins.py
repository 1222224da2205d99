"""Whom an article's words go back to."""

from __future__ import annotations

import pytest

from events.origins import credited, origins_of, weight


@pytest.mark.parametrize(
    ("body", "agency"),
    [
        ("SEOUL (Reuters) - North Korea has sent troops.", "Reuters"),
        ("Seoul, Oct. 18 (AFP) The spy agency said so.", "AFP"),
        ("SEOUL, Yonhap - The spy agency said so.", "Yonhap"),
        ("The spy agency said so on Friday. (AFP)", "AFP"),
        ("The spy agency said so on Friday. - Associated Press", "AP"),
        ("Troops have left, Reuters reported on Friday.", "Reuters"),
        ("Troops have left, according to Interfax.", "Interfax"),
        ("Troops have left, the paper wrote, citing the Yonhap News Agency.", "Yonhap"),
        ("Troops have left, the ministry said.", ""),
        ("Troops have left, the ministry said. Photo: (AFP)", ""),
        ("Troops have left. They ran for Reuters bureau cover.", ""),
    ],
)
def test_a_credit_names_its_agency_and_a_picture_none(body: str, agency: str) -> None:
    assert credited(body) == agency


def test_a_speaker_is_the_origin_and_else_the_publisher() -> None:
    assert origins_of(["NIS"], "Example Wire") == {"speaker:nis"}
    assert origins_of([], "Example Wire") == {"publisher:example wire"}


def test_an_agency_is_one_origin_cited_or_publishing() -> None:
    assert origins_of(["Yonhap News Agency"], "Post") == origins_of([], "Yonhap") == {"publisher:yonhap"}


def test_two_publishers_without_a_speaker_weigh_as_much_as_one_speaker() -> None:
    assert weight({"publisher:a", "publisher:b"}) == weight({"speaker:nis"}) == 1.0
