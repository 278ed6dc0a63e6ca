"""Signed files, said truly: each fact for itself, in every way in which a signed file can be imperfect."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from _files import png
from photoaudit import engine
from photoaudit.cli.app import app
from photoaudit.metadata import (
    Credentials,
    SignerStatus,
    check_trust_list,
    credential_declarations,
    how_it_holds,
    read_credentials,
    read_metadata,
    verification,
)
from photoaudit.metadata.credentials import IdentityStatus, Stamp
from photoaudit.metadata.manifests import manifest_of
from photoaudit.metadata.standing import broken_ingredients
from photoaudit.metadata.trust_list import TrustList, shipped_stamp_list, shipped_trust_list
from photoaudit.model import Category, Declaration, Finding, Settings
from photoaudit.policy.stated import proven
from signing import (
    CLAIM,
    DOCUMENT,
    EMAIL,
    LONG,
    Uses,
    created,
    fingerprint,
    picture,
    sign,
    sign_and_expire,
    sign_with_gap,
    sign_with_identity,
    signer,
)
from stamping import authority

CAMERA = [created("digitalCapture", "")]


def read(data: bytes, kind: str = "PNG", trust_list: str = "") -> Credentials:
    found = read_credentials(data, read_metadata(data, kind), trust_list)
    assert found is not None
    return found


def only(credentials: Credentials) -> Declaration:
    (declaration,) = credential_declarations(credentials)
    return declaration


def facts(credentials: Credentials) -> dict[str, str]:
    return dict(how_it_holds(credentials))


def finding(path: Path, trust_list: str = "") -> Finding:
    checks = engine.select(["content-credentials"])
    (found,) = engine.audit(path, checks=checks, settings=Settings(trust_list=trust_list)).findings
    return found


# Certificates


@pytest.mark.parametrize("uses", [(CLAIM, DOCUMENT), (CLAIM, EMAIL), (EMAIL,), (DOCUMENT,)])
def test_signers_by_the_certificate_profile_are_within_the_rules(uses: Uses) -> None:
    data = sign(picture(), CAMERA, uses=uses)
    assert read(data, trust_list=signer(LONG, uses)[2]).signer_statuses == (SignerStatus.TRUSTED,)
    assert read(data).signer_statuses == (SignerStatus.NOT_ON_LIST,)


def test_a_test_certificate_is_told_and_establishes_no_camera(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    for organization, category in (
        ("C2PA Test Signing Cert", Category.INCONCLUSIVE),
        ("Photo Works", Category.CAPTURE_SIGNED),
    ):
        path.write_bytes(sign(picture(), CAMERA, organization=organization))
        settings = Settings(trust_list=signer(LONG, (EMAIL,), organization)[2])
        report = engine.audit(path, checks=engine.select(["content-credentials"]), settings=settings)
        assert report.verdict is not None
        assert report.verdict.category is category, organization
        (said,) = report.verdict.declarations
        assert proven(said) == (category is Category.CAPTURE_SIGNED)
        assert ("a test certificate, which anyone can have" in said.says) != proven(said)


def test_a_certificate_of_ones_own_making_establishes_no_camera(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(sign(picture(), CAMERA))
    report = engine.audit(path, checks=engine.select(["content-credentials"]))
    assert report.verdict is not None
    assert report.verdict.category is Category.INCONCLUSIVE
    assert "signed by a signer who is not on the trust list), which is no proof" in report.verdict.headline
    assert not proven(report.verdict.declarations[0])


@pytest.mark.slow
def test_an_expired_signer_without_a_stamp_is_not_said_to_be_off_a_list_it_may_be_on() -> None:
    data, lasted = sign_and_expire(lambda lasts: sign(picture(), CAMERA, lasts=lasts))
    own = read(data, trust_list=signer(lasted)[2])
    assert own.signer_statuses == (SignerStatus.EXPIRED, SignerStatus.UNKNOWN)
    assert "whether it was on the list given cannot be told" in facts(own)["signer"]
    assert "not on" not in facts(own)["signer"]
    assert only(own).trusted is False
    # No certificate in this file is by anybody on the shipped list.
    assert read(data).signer_statuses == (SignerStatus.EXPIRED, SignerStatus.NOT_ON_LIST)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl as a time stamp authority")
def test_an_expired_signer_with_a_stamp_is_judged_on_the_list_given(tmp_path: Path) -> None:
    with authority(tmp_path) as (address, root):
        data, lasted = sign_and_expire(lambda lasts: sign(picture(), CAMERA, lasts=lasts, stamped_at=address))
    mine = signer(lasted)[2]
    unknown = read(data, trust_list=mine)
    assert unknown.stamp is Stamp.UNTRUSTED
    assert unknown.signer_statuses == (SignerStatus.EXPIRED, SignerStatus.TRUSTED)
    assert facts(unknown)["signer"].endswith(
        "(on the list given, certificate expired since, time stamp by an authority that is on no list here)"
    )
    assert only(unknown).trusted is False
    assert only(unknown).doubt.startswith("whose certificate has expired since, time-stamped by an authority")
    known = read(data, trust_list=mine + root)
    assert (known.stamp, known.signer_statuses) == (Stamp.TRUSTED, (SignerStatus.TRUSTED,))
    assert only(known).trusted
    # The authority's root makes no signer trusted.
    assert SignerStatus.NOT_ON_LIST in read(data).signer_statuses
    assert SignerStatus.TRUSTED not in read(data).signer_statuses


def test_authorities_of_time_stamps_are_asked_for_stamps_only() -> None:
    shipped = TrustList().settings(stamps=False)["trust"]["trust_anchors"]
    assert shipped == shipped_trust_list()
    assert shipped_stamp_list() in TrustList().settings(stamps=True)["trust"]["trust_anchors"]


# Lists


def test_a_list_of_single_certificates_by_hash(tmp_path: Path) -> None:
    data = sign(picture("JPEG"), CAMERA, kind="JPEG")
    allowed = check_trust_list(f"// interim list\n{fingerprint(signer(LONG)[0])}\r\n".encode())
    found = read(data, "JPEG", allowed)
    assert found.signer_statuses == (SignerStatus.TRUSTED,)
    assert facts(found)["signer"].endswith("(on the list of single certificates given)")
    other = fingerprint(signer(LONG)[2])  # the authority's own, not the signer's
    assert read(data, "JPEG", other).signer_statuses == (SignerStatus.NOT_ON_LIST,)


def test_several_lists_are_told_apart(tmp_path: Path) -> None:
    photo, own, official, hashed = (
        tmp_path / name for name in ("a.png", "own.pem", "c2pa.pem", "allowed.txt")
    )
    photo.write_bytes(sign(picture(), CAMERA))
    own.write_text(signer(LONG)[2])
    official.write_text(shipped_trust_list())
    hashed.write_text(fingerprint(signer(LONG)[0]) + "\n")
    for lists, words in (
        ((own, official), "(on the list given)"),
        ((official, hashed), "(on the list of single certificates given)"),
        ((official,), "(not on the list given)"),
        ((), "(not on the C2PA trust list)"),
    ):
        options = [part for item in lists for part in ("--trust-list", str(item))]
        arguments = ["check", "--full", str(photo), "--only", "content-credentials", *options]
        result = CliRunner(env={"COLUMNS": "300", "NO_COLOR": "1"}).invoke(app, arguments)
        assert words in " ".join(result.stdout.split()), lists
    both = TrustList(shipped_trust_list() + signer(LONG)[2]).settings(stamps=False)["trust"]
    assert both["user_anchors"].strip() == signer(LONG)[2].strip()
    assert both["trust_anchors"].count("BEGIN CERTIFICATE") == shipped_trust_list().count("BEGIN CERTIFICATE")


# Content, record, signature


def test_a_hash_that_leaves_out_other_bytes_is_no_change_of_the_picture() -> None:
    whole, gap = (read(sign_with_gap(CAMERA, extra), "JPEG", signer(LONG)[2]) for extra in (0, 4))
    assert whole.intact
    assert not whole.failures
    assert (gap.gaps_fit, gap.content_changed, gap.signature_valid, gap.intact) == (False, False, True, False)
    assert (
        facts(gap)["content"] == "matches its hash, but that leaves out other bytes than those of the record"
    )
    assert only(gap).flaw == "its hash leaves out other bytes than those of the record"
    assert not proven(only(gap))
    changed = bytearray(sign_with_gap(CAMERA, 4))
    changed[-40] ^= 1
    assert facts(read(bytes(changed), "JPEG"))["content"] == "changed after signing"


def spoil(data: bytes, signature_of: str = "c2pa.signature") -> bytes:
    """Return a file whose last byte of the signature itself is another one."""
    place = data.rindex(signature_of.encode() + b"\0")
    at = data.index(b"\x58\x40", place)  # an ECDSA signature with P-256 as a CBOR byte string
    return data[: at + 65] + bytes([data[at + 65] ^ 1]) + data[at + 66 :]


def test_a_signature_that_does_not_hold_is_no_change_of_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(spoil(sign(picture("JPEG"), [created("trainedAlgorithmicMedia")], kind="JPEG")))
    found = read(path.read_bytes(), "JPEG")
    assert (found.binding_intact, found.signature_valid) == (True, False)
    assert facts(found)["content"] == "matches the record"
    assert only(found).flaw == "the signature is not valid"
    report = engine.audit(path, checks=engine.select(["content-credentials"]))
    result = CliRunner(env={"COLUMNS": "300", "NO_COLOR": "1"}).invoke(
        app, ["check", "--full", str(path), "--only", "content-credentials", "--policy", "us-passport"]
    )
    assert report.verdict is not None
    assert "signed, but the signature is not valid" in report.verdict.headline
    told = " ".join(result.stdout.split())
    for words in ("changed since", "no longer fits", "changed after"):
        assert words not in told
    assert told.count("the signature is not valid") >= 2


@pytest.mark.parametrize(
    ("code", "binding", "content"),
    [
        ("assertion.missing", False, "not vouched for: the record is not whole"),
        ("claim.hardBindings.missing", False, "not vouched for: the record is not whole"),
        ("assertion.action.malformed", True, "unchanged since signing"),
        ("assertion.cbor.invalid", True, "unchanged since signing"),
        ("manifest.multipleParents", True, "unchanged since signing"),
    ],
)
def test_what_c2pa_finds_missing_or_malformed_makes_a_record_not_valid(
    code: str,
    binding: bool,  # noqa: FBT001 - a value of the table above
    content: str,
) -> None:
    found = verification._credentials(store((code, "so it is")), "here", own=False)
    assert (found.binding_intact, found.faults) == (binding, ("so it is",))
    assert facts(found)["content"] == content
    assert only(found).flaw == "the record is not valid"
    assert facts(found)["record"] == "not valid (so it is)"


def store(*failures: tuple[str, str], **others: object) -> dict[str, object]:
    """Return c2pa's answer for one manifest of a camera."""
    passed = ("assertion.dataHash.match", "claimSignature.validated")
    active = {
        "success": [{"code": code, "explanation": "", "url": "self#jumbf=/c2pa/m/x"} for code in passed],
        "failure": [
            {"code": code, "explanation": why, "url": "self#jumbf=/c2pa/m/x"} for code, why in failures
        ],
    }
    manifest = {"assertions": [{"label": "c2pa.actions", "data": {"actions": CAMERA}}], **others}
    return {
        "active_manifest": "m",
        "manifests": {"m": manifest},
        "validation_results": {"activeManifest": active},
    }


