"""What `photoaudit metadata` shows of Content Credentials: each record, and what could be checked of it."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped,unused-ignore]

import _files
from _commands import call
from photoaudit.metadata import Action, Credentials, Ingredient, Manifest, SignerStatus, Stamp, read_metadata
from photoaudit.metadata.credentials import Identity, IdentityStatus, Proof
from photoaudit.metadata.outcomes import proofs
from photoaudit.model import Photo
from photoaudit.report.credentials import DEEPEST, MOST, Node, tree_of
from photoaudit.report.tables import render_metadata
from photoaudit.report.terminal import render_metadata as in_terminal
from signing import LONG, created, picture, sign, signer

SCHEMA: dict[str, Any] = json.loads(
    files("photoaudit.data").joinpath("metadata.schema.json").read_text("utf-8")
)
EVIL = "\x1b]0;owned\x07[bold]x[/bold]\u202egpj\n::error::forged"
EDITED = {"action": "c2pa.color_adjustments", "when": "2026-03-04T05:06:07Z", "softwareAgent": "Darkroom 9"}


def flat(text: str) -> str:
    return " ".join(text.split())


def document(text: str) -> Any:
    found = json.loads(text, parse_constant=pytest.fail)
    Draft202012Validator(SCHEMA).validate(found)
    return found["credentials"]


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a signed picture that was made from another one with a record of its own."""
    first = sign(picture(), [created("trainedAlgorithmicMedia")])
    path = tmp_path_factory.mktemp("signed") / "edited.png"
    path.write_bytes(sign(picture(), [{"action": "c2pa.opened"}, EDITED], parent=first))
    return path


def test_a_tree_shows_each_record_with_its_steps_signer_stamp_and_list(signed: Path) -> None:
    code, out, err = call("metadata", signed)
    assert (code, err) == (0, "")
    part = out.split("\nContent Credentials: ")[1]
    lines = part.split("\n\n")[0].splitlines()
    told = [line.strip() for line in lines]
    assert "this picture: picture, by Test Camera Maker 1" in told
    assert "├─ content: unchanged since signing" in told
    assert "├─ signature: valid" in told
    assert "├─ time stamp: none" in told
    assert "├─ step: 2026-03-04T05:06:07Z, color adjustments, by Darkroom 9" in told
    inner = next(at for at, line in enumerate(lines) if "made from: parent" in line)
    below = lines[inner + 1 :]
    assert all(line.startswith("     ") for line in below), "what went into it stands below it"
    assert any("content: not checked: its own picture is not in this file" in line for line in below)
    assert any("step: created, trainedAlgorithmicMedia, by Painter 3" in line for line in below)
    assert any("signature: valid" in line for line in below)
    assert part.count("signer: Photoaudit Tests (not on the C2PA trust list)") == 2
    assert max(map(len, out.splitlines()[1:])) <= 80
    assert "\x1b" not in out


def test_json_holds_the_same(signed: Path) -> None:
    code, out, _ = call("metadata", signed, "--format", "json")
    assert code == 0
    found = document(out)
    active, other = sorted(found["manifests"], key=lambda item: item["label"] != found["active"])
    assert (found["content"], found["signature"], found["intact"]) == (
        "unchanged since signing",
        "valid",
        True,
    )
    assert [step["name"] for step in active["actions"]] == ["c2pa.opened", "c2pa.color_adjustments"]
    assert (active["actions"][1]["when"], active["actions"][1]["agent"]) == (EDITED["when"], "Darkroom 9")
    assert active["ingredients"][0]["relationship"] == "parentOf"
    assert active["ingredients"][0]["manifest"] == other["label"]
    assert other["actions"][0]["source_type"] == "trainedAlgorithmicMedia"
    assert (active["content_checked"], other["content_checked"]) == (True, False)
    assert {item["signer_status"] for item in found["manifests"]} == {"not-on-list"}


def test_a_list_of_ones_own_is_named(signed: Path, tmp_path: Path) -> None:
    anchors = tmp_path / "own.pem"
    anchors.write_text(signer(LONG)[2])
    text = flat(call("metadata", signed, "--trust-list", anchors)[1])
    assert text.count("(on the list given)") == 2
    code, out, err = call("metadata", signed, "--trust-list", tmp_path / "gone.pem")
    assert (code, out, "there is no trust list" in err) == (2, "", True)


