"""Content Credentials (C2PA) as frozen records: what a file's signed records say, and what became of checks.

Four facts are kept apart: what a record says, whether the content is still the one that was signed,
whether the signature is valid, and who signed. No reading and no judging happens here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

CONTENT_CHANGED = re.compile(r"assertion\.\w+Hash\.mismatch")


class SignerStatus(StrEnum):
    """What is known of the certificate that signed, from best to worst."""

    TRUSTED = "trusted"
    UNKNOWN = "unknown"
    NOT_ON_LIST = "not-on-list"
    TEST = "test"
    EXPIRED = "expired"
    INVALID = "invalid"
    REVOKED = "revoked"


class List(StrEnum):
    """The list that vouches for a signer."""

    OFFICIAL = "the C2PA trust list"
    GIVEN = "the list given"
    ALLOWED = "the list of single certificates given"


class Stamp(StrEnum):
    """What is known of the time stamp that another authority put on a signature."""

    NONE = "none"
    TRUSTED = "trusted"
    UNTRUSTED = "untrusted"
    INVALID = "invalid"


class IdentityStatus(StrEnum):
    """What became of the check of an identity assertion."""

    HOLDS = "holds"
    FAILS = "does not hold"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Action:
    """A step that a manifest records.

    ``source`` is the name of the digital source type, ``input_source`` that of the picture it took in, as
    Adobe notes it, ``input_agent`` what made that picture. ``when`` is the time that the record gives.
    """

    name: str
    source: str = ""
    agent: str = ""
    description: str = ""
    input_source: str = ""
    input_agent: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A picture that went into another; ``manifest`` is the label of its own manifest, or ""."""

    title: str
    relationship: str
    manifest: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who vouches for a record besides its signer (CAWG identity assertion)."""

    name: str
    status: IdentityStatus
    why: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of the checks of one manifest's signature, its signer and its time stamp.

    ``valid`` is None where nothing tells of the signature; ``noted`` where only the record that uses the
    picture tells that it was valid then, and nothing contradicts it now.
    """

    valid: bool | None = None
    noted: bool = False
    signer: SignerStatus = SignerStatus.UNKNOWN
    stamp: Stamp = Stamp.NONE


@dataclass(frozen=True, slots=True)
class Manifest:
    """One signed record; ``failures`` are the status codes that name it, ``explained`` what they mean.

    ``soft_bindings`` names the watermarks and fingerprints by which the record can be found again once it
    has been removed from the file; such a mark itself is not read. ``sources`` are digital source types
    in signed metadata.
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
    explained: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    identities: tuple[Identity, ...] = ()
    title: str = ""
    proof: Proof = Proof()


@dataclass(frozen=True, slots=True)
class Credentials:
    """All manifests of a file, and what became of the checks of the active one.

    ``binding_intact`` is False when the content, or the record itself, was changed after signing, and
    None when that could not be checked. ``gaps_fit`` is False where the content matches its hash, but
    the hash leaves out other bytes than those of the record. ``faults`` tell by which rules the record is
    not valid, whether or not it is still the one that was signed. ``signer_statuses`` holds everything
    that is known of the certificate, worst first, ``listed`` the list that vouches for it. ``own_list``
    tells that the user's certificates were trusted.
    """

    where: str = ""
    active: str = ""
    manifests: tuple[Manifest, ...] = ()
    binding_intact: bool | None = None
    signature_valid: bool | None = None
    gaps_fit: bool = True
    signer: str = ""
    signer_statuses: tuple[SignerStatus, ...] = (SignerStatus.UNKNOWN,)
    listed: List = List.OFFICIAL
    time: str = ""
    stamp: Stamp = Stamp.NONE
    own_list: bool = False
    faults: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    explained: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def signer_status(self) -> SignerStatus:
        """The worst that is known of the signer."""
        return self.signer_statuses[0]

    @property
    def content_changed(self) -> bool:
        """Whether it is the picture, and not only the record about it, that no longer fits."""
        return self.gaps_fit and any(CONTENT_CHANGED.fullmatch(code) for code in self.failures)

    @property
    def intact(self) -> bool | None:
        """Whether content and signature both hold; None where one could not be checked."""
        if not self.gaps_fit:
            return False
        if self.binding_intact is None or self.signature_valid is None:
            return False if self.binding_intact is False or self.signature_valid is False else None
        return self.binding_intact and self.signature_valid

    def manifest(self, label: str) -> Manifest | None:
        """Return the manifest of that label, if it is here."""
        return next((item for item in self.manifests if item.label == label), None)
