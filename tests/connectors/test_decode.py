"""Packed bodies: every encoding offered is undone, and none of them can fill the memory."""

from __future__ import annotations

import gzip
import random
import subprocess
import sys
import zlib
from collections.abc import Callable
from functools import partial

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors._decode import ACCEPT_ENCODING, RATIO_FREE_BYTES, Unpacker
from connectors._errors import FetchError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MB = 1_000_000
LIMIT = 20 * MB


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "deflate with a zlib header": ("deflate", zlib.compress),
    "deflate without one": ("deflate", raw_deflate),
    "br": ("br", partial(brotli.compress, quality=5)),
    "zstd": ("zstd", zstd.compress),
}
packed = pytest.mark.parametrize(("encoding", "pack"), PACKERS.values(), ids=PACKERS)


def unpack(encoding: str, body: bytes, *, max_bytes: int = LIMIT, step: int = 65_536) -> bytes:
    unpacker = Unpacker(encoding, max_bytes)
    for start in range(0, len(body), step):
        unpacker.feed(body[start : start + step])
    return unpacker.finish()


def noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


@packed
@settings(max_examples=30, deadline=None)
@given(data=st.binary(max_size=3000), step=st.integers(1, 500))
def test_what_was_packed_comes_back_however_it_is_cut(
    encoding: str, pack: Callable[[bytes], bytes], data: bytes, step: int
) -> None:
    assert unpack(encoding, pack(data), step=step) == data


@packed
def test_a_long_body_comes_back_whole(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    page = noise(400_000) + b"<item>the same again</item>" * 30_000 + noise(100_000)

    assert unpack(encoding, pack(page)) == page


def test_exactly_the_encodings_tested_here_are_offered() -> None:
    assert set(ACCEPT_ENCODING.split(", ")) == {encoding for encoding, _ in PACKERS.values()}


@pytest.mark.parametrize("header", ["", "identity", " Identity ", "none", "identity, identity"])
def test_a_body_that_is_not_packed_stays_as_it_is(header: str) -> None:
    assert unpack(header, b"<rss/>") == b"<rss/>"


@pytest.mark.parametrize("header", ["GZIP", "x-gzip", "gzip, identity", " gzip "])
def test_spellings_of_gzip(header: str) -> None:
    assert unpack(header, gzip.compress(b"<rss/>")) == b"<rss/>"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_an_empty_body_is_empty_in_any_encoding(encoding: str) -> None:
    assert unpack(encoding, b"") == b""


@packed
def test_a_body_cut_off_anywhere_is_an_error(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    body = pack(b"one two three " * 20)

    for size in range(1, len(body)):
        with pytest.raises(FetchError, match=r"cut off|not packed the way"):
            unpack(encoding, body[:size])


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("body", [b"<?xml version='1.0'?><rss></rss>", b"\xff\xff" + noise(500)])
def test_a_body_that_is_not_packed_as_it_says_is_an_error(encoding: str, body: bytes) -> None:
    with pytest.raises(FetchError, match=r"not packed the way|cut off"):
        unpack(encoding, body)


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_members_one_after_the_other_are_one_body(encoding: str) -> None:
    pack = dict(PACKERS.values())[encoding]

    assert unpack(encoding, pack(b"one ") + pack(b"two ") + pack(b"three"), step=5) == b"one two three"


def test_zeros_after_the_last_gzip_member_are_padding() -> None:
    assert unpack("gzip", gzip.compress(b"page") + bytes(512), step=100) == b"page"


@packed
def test_content_after_the_end_is_an_error(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    with pytest.raises(FetchError, match=r"goes on after the end|not packed the way"):
        unpack(encoding, pack(b"page") + b"<script>")


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_body_of_countless_empty_members_is_an_error(encoding: str) -> None:
    pack = dict(PACKERS.values())[encoding]

    with pytest.raises(FetchError, match="goes on after the end"):
        unpack(encoding, pack(b"") * 5_000)


@pytest.mark.parametrize("header", ["gzip, gzip", "gzip,br", "deflate, gzip, deflate"])
def test_a_body_packed_twice_is_refused(header: str) -> None:
    with pytest.raises(FetchError, match="more than once"):
        unpack(header, gzip.compress(gzip.compress(b"page")))


@pytest.mark.parametrize("header", ["compress", "lzma", "snappy", "gzip;q=1", "x" * 5_000])
def test_an_encoding_that_was_not_offered_is_refused(header: str) -> None:
    with pytest.raises(FetchError, match="not asked for") as error:
        unpack(header, b"page")

    assert len(str(error.value)) < 120


@packed
def test_a_body_that_grows_too_fast_is_refused(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    with pytest.raises(FetchError, match="more than 100 times its size"):
        unpack(encoding, pack(bytes(10 * MB)))


@packed
def test_a_short_body_may_be_as_repetitive_as_it_likes(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    blank = b" " * RATIO_FREE_BYTES

    assert unpack(encoding, pack(blank)) == blank


@packed
def test_a_body_that_unpacks_to_too_much_is_refused(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    page = noise(700_000) + bytes(1_400_000)

    with pytest.raises(FetchError, match="unpacks to more than 2 MB"):
        unpack(encoding, pack(page), max_bytes=2 * MB)
    assert unpack(encoding, pack(page), max_bytes=3 * MB) == page


def test_a_body_that_is_not_packed_has_the_same_cap() -> None:
    with pytest.raises(FetchError, match=r"is more than 0\.5 MB"):
        unpack("", bytes(500_001), max_bytes=500_000)


def test_a_zstd_frame_may_not_ask_for_a_huge_window() -> None:
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 27})
    body = packer.compress(b"page") + packer.flush()

    with pytest.raises(FetchError, match="not packed the way"):
        unpack("zstd", body)


_BOMB = """
import sys
from connectors._decode import Unpacker
from connectors._errors import FetchError

def peak_kb():
    return int(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0])

body = sys.stdin.buffer.read()
before = peak_kb()
unpacker = Unpacker(sys.argv[1], 20_000_000)
try:
    for start in range(0, len(body), 65536):
        unpacker.feed(body[start:start + 65536])
except FetchError as error:
    print(peak_kb() - before, error)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
@packed
def test_a_bomb_never_fills_the_memory(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(bytes(64 * MB))

    done = subprocess.run(
        [sys.executable, "-c", _BOMB, encoding], input=bomb, capture_output=True, check=True, timeout=60
    )

    grown_kb, message = done.stdout.decode().split(" ", 1)
    assert "more than 100 times" in message
    assert int(grown_kb) < 30_000