def test_unknown_algorithms_are_called_that() -> None:
    found = verification._credentials(store(("algorithm.unsupported", "unknown")), "", own=False)
    assert (found.binding_intact, found.signature_valid, found.intact) == (None, True, None)
    assert (
        facts(found)["content"]
        == "not checked: it uses an algorithm that is not known here, so it cannot be checked"
    )
    data = sign(picture(), CAMERA).replace(b"sha256", b"sha999")
    told = read(data)
    assert told.intact is not True
    assert not told.content_changed or "algorithm" in told.notes[0]
    assert facts(told)["content"].startswith("not checked: it uses an algorithm that is not known here")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Other: prerelease content detected", "in a form from before the first release of C2PA"),
        ("Verify: claim version is too new, not supported", "in a newer form than can be read here"),
        ("unknown algorithm", "use an algorithm that is not known here"),
        ("JumbfParseError: unexpected end", "damaged"),
    ],
)
def test_what_cannot_be_read_is_called_by_its_name(said: str, words: str) -> None:
    note = verification._unread(ValueError(said))
    assert words in note
    assert ("damaged" in note) == (words == "damaged")


def test_a_newer_form_is_not_called_damaged() -> None:
    found = read(sign(picture(), CAMERA).replace(b"c2pa.claim.v2", b"c2pa.claim.v9"))
    assert "newer form" in found.notes[0]


