"""Content Credentials, read and checked offline: c2pa's status codes and explanations, told as single facts.

c2pa-python checks hashes, signatures and certificates; this module asks it for them without a network.
Its one-word summary is not used: to it, an expired certificate and a changed picture are the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

from photoaudit.libraries import c2pa
from photoaudit.metadata.credentials import CONTENT_CHANGED, Credentials, List, Manifest, SignerStatus, Stamp
from photoaudit.metadata.jumbf import TOO_MUCH, says_too_much
from photoaudit.metadata.manifests import manifest_of, mapping, text, words
from photoaudit.metadata.outcomes import (
    MAX_MANIFESTS,
    SIGNATURE,
    SIGNER,
    Said,
    blame,
    proofs,
    said,
    stamp_of,
    stamped,
)
from photoaudit.metadata.records import Metadata
from photoaudit.metadata.trust_list import TrustList, signing_certificate

DAMAGED = "the Content Credentials are damaged and cannot be read"
_UNREAD = (
    (
        re.compile("prerelease", re.IGNORECASE),
        "are in a form from before the first release of C2PA, and cannot be read",
    ),
    (re.compile(r"too new|unknown version", re.IGNORECASE), "are in a newer form than can be read here"),
    (
        re.compile(
            r"(unknown|unsupported) algorithm|algorithm.*(unknown|unsupported|not supported)", re.IGNORECASE
        ),
        "use an algorithm that is not known here, and cannot be checked",
    ),
)
_CONTENT_MATCH = re.compile(r"assertion\.\w+Hash\.match")
_TORN = re.compile(
    r"assertion\.(hashedURI\.mismatch|missing|undeclared|inaccessible)|"
    r"claim\.(missing|malformed|hardBindings\.missing)"
)
"""Failures that tell that a record is not whole any more."""
_NOT_THE_RECORD = re.compile(
    r"(signingCredential|claimSignature|timeStamp|cawg|algorithm)\..*|assertion\.\w+Hash\.(mismatch|match)"
)
"""Failures that speak of something else than the record; all others make the record not valid."""
_UNSUPPORTED = re.compile(r"type is unsupported|unsupported alg|unknown alg", re.IGNORECASE)
_TEST = re.compile(r"c2pa test\b.*|.*\bfor testing[_ ]only\b.*|test signing cert.*", re.IGNORECASE)
"""Signers whose certificate and key come with c2pa's own tools, so that anybody has them."""


def read_credentials(data: bytes, metadata: Metadata, trust_list: str = "") -> Credentials | None:
    """Return the Content Credentials of a file, None when ``metadata`` found none in it.

    ``trust_list`` is text of the certificates to trust, "" for the shipped list. Damage gives a record
    with a note, never an exception.
    """
    store = metadata.c2pa
    if store is None:
        return None
    if says_too_much(store):
        return Credentials(metadata.c2pa_where, own_list=bool(trust_list), notes=(TOO_MUCH,))
    trust = TrustList(trust_list)
    try:
        signers = _read(data, metadata, trust.settings(stamps=False))
        found = _credentials(signers, metadata.c2pa_where, own=bool(trust_list))
        both = _read(data, metadata, trust.settings(stamps=True)) if stamped(signers) else signers
        return _with_signer(found, store, signers, both, trust)
    except Exception as problem:  # noqa: BLE001 - a foreign library and hostile bytes
        return Credentials(metadata.c2pa_where, own_list=bool(trust_list), notes=(_unread(problem),))


def _unread(problem: Exception) -> str:
    said = words(str(problem) or type(problem).__name__).rstrip(".")
    for pattern, meaning in _UNREAD:
        if pattern.search(said):
            return f"the Content Credentials {meaning} ({said})"
    return f"{DAMAGED} ({said})"


def _read(data: bytes, metadata: Metadata, settings: Mapping[str, Any]) -> Mapping[str, Any]:
    with (
        c2pa.Context.from_dict(settings) as context,
        c2pa.Reader(f"image/{metadata.format.lower()}", BytesIO(data), context=context) as reader,
    ):
        return mapping(json.loads(reader.json()))


