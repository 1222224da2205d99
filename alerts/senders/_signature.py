"""Signs webhook calls as the open specification Standard Webhooks has it, which many receivers can check.

https://www.standardwebhooks.com: HMAC-SHA256 over "id.timestamp.body", in base64, behind a version.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

_PREFIX = "whsec_"


def signature_headers(secret: str, key: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers `webhook-id`, `webhook-timestamp` (seconds since 1970) and `webhook-signature`."""
    signed = f"{key}.{timestamp}.".encode() + body
    digest = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return {
        "webhook-id": key,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode('ascii')}",
    }


def _key(secret: str) -> bytes:
    """The bytes behind `whsec_` are base64; any other secret is taken as it is written."""
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        return secret.encode()
