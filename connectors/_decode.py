"""Content-Encoding undone piece by piece, under caps.

An 809-byte brotli body unpacks to 1 GiB. Every codec here hands out its output in pieces of about 64 KB,
so a bomb is refused after the first megabyte and memory never holds more than the caps allow.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from typing import Protocol

import brotli

from connectors._errors import FetchError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
MAX_RATIO = 100
RATIO_FREE_BYTES = 1_000_000
"""Below this size the ratio does not matter: a short page of blanks is no bomb."""

_PIECE = 65_536
_MAX_MEMBERS = 1_000
# RFC 9659: a zstd window on the web is at most 8 MB; a frame may otherwise ask the reader for 2 GB.
_ZSTD_WINDOW_LOG = 23


class _Codec(Protocol):
    """One compressed stream."""

    finished: bool
    leftover: bytes
    """What came after the end of the stream."""

    def feed(self, data: bytes) -> tuple[bytes, bool]:
        """At most about _PIECE bytes of output, and whether there is more to be had with feed(b"")."""


class _Zlib:
    def __init__(self, wbits: int) -> None:
        self._stream = zlib.decompressobj(wbits)
        self.finished = False
        self.leftover = b""

    def feed(self, data: bytes) -> tuple[bytes, bool]:
        out = self._stream.decompress(self._stream.unconsumed_tail + data, _PIECE)
        self.finished = self._stream.eof
        self.leftover = self._stream.unused_data
        return out, not self.finished and (len(out) == _PIECE or bool(self._stream.unconsumed_tail))


class _Deflate:
    """What servers call deflate: with a zlib header, as the standard has it, or without one."""

    def __init__(self) -> None:
        self._head = b""
        self._zlib: _Zlib | None = None
        self.finished = False
        self.leftover = b""

    def feed(self, data: bytes) -> tuple[bytes, bool]:
        if self._zlib is None:
            self._head += data
            if len(self._head) < 2:
                return b"", False
            data = self._head
            self._zlib = _Zlib(zlib.MAX_WBITS if _has_zlib_header(data) else -zlib.MAX_WBITS)
        out, more = self._zlib.feed(data)
        self.finished, self.leftover = self._zlib.finished, self._zlib.leftover
        return out, more


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self.finished = False
        self.leftover = b""

    def feed(self, data: bytes) -> tuple[bytes, bool]:
        out: bytes = self._stream.process(data, output_buffer_limit=_PIECE)
        self.finished = self._stream.is_finished()
        more = len(out) >= _PIECE or not self._stream.can_accept_more_data()
        return out, more and not self.finished


class _Zstd:
    def __init__(self) -> None:
        self._stream = zstd.ZstdDecompressor(
            options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG}
        )
        self.finished = False
        self.leftover = b""

    def feed(self, data: bytes) -> tuple[bytes, bool]:
        out = self._stream.decompress(data, _PIECE)
        self.finished = self._stream.eof
        self.leftover = self._stream.unused_data
        return out, not self.finished and not self._stream.needs_input


_CODECS: dict[str, Callable[[], _Codec]] = {
    "gzip": lambda: _Zlib(16 + zlib.MAX_WBITS),
    "x-gzip": lambda: _Zlib(16 + zlib.MAX_WBITS),
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}
_MANY_MEMBERS = {"gzip", "x-gzip", "zstd"}
_BROKEN = (zlib.error, brotli.error, zstd.ZstdError)


class Unpacker:
    """Takes a body as it arrives and gives it back decoded.

    Raises FetchError from any method: for an encoding not offered, a body that is not packed as it says,
    one cut off, or one that grows past `max_bytes` or past MAX_RATIO times what was sent.
    """

    def __init__(self, content_encoding: str, max_bytes: int) -> None:
        self._name = _encoding(content_encoding)
        self._codec = _CODECS[self._name]() if self._name else None
        self._max_bytes = max_bytes
        self._members = 1
        self._wire = 0
        self._size = 0
        self._pieces: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """Decode `data`, the next bytes of the body."""
        self._wire += len(data)
        if self._codec is None:
            self._keep(data)
            return
        try:
            self._decode(data)
        except _BROKEN as error:
            raise FetchError("the reply is not packed the way it says") from error

    def finish(self) -> bytes:
        """The whole decoded body; an empty one is empty in any encoding."""
        if self._codec and self._wire and not self._codec.finished:
            raise FetchError("the reply was cut off")
        return b"".join(self._pieces)

    def _decode(self, data: bytes) -> None:
        assert self._codec
        while data:
            if self._codec.finished and not self._next_member(data):
                return
            out, more = self._codec.feed(data)
            self._keep(out)
            while more:
                out, more = self._codec.feed(b"")
                self._keep(out)
            data = self._codec.leftover if self._codec.finished else b""

    def _next_member(self, data: bytes) -> bool:
        """Whether `data` begins another member; zeros after the last one are padding."""
        if not data.strip(b"\0"):
            return False
        self._members += 1
        if self._name not in _MANY_MEMBERS or self._members > _MAX_MEMBERS:
            raise FetchError("the reply goes on after the end of its packed content")
        self._codec = _CODECS[self._name]()
        return True

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._max_bytes:
            verb = "unpacks to" if self._codec else "is"
            raise FetchError(f"the reply {verb} more than {megabytes(self._max_bytes)}")
        if self._codec and self._size > max(RATIO_FREE_BYTES, MAX_RATIO * self._wire):
            raise FetchError(f"the reply unpacks to more than {MAX_RATIO} times its size")
        if piece:
            self._pieces.append(piece)


def megabytes(count: int) -> str:
    """A number of bytes as a person writes it: 20 MB, 0.5 MB."""
    return f"{count / 1_000_000:g} MB"


def _encoding(header: str) -> str:
    """The one encoding a Content-Encoding header names; empty for none."""
    names = [name.strip() for name in header.lower().split(",")]
    names = [name for name in names if name not in ("", "identity", "none")]
    if len(names) > 1:
        raise FetchError("the reply is packed more than once, as no honest server does")
    if names and names[0] not in _CODECS:
        raise FetchError(f"the reply is packed as {names[0][:40]!r}, which was not asked for")
    return names[0] if names else ""


def _has_zlib_header(data: bytes) -> bool:
    """RFC 1950: compression method 8, and the first two bytes divide by 31."""
    return data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
