"""Which encoding a document is in, and its text.

Only real character encodings are used: Python also knows punycode, zip and the like, some of which are
quadratic or not text at all.
"""

from __future__ import annotations

import codecs
import re

_CODEC = re.compile(
    r"utf-8|cp125\d|cp87[47]|cp866|cp949|iso8859-\d+|koi8-[ru]|mac-\w+|gbk?|gb2312|gb18030|"
    r"big5(?:hkscs)?|euc_(?:jp|kr)|shift_jis|iso2022_jp|tis-620"
)
# What browsers do: Latin-1 and ASCII mean their superset; UTF-16 without its mark is a slip for UTF-8.
_MEANS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_WITHIN = 4_096


def codec(name: str) -> str | None:
    """Python's codec for the encoding `name` as documents write it; None when there is none."""
    try:
        found = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return None
    found = _MEANS.get(found, found)
    return found if _CODEC.fullmatch(found) else None


def byte_order_mark(document: bytes) -> str | None:
    """The codec a byte order mark at the start announces."""
    return next((name for mark, name in _BOMS if document.startswith(mark)), None)


def header_charset(content_type: str) -> str:
    """The charset a Content-Type names, as written, or nothing."""
    match = _HEADER.search(content_type)
    return match[1] if match else ""


def decode_html(page: bytes, content_type: str = "") -> str:
    """The text of an HTML page, without NULs; what does not fit its encoding becomes U+FFFD.

    In the order browsers use: byte order mark, header, `<meta charset>`, then UTF-8 where it fits, and
    Windows-1252 where it does not.
    """
    return _decode(page, content_type).replace("\0", "")


def _decode(page: bytes, content_type: str) -> str:
    meta = _META.search(page[:_META_WITHIN])
    named = (header_charset(content_type), meta[1].decode("ascii", "replace") if meta else "")
    chosen = byte_order_mark(page) or next((found for name in named if (found := codec(name))), None)
    if chosen:
        return page.decode(chosen, errors="replace")
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        return page.decode("cp1252", errors="replace")