def test_each_manifest_has_its_own_failures_explained(tmp_path: Path) -> None:
    parent = spoil(sign(picture("JPEG"), CAMERA, kind="JPEG"))
    path = tmp_path / "a.jpg"
    path.write_bytes(sign(picture("JPEG"), [{"action": "c2pa.drawing"}], kind="JPEG", parent=parent))
    found = read(path.read_bytes(), "JPEG", signer(LONG)[2])
    (broken,) = broken_ingredients(found)
    assert found.intact
    assert "claimSignature.mismatch" in broken.failures
    assert any("signature" in why for why in broken.explained)
    told = dict(finding(path, signer(LONG)[2]).details)["records of pictures used in it"]
    assert "does not hold: " in str(told)


# A record that is gone


XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:dcterms="http://purl.org/dc/terms/" dcterms:provenance="{}"/>'
    "</rdf:RDF></x:xmpmeta>"
)


@pytest.mark.parametrize(
    ("pointer", "words"),
    [
        ("self#jumbf=c2pa/adobe:urn:uuid:1/c2pa.claim", "they are gone, as after many uploads and edits"),
        ("self#jumbf=/c2pa/urn:c2pa:1", "they are gone, as after many uploads and edits"),
        ("https://example.org/a.c2pa", "kept at an address on the web, which was not asked"),
        ("my grandmother", "No Content Credentials, as in nearly all photos"),
    ],
)
def test_a_pointer_to_a_record_that_is_gone_is_told(tmp_path: Path, pointer: str, words: str) -> None:
    path = tmp_path / "a.png"
    text = b"XML:com.adobe.xmp\0\0\0\0\0" + XMP.format(pointer).encode()
    plain = picture()
    path.write_bytes(plain[:33] + png((b"iTXt", text))[33:].partition(b"IDAT")[0][:-4] + plain[33:])
    found = finding(path)
    assert words in found.summary
    assert found.value == 0.0
    assert "example.org" not in found.summary


