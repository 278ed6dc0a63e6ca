"""Compiled files are kept: tests start the program hundreds of times."""

from __future__ import annotations

import os
import sys

# Without them, each start compiles the whole package, and each worker rewrites the asserts of all tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
