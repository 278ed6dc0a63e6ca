"""Whose Content Credentials are trusted: the shipped C2PA list, or the user's own certificates."""

from __future__ import annotations

import re
from base64 import b64decode
from functools import cache
from importlib.resources import files
from typing import Any

MAX_LIST = 4 * 1024 * 1024
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)


@cache
def shipped_trust_list() -> str:
    """Return the PEM text of the shipped C2PA trust list."""
    return (files("photoaudit.data") / "c2pa-trust-list.pem").read_text("utf-8")


def check_trust_list(data: bytes) -> str:
    """Return the PEM text of a trust list; raises ValueError with the reason if it is none."""
    if len(data) > MAX_LIST:
        raise ValueError("it is larger than any such list")
    text = data.decode("utf-8-sig", "replace")
    blocks = _PEM.findall(text)
    if not blocks:
        raise ValueError("it has no certificate in PEM form")
    for number, block in enumerate(blocks, 1):
        try:
            sound = b64decode("".join(block.split()), validate=True)[:1] == b"\x30"
        except ValueError:
            sound = False
        if not sound:
            raise ValueError(f"certificate {number} of {len(blocks)} is damaged")
    return text


def offline_settings(trust_list: str) -> dict[str, Any]:
    """Return the settings of c2pa that keep it off the network and tell it whom to trust."""
    return {
        "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
        "trust": {"trust_anchors": trust_list or shipped_trust_list()},
    }