# Identities


def test_an_identity_is_told_with_what_became_of_its_check(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(sign_with_identity(CAMERA))
    found = read(path.read_bytes(), "JPEG", signer(LONG)[2])
    (identity,) = found.manifests[0].identities
    assert (identity.name, identity.status) == ("Test Signer", IdentityStatus.HOLDS)
    assert found.intact
    assert found.signer_status is SignerStatus.TRUSTED
    assert not found.faults
    said = finding(path, signer(LONG)[2])
    assert "Test Signer vouches for them with an identity of their own, which holds" in said.summary
    assert str(dict(said.details)["identity"]).startswith("Test Signer: holds")


@pytest.mark.parametrize(
    ("failed", "passed", "status"),
    [
        ({"cawg.identity.assertion.mismatch": "no match"}, (), IdentityStatus.FAILS),
        ({"cawg.x509.credential.untrusted": ""}, ("cawg.x509.signature.validated",), IdentityStatus.HOLDS),
        ({"cawg.ica.did_unavailable": "offline"}, (), IdentityStatus.NOT_CHECKED),
        ({"signingCredential.untrusted": ""}, (), IdentityStatus.NOT_CHECKED),
    ],
)
def test_identities_that_fail_or_were_not_checked(
    failed: dict[str, str], passed: tuple[str, ...], status: IdentityStatus
) -> None:
    item = {"assertions": [{"label": "cawg.identity", "data": {"signature_info": {"common_name": "Jane"}}}]}
    (identity,) = manifest_of("m", item, failed, frozenset(passed)).identities
    assert (identity.name, identity.status) == ("Jane", status)
