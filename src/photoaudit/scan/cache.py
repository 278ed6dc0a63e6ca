"""What was found in photos seen before, kept in the user's cache folder: a photo is examined once.

A record is found by the content of the photo, the code and networks that measured, the checks and the
settings; neither a path nor a name is kept. Policies and calibration are no part of it: they judge
what is kept, again each time. So a scan that was stopped goes on where it was when started again.

A cache may be slow, full, locked, read-only or damaged, and a scan is none the worse: a record that
cannot be had is made again, one that cannot be kept is not kept, and `Cache.notes` says so once.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import TracebackType
from typing import Self

from photoaudit.libraries import sqlite3
from photoaudit.model import Settings

NAME = "examinations-1.sqlite3"
NAMES = (NAME, f"{NAME}-wal", f"{NAME}-shm")
WAIT = 10.0
"""Seconds to wait for another scan that is writing."""
_JUDGING = {
    "advice.py", "album", "api.py", "calibration.py", "cli", "evaluation", "exhibit.py", "files.py", "policy",
    "report", "scan/batch.py", "scan/cache.py", "scan/changes.py", "scan/discovery.py", "scan/memory.py",
    "scan/places.py", "scan/pool.py", "scan/process.py", "scan/reports.py", "scan/workers.py", "terms",
    "verdict.py",
}  # fmt: skip
MAX_RECORD = 8 * 1024 * 1024
"""Characters of a record; those of real photos have some thousand."""

DAYS = 90
"""What code of another version measured is forgotten when it has kept nothing for so many days."""

_CREATE = """
    CREATE TABLE IF NOT EXISTS records (code TEXT, key BLOB, record BLOB, PRIMARY KEY (code, key))
    WITHOUT ROWID
"""
_CREATE_CODES = "CREATE TABLE IF NOT EXISTS codes (code TEXT PRIMARY KEY, day INTEGER)"
_KEEP_CODES = "INSERT OR IGNORE INTO codes SELECT DISTINCT code, ? FROM records"
_USE_CODE = "INSERT OR REPLACE INTO codes VALUES (?, ?)"
_OLD = "codes WHERE day < ?"
_FORGET = f"DELETE FROM records WHERE code IN (SELECT code FROM {_OLD})", f"DELETE FROM {_OLD}"  # noqa: S608 - ours
_SELECT = "SELECT record FROM records WHERE code = ? AND key = ?"
_DECODING = ("c2pa-python", "numpy", "opencv-python-headless", "pillow", "pillow-heif", "scikit-image")


@dataclass(frozen=True)
class Info:
    """What a cache holds."""

    path: str
    entries: int
    bytes: int


def default_folder() -> Path:
    """Return the folder for this user's caches, whether it exists or not."""
    base: str | Path
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
        if not Path(base).is_absolute():  # its specification has a relative one ignored
            base = Path.home() / ".cache"
    return Path(base, "photoaudit")


@cache
def measuring_code() -> str:
    """Return a hash of all that decides what a check finds: code, networks and the libraries under them.

    What only judges or shows is left out. A file that is new and unknown here counts, as a needless
    examination is better than a stale one.
    """
    digest = hashlib.sha256()
    for name, content in _tree(files("photoaudit"), ""):
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    for library in _DECODING:
        with suppress(metadata.PackageNotFoundError):
            digest.update(f"{library} {metadata.version(library)}\n".encode())
    return digest.hexdigest()


