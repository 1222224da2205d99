from __future__ import annotations

import socket

from flows import ports
from tests.web_server import Reply, running_web_server


def test_a_port_someone_listens_on_is_not_free() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]

        assert not ports.is_free(port)
    assert ports.is_free(port)


def test_a_prefect_server_is_told_from_another_program() -> None:
    with running_web_server() as web:
        port = int(web.url.rpartition(":")[2])

        assert not ports.prefect_answers(port)
        web.pages["/api/health"] = Reply(body=b"true")
        assert ports.prefect_answers(port)


def test_nobody_answers_on_a_free_port() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    assert not ports.prefect_answers(port)
