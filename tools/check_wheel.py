"""Build the wheel and use it as a stranger would: alone in a new environment, far from the checkout.

    python tools/check_wheel.py                  build, look inside, install, run the commands
    python tools/check_wheel.py --lowest         and run the tests against it with the oldest libraries that
                                                 pyproject.toml allows

Needs the ``dev`` dependencies (``build``). Networks, data and policies must come out of the wheel.

What is run with the oldest libraries is what depends on them: every quick test but those of the repository
(docs, hook, action, lock), and the slow ones of the rooms that call libraries themselves. The other slow
tests start the program or move files about, which they do alike whatever is installed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "photoaudit"
REPOSITORY = "tests/repository"
LIBRARY_ROOMS = ("tests/album", "tests/checks", "tests/metadata", "tests/photo", "tests/test_facts.py")
"""Tests of what decodes pictures, runs networks, does the arithmetic and reads signatures."""
TEST_TOOLS = (
    "grimp",
    "hypothesis",
    "jsonschema",
    "junitparser",
    "markdown-it-py",
    "pytest",
    "pytest-xdist",
    "pyyaml",
    "sarif-pydantic",
    "xmlschema",
)


def main() -> None:
    """Run every step; the first that fails ends the program."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--lowest", action="store_true", help="also run the tests with the oldest libraries allowed"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        wheel = build(work / "dist")
        look_inside(wheel)
        use(new_environment(work / "plain", str(wheel)), work)
        if arguments.lowest:
            python = new_environment(work / "lowest", str(wheel), "-c", lowest(work), *TEST_TOOLS)
            run(python, "-c", "import cv2; print('OpenCV', cv2.__version__)", cwd=work)
            run(python, "-m", "pytest", "-q", "-m", "not slow", "--ignore", REPOSITORY, cwd=ROOT)
            run(python, "-m", "pytest", "-q", "-m", "slow", *LIBRARY_ROOMS, cwd=ROOT)


def build(folder: Path) -> Path:
    """Return the wheel built from the checkout, once all that it has is in the source archive too."""
    run(
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--sdist",
        "--outdir",
        folder,
        ROOT,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    (wheel,) = folder.glob("*.whl")
    (source,) = folder.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        inside = {name.partition("/src/")[2] for name in archive.getnames()}
    expect_package(inside, "source archive")
    print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB", flush=True)
    return wheel


def look_inside(wheel: Path) -> None:
    """Exit unless every file of the package, code or data, is in the wheel."""
    expect_package(set(zipfile.ZipFile(wheel).namelist()), "wheel")


def expect_package(inside: set[str], where: str) -> None:
    """Exit unless every file of the package is among those inside."""
    there = {path.relative_to(PACKAGE.parent).as_posix() for path in PACKAGE.rglob("*") if path.is_file()}
    missing = sorted(name for name in there - inside if "__pycache__" not in name)
    if missing:
        sys.exit(f"not in the {where}: {', '.join(missing)}")


def lowest(folder: Path) -> Path:
    """Return a file with the lowest version of each dependency that pyproject.toml allows and has a wheel."""
    constraints = folder / "lowest.txt"
    options = ("--resolution", "lowest-direct", "--only-binary", ":all:", "--no-annotate", "--no-header")
    written = ("--python", sys.executable, "--output-file", constraints)
    run(
        sys.executable, "-m", "uv", "pip", "compile", "--quiet", *options, *written,
        ROOT / "pyproject.toml", cwd=ROOT, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return constraints


def new_environment(folder: Path, *requirements: str | Path) -> Path:
    """Return the interpreter of a new environment with only these requirements."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run(python, "-m", "pip", "install", *requirements, cwd=folder)
    return python


def use(python: Path, work: Path) -> None:
    """Run the commands on the samples, from a folder that is not the checkout."""
    samples = sorted(path for path in (ROOT / "samples").iterdir() if path.suffix not in {".md", ".py"})
    program = python.with_name(f"photoaudit{python.suffix}")
    origin = "import photoaudit, sys; sys.exit(not photoaudit.__file__.startswith(sys.prefix))"
    run(python, "-c", origin, cwd=work)
    run(program, "--version", cwd=work)
    run(program, "checks", cwd=work)
    run(program, "check", "--exit-zero", *samples, cwd=work)
    written = ("--format", "json", "--output", work / "report.json")
    run(python, "-m", "photoaudit", "check", "--exit-zero", *written, *samples, cwd=work)
    page = ("--format", "html", "--output", work / "report.html")
    run(program, "scan", "--exit-zero", "--quiet", "--no-cache", *page, *samples, cwd=work)
    print(f"{len(samples)} samples audited from the wheel", flush=True)


def run(*command: str | Path, cwd: Path, stdout: int | None = None) -> None:
    """Run a command without this checkout on its path; exit with its code if it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"PIP_QUIET": "2", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, stdout=stdout, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