def test_a_file_without_a_record_has_none(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(_files.saved("PNG"))
    assert "Content Credentials" not in call("metadata", path)[1]
    assert document(call("metadata", path, "--format", "json")[1]) is None


def test_a_damaged_record_says_that_it_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(_files.jpeg(*_files.app11(_files.manifest_store())))
    assert "note: the Content Credentials are damaged and cannot be read" in flat(call("metadata", path)[1])
    found = document(call("metadata", path, "--format", "json")[1])
    assert found["manifests"] == []
    assert found["content"].startswith("not checked: the Content Credentials are damaged")


def test_a_changed_picture_says_so(signed: Path, tmp_path: Path) -> None:
    data = bytearray(signed.read_bytes())
    end = data.rindex(b"IDAT")
    data[end + 40] ^= 1
    path = tmp_path / "changed.png"
    path.write_bytes(data)
    text = call("metadata", path)[1]
    assert "├─ content: changed after signing" in text
    assert document(call("metadata", path, "--format", "json")[1])["intact"] is False


def shown(credentials: Credentials, *, unicode: bool = True, width: int = 80) -> str:
    photo, metadata = _photo()
    return in_terminal(photo, metadata, credentials, width=width, color=False, unicode=unicode)


def as_json(credentials: Credentials) -> Any:
    photo, metadata = _photo()
    return document(render_metadata(photo, metadata, credentials, version="1"))


def _photo() -> tuple[Photo, Any]:
    data = _files.jpeg(*_files.app11(_files.manifest_store()))
    return Photo("a.jpg", "ab" * 32, "JPEG", 64, 64, "RGB", 1, data), read_metadata(data, "JPEG")


def chain(length: int, *, circle: bool = False) -> Credentials:
    """Return records each of which was made from the next."""
    after = [f"urn:{at + 1}" for at in range(length - 1)] + ["urn:0" if circle else ""]
    manifests = tuple(
        Manifest(
            f"urn:{at}", "Maker", "Ann", ingredients=(Ingredient(f"picture {at + 1}", "parentOf", label),)
        )
        for at, label in enumerate(after)
    )
    return Credentials("JPEG APP11 C2PA", "urn:0", manifests)


def deepest(node: Node) -> int:
    return 1 + max(map(deepest, node.below), default=0)


def names(nodes: tuple[Node, ...]) -> list[str]:
    return [name for node in nodes for name in (node.name, *names(node.below))]


@pytest.mark.parametrize("circle", [False, True])
@pytest.mark.parametrize("length", [1, DEEPEST, DEEPEST + 1, 64])
def test_a_long_chain_is_told_in_pieces_each_record_once(length: int, circle: bool) -> None:  # noqa: FBT001 - a case
    credentials = chain(length, circle=circle)
    tree = tree_of(credentials)
    told = [name for name in names(tree) if name == "this picture" or name.startswith("record ")]
    assert len(told) == len(set(told)) == length
    assert max(map(deepest, tree)) <= 2 * DEEPEST + 1
    text = shown(credentials)
    assert max(map(len, text.splitlines()[1:])) <= 80
    if length > DEEPEST:
        assert f"(record {DEEPEST + 1}, below)" in text
    assert len(as_json(credentials)["manifests"]) == length


def test_many_steps_and_ingredients_are_counted_in_the_terminal_and_whole_in_json() -> None:
    steps = tuple(Action("c2pa.edited", when=f"2026-01-{at:02}") for at in range(1, MOST + 6))
    uses = tuple(Ingredient(f"p{at}", "componentOf") for at in range(MOST + 3))
    credentials = Credentials("x", "urn:0", (Manifest("urn:0", actions=steps, ingredients=uses),))
    text = flat(shown(credentials))
    assert "and 5 more steps; --format json has all" in text
    assert "and 3 more ingredients; --format json has all" in text
    (manifest,) = as_json(credentials)["manifests"]
    assert (len(manifest["actions"]), len(manifest["ingredients"])) == (MOST + 5, MOST + 3)


def test_hostile_text_is_harmless_wherever_it_stands() -> None:
    action = Action(EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL)
    manifest = Manifest(
        "urn:0", EVIL, EVIL, EVIL, (action,), (Ingredient(EVIL, EVIL, EVIL, EVIL),), False, (EVIL,), (EVIL,),
        (EVIL,), (EVIL,), (Identity(EVIL, IdentityStatus.FAILS, EVIL),), EVIL,
    )  # fmt: skip
    other = Manifest("urn:1", EVIL, EVIL, failures=("x.mismatch",), explained=(EVIL,), title=EVIL)
    credentials = Credentials(EVIL, "urn:0", (manifest, other), signer=EVIL, time=EVIL, notes=(EVIL,))
    for text in (shown(credentials), json.dumps(as_json(credentials), ensure_ascii=False)):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "[bold]x[/bold]" in text
        assert not re.search(r"^\s*::error", text, re.MULTILINE)
    assert max(map(len, shown(credentials).splitlines()[1:])) <= 80


def test_what_could_not_be_checked_is_said_of_each_record() -> None:
    def other(label: str, **proof: Any) -> Manifest:
        return Manifest(label, "Maker", "Ann", proof=Proof(**proof), time="2026-01-02")

    manifests = (
        Manifest(
            "urn:0", ingredients=tuple(Ingredient(str(at), "componentOf", f"urn:{at}") for at in (1, 2, 3, 9))
        ),
        other("urn:1"),
        other("urn:2", valid=True, noted=True, signer=SignerStatus.NOT_ON_LIST, stamp=Stamp.UNTRUSTED),
        other("urn:3", valid=False, signer=SignerStatus.REVOKED, stamp=Stamp.INVALID),
    )
    text = flat(shown(Credentials("x", "urn:0", manifests), width=100))
    assert "content: not checked: nothing ties the credential to it" in text
    assert text.count("content: not checked: its own picture is not in this file") == 3
    assert "signature: not checked: nothing tells whether it is valid" in text
    assert "signer: Ann (nothing tells whether on the C2PA trust list)" in text
    assert "time stamp: 2026-01-02, not checked" in text
    assert "signature: valid, as the record that uses it notes" in text
    assert "time stamp: 2026-01-02, by an authority that is on no list here" in text
    assert "signature: not valid" in text
    assert "signer: Ann (certificate revoked)" in text
    assert "uses: 9 (its record is not in this file)" in text
    assert "steps: none recorded" in text


def test_consoles_without_unicode_get_a_tree_of_their_own(signed: Path) -> None:
    text = shown(chain(3), unicode=False)
    assert "`- made from: picture 1" in text
    assert text.isascii()


def results(code: str, label: str) -> dict[str, Any]:
    return {"success": [{"code": code, "url": f"self#jumbf=/c2pa/{label}/c2pa.signature"}]}


def test_a_signature_that_only_another_record_noted_is_told_as_that() -> None:
    noted = {"validation_results": {"activeManifest": results("claimSignature.validated", "urn:old")}}
    store: dict[str, Any] = {
        "manifests": {"urn:0": {"ingredients": [noted]}},
        "validation_results": {"activeManifest": results("claimSignature.validated", "urn:0")},
    }
    found = proofs(store, store, "urn:0")
    assert (found["urn:0"].valid, found["urn:0"].noted) == (True, False)
    assert (found["urn:old"].valid, found["urn:old"].noted) == (True, True)
    failure = [{"code": "claimSignature.mismatch", "url": "self#jumbf=/c2pa/urn:old/c2pa.signature"}]
    store["validation_results"]["ingredientDeltas"] = [{"validationDeltas": {"failure": failure}}]
    assert proofs(store, store, "urn:0")["urn:old"].valid is False


def test_a_time_stamp_that_was_only_noted_was_not_checked() -> None:
    noted = {"validation_results": {"activeManifest": results("timeStamp.trusted", "urn:old")}}
    store = {"manifests": {"urn:0": {"ingredients": [noted]}}, "validation_results": {}}
    assert proofs(store, store, "urn:0")["urn:old"].stamp is Stamp.NONE
    now = {"validation_results": {"activeManifest": results("timeStamp.trusted", "urn:0")}}
    assert proofs(now, now, "urn:0")["urn:0"].stamp is Stamp.TRUSTED
