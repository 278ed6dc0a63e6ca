"""The file carries Content Credentials: a signed record of its origin.

What it measures
----------------
The number of C2PA manifests in the file, those of its ingredients included. Facts are told apart: what
the credential says; whether the content is still the one that was signed; whether the signature is
valid; whether the record keeps to the rules; and who signed, and whether that signer is on the C2PA
trust list (or on those given with `--trust-list`, which may be several files of certificates, or of
hashes of single ones). What it says is read by the signals rubric of the C2PA Conformance Task Force. A
statement about a picture that was only used in this one counts as an edit, not as its origin.

Why it matters
--------------
It is the only statement of origin that cannot be changed unnoticed. When content and signature hold,
"AI made this picture" or "a camera took it" is what its signer said, word for word.

Limits
------
Any program may sign: a valid signature of a signer on no list proves only that nothing was changed
since, and a record of a camera by such a signer, or with a test certificate, establishes no camera.
"Not on the list" is no accusation: many honest signers are not on it, and the shipped list has a date;
the older interim list, closed on 1 January 2026, is not used. A certificate that has expired since says
nothing against a picture signed before; whether it has expired is judged by this computer's clock, and
without a time stamp it cannot be looked for on a list any more. Revocation is not asked for, as nothing
here uses the network. Most services remove credentials on upload: their absence says nothing, and that
some were in the file once is told where its XMP still points at them. A signed record can also be wrong,
for example for a photograph of a screen. Some records name a watermark or fingerprint by which they can
be found again after a removal (TrustMark and others), or a step that put one in (SynthID and others):
that is shown, the mark itself cannot be read here. Who vouches for a record besides its signer (CAWG
identity assertions) is checked, but there is no list of such people here.

References
----------
- C2PA Technical Specification 2.4, https://spec.c2pa.org/specifications/specifications/2.4/
- CAWG Identity Assertion 1.2, https://cawg.io/identity/
- C2PA Conformance Program, asset rubrics and trust list,
  https://github.com/c2pa-org/conformance-public
"""

from __future__ import annotations

from collections.abc import Iterable

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.metadata import (
    Credentials,
    broken_ingredients,
    credential_declarations,
    credential_signals,
    credential_watermarks,
    how_it_holds,
    record_gone,
)
from photoaudit.model import Family, Measurement, Need


@check(
    "content-credentials",
    title="Content Credentials are present",
    family=Family.PROVENANCE,
    unit="manifests",
    need=Need.FILE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the number of manifests, and what they declare."""
    credentials = facts.credentials
    if credentials is None:
        gone = record_gone(facts.metadata)
        return Measurement(
            0.0,
            gone or "No Content Credentials, as in nearly all photos on the web; that says nothing.",
            notable=bool(gone),
        )
    count = float(len(credentials.manifests))
    if not credentials.manifests:
        summary = f"There are Content Credentials, but {'; '.join(credentials.notes) or 'they are empty'}."
        return Measurement(count, summary, notable=True)
    declarations = credential_declarations(credentials)
    summary = declarations[0].says
    if len(declarations) > 1:
        summary += f" They make {len(declarations) - 1} more such statements."
    signals = credential_signals(credentials)
    details = (
        *how_it_holds(credentials),
        ("signed", credentials.time or "time not stated"),
        ("signals", ", ".join(dict.fromkeys(f"{item.name} ({item.relation})" for item in signals))),
        ("watermark or fingerprint, not read", ", ".join(_soft_bindings(credentials))),
        ("watermark that a step tells of, not read", "; ".join(credential_watermarks(credentials))),
        ("identity", "; ".join(_identities(credentials))),
        ("records of pictures used in it", "; ".join(_broken(credentials))),
        ("status codes", ", ".join(credentials.failures)),
        ("that is", "; ".join(credentials.explained)),
        ("notes", "; ".join(credentials.notes)),
    )
    return Measurement(
        value=count,
        summary=summary,
        notable=True,
        details=tuple((name, words) for name, words in details if words),
        declarations=declarations,
    )


def _soft_bindings(credentials: Credentials) -> Iterable[str]:
    return dict.fromkeys(name for item in credentials.manifests for name in item.soft_bindings)


def _identities(credentials: Credentials) -> Iterable[str]:
    for item in credentials.manifests:
        for identity in item.identities:
            yield f"{identity.name or 'unnamed'}: {identity.status}" + (
                f", {identity.why}" if identity.why else ""
            )


def _broken(credentials: Credentials) -> Iterable[str]:
    for item in broken_ingredients(credentials):
        yield f"{item.generator or item.signer or item.label} does not hold: {', '.join(item.explained)}"
