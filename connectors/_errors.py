"""The one error the door to the network raises."""

from __future__ import annotations


class FetchError(Exception):
    """A request that brought nothing usable; the message says why in words."""


class ForbiddenAddressError(FetchError):
    """An address the program must not connect to."""
