"""Conditional requests: ask for what is new, and keep what the server says of it."""

from __future__ import annotations

import pytest

from tests.flows.exam.conftest import Examiner, document
from tests.web_server import Reply, Request

STAMP = "Fri, 18 Oct 2024 12:00:00 GMT"


def with_tag(tag: str, *numbers: int) -> Reply:
    return Reply(body=document(*numbers), headers={"ETag": tag})


def honest(tag: str, *numbers: int) -> object:
    """A server that sends its document unless it is asked with its tag."""

    def answer(request: Request) -> Reply:
        known = request.headers.get("if-none-match") == tag
        return Reply(304, headers={"ETag": tag}) if known else with_tag(tag, *numbers)

    return answer


def test_the_first_poll_is_unconditional(exam: Examiner) -> None:
    exam.feed("feed", with_tag('"1"', 1))
    exam.poll()

    assert not {"if-none-match", "if-modified-since"} & exam.asked()[0].headers.keys()


def test_the_second_poll_sends_both_validators(exam: Examiner) -> None:
    exam.feed("feed", Reply(body=document(1), headers={"ETag": '"1"', "Last-Modified": STAMP}))
    exam.poll()
    exam.wait()

    sent = exam.asked()[1].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"1"', STAMP)


@pytest.mark.parametrize("tag", ['W/"weak-1"', "unquoted", '"with \\ odd, signs"'])
def test_a_weak_or_odd_etag_is_sent_back_as_it_came(exam: Examiner, tag: str) -> None:
    exam.feed("feed", honest(tag, 1))  # type: ignore[arg-type]
    exam.poll()

    assert exam.wait().status == "not_modified"
    assert exam.asked()[1].headers["if-none-match"] == tag


def test_new_validators_of_a_304_are_kept(exam: Examiner) -> None:
    exam.feed("feed", with_tag('"1"', 1))
    exam.poll()
    exam.feed("feed", Reply(304, headers={"ETag": '"2"', "Last-Modified": STAMP}))
    exam.wait()
    exam.wait()

    sent = exam.asked()[2].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"2"', STAMP)


def test_a_304_without_validators_leaves_the_old_ones(exam: Examiner) -> None:
    exam.feed("feed", with_tag('"1"', 1))
    exam.poll()
    exam.feed("feed", Reply(304))
    exam.wait()
    exam.wait()

    assert exam.asked()[2].headers["if-none-match"] == '"1"'


def test_new_validators_of_an_equal_body_are_kept(exam: Examiner) -> None:
    exam.feed("feed", with_tag('"1"', 1))
    exam.poll()
    exam.feed("feed", with_tag('"2"', 1))
    second = exam.wait()
    exam.wait()

    assert (second.status, second.new) == ("unchanged", 0)
    assert exam.asked()[2].headers["if-none-match"] == '"2"'


def test_a_server_without_validators_is_stopped_by_the_body(exam: Examiner) -> None:
    exam.feed("feed", Reply(body=document(1)))
    exam.poll()

    assert [exam.wait().status for _ in range(3)] == ["unchanged"] * 3
    assert len(exam.revisions()) == 1


def test_a_new_document_around_old_entries_writes_only_what_is_new(exam: Examiner) -> None:
    exam.feed("feed", with_tag('"1"', 1, 2, 3))
    exam.poll()
    before = exam.articles()
    exam.feed("feed", with_tag('"2"', 4, 1, 2, 3))
    second = exam.wait()

    assert (second.new, second.updated) == (1, 0)
    assert exam.articles()[:3] == before


def test_validators_survive_a_failed_poll(exam: Examiner) -> None:
    exam.feed("feed", honest('"1"', 1))  # type: ignore[arg-type]
    exam.poll()
    exam.feed("feed", Reply(500))
    exam.wait()
    exam.feed("feed", honest('"1"', 1))  # type: ignore[arg-type]

    assert exam.next_turn().status == "not_modified"


def test_a_new_address_is_asked_without_the_old_validators(exam: Examiner) -> None:
    exam.feed("feed", with_tag('"1"', 1))
    exam.poll()
    exam.web.pages["/other"] = with_tag('"1"', 1)
    exam.source("feed", exam.web.at("/other"))
    exam.wait()

    assert "if-none-match" not in exam.asked("other")[0].headers
