"""Content Credentials in the JSON of ``photoaudit metadata``: a list of records, joined by their labels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from photoaudit.metadata import Action, Credentials, Ingredient, Manifest, how_it_holds
from photoaudit.text import SENTENCE, clean

Object = dict[str, Any]


def credentials_object(credentials: Credentials) -> Object:
    """Return all records, that of the picture named by ``active``; texts are clean, absent ones null."""
    held = dict(how_it_holds(credentials))
    return {
        "where": _text(credentials.where),
        "active": _text(credentials.active),
        "content": _text(held["content"]),
        "signature": _text(held["signature"]),
        "record": _text(held.get("record", "")),
        "signer": _text(held["signer"]),
        "intact": credentials.intact,
        "time": _text(credentials.time),
        "time_stamp": credentials.stamp.value,
        "manifests": [
            _manifest(item, active=item.label == credentials.active) for item in credentials.manifests
        ],
        "notes": _texts(credentials.notes),
    }


def _manifest(manifest: Manifest, *, active: bool) -> Object:
    proof = manifest.proof
    return {
        "label": _text(manifest.label),
        "title": _text(manifest.title),
        "generator": _text(manifest.generator),
        "signer": _text(manifest.signer),
        "time": _text(manifest.time),
        "content_checked": active,
        "signature_valid": proof.valid,
        "signature_noted": proof.noted,
        "signer_status": proof.signer.value,
        "time_stamp": proof.stamp.value,
        "all_actions": manifest.complete,
        "actions": [_action(item) for item in manifest.actions],
        "ingredients": [_ingredient(item) for item in manifest.ingredients],
        "source_types": _texts(manifest.sources),
        "soft_bindings": _texts(manifest.soft_bindings),
        "identities": [
            {"name": _text(item.name), "status": item.status.value, "why": _text(item.why)}
            for item in manifest.identities
        ],
        "failures": _texts(manifest.failures),
        "explained": _texts(manifest.explained),
    }


def _action(action: Action) -> Object:
    return {
        "name": _text(action.name),
        "when": _text(action.when),
        "agent": _text(action.agent),
        "source_type": _text(action.source),
        "description": _text(action.description),
        "input_source_type": _text(action.input_source),
        "input_agent": _text(action.input_agent),
    }


def _ingredient(item: Ingredient) -> Object:
    return {
        "title": _text(item.title),
        "relationship": _text(item.relationship),
        "manifest": _text(item.manifest),
        "source_type": _text(item.source),
    }


def _text(text: str) -> str | None:
    return clean(text, SENTENCE) or None


def _texts(texts: Iterable[str]) -> list[str]:
    return [clean(text, SENTENCE) for text in texts]
