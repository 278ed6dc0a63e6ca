"""Where things are in this checkout."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
HELPERS = TESTS / "helpers"
GOLDEN = TESTS / "golden"
SCHEMAS = TESTS / "schemas"
SAMPLES = ROOT / "samples"
SAMPLE_NAMES = sorted(path.name for path in SAMPLES.iterdir() if path.suffix in (".jpg", ".png"))
