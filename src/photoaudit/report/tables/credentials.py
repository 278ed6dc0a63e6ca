"""Content Credentials in the JSON of ``photoaudit metadata``: a list of records, joined by their labels."""

from __future__ import annotations

from photoaudit.metadata import Action, Credentials, Ingredient, Manifest, how_it_holds
from photoaudit.report.tables.objects import Object, text_or_none, texts


def credentials_object(credentials: Credentials) -> Object:
    """Return all records, that of the picture named by ``active``; texts are clean, absent ones null."""
    held = dict(how_it_holds(credentials))
    return {
        "where": text_or_none(credentials.where),
        "active": text_or_none(credentials.active),
        "content": text_or_none(held["content"]),
        "signature": text_or_none(held["signature"]),
        "record": text_or_none(held.get("record", "")),
        "signer": text_or_none(held["signer"]),
        "intact": credentials.intact,
        "time": text_or_none(credentials.time),
        "time_stamp": credentials.stamp.value,
        "manifests": [
            _manifest(item, active=item.label == credentials.active) for item in credentials.manifests
        ],
        "notes": texts(credentials.notes),
    }


def _manifest(manifest: Manifest, *, active: bool) -> Object:
    proof = manifest.proof
    return {
        "label": text_or_none(manifest.label),
        "title": text_or_none(manifest.title),
        "generator": text_or_none(manifest.generator),
        "signer": text_or_none(manifest.signer),
        "time": text_or_none(manifest.time),
        "content_checked": active,
        "signature_valid": proof.valid,
        "signature_noted": proof.noted,
        "signer_status": proof.signer.value,
        "time_stamp": proof.stamp.value,
        "all_actions": manifest.complete,
        "actions": [_action(item) for item in manifest.actions],
        "ingredients": [_ingredient(item) for item in manifest.ingredients],
        "source_types": texts(manifest.sources),
        "soft_bindings": texts(manifest.soft_bindings),
        "identities": [
            {"name": text_or_none(item.name), "status": item.status.value, "why": text_or_none(item.why)}
            for item in manifest.identities
        ],
        "failures": texts(manifest.failures),
        "explained": texts(manifest.explained),
    }


def _action(action: Action) -> Object:
    return {
        "name": text_or_none(action.name),
        "when": text_or_none(action.when),
        "agent": text_or_none(action.agent),
        "source_type": text_or_none(action.source),
        "description": text_or_none(action.description),
        "input_source_type": text_or_none(action.input_source),
        "input_agent": text_or_none(action.input_agent),
    }


def _ingredient(item: Ingredient) -> Object:
    return {
        "title": text_or_none(item.title),
        "relationship": text_or_none(item.relationship),
        "manifest": text_or_none(item.manifest),
        "source_type": text_or_none(item.source),
    }
