"""Content Credentials (C2PA): the signed record of a picture's origin, read offline and taken apart.

c2pa-python checks hashes, signatures and certificates; this module asks it for them without a network
and keeps four separate facts: what the record says, whether the content is still the one that was signed,
whether the signature is valid, and who signed. Its one-word summary is not used: to it, an expired
certificate and a changed picture are the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Any

from photoaudit.libraries import c2pa
from photoaudit.metadata.jumbf import TOO_MUCH, says_too_much
from photoaudit.metadata.parts import printable
from photoaudit.metadata.records import Metadata
from photoaudit.metadata.trust_list import offline_settings

MAX_MANIFESTS, MAX_ITEMS, MAX_TEXT = 64, 256, 120
DAMAGED = "the Content Credentials are damaged and cannot be read"
_LABEL = re.compile(r"/c2pa/([^/]+)")
_CONTENT = re.compile(r"assertion\.\w+Hash\.mismatch")
_CONTENT_MATCH = re.compile(r"assertion\.\w+Hash\.match")
_RECORD = re.compile(
    r"assertion\.(hashedURI\.mismatch|missing)|claim\.(missing|malformed|hardBindings\.missing)"
)
_SIGNATURE = re.compile(r"claimSignature\.(mismatch|missing)")


class SignerStatus(StrEnum):
    """What is known of the certificate that signed, from best to worst."""

    TRUSTED = "trusted"
    UNKNOWN = "unknown"
    NOT_ON_LIST = "not-on-list"
    EXPIRED = "expired"
    INVALID = "invalid"
    REVOKED = "revoked"


_SIGNER = {
    "signingCredential.untrusted": SignerStatus.NOT_ON_LIST,
    "signingCredential.expired": SignerStatus.EXPIRED,
    "claimSignature.outsideValidity": SignerStatus.INVALID,
    "signingCredential.invalid": SignerStatus.INVALID,
    "signingCredential.revoked": SignerStatus.REVOKED,
    "signingCredential.ocsp.revoked": SignerStatus.REVOKED,
}


@dataclass(frozen=True, slots=True)
class Action:
    """A step that a manifest records; ``source`` is the last word of the digital source type."""

    name: str
    source: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A picture that went into another; ``manifest`` is the label of its own manifest, or ""."""

    title: str
    relationship: str
    manifest: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One signed record; ``failures`` are the status codes that name it.

    ``soft_bindings`` names the watermarks and fingerprints by which the record can be found again once it
    has been removed from the file; such a mark itself is not read.
    """

    label: str
    generator: str = ""
    signer: str = ""
    time: str = ""
    actions: tuple[Action, ...] = ()
    ingredients: tuple[Ingredient, ...] = ()
    complete: bool = False
    soft_bindings: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Credentials:
    """All manifests of a file, and what became of the checks of the active one.

    ``binding_intact`` is False when the content, or the record itself, was changed after signing, and
    None when that could not be checked. ``signer_statuses`` holds everything that is wrong with the
    certificate, worst first. ``own_list`` tells that the user's certificates were trusted.
    """

    where: str = ""
    active: str = ""
    manifests: tuple[Manifest, ...] = ()
    binding_intact: bool | None = None
    signature_valid: bool | None = None
    signer: str = ""
    signer_statuses: tuple[SignerStatus, ...] = (SignerStatus.UNKNOWN,)
    time: str = ""
    own_list: bool = False
    failures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def signer_status(self) -> SignerStatus:
        """The worst that is known of the signer."""
        return self.signer_statuses[0]

    @property
    def content_changed(self) -> bool:
        """Whether it is the picture, and not only the record about it, that no longer fits."""
        return any(_CONTENT.fullmatch(code) for code in self.failures)

    @property
    def intact(self) -> bool | None:
        """Whether content and signature both hold; None where one could not be checked."""
        if self.binding_intact is None or self.signature_valid is None:
            return False if self.binding_intact is False or self.signature_valid is False else None
        return self.binding_intact and self.signature_valid

    def manifest(self, label: str) -> Manifest | None:
        """Return the manifest of that label, if it is here."""
        return next((item for item in self.manifests if item.label == label), None)


def read_credentials(data: bytes, metadata: Metadata, trust_list: str = "") -> Credentials | None:
    """Return the Content Credentials of a file, None when ``metadata`` found none in it.

    ``trust_list`` is PEM text of the certificates to trust, "" for the shipped list. Damage gives a
    record with a note, never an exception.
    """
    if metadata.c2pa is None:
        return None
    if says_too_much(metadata.c2pa):
        return Credentials(metadata.c2pa_where, own_list=bool(trust_list), notes=(TOO_MUCH,))
    try:
        return _credentials(_store(data, metadata, trust_list), metadata.c2pa_where, own=bool(trust_list))
    except Exception as problem:  # noqa: BLE001 - a foreign library and hostile bytes
        words = _words(str(problem) or type(problem).__name__).rstrip(".")
        return Credentials(metadata.c2pa_where, own_list=bool(trust_list), notes=(f"{DAMAGED} ({words})",))


def _store(data: bytes, metadata: Metadata, trust_list: str) -> Mapping[str, Any]:
    with (
        c2pa.Context.from_dict(offline_settings(trust_list)) as context,
        c2pa.Reader(f"image/{metadata.format.lower()}", BytesIO(data), context=context) as reader,
    ):
        store = json.loads(reader.json())
    return _mapping(store)


def _credentials(store: Mapping[str, Any], where: str, *, own: bool) -> Credentials:
    active = _text(store, "active_manifest")
    results = _mapping(store.get("validation_results"))
    failed, passed = (tuple(_codes(results.get("activeManifest"), kind)) for kind in ("failure", "success"))
    stored = _mapping(store.get("manifests"))
    blame = _blame(results, stored, active)
    manifests = tuple(
        _manifest(str(label), _mapping(item), blame.get(str(label), ()))
        for label, item in list(stored.items())[:MAX_MANIFESTS]
    )
    signed = next((item for item in manifests if item.label == active), Manifest(active))
    failures = tuple(dict.fromkeys(code for code, _ in failed))
    notes = (
        (f"only the first {MAX_MANIFESTS} of {len(stored)} manifests were read",)
        if len(stored) > MAX_MANIFESTS
        else ()
    )
    successes = {code for code, _ in passed}
    return Credentials(
        where=where,
        active=active,
        manifests=manifests,
        binding_intact=_binding(failures, successes),
        signature_valid=_signature(failures, successes),
        signer=signed.signer,
        signer_statuses=_statuses(failures, successes),
        time=signed.time,
        own_list=own,
        failures=failures,
        notes=notes,
    )


def _binding(failures: tuple[str, ...], successes: set[str]) -> bool | None:
    if any(_CONTENT.fullmatch(code) or _RECORD.fullmatch(code) for code in failures):
        return False
    return True if any(_CONTENT_MATCH.fullmatch(code) for code in successes) else None


def _signature(failures: tuple[str, ...], successes: set[str]) -> bool | None:
    if any(_SIGNATURE.fullmatch(code) for code in failures):
        return False
    return True if "claimSignature.validated" in successes else None


def _statuses(failures: tuple[str, ...], successes: set[str]) -> tuple[SignerStatus, ...]:
    found = {_SIGNER[code] for code in failures if code in _SIGNER}
    if not found:
        trusted = "signingCredential.trusted" in successes
        return (SignerStatus.TRUSTED if trusted else SignerStatus.UNKNOWN,)
    return tuple(status for status in reversed(SignerStatus) if status in found)


def _blame(results: Mapping[str, Any], stored: Mapping[str, Any], active: str) -> dict[str, tuple[str, ...]]:
    """Return the failures of each manifest: found now, or noted when it became an ingredient."""
    found: dict[str, dict[str, None]] = {}
    sources = [results.get("activeManifest")]
    sources += [_mapping(item).get("validationDeltas") for item in _list(results, "ingredientDeltas")]
    for manifest in list(stored.values())[:MAX_MANIFESTS]:
        for ingredient in _list(manifest, "ingredients"):
            noted = _mapping(_mapping(ingredient).get("validation_results"))
            sources.append(noted.get("activeManifest"))
            sources.append({"failure": _list(ingredient, "validation_status")})  # as older records note it
    for source in sources:
        for code, label in _codes(source, "failure"):
            found.setdefault(label or active, {})[code] = None
    return {label: tuple(codes) for label, codes in found.items()}


def _manifest(label: str, item: Mapping[str, Any], failures: tuple[str, ...]) -> Manifest:
    signature = _mapping(item.get("signature_info"))
    actions: list[Action] = []
    bindings: list[str] = []
    complete = False
    for assertion in _list(item, "assertions"):
        content = _mapping(_mapping(assertion).get("data"))
        if _text(assertion, "label").startswith("c2pa.soft-binding"):
            bindings.append(_text(content, "alg") or "of a kind not named")
        if _text(assertion, "label").startswith("c2pa.actions"):
            complete = complete or content.get("allActionsIncluded") is True
            actions += [_action(_mapping(step), content) for step in _list(content, "actions")]
    generators = (_agent(entry) for entry in _list(item, "claim_generator_info"))
    return Manifest(
        label=label,
        generator=next(filter(None, generators), "") or _text(item, "claim_generator"),
        signer=_text(signature, "issuer") or _text(signature, "common_name"),
        time=_text(signature, "time"),
        actions=tuple(actions),
        ingredients=tuple(
            Ingredient(_text(entry, "title"), _text(entry, "relationship"), _text(entry, "active_manifest"))
            for entry in _list(item, "ingredients")
        ),
        complete=complete,
        soft_bindings=tuple(dict.fromkeys(bindings)),
        failures=failures,
    )


def _action(step: Mapping[str, Any], content: Mapping[str, Any]) -> Action:
    agent = _agent(step.get("softwareAgent"))
    agents, place = _list(content, "softwareAgents"), step.get("softwareAgentIndex")
    if not agent and isinstance(place, int) and 0 <= place < len(agents):
        agent = _agent(agents[place])
    return Action(_text(step, "action"), _text(step, "digitalSourceType").rpartition("/")[2], agent)


def _agent(value: object) -> str:
    """Return a program's name: text, or a name with a version."""
    if isinstance(value, str):
        return _words(value)
    return f"{_text(value, 'name')} {_text(value, 'version')}".strip()


def _codes(results: object, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the status codes of one kind, each with the manifest it speaks of ("" when it does not say)."""
    for item in _list(results, kind):
        label = _LABEL.search(_text(item, "url"))
        yield _text(item, "code"), label[1] if label else ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object, key: str) -> list[Any]:
    found = _mapping(value).get(key)
    return found[:MAX_ITEMS] if isinstance(found, list) else []


def _text(value: object, key: str) -> str:
    found = _mapping(value).get(key)
    return _words(found) if isinstance(found, str) else ""


def _words(text: str) -> str:
    """Return text on one line, fit for a sentence and cut to what a report can hold; labels are shorter."""
    return printable(text[: 4 * MAX_TEXT], 4 * MAX_TEXT)[:MAX_TEXT]