def _tree(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if prefix + item.name in _JUDGING or item.name == "__pycache__":
            continue
        if item.is_dir():
            yield from _tree(item, f"{prefix}{item.name}/")
        elif item.name.endswith((".py", ".onnx", ".tflite", ".pem", ".weights.json")):
            yield prefix + item.name, item.read_bytes()


def scope_of(checks: Sequence[str], settings: Settings) -> str:
    """Return what a record depends on besides the photo and `measuring_code`: checks and settings."""
    return json.dumps([list(checks), asdict(settings)], sort_keys=True)


class Cache:
    """Records by content and scope; never raises for what is wrong with the disk.

    It belongs to one process: workers hand their records to the process that started them. Several
    processes may have the same cache open.
    """

    def __init__(self, folder: str | os.PathLike[str] | None = None) -> None:
        self.notes: list[str] = []
        self.path = Path(NAME)
        self._database: sqlite3.Connection | None = None
        self._writable, self._tidied = True, False
        try:
            self.path = (default_folder() if folder is None else Path(folder)) / NAME
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (OSError, RuntimeError) as problem:  # the latter where there is no home folder
            self._note(f"the cache is off: {problem}")
            return
        self._open()

    def __enter__(self) -> Self:
        """Return the cache."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the cache."""
        self.close()

    def get(self, sha256: str, scope: str) -> str | None:
        """Return the record of a photo with this content, None if there is none."""
        if self._database is None:
            return None
        try:
            found = self._database.execute(_SELECT, _key(sha256, scope))
            row = found.fetchone()
            return None if row is None else _unpacked(row[0])
        except (TypeError, ValueError, zlib.error):
            return None  # a damaged record is none; it is written over
        except sqlite3.Error as problem:
            self._fail(problem)
            return None

    def put(self, sha256: str, scope: str, record: str) -> None:
        """Keep a record; it is whole in the cache, or not there."""
        if self._database is None or not self._writable:
            return
        row = (*_key(sha256, scope), zlib.compress(record.encode("ascii")))
        try:
            with self._database:
                self._database.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", row)
                self._forget_old(self._database)
        except sqlite3.OperationalError as problem:  # locked, full, read-only: what is there can be read
            self._writable = False
            self._note(f"nothing more is kept in the cache: {problem}")
        except sqlite3.Error as problem:
            self._fail(problem)

    def _forget_old(self, database: sqlite3.Connection) -> None:
        """Once a run: forget what other versions measured, if none of them was used for long."""
        if self._tidied:
            return
        self._tidied, today = True, int(time.time() // 86_400)
        database.execute(_CREATE_CODES)
        database.execute(_KEEP_CODES, (today,))
        database.execute(_USE_CODE, (measuring_code(), today))
        for old in _FORGET:
            database.execute(old, (today - DAYS,))

    def info(self) -> Info:
        """Return where the cache is and what it holds."""
        entries = 0
        if self._database is not None:
            try:
                (entries,) = self._database.execute("SELECT count(*) FROM records").fetchone()
            except sqlite3.Error as problem:
                self._fail(problem)
        return Info(
            str(self.path),
            entries,
            sum(item.stat().st_size for item in map(self.path.with_name, NAMES) if item.exists()),
        )

    def clear(self) -> None:
        """Forget everything, and give the room back."""
        try:
            self._aside.unlink(missing_ok=True)
            if self._database is not None and self._emptied(self._database):
                return
            # Even deleting takes room, which a full disk has not; a damaged file may not be opened.
            self.close()
            for item in map(self.path.with_name, NAMES):
                item.unlink(missing_ok=True)
        except OSError as problem:
            self._note(f"the cache cannot be cleared: {problem}")
        self._open()

    def _emptied(self, database: sqlite3.Connection) -> bool:
        try:
            with database:
                database.execute("DELETE FROM records")
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as problem:
            if getattr(problem, "sqlite_errorname", "").startswith("SQLITE_BUSY"):  # another scan goes on
                self._note(f"the cache cannot be cleared: {problem}")
                return True
            return False
        return True

    def close(self) -> None:
        """Close the cache; it then finds nothing and keeps nothing."""
        database, self._database = self._database, None
        if database is not None:
            with suppress(sqlite3.Error):
                database.close()

    def _open(self) -> None:
        try:
            self._database = self._connect()
        except sqlite3.OperationalError as problem:
            self._note(f"the cache is off: {problem}")
        except sqlite3.DatabaseError as problem:
            self._start_anew(problem)

    def _connect(self) -> sqlite3.Connection:
        for file in map(self.path.with_name, NAMES):
            if file.is_symlink() or (file.exists() and not file.is_file()):
                raise sqlite3.OperationalError(f"{str(file)!r} is a link or no regular file")
        database = sqlite3.connect(self.path, timeout=WAIT, check_same_thread=False)
        try:
            with suppress(sqlite3.OperationalError):  # where it cannot be had, the default is as safe
                database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            with database:
                database.execute(_CREATE)
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _fail(self, problem: sqlite3.Error) -> None:
        self.close()
        if isinstance(problem, sqlite3.DatabaseError) and not isinstance(problem, sqlite3.OperationalError):
            self._start_anew(problem)
        else:
            self._note(f"the cache is off: {problem}")

    def _start_anew(self, problem: sqlite3.Error) -> None:
        """Move a damaged database aside and begin another, once."""
        if any("damaged" in note for note in self.notes):
            self._note(f"the cache is off: {problem}")
            return
        try:
            self.path.replace(self._aside)
            for extra in map(self.path.with_name, NAMES[1:]):
                extra.unlink(missing_ok=True)
        except OSError as error:
            self._note(f"the cache is damaged ({problem}) and off: {error}")
            return
        self._note(f"the cache was damaged ({problem}): it was moved to {str(self._aside)!r} and begun anew")
        self._open()

    @property
    def _aside(self) -> Path:
        return self.path.with_suffix(".damaged")

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def _unpacked(packed: bytes) -> str:
    """Return a record; raises ValueError or zlib.error for what is none, or one of any size."""
    unpacking = zlib.decompressobj()
    data = unpacking.decompress(packed, MAX_RECORD)
    if not unpacking.eof:
        raise ValueError("too long for a record")
    return data.decode("ascii")


def _key(sha256: str, scope: str) -> tuple[str, bytes]:
    return measuring_code(), hashlib.sha256(f"{sha256} {scope}".encode()).digest()
