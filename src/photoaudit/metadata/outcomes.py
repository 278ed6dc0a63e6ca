"""What c2pa says became of the checks of each manifest, by status code.

It reports the checks of the active manifest, and of others what differs from what the record that uses
them noted of them: what it noted and is not contradicted has been found again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from photoaudit.metadata.credentials import Proof, SignerStatus, Stamp
from photoaudit.metadata.manifests import items, mapping, text

MAX_MANIFESTS = 64
SIGNATURE = re.compile(r"claimSignature\.(mismatch|missing)")
SIGNER: Mapping[str, SignerStatus] = {
    "signingCredential.untrusted": SignerStatus.NOT_ON_LIST,
    "signingCredential.expired": SignerStatus.EXPIRED,
    "claimSignature.outsideValidity": SignerStatus.INVALID,
    "signingCredential.invalid": SignerStatus.INVALID,
    "signingCredential.revoked": SignerStatus.REVOKED,
    "signingCredential.ocsp.revoked": SignerStatus.REVOKED,
}
_LABEL = re.compile(r"/c2pa/([^/]+)")
_VALIDATED = "claimSignature.validated"
_STAMP = "timeStamp."
_LISTED = "signingCredential.trusted"

Said = list[tuple[str, str, str]]
"""Status code, explanation, and the label of the manifest it speaks of ("" where it does not say)."""


def said(store: Mapping[str, Any], *kinds: str) -> Said:
    """Return the codes of these kinds (success, failure, informational) of the active manifest."""
    results = mapping(store.get("validation_results")).get("activeManifest")
    return [found for kind in kinds for found in _codes(results, kind)]


def blame(store: Mapping[str, Any], active: str) -> dict[str, dict[str, str]]:
    """Return the failures of each manifest, explained: found now, or noted when it became an ingredient."""
    found: dict[str, dict[str, str]] = {}
    for source in (*_now(store), *_noted(store)):
        for code, why, label in _codes(source, "failure"):
            found.setdefault(label or active, {}).setdefault(code, why)
    return found


def proofs(signers: Mapping[str, Any], both: Mapping[str, Any], active: str) -> dict[str, Proof]:
    """Return what became of signature, signer and time stamp of each manifest.

    ``signers`` was read with time stamps taken at their word, ``both`` with their authorities in doubt.
    """
    now, noted = (_by_label(found(signers), active, "success", "failure") for found in (_now, _noted))
    stamps = _by_label(_now(both), active, "failure", "informational", "success")  # a note is no check
    return {
        label: _proof(now.get(label, set()), noted.get(label, set()), stamps.get(label, set()))
        for label in now.keys() | noted.keys() | stamps.keys()
    }


def stamped(store: Mapping[str, Any]) -> bool:
    """Whether any manifest has a time stamp."""
    codes = _by_label(_now(store), "", "failure", "informational", "success").values()
    return any(stamp_of(found) is not Stamp.NONE for found in codes)


def stamp_of(codes: set[str]) -> Stamp:
    """Return what status codes say of a time stamp."""
    stamps = {code for code in codes if code.startswith(_STAMP)}
    if not stamps:
        return Stamp.NONE
    if "timeStamp.trusted" in stamps:
        return Stamp.TRUSTED
    return Stamp.UNTRUSTED if "timeStamp.validated" in stamps else Stamp.INVALID


def _proof(now: set[str], noted: set[str], stamps: set[str]) -> Proof:
    """Return what codes found ``now`` come to, with those ``noted`` that nothing now contradicts."""
    valid = True if _VALIDATED in now | noted else None
    if any(map(SIGNATURE.fullmatch, now | noted)):
        valid = False
    # A list is this program's: what one of another day said of a signer counts where this one is silent.
    known = now if _LISTED in now else now | noted
    statuses = {SIGNER[code] for code in known if code in SIGNER}
    if _LISTED in now:
        statuses.add(SignerStatus.TRUSTED)
    worst = next((status for status in reversed(SignerStatus) if status in statuses), SignerStatus.UNKNOWN)
    return Proof(valid, noted=valid is True and _VALIDATED not in now, signer=worst, stamp=stamp_of(stamps))


def _by_label(sources: list[object], active: str, *kinds: str) -> dict[str, set[str]]:
    """Return the codes of these kinds by the manifest that they speak of."""
    found: dict[str, set[str]] = {}
    for source in sources:
        for kind in kinds:
            for code, _, label in _codes(source, kind):
                found.setdefault(label or active, set()).add(code)
    return found


def _now(store: Mapping[str, Any]) -> list[object]:
    results = mapping(store.get("validation_results"))
    deltas = (mapping(item).get("validationDeltas") for item in items(results, "ingredientDeltas"))
    return [results.get("activeManifest"), *deltas]


def _noted(store: Mapping[str, Any]) -> list[object]:
    found: list[object] = []
    for manifest in list(mapping(store.get("manifests")).values())[:MAX_MANIFESTS]:
        for ingredient in items(manifest, "ingredients"):
            found.append(mapping(mapping(ingredient).get("validation_results")).get("activeManifest"))
            found.append({"failure": items(ingredient, "validation_status")})  # as older records note it
    return found


def _codes(results: object, kind: str) -> Iterator[tuple[str, str, str]]:
    for item in items(results, kind):
        label = _LABEL.search(text(item, "url"))
        yield text(item, "code"), text(item, "explanation"), label[1] if label else ""
