"""What saves the most time, and has to come before anything else is imported."""

from __future__ import annotations

import os
import sys

# Tests start the program hundreds of times: without compiled files each start would compile all of it,
# and each worker would rewrite the asserts of all tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# numpy's linear algebra on systems this small takes twenty times as long on two processors as on one.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

pytest_plugins = ["kept_answers"]
