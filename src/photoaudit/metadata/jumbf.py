"""JUMBF, the boxes that a C2PA manifest store is made of: how much there is to be read in it.

References
----------
- ISO/IEC 19566-5 (JUMBF), B; C2PA 2.1, 11.1 (what a manifest's boxes hold).
"""

from __future__ import annotations

MAX_WRITTEN = 1024 * 1024
"""Bytes of CBOR and JSON in a manifest store, small pictures not counted; real ones have some 10,000. Read,
one byte may become hundreds."""

MAX_BOXES = 10_000
"""Boxes of a manifest store; a picture with a dozen ingredients has some hundreds."""

TOO_MUCH = "the Content Credentials hold more than any picture's, and were not read"

_WRITTEN = (b"cbor", b"json")


def says_too_much(store: bytes) -> bool:
    """Return whether a manifest store has more in it than `MAX_WRITTEN` and `MAX_BOXES`."""
    written, boxes = 0, 0
    spans = [(0, len(store))]
    while spans:
        at, end = spans.pop()
        while at + 8 <= end:
            boxes += 1
            size, name, body = int.from_bytes(store[at : at + 4], "big"), store[at + 4 : at + 8], at + 8
            if size == 1:
                size, body = int.from_bytes(store[body : body + 8], "big"), body + 8
            last = min(at + size, end) if size else end
            if name == b"jumb":
                spans.append((body, last))
            elif name in _WRITTEN:
                written += last - body
            if written > MAX_WRITTEN or boxes > MAX_BOXES:
                return True
            at = max(last, body)
    return False
