"""Content Credentials: files signed here with certificates made here, and the real ones of the corpus."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from cryptography import x509
from typer.testing import CliRunner

import _files
from photoaudit import engine
from photoaudit.cli.app import app
from photoaudit.metadata import (
    Credentials,
    SignerStatus,
    check_trust_list,
    credential_declarations,
    credential_signals,
    how_it_holds,
    read_credentials,
    read_metadata,
)
from photoaudit.metadata.credentials import Action, Ingredient, Manifest
from photoaudit.metadata.jumbf import MAX_BOXES, MAX_WRITTEN, TOO_MUCH, says_too_much
from photoaudit.metadata.manifests import manifest_of
from photoaudit.metadata.trust_list import TrustList, shipped_stamp_list, shipped_trust_list
from photoaudit.model import Category, Declaration, DeclarationKind, Finding, Settings, Status
from signing import KINDS, LONG, created, picture, sign, sign_and_expire, signer
from timing import PATIENCE


def read(data: bytes, kind: str = "PNG", trust_list: str = "") -> Credentials:
    found = read_credentials(data, read_metadata(data, kind), trust_list)
    assert found is not None
    return found


def only(credentials: Credentials) -> Declaration:
    (declaration,) = credential_declarations(credentials)
    return declaration


def facts(credentials: Credentials) -> dict[str, str]:
    return dict(how_it_holds(credentials))


# Signed here


@pytest.mark.parametrize("kind", KINDS)
def test_a_generated_picture_says_so_and_holds(kind: str) -> None:
    data = sign(picture(kind), [created("trainedAlgorithmicMedia")], kind=kind)
    credentials = read(data, kind)
    declaration = only(credentials)
    assert (declaration.kind, declaration.by) == (DeclarationKind.AI, "Painter 3")
    assert (declaration.signed, declaration.intact, declaration.trusted) == (True, True, False)
    assert credentials.signer == "Photoaudit Tests"
    assert credentials.signer_status is SignerStatus.NOT_ON_LIST
    assert declaration.says == (
        "Content Credentials say that AI made this picture (Painter 3): content unchanged since signing; "
        "signature valid; signer Photoaudit Tests (not on the C2PA trust list)."
    )


def test_a_trust_list_of_ones_own_makes_a_signer_trusted() -> None:
    data = sign(picture(), [created("digitalCapture", "")])
    credentials = read(data, trust_list=signer(LONG)[2])
    declaration = only(credentials)
    assert credentials.signer_statuses == (SignerStatus.TRUSTED,)
    assert (declaration.kind, declaration.by) == (DeclarationKind.CAPTURE, "Test Camera Maker 1")
    assert declaration.trusted
    assert "(on the list given)" in declaration.says


def test_a_changed_pixel_breaks_the_content_and_not_the_signature() -> None:
    data = bytearray(sign(picture("JPEG"), [created("digitalCapture")], kind="JPEG"))
    data[-40] ^= 1
    credentials = read(bytes(data), "JPEG", signer(LONG)[2])
    assert (credentials.binding_intact, credentials.signature_valid) == (False, True)
    assert credentials.content_changed
    assert only(credentials).intact is False
    assert facts(credentials)["content"] == "changed after signing"
    assert facts(credentials)["signature"] == "valid"


@pytest.mark.slow
def test_an_expired_certificate_is_no_change_of_the_picture() -> None:
    data, lasted = expired()
    credentials = read(data)
    assert credentials.intact
    assert set(credentials.signer_statuses) == {SignerStatus.EXPIRED, SignerStatus.NOT_ON_LIST}
    assert facts(credentials)["signer"].endswith("(not on the C2PA trust list, certificate expired since)")
    assert "certificate expired since" in facts(read(data, trust_list=signer(lasted)[2]))["signer"]


def test_the_picture_before_an_edit_still_tells_its_origin() -> None:
    original = sign(picture(), [created("trainedAlgorithmicMedia")])
    edit = {"action": "c2pa.color_adjustments"}
    credentials = read(sign(picture(), [edit], parent=original))
    assert len(credentials.manifests) == 2
    declaration = only(credentials)
    assert declaration.kind is DeclarationKind.AI
    assert "AI made the picture that this one was edited from" in declaration.says


def test_damaged_manifests_give_a_note_and_never_an_exception() -> None:
    whole = sign(picture(), [created("trainedAlgorithmicMedia")])
    start = whole.index(b"caBX")
    for step in range(5, 4000, 61):
        data = bytearray(whole)
        data[start + step] ^= 0xFF
        found = read_credentials(bytes(data), read_metadata(bytes(data), "PNG"))
        if found is None:
            continue
        if not found.manifests:
            assert "cannot be read" in found.notes[0]
        for item in credential_declarations(found):
            assert item.says
            assert not (item.intact and item.trusted)


def test_without_a_manifest_c2pa_is_not_even_imported(tmp_path: Path) -> None:
    plain = tmp_path / "plain.png"
    plain.write_bytes(picture())
    code = (
        "import sys; from photoaudit import engine; "
        f"engine.audit({str(plain)!r}, checks=engine.select(['content-credentials'])); "
        "sys.exit('c2pa' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=PATIENCE).returncode == 0


@cache
def expired() -> tuple[bytes, timedelta]:
    """Return a picture whose certificate has run out since, and how long that lasted."""
    actions = [created("trainedAlgorithmicMedia")]
    return sign_and_expire(lambda lasts: sign(picture(), actions, lasts=lasts))


# No network


def test_fetching_is_switched_off() -> None:
    for stamps in (False, True):
        verify = TrustList().settings(stamps=stamps)["verify"]
        assert verify == {
            "remote_manifest_fetch": False,
            "ocsp_fetch": False,
            "verify_timestamp_trust": stamps,
        }


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace, which sees the native library too")
def test_no_socket_is_opened(tmp_path: Path) -> None:
    photo, trace = tmp_path / "signed.png", tmp_path / "trace"
    photo.write_bytes(expired()[0])
    audit = [
        sys.executable,
        "-m",
        "photoaudit",
        "check",
        "--full",
        "--only",
        "content-credentials",
        str(photo),
    ]
    command = ["strace", "-f", "-qq", "-e", "trace=socket,connect,execve", "-o", str(trace), *audit]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    calls = trace.read_text() if trace.exists() else ""
    if "execve" not in calls:
        pytest.skip("strace may not trace here")
    assert "AI made this picture" in " ".join(done.stdout.split())
    assert "socket(" not in calls
    assert "connect(" not in calls


# The rubric, on records made by hand


def story(*manifests: Manifest) -> Credentials:
    return Credentials(
        "here", manifests[0].label, manifests, binding_intact=True, signature_valid=True, signer="S"
    )


@pytest.mark.parametrize(
    ("action", "source", "signal", "kind"),
    [
        ("c2pa.created", "trainedAlgorithmicMedia", "fullyGenAIMedia", DeclarationKind.AI),
        (
            "c2pa.created",
            "compositeWithTrainedAlgorithmicMedia",
            "partlyGenAICreation",
            DeclarationKind.AI_EDIT,
        ),
        ("c2pa.created", "digitalCapture", "capturedMedia", DeclarationKind.CAPTURE),
        ("c2pa.created", "computationalCapture", "capturedMedia", DeclarationKind.CAPTURE),
        ("c2pa.created", "compositeCapture", "capturedMediaStitched", DeclarationKind.CAPTURE),
        ("c2pa.created", "composite", "compositionMayContainGenAI", DeclarationKind.UNKNOWN),
        ("c2pa.created", "screenCapture", "screenCaptureMayContainGenAI", DeclarationKind.SCREENSHOT),
        ("c2pa.created", "digitalCreation", "nonGenAIDigitalCreation", DeclarationKind.UNKNOWN),
        ("c2pa.created", "empty", "blankCanvas", DeclarationKind.UNKNOWN),
        ("c2pa.edited", "trainedAlgorithmicMedia", "perceptibleGenAI", DeclarationKind.AI_EDIT),
        ("c2pa.edited", "compositeSynthetic", "perceptibleGenAI", DeclarationKind.AI_EDIT),
        ("c2pa.edited", "digitalArt", "perceptiblePossiblyGenAI", DeclarationKind.UNKNOWN),
        # Near misses: procedural graphics, and steps that change nothing one sees.
        ("c2pa.created", "algorithmicMedia", None, DeclarationKind.UNKNOWN),
        ("c2pa.converted", "trainedAlgorithmicMedia", None, DeclarationKind.UNKNOWN),
        ("c2pa.opened", "trainedAlgorithmicMedia", None, DeclarationKind.UNKNOWN),
        ("c2pa.cropped", "", None, DeclarationKind.EDIT),
    ],
)
def test_the_rubric_maps_actions(action: str, source: str, signal: str | None, kind: DeclarationKind) -> None:
    credentials = story(Manifest("a", "G", actions=(Action(action, source, "Agent"),), complete=True))
    assert [item.name.value for item in credential_signals(credentials)] == ([signal] if signal else [])
    assert only(credentials).kind is kind


def test_unclear_records_are_called_ambiguous_and_declare_nothing_much() -> None:
    for actions in ((), (Action("c2pa.unknown"),), (Action("com.example.magic"),)):
        names = [
            item.name for item in credential_signals(story(Manifest("a", actions=actions, complete=True)))
        ]
        assert names == ["ambiguousActions"]
    loose = story(Manifest("a", complete=True, ingredients=(Ingredient("old.jpg", "parentOf"),)))
    assert "mediaUnknownProvenance" in [item.name for item in credential_signals(loose)]


@pytest.mark.parametrize(
    ("relationship", "source", "kind"),
    [
        ("componentOf", "trainedAlgorithmicMedia", DeclarationKind.AI_EDIT),
        ("componentOf", "digitalCapture", DeclarationKind.EDIT),
        ("parentOf", "trainedAlgorithmicMedia", DeclarationKind.AI),
        ("parentOf", "digitalCapture", DeclarationKind.CAPTURE),
        ("inputTo", "trainedAlgorithmicMedia", DeclarationKind.EDIT),
    ],
)
def test_an_ingredient_counts_by_how_it_was_used(
    relationship: str, source: str, kind: DeclarationKind
) -> None:
    part = Manifest("b", "G", actions=(Action("c2pa.created", source),))
    whole = Manifest(
        "a", actions=(Action("c2pa.color_adjustments"),), ingredients=(Ingredient("p", relationship, "b"),)
    )
    declaration = only(story(whole, part))
    assert declaration.kind is kind
    if relationship == "componentOf" and kind is DeclarationKind.AI_EDIT:
        assert "AI made a picture used in this one" in declaration.says
    looped = replace(part, ingredients=(Ingredient("a", relationship, "a"),))
    assert only(story(whole, looped)).kind is kind


def test_a_tampered_ingredient_is_not_called_intact() -> None:
    part = Manifest(
        "b", actions=(Action("c2pa.created", "digitalCapture"),), failures=("claimSignature.mismatch",)
    )
    whole = Manifest("a", actions=(Action("c2pa.drawing"),), ingredients=(Ingredient("p", "parentOf", "b"),))
    assert only(story(whole, part)).intact is False


# Pointers to marks that cannot be read here

MARK = {
    "label": "c2pa.soft-binding",
    "data": {"alg": "com.adobe.trustmark.P", "blocks": [{"scope": {}, "value": "x"}]},
}


def test_a_watermark_that_a_record_names_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(sign(picture(), [created("trainedAlgorithmicMedia")], MARK))
    (finding,) = engine.examine(path, engine.select(["content-credentials"])).findings
    assert dict(finding.details)["watermark or fingerprint, not read"] == "com.adobe.trustmark.P"
    path.write_bytes(sign(picture(), [created("trainedAlgorithmicMedia", agent="com.adobe.trustmark.P")]))
    (finding,) = engine.examine(path, engine.select(["content-credentials"])).findings
    assert "watermark or fingerprint, not read" not in dict(finding.details)


@pytest.mark.parametrize("data", [None, {}, {"alg": 3}, {"alg": ""}, [], "x"])
def test_a_damaged_soft_binding_is_still_one(data: object) -> None:
    found = manifest_of("a", {"assertions": [{"label": "c2pa.soft-binding__1", "data": data}]}, {})
    assert found.soft_bindings == ("of a kind not named",)


# Trust lists


def test_every_certificate_of_the_shipped_list_verifies() -> None:
    known = {item.subject: item for item in x509.load_pem_x509_certificates(shipped_trust_list().encode())}
    assert len(known) == 30
    unverified = []
    for item in known.values():
        stated = item.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        assert stated == x509.SubjectKeyIdentifier.from_public_key(item.public_key())
        if item.issuer in known:
            item.verify_directly_issued_by(known[item.issuer])
        else:
            unverified.append(item.subject.rfc4514_string())
    assert len(unverified) == 1
    assert "Adobe Product Issuing CA" in unverified[0]
    assert check_trust_list(shipped_trust_list().encode()) == shipped_trust_list()
    assert "Trufo C2PA Root CA" in shipped_trust_list()
    newest = max(item.not_valid_before_utc for item in known.values())
    assert f"{newest.day} {newest:%B %Y}" in (files("photoaudit.data") / "README.md").read_text("utf-8")


def test_every_authority_of_the_shipped_list_of_time_stamps_verifies() -> None:
    known = {item.subject: item for item in x509.load_pem_x509_certificates(shipped_stamp_list().encode())}
    assert len(known) == 22
    for item in known.values():
        item.verify_directly_issued_by(known[item.issuer])
    newest = max(item.not_valid_before_utc for item in known.values())
    assert f"{newest.day} {newest:%B %Y}" in (files("photoaudit.data") / "README.md").read_text("utf-8")


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"}).invoke(app, [str(item) for item in arguments])
    return result.exit_code, " ".join(result.stdout.split()), result.stderr


def test_the_command_takes_a_trust_list(tmp_path: Path) -> None:
    photo, own = tmp_path / "signed.png", tmp_path / "own.pem"
    photo.write_bytes(sign(picture(), [created("digitalCapture")]))
    own.write_text(signer(LONG)[2])
    code, out, _ = run("check", "--full", photo, "--only", "content-credentials", "--trust-list", own)
    assert code == 0
    assert "signed by a listed signer" in out
    assert "not on the trust list" in run("check", "--full", photo, "--only", "content-credentials")[1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no trust list"),
        (b"hello", "no certificate in PEM form"),
        (b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----", "certificate 1 of 1 is damaged"),
    ],
)
def test_a_bad_trust_list_is_a_usage_error_in_one_sentence(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    photo, own = tmp_path / "plain.png", tmp_path / "own.pem"
    photo.write_bytes(picture())
    if content is not None:
        own.write_bytes(content)
    code, out, err = run("check", photo, "--trust-list", own)
    assert (code, out) == (2, "")
    assert words in err
    assert len(err.strip().splitlines()) == 1


# The corpus

PUBLIC = {
    # file: manifests, binding intact, signature valid, content word
    "0002_adobe-20220124-C": (1, True, True, "unchanged since signing"),
    "0003_adobe-20220124-CA": (1, True, True, "unchanged since signing"),
    "0004_adobe-20220124-CACA": (2, True, True, "unchanged since signing"),
    "0005_adobe-20220124-CACAICAICICA": (4, True, True, "unchanged since signing"),
    "0006_adobe-20220124-CAI": (1, True, True, "unchanged since signing"),
    "0008_adobe-20220124-CAICA": (2, True, True, "unchanged since signing"),
    "0009_adobe-20220124-CAICAI": (2, True, True, "unchanged since signing"),
    "0010_adobe-20220124-CI": (1, True, True, "unchanged since signing"),
    "0011_adobe-20220124-CICA": (2, True, True, "unchanged since signing"),
    "0012_adobe-20220124-CICACACA": (2, True, True, "unchanged since signing"),
    "0013_adobe-20220124-CIE-sig-CA": (2, True, True, "unchanged since signing"),
    "0014_adobe-20220124-CII": (1, True, True, "unchanged since signing"),
    "0015_adobe-20220124-E-clm-CAICAI": (2, False, True, "the record itself was changed"),
    "0016_adobe-20220124-E-dat-CA": (1, False, True, "changed after signing"),
    "0017_adobe-20220124-E-sig-CA": (1, True, False, "matches the record"),
    "0018_adobe-20220124-E-uri-CA": (1, False, True, "the record itself was changed"),
    "0019_adobe-20220124-E-uri-CIE-sig-CA": (2, True, True, "unchanged since signing"),
    "0021_adobe-20220124-XCA": (1, False, True, "changed after signing"),
    "0022_adobe-20220124-XCI": (1, False, True, "changed after signing"),
    "0001_C": (1, True, True, "unchanged since signing"),
    "0002_CIE-sig-CA": (2, True, True, "unchanged since signing"),
}
BAD_INGREDIENT = {"0013_adobe-20220124-CIE-sig-CA", "0019_adobe-20220124-E-uri-CIE-sig-CA", "0002_CIE-sig-CA"}
VENDORS = {
    "chatgpt-1": (DeclarationKind.AI, "GPT-4o", "OpenAI", {"not-on-list", "expired"}),
    "firefly-1": (DeclarationKind.AI, "Adobe Firefly", "Adobe Inc.", {"not-on-list"}),
    "flux-1": (DeclarationKind.AI, "Flux.2", "Black Forest Labs Inc.", {"not-on-list", "expired"}),
    "samsung_black_1": (
        DeclarationKind.AI_EDIT,
        "Photo assist",
        "Samsung Galaxy",
        {"not-on-list"},
    ),
    "samsung_gray_1": (DeclarationKind.AI_EDIT, "Photo assist", "Samsung Galaxy", {"not-on-list"}),
}


def of(path: Path) -> Credentials | None:
    data = path.read_bytes()
    kind = {".png": "PNG", ".webp": "WEBP", ".heic": "HEIF"}.get(path.suffix.lower(), "JPEG")
    return read_credentials(data, read_metadata(data, kind))


def finding(path: Path) -> Finding:
    report = engine.audit(path, checks=engine.select(["content-credentials"]), settings=Settings())
    (found,) = report.findings
    return found


@pytest.mark.slow
def test_the_public_test_files_are_told_apart() -> None:
    seen = set()
    for path in [
        *_files.corpus("provenance/c2pa-public-testfiles"),
        *_files.corpus("provenance/c2pa-python-fixtures"),
    ]:
        found = of(path)
        if found is None:
            assert path.stem not in PUBLIC, path.name
            continue
        seen.add(path.stem)
        count, binding, signature, content = PUBLIC[path.stem]
        assert (len(found.manifests), found.binding_intact, found.signature_valid) == (
            count,
            binding,
            signature,
        ), path.name
        assert content in facts(found)["content"], path.name
        assert found.signer == "C2PA Test Signing Cert"
        assert found.signer_statuses == (SignerStatus.TEST, SignerStatus.NOT_ON_LIST)
        said = finding(path)
        assert said.status is Status.DECLARED
        assert ("record of a picture used in it does not hold" in said.summary) == (
            path.stem in BAD_INGREDIENT
        ), path.name
        assert not any(item.kind is DeclarationKind.AI for item in said.declarations), path.name
        assert "Invalid" not in said.summary
    assert seen == set(PUBLIC)


def test_vendors_are_named_and_their_pictures_are_not_called_changed() -> None:
    seen = set()
    for path in _files.corpus("provenance/vendor-marks"):
        found = of(path)
        if found is None:
            assert path.stem not in VENDORS
            continue
        seen.add(path.stem)
        kind, by, who, standing = VENDORS[path.stem]
        declaration = only(found)
        assert (declaration.kind, declaration.by, found.signer) == (kind, by, who)
        assert declaration.intact
        assert set(found.signer_statuses) == standing
    assert seen == set(VENDORS)


def test_a_record_that_says_too_much_is_not_read() -> None:
    """A list in CBOR takes a byte and becomes some hundred in the library that reads it."""
    bodies = _files.box(b"cbor", b"\x80" * (MAX_WRITTEN + 1)), _files.box(b"free", b"") * (MAX_BOXES + 1)
    for body in bodies:
        store = _files.manifest_store()
        store = _files.box(b"jumb", store[8:] + _files.box(b"jumb", body))
        credentials = read(_files.png((b"caBX", store)))
        assert credentials.notes == (TOO_MUCH,)
        assert credentials.intact is None
    small_picture = _files.box(b"bidb", bytes(2 * MAX_WRITTEN))
    assert not says_too_much(_files.box(b"jumb", _files.box(b"jumb", small_picture)))
    assert not says_too_much(b"\0\0\0\1jumb")


def test_every_portrait_by_chatgpt_is_declared() -> None:
    paths = _files.corpus("ai/gpt-4o-image")
    assert len(paths) == _files.listed("ai/gpt-4o-image")
    for path in paths:
        found = of(path)
        assert found is not None
        declaration = only(found)
        assert (declaration.kind, declaration.by, found.signer) == (DeclarationKind.AI, "GPT-4o", "OpenAI")
        assert (declaration.signed, declaration.intact, declaration.trusted) == (True, True, False)
        # Some of 2025 begin with another step than the rules ask for; nothing was changed.
        assert declaration.flaw == ("the record is not valid" if found.faults else "")
    report = engine.audit(paths[0], checks=engine.select(["provenance"]))
    assert report.verdict
    assert report.verdict.category is Category.AI_DECLARED


def test_no_camera_original_has_credentials_made_up_for_it() -> None:
    for path in _files.corpus("provenance/camera-originals"):
        assert of(path) is None, path.name
