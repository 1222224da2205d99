"""The one way to make an Apprise service of an address, with what every one of them must be told."""

from __future__ import annotations

from typing import Any

from apprise import Apprise, AppriseAsset


def instantiate(url: str) -> Any:
    """The service an address means, or None; why not is said in Apprise's log (see `listening`)."""
    return Apprise.instantiate(url, asset=asset(), suppress_exceptions=True)


def asset() -> AppriseAsset:
    """Sends on this thread, follows no redirects, keeps nothing on disk, shows no pictures from elsewhere."""
    return AppriseAsset(
        app_id="Watchline",
        app_desc="Watchline alerts",
        async_mode=False,
        http_redirects=False,
        storage_mode="memory",
        image_url_mask="",
        image_url_logo="",
    )
