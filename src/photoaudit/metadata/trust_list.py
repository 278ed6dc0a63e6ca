"""Whose Content Credentials are trusted: the shipped C2PA lists, or the user's own certificates.

A list that a user gives is text with certificates in PEM form, or SHA-256 hashes of single certificates
in Base64, one a line, as the interim list of the Content Credentials site had both, or several such files
after one another. c2pa-python 0.38.1 ignores such hashes, so they are compared here.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

MAX_LIST = 4 * 1024 * 1024
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
_HASH = re.compile(r"^[A-Za-z0-9+/]{43}=$", re.MULTILINE)
_EKU = "1.3.6.1.4.1.62558.2.1\n1.3.6.1.5.5.7.3.4\n1.3.6.1.5.5.7.3.36\n"
"""Uses of a key that a signer's certificate may state: claimSigning, emailProtection, documentSigning.

The C2PA certificate profile (c2pa-org/conformance-public, docs/v0.2/cert-profiles, 2026) asks for the first
with one of the others; the C2PA specification, which older certificates follow, for one of the others.
"""


@cache
def shipped_trust_list() -> str:
    """Return the PEM text of the shipped C2PA trust list."""
    return (files("photoaudit.data") / "c2pa-trust-list.pem").read_text("utf-8")


@cache
def shipped_stamp_list() -> str:
    """Return the PEM text of the shipped C2PA list of time stamp authorities."""
    return (files("photoaudit.data") / "c2pa-tsa-trust-list.pem").read_text("utf-8")


def check_trust_list(data: bytes) -> str:
    """Return the text of a trust list; raises ValueError with the reason if it is none."""
    if len(data) > MAX_LIST:
        raise ValueError("it is larger than any such list")
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    blocks = _PEM.findall(text)
    if not blocks and not _HASH.search(text):
        raise ValueError("it has no certificate in PEM form, and no hash of one")
    for number, block in enumerate(blocks, 1):
        try:
            sound = b64decode("".join(block.split()), validate=True)[:1] == b"\x30"
        except ValueError:
            sound = False
        if not sound:
            raise ValueError(f"certificate {number} of {len(blocks)} is damaged")
    return text


@dataclass(frozen=True, slots=True)
class TrustList:
    """Whom to trust; ``text`` is what the user gave, "" for the shipped list."""

    text: str = ""

    def settings(self, *, stamps: bool) -> dict[str, Any]:
        """Return the settings of c2pa that keep it off the network and tell it whom to trust.

        With ``stamps`` the authorities of time stamps are asked for, and known; without, a stamp is taken
        at its word, and only signers are known.
        """
        official, own = self._anchors()
        authorities = [shipped_stamp_list()] if stamps else []
        trust = {"trust_anchors": "\n".join([*official, *authorities]), "user_anchors": "\n".join(own)}
        return {
            "verify": {
                "remote_manifest_fetch": False,
                "ocsp_fetch": False,
                "verify_timestamp_trust": stamps,
            },
            "trust": {name: value for name, value in trust.items() if value} | {"trust_config": _EKU},
        }

    def allows(self, certificate: bytes) -> bool:
        """Whether the list has the hash of this certificate."""
        if not certificate or not self.text:
            return False
        digest = b64encode(hashlib.sha256(certificate).digest()).decode()
        return digest in _HASH.findall(_PEM.sub("", self.text))

    def may_know(self, store: bytes) -> bool:
        """Whether a chain of certificates in a manifest store could lead to one on the list.

        Each link names the one above it, so where no name on the list stands in the store, none can.
        """
        if b"brob" in store:
            return True  # compressed manifests
        return any(name in store for name in map(_subject, _certificates(self.text or shipped_trust_list())))

    def _anchors(self) -> tuple[list[str], list[str]]:
        """Return the certificates on the shipped list, and those that only the user trusts, as PEM text."""
        if not self.text:
            return [shipped_trust_list()], []
        known = frozenset(_certificates(shipped_trust_list()))
        official: list[str] = []
        own: list[str] = []
        for match in _PEM.finditer(self.text):
            (official if b64decode("".join(match[1].split())) in known else own).append(match[0])
        return official, own


def signing_certificate(store: bytes, label: str) -> bytes:
    """Return the certificate that signed a manifest, "" where it is not found.

    It is the first in the signature's ``x5chain``: a CBOR byte string that holds a sequence that begins
    with a sequence (X.509), unlike a time stamp.
    """
    start = store.rfind(label.encode() + b"\0") if label else -1
    at = store.find(b"c2pa.signature\0", start) if start >= 0 else -1
    while at >= 0:
        at = store.find(b"\x30\x82", at + 1)
        size = int.from_bytes(store[at + 2 : at + 4], "big") + 4
        if store[at - 3 : at] == b"\x59" + size.to_bytes(2, "big") and store[at + 4 : at + 6] == b"\x30\x82":
            return store[at : at + size]
    return b""


def _certificates(text: str) -> Iterator[bytes]:
    for block in _PEM.findall(text):
        yield b64decode("".join(block.split()))


@cache
def _subject(certificate: bytes) -> bytes:
    """Return the name of a certificate's holder as DER, the certificate itself where it is oddly made."""
    at = _value(certificate, _value(certificate, 0)[0])[0]
    if certificate[at : at + 1] == b"\xa0":  # version
        at = _value(certificate, at)[1]
    for _ in ("serialNumber", "signature", "issuer", "validity"):
        at = _value(certificate, at)[1]
    name = certificate[at : _value(certificate, at)[1]]
    return name if name[:1] == b"\x30" and len(name) > 4 else certificate


def _value(der: bytes, at: int) -> tuple[int, int]:
    """Return where the value of a DER element begins and ends."""
    size, start = int.from_bytes(der[at + 1 : at + 2], "big"), at + 2
    if size & 0x80:
        count = size & 0x7F
        size, start = int.from_bytes(der[start : start + count], "big"), start + count
    return start, min(start + size, len(der))
