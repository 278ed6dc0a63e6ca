"""Write requirements.lock: what the Action and the container install, each file pinned by its hash.

    python tools/lock.py 2026-11-21       only releases up to that day; run it when a dependency should move

Holds for every system and Python that pyproject.toml names, and for the build itself, so that a release that
was taken over after that day cannot get in. Needs the ``dev`` dependencies (``uv``).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
HEAD = "# What the Action and the container install, each file by its hash. Written by tools/lock.py.\n"


def main(day: str) -> None:
    """Write the file from the newest releases up to a day such as 2026-11-21."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        build, found = Path(folder, "build.in"), Path(folder, "found.txt")
        build.write_text("\n".join(project["build-system"]["requires"]), "utf-8")
        options = ("--universal", "--python-version", "3.11", "--generate-hashes", "--exclude-newer", day)
        quiet = ("--quiet", "--no-header", "--no-annotate", "--no-emit-index-url")
        subprocess.run(
            [
                sys.executable,
                "-m",
                "uv",
                "pip",
                "compile",
                *quiet,
                *options,
                "pyproject.toml",
                build,
                "-o",
                found,
            ],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        LOCK.write_text(HEAD + found.read_text("utf-8"), "utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1])
