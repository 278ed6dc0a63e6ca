"""One manifest of Content Credentials, from the JSON that c2pa gives to a record.

References
----------
- C2PA Technical Specification 2.4, 18 (assertions), https://spec.c2pa.org
- IPTC Digital Source Type, http://cv.iptc.org/newscodes/digitalsourcetype/
- Adobe's reader of ``com.adobe.digitalSourceType``: contentauth/c2pa-js-legacy, pull request 231 (April 2025)
- CAWG Identity Assertion 1.2, https://cawg.io/identity/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from photoaudit.metadata.credentials import Action, Identity, IdentityStatus, Ingredient, Manifest
from photoaudit.metadata.parts import printable

MAX_ITEMS, MAX_TEXT, MAX_DEPTH = 256, 120, 8

_SOURCES = {
    name.lower(): name
    for name in (
        "algorithmicallyEnhanced",
        "algorithmicMedia",
        "composite",
        "compositeCapture",
        "compositeSynthetic",
        "compositeWithTrainedAlgorithmicMedia",
        "computationalCapture",
        "dataDrivenMedia",
        "digitalArt",
        "digitalCapture",
        "digitalCreation",
        "empty",
        "humanEdits",
        "minorHumanEdits",
        "negativeFilm",
        "positiveFilm",
        "print",
        "screenCapture",
        "softwareImage",
        "trainedAlgorithmicData",
        "trainedAlgorithmicMedia",
        "virtualRecording",
    )
}
"""Names of digital source types, IPTC's and C2PA's own, as written by either."""

_METADATA = re.compile(r"(stds\.iptc|[\w.-]+\.metadata|stds\.schema-org\.CreativeWork|stds\.exif)(__\d+)?")
_SOURCE_KEY = re.compile(r"(?:.*[:/])?DigitalSourceType", re.IGNORECASE)
_LIBRARY = re.compile(
    r"google c2pa core generator library|c2pa[-_ ]?(rs|tool|ts|python|c|node)\b", re.IGNORECASE
)
_MADE_BY = re.compile(r"(?:created|edited|generated|made) (?:by|with|using) (.+?)\.?", re.IGNORECASE)
_BUILD = re.compile(r"\d{6,}([:.]\d+)*")


def manifest_of(
    label: str, item: Mapping[str, Any], failures: Mapping[str, str], passed: frozenset[str] = frozenset()
) -> Manifest:
    """Return one manifest; ``failures`` are status codes that name it, explained, ``passed`` those for it."""
    signature = mapping(item.get("signature_info"))
    actions: list[Action] = []
    bindings: list[str] = []
    sources: list[str] = []
    identities: list[Identity] = []
    complete = False
    for assertion in items(item, "assertions"):
        content, name = mapping(mapping(assertion).get("data")), text(assertion, "label")
        if name.startswith("c2pa.soft-binding"):
            bindings.append(text(content, "alg") or "of a kind not named")
        if name.startswith("c2pa.actions"):
            complete = complete or content.get("allActionsIncluded") is True
            actions += [_action(mapping(step), content) for step in items(content, "actions")]
        if name.startswith("cawg.identity"):
            identities.append(_identity(content, failures, passed))
        if _METADATA.fullmatch(name):
            sources += _declared(content)
    signer = text(signature, "issuer") or text(signature, "common_name")
    return Manifest(
        label=label,
        generator=_product(item, actions, signer),
        signer=signer,
        time=text(signature, "time"),
        actions=tuple(actions),
        ingredients=tuple(
            Ingredient(
                text(entry, "title"),
                text(entry, "relationship"),
                text(entry, "active_manifest"),
                source_type(mapping(entry).get("digital_source_type")),
            )
            for entry in items(item, "ingredients")
        ),
        complete=complete,
        soft_bindings=tuple(dict.fromkeys(bindings)),
        failures=tuple(failures),
        explained=tuple(dict.fromkeys(filter(None, failures.values()))),
        sources=tuple(dict.fromkeys(sources)),
        identities=tuple(identities),
        title=text(item, "title"),
    )


def source_type(value: object) -> str:
    """Return the name of a digital source type, of its URI in any case and with or without a last slash."""
    if isinstance(value, dict):
        value = value.get("@id")
    if not isinstance(value, str):
        return ""
    name = words(value).strip().rstrip("/").rpartition("/")[2]
    return _SOURCES.get(name.lower(), name)


def _declared(content: object, depth: int = 0) -> Iterator[str]:
    """Yield the source types anywhere in metadata written as JSON-LD."""
    if depth > MAX_DEPTH:
        return
    if isinstance(content, list):
        for entry in content[:MAX_ITEMS]:
            yield from _declared(entry, depth + 1)
    for key, value in list(mapping(content).items())[:MAX_ITEMS]:
        if _SOURCE_KEY.fullmatch(str(key)):
            yield from filter(
                None, map(source_type, value[:MAX_ITEMS] if isinstance(value, list) else [value])
            )
        else:
            yield from _declared(value, depth + 1)


def _identity(content: Mapping[str, Any], failures: Mapping[str, str], passed: frozenset[str]) -> Identity:
    """Return who an identity assertion names, and what became of its check.

    c2pa says it of a manifest, so several assertions share the worst. That a signer of identities is on
    no list (``untrusted``) is no fault: there is no list of them here.
    """
    signature, payload = mapping(content.get("signature_info")), mapping(content.get("signer_payload"))
    verified = mapping(next(iter(items(content, "verifiedIdentities")), None))
    name = text(verified, "name") or text(signature, "common_name") or text(signature, "issuer")
    kind = text(payload, "sig_type") or text(content, "sig_type")
    codes = [code for code in failures if code.startswith("cawg.")]
    broken = [
        code
        for code in codes
        if not code.endswith(("untrusted", "untrusted_issuer", "did_unavailable", "unknown"))
    ]
    if broken:
        return Identity(name or kind, IdentityStatus.FAILS, failures[broken[0]] or broken[0])
    if any(
        code.startswith(("cawg.x509.signature.validated", "cawg.ica.credential_valid")) for code in passed
    ):
        listed = "" if not codes else "by a signer of identities who is on no list here"
        return Identity(name or kind, IdentityStatus.HOLDS, listed)
    return Identity(name or kind, IdentityStatus.NOT_CHECKED, failures[codes[0]] if codes else "")


def _action(step: Mapping[str, Any], content: Mapping[str, Any]) -> Action:
    agent = _agent(step.get("softwareAgent"))
    agents, place = items(content, "softwareAgents"), step.get("softwareAgentIndex")
    if not agent and isinstance(place, int) and 0 <= place < len(agents):
        agent = _agent(agents[place])
    given = mapping(step.get("parameters"))
    return Action(
        text(step, "action"),
        source_type(step.get("digitalSourceType")),
        agent,
        text(step, "description") or text(given, "description"),
        source_type(given.get("com.adobe.digitalSourceType")),
        text(given, "com.adobe.details"),
        text(step, "when"),
    )


def _agent(value: object) -> str:
    """Return a program's name: text, or a name with a version that means something to people."""
    if isinstance(value, str):
        return words(value)
    version = text(value, "version")
    return f"{text(value, 'name')} {'' if _BUILD.fullmatch(version) else version}".strip()


def _product(item: Mapping[str, Any], actions: list[Action], signer: str) -> str:
    """Return the program that wrote a record: the product, not the library it was written with."""
    generators = (_agent(entry) for entry in items(item, "claim_generator_info"))
    generator = next(filter(None, generators), "") or text(item, "claim_generator")
    if not _LIBRARY.match(generator):
        return generator
    described = (_MADE_BY.fullmatch(action.description) for action in actions)
    return next((match[1] for match in described if match), "") or signer or generator


def mapping(value: object) -> Mapping[str, Any]:
    """Return a value that is an object, otherwise an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object, key: str) -> list[Any]:
    """Return a list under a key, cut to what a report can hold."""
    found = mapping(value).get(key)
    return found[:MAX_ITEMS] if isinstance(found, list) else []


def text(value: object, key: str) -> str:
    """Return text under a key, fit for a sentence."""
    found = mapping(value).get(key)
    return words(found) if isinstance(found, str) else ""


def words(value: str) -> str:
    """Return text on one line, fit for a sentence and cut to what a report can hold; labels are shorter."""
    return printable(value[: 4 * MAX_TEXT], 4 * MAX_TEXT)[:MAX_TEXT]
