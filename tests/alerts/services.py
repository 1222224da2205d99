"""Slack, Discord and Telegram as far as a sender sees them: what it puts on the wire is kept.

Their addresses are reached through a proxy on loopback that answers in their place, with a certificate the
sender is told to trust. So requests, TLS and HTTP are the real ones, down to the bytes.
"""

from __future__ import annotations

import datetime as dt
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
DISCORD = "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js"
TELEGRAM = "tgram://123456789:abcdefg_hijklmnop/12315544"
HOSTS = ("hooks.slack.com", "discord.com", "api.telegram.org")
_REPLIES = {"hooks.slack.com": b"ok", "discord.com": b"", "api.telegram.org": b'{"ok": true, "result": {}}'}


@dataclass
class Services:
    """What arrived, by host; `statuses`, `headers` and `replies` are answered instead of success."""

    bodies: dict[str, list[bytes]] = field(default_factory=lambda: {host: [] for host in HOSTS})
    statuses: dict[str, int] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    replies: dict[str, bytes] = field(default_factory=dict)

    def texts(self, host: str) -> list[str]:
        """The bodies sent to `host` with their JSON escapes undone."""
        return [json.dumps(json.loads(body), ensure_ascii=False) for body in self.bodies[host]]


@contextmanager
def running_services(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Services]:
    """The services, up until the block ends; `patch` points the environment's proxy at them."""
    services = Services()
    certificate = _certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        host = ""

        def do_CONNECT(self) -> None:
            self.host = self.path.partition(":")[0]
            self.send_response(200)
            self.end_headers()
            self.connection = context.wrap_socket(self.connection, server_side=True)
            self.rfile = self.connection.makefile("rb")
            self.wfile = self.connection.makefile("wb")  # type: ignore[assignment]
            self.close_connection = False

        def do_POST(self) -> None:
            services.bodies[self.host].append(self.rfile.read(int(self.headers["Content-Length"])))
            reply = services.replies.get(self.host, _REPLIES[self.host])
            self._answer(services.statuses.get(self.host, 200), reply)

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **services.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that hangs up is no error of ours."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    patch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.server_port}")
    patch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "CURL_CA_BUNDLE"):
        patch.delenv(name, raising=False)
    try:
        yield services
    finally:
        with suppress(OSError):
            server.shutdown()
            server.server_close()
        thread.join(timeout=10)


def _certificate(folder: Path) -> Path:
    """A key and a certificate of its own for all hosts, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "services.example")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in HOSTS]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "services.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file