def _credentials(store: Mapping[str, Any], where: str, *, own: bool) -> Credentials:
    active = text(store, "active_manifest")
    failed, passed = said(store, "failure"), {code for code, _, _ in said(store, "success")}
    stored = mapping(store.get("manifests"))
    found = blame(store, active)
    manifests = tuple(
        manifest_of(
            str(label), mapping(item), found.get(str(label), {}), frozenset(passed if label == active else ())
        )
        for label, item in list(stored.items())[:MAX_MANIFESTS]
    )
    signed = next((item for item in manifests if item.label == active), Manifest(active))
    notes = []
    if len(stored) > MAX_MANIFESTS:
        notes.append(f"only the first {MAX_MANIFESTS} of {len(stored)} manifests were read")
    unsupported = [
        code for code, why, _ in failed if code.startswith("algorithm.") or _UNSUPPORTED.search(why)
    ]
    if unsupported:
        notes.append("it uses an algorithm that is not known here, so it cannot be checked")
    gaps_fit, binding = _binding(failed, passed)
    return Credentials(
        where=where,
        active=active,
        manifests=manifests,
        binding_intact=None if unsupported else binding,
        signature_valid=_signature(failed, passed, unsupported),
        gaps_fit=gaps_fit,
        signer=signed.signer,
        time=signed.time,
        own_list=own,
        failures=tuple(dict.fromkeys(code for code, _, _ in failed)),
        faults=tuple(
            dict.fromkeys(why or code for code, why, _ in failed if not _NOT_THE_RECORD.fullmatch(code))
        ),
        explained=tuple(
            dict.fromkeys(why for code, why, _ in failed if why and not code.startswith("signingCredential"))
        ),
        notes=tuple(notes),
    )


def _binding(failed: Said, passed: set[str]) -> tuple[bool, bool | None]:
    """Return whether what the hash leaves out is the record, and whether content and record are as signed."""
    matches = any(map(_CONTENT_MATCH.fullmatch, passed))
    gaps = [code for code, why, _ in failed if CONTENT_CHANGED.fullmatch(code) and "exclusion" in why]
    changed = [code for code, why, _ in failed if CONTENT_CHANGED.fullmatch(code) and "exclusion" not in why]
    torn = [code for code, _, _ in failed if _TORN.fullmatch(code)]
    if changed or torn or (gaps and not matches):
        return True, False
    return not gaps, True if matches else None


def _signature(failed: Said, passed: set[str], unsupported: list[str]) -> bool | None:
    if any(SIGNATURE.fullmatch(code) for code, _, _ in failed):
        return None if unsupported else False
    return True if "claimSignature.validated" in passed else None


def _with_signer(
    found: Credentials, boxes: bytes, signers: Mapping[str, Any], both: Mapping[str, Any], trust: TrustList
) -> Credentials:
    """Return credentials with what is known of the signer.

    ``signers`` was read with the time stamp taken at its word and only signers on the list, so it tells
    whether the signer was on the list when the stamp says; ``both`` with the stamp's authority in doubt.
    """
    failed = {code for code, _, _ in said(signers, "failure")}
    doubted = {code for code, _, _ in said(both, "failure")}
    stamp = stamp_of({code for code, _, _ in said(both, "failure", "informational", "success")})
    checked = proofs(signers, both, found.active)
    statuses = {
        SIGNER[code] for code in failed | (doubted - {"signingCredential.untrusted"}) if code in SIGNER
    }
    if allowed := trust.allows(signing_certificate(boxes, found.active)):
        statuses.discard(SignerStatus.NOT_ON_LIST)
    vouched = [
        (code, why) for code, why, _ in said(signers, "success") if code == "signingCredential.trusted"
    ]
    if vouched or allowed:
        statuses.add(SignerStatus.TRUSTED)
    unstamped = stamp in (Stamp.NONE, Stamp.INVALID)
    if {SignerStatus.EXPIRED, SignerStatus.NOT_ON_LIST} <= statuses and unstamped and trust.may_know(boxes):
        # Without a stamp a list is asked for today, when an expired certificate is on none.
        statuses -= {SignerStatus.NOT_ON_LIST}
        statuses |= {SignerStatus.UNKNOWN}
    active = found.manifest(found.active)
    names = (
        found.signer,
        active.signer if active else "",
        text(
            mapping(mapping(mapping(signers.get("manifests")).get(found.active)).get("signature_info")),
            "common_name",
        ),
    )
    if any(map(_TEST.fullmatch, names)):
        statuses.add(SignerStatus.TEST)
    return replace(
        found,
        manifests=tuple(replace(item, proof=checked.get(item.label, item.proof)) for item in found.manifests),
        signer_statuses=tuple(status for status in reversed(SignerStatus) if status in statuses)
        or (SignerStatus.UNKNOWN,),
        listed=List.ALLOWED if allowed and not vouched else _list(vouched, own=found.own_list),
        stamp=stamp,
        failures=tuple(
            dict.fromkeys(
                (
                    *found.failures,
                    *sorted(doubted & SIGNER.keys() - failed - {"signingCredential.untrusted"}),
                )
            )
        ),
    )


def _list(vouched: list[tuple[str, str]], *, own: bool) -> List:
    official = any("system_anchors" in why for _, why in vouched)
    return List.OFFICIAL if official or not own else List.GIVEN
