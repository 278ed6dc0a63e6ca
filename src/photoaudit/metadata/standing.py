"""How far Content Credentials hold, in words: content, signature, record and signer, each for itself."""

from __future__ import annotations

from photoaudit.metadata.credentials import Credentials, List, Manifest, SignerStatus, Stamp
from photoaudit.metadata.records import Metadata

_PROVENANCE = "http://purl.org/dc/terms/"


def how_it_holds(credentials: Credentials) -> tuple[tuple[str, str], ...]:
    """Return the three facts besides what is said, in words: content, signature, signer."""
    if not credentials.gaps_fit:
        content = "matches its hash, but that leaves out other bytes than those of the record"
    elif credentials.binding_intact is None:
        content = "not checked: " + (
            credentials.notes[0] if credentials.notes else "nothing ties the credential to it"
        )
    elif credentials.binding_intact:
        content = "matches the record" if credentials.signature_valid is False else "unchanged since signing"
    elif credentials.content_changed:
        content = "changed after signing"
    elif any(code.endswith("hashedURI.mismatch") for code in credentials.failures):
        content = "not vouched for: the record itself was changed after signing"
    else:
        content = "not vouched for: the record is not whole"
    signature = {True: "valid", False: "not valid", None: "not checked"}[credentials.signature_valid]
    rules = (("record", f"not valid ({credentials.faults[0]})"),) if credentials.faults else ()
    return (("content", content), ("signature", signature), *rules, ("signer", _signer(credentials)))


def flaw(credentials: Credentials) -> str:
    """Return what is wrong with a record that does not hold, in words that follow "but"; "" if nothing."""
    if credentials.content_changed:
        return "the picture was changed since"
    if credentials.signature_valid is False:
        return "the signature is not valid"
    if not credentials.gaps_fit:
        return "its hash leaves out other bytes than those of the record"
    if any(code.endswith("hashedURI.mismatch") for code in credentials.failures):
        return "the record was changed since"
    return "the record is not valid" if credentials.faults or credentials.intact is False else ""


def broken_ingredients(credentials: Credentials) -> tuple[Manifest, ...]:
    """Return the manifests of ingredients whose own record was changed or is badly signed."""
    return tuple(
        item
        for item in credentials.manifests
        if item.label != credentials.active
        and any(code.endswith(".mismatch") or code == "claimSignature.missing" for code in item.failures)
    )


def _signer(credentials: Credentials) -> str:
    listed = "the list given" if credentials.own_list else "the C2PA trust list"
    words = {
        SignerStatus.TRUSTED: f"on {credentials.listed}",
        SignerStatus.UNKNOWN: "of unknown standing",
        SignerStatus.NOT_ON_LIST: f"not on {listed}",
        SignerStatus.TEST: "a test certificate, which anyone can have",
        SignerStatus.EXPIRED: "certificate expired since",
        SignerStatus.INVALID: "certificate against the C2PA rules",
        SignerStatus.REVOKED: "certificate revoked",
    }
    if credentials.listed is List.ALLOWED and credentials.own_list:
        words[SignerStatus.TRUSTED] = f"on {List.ALLOWED}"
    if SignerStatus.EXPIRED in credentials.signer_statuses:
        words[SignerStatus.UNKNOWN] = f"without a time stamp, so whether it was on {listed} cannot be told"
    # The list first, as it is what people ask; the worst last, as it is what they remember.
    standing = [words[status] for status in SignerStatus if status in credentials.signer_statuses]
    if credentials.stamp is Stamp.UNTRUSTED:
        standing.append("time stamp by an authority that is on no list here")
    return f"{credentials.signer or 'unnamed'} ({', '.join(standing)})"


def doubt(credentials: Credentials) -> str:
    """Return why a signer is not trusted, in words that follow "signer"; "" if only for being on no list."""
    statuses = credentials.signer_statuses
    words = {
        SignerStatus.REVOKED: "whose certificate was revoked",
        SignerStatus.INVALID: "whose certificate is against the C2PA rules",
        SignerStatus.TEST: "with a test certificate, which anyone can have",
        SignerStatus.EXPIRED: "whose certificate has expired since",
    }
    if SignerStatus.NOT_ON_LIST in statuses and SignerStatus.TEST not in statuses:
        return ""
    if credentials.signer_status is SignerStatus.EXPIRED and credentials.stamp is Stamp.UNTRUSTED:
        return "whose certificate has expired since, time-stamped by an authority on no list here"
    return words.get(credentials.signer_status, "")


def record_gone(metadata: Metadata) -> str:
    """Return what to say of a record that the file's XMP points at and that is not in the file."""
    pointers = [value.lower() for value in metadata.xmp_values(_PROVENANCE, "provenance")]
    elsewhere = [value for value in pointers if value.startswith(("http://", "https://"))]
    if any("jumbf" in value or "c2pa" in value for value in pointers if value not in elsewhere):
        return (
            "No Content Credentials are left in the file. It says (XMP dcterms:provenance) that it had some: "
            "they are gone, as after many uploads and edits."
        )
    if elsewhere:
        return (
            "No Content Credentials in the file. It says (XMP dcterms:provenance) that they are kept at an "
            "address on the web, which was not asked."
        )
    return ""
