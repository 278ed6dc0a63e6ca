"""Start-up, speed and memory against their goals, each as a ratio to something run beside it.

    python benchmarks/speed.py

Uses the public-domain portrait inside scikit-image, enlarged; whole processes are timed in turn
with what they are compared to, and medians are printed.
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HELLO = "import typer\napp = typer.Typer()\n@app.command()\ndef main() -> None:\n    print('hello')\napp()\n"
MEMORY = """
import pathlib, re, resource, sys
import photoaudit
photoaudit.check(sys.argv[1])
status = pathlib.Path("/proc/self/status")
if status.exists():  # ru_maxrss would count what the parent held when it forked
    print(int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) / 1024)
else:
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
"""
ROUNDS = 15


def wall(command: list[str]) -> float:
    """Return the seconds one run of a command takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def cpu(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median milliseconds of CPU that ``work`` takes in this process, after a warm-up."""
    work()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000 * statistics.median(times)


def startup(folder: Path) -> None:
    """Compare start-up with a hello-world Typer program."""
    hello = folder / "hello.py"
    hello.write_text(HELLO, encoding="utf-8")
    program = str(Path(sys.executable).with_name("photoaudit"))
    commands = {
        "hello": [sys.executable, str(hello)],
        "--version": [program, "--version"],
        "--help": [program, "--help"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for round_ in range(ROUNDS + 1):
        for name, command in commands.items():
            seconds = wall(command)
            if round_:
                times[name].append(seconds)
    base = statistics.median(times["hello"])
    print(f"hello-world Typer program {1000 * base:26.0f} ms")
    for name in ("--version", "--help"):
        median = statistics.median(times[name])
        print(f"photoaudit {name:12} {1000 * median:28.0f} ms  {median / base:.2f} x (goal: at most 1.5 x)")


def photos(folder: Path) -> tuple[Path, Path]:
    """Write a 1024 px and a 12-megapixel JPEG of a portrait."""
    import numpy as np  # noqa: PLC0415
    from PIL import Image  # noqa: PLC0415
    from skimage import data  # noqa: PLC0415

    head = Image.fromarray(data.astronaut()[0:400, 30:430])
    small, large = folder / "small.jpg", folder / "large.jpg"
    head.resize((1024, 1024), Image.Resampling.LANCZOS).save(small, quality=90)
    big = np.asarray(head.resize((3464, 3464), Image.Resampling.LANCZOS), np.int16)
    grain = np.random.default_rng(0).normal(0, 3, big.shape).astype(np.int16)
    Image.fromarray(np.clip(big + grain, 0, 255).astype(np.uint8)).save(large, quality=90)
    return small, large


def checks(small: Path, large: Path) -> None:
    """Time all checks on both photos in a warm process."""
    from PIL import Image  # noqa: PLC0415

    import photoaudit  # noqa: PLC0415
    from photoaudit.model import Status  # noqa: PLC0415

    assessed = [item for item in photoaudit.check(small).findings if item.status is not Status.NOT_ASSESSED]
    one = cpu(lambda: photoaudit.check(small))
    print(f"1024 px photo, all checks ({len(assessed)} assessed) {one:10.0f} ms CPU (goal: at most 250)")
    content = large.read_bytes()
    pillow = cpu(lambda: Image.open(io.BytesIO(content)).load(), 7)
    ours = cpu(lambda: photoaudit.check(large), 7)
    goal = 3 * pillow + 150
    print(f"12-megapixel JPEG: Pillow decodes it in {pillow:12.0f} ms CPU")
    print(f"12-megapixel JPEG, all checks {ours:22.0f} ms CPU (goal: at most 3 x + 150 = {goal:.0f})")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        startup(folder)
        small, large = photos(folder)
        peak = subprocess.run(
            [sys.executable, "-c", MEMORY, str(large)], check=True, capture_output=True, text=True
        )
        print(f"12-megapixel JPEG, peak memory {float(peak.stdout):21.0f} MB (goal: at most 450)")
        checks(small, large)


if __name__ == "__main__":
    main()
