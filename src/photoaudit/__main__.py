"""The program, as ``photoaudit`` or ``python -m photoaudit``."""

from importlib import import_module

from photoaudit.cli.interrupts import Signals, Stopped


def main() -> None:
    """Run the program; who presses Ctrl-C while it still imports what it needs gets its exit code, too."""
    with Signals() as signals:
        try:
            import_module("photoaudit.cli.app").app(prog_name="photoaudit")
        except Stopped:
            raise SystemExit(signals.code) from None


if __name__ == "__main__":
    main()
