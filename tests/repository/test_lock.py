"""What the Action and the container install fits what the package asks for, each file by its hash."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from checkout import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PINS = re.findall(r"^([\w.-]+)==([\w.]+)((?:.*\\\n)*.*)", LOCK, flags=re.MULTILINE)


@pytest.mark.parametrize(
    "wanted", [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
)
def test_every_dependency_is_pinned_within_its_bounds(wanted: str) -> None:
    requirement = Requirement(wanted)
    versions = [version for name, version, _ in PINS if name == canonicalize_name(requirement.name)]
    assert versions, "run: python tools/lock.py DAY"
    assert all(requirement.specifier.contains(version) for version in versions)


def test_every_pin_has_the_hashes_of_its_files() -> None:
    assert len(PINS) >= len(PROJECT["project"]["dependencies"])
    assert all("--hash=sha256:" in rest for _, _, rest in PINS)
    assert not [line for line in LOCK.splitlines() if line.startswith("-")], "no index and no option of pip's"


@pytest.mark.parametrize("name", ["Containerfile", "action.yml"])
def test_nothing_else_is_installed(name: str) -> None:
    installs = re.findall(r"pip install (.*)", (ROOT / name).read_text("utf-8"))
    assert len(installs) == 2
    for options in installs:
        locked = "--require-hashes" in options and "requirements.lock" in options
        own = "--no-index" in options and "--no-deps" in options and "--no-build-isolation" in options
        assert locked != own, options
