"""XMP: RDF/XML flattened to its leaves, by namespace and not by prefix.

No document type declaration is ever accepted, so neither external nor nested entities can exist.

References
----------
- ISO 16684-1:2019 (XMP), 7. Same text: https://github.com/adobe/XMP-Toolkit-SDK/tree/main/docs
- RDF/XML Syntax, W3C. https://www.w3.org/TR/rdf-syntax-grammar/
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from photoaudit.metadata.parts import Budget, Damaged, Segment
from photoaudit.metadata.records import XmpProperty

MAX_BYTES = 16 * 1024 * 1024
"""Bytes of XMP read of one file; phones put depth maps of a few MB into extended XMP."""

_MAX_DEPTH = 64
_MAX_NAMESPACE = 1000
"""Characters of a namespace, which the parser repeats before every name."""

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML = "http://www.w3.org/XML/1998/namespace"
_SEPARATOR = "\x01"
_CONTAINERS = {"RDF", "Description", "Bag", "Seq", "Alt"}
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r"))
_ENCODINGS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)


def read_xmp(segments: Iterable[Segment], notes: list[str], budget: Budget) -> tuple[XmpProperty, ...]:
    """Return the properties of all packets; of a damaged packet those before the damage, with a note."""
    walker = _Walker(budget)
    left = MAX_BYTES
    for segment in segments:
        if len(segment.data) > left:
            notes.append(f"{segment.where} was not read to its end: the file has more XMP than the limit")
        walker.enter(segment.where)
        _parse(segment.data[:left], walker, notes)
        left = max(0, left - len(segment.data))
    return tuple(walker.found)


def _parse(packet: bytes, walker: _Walker, notes: list[str]) -> None:
    parser = expat.ParserCreate("utf-8", _SEPARATOR)
    parser.namespace_prefixes = True
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartElementHandler = walker.start
    parser.EndElementHandler = walker.end
    parser.CharacterDataHandler = walker.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartNamespaceDeclHandler = _limit
    try:
        parser.Parse(_utf8(packet), True)
    except expat.ExpatError as error:
        notes.append(f"{walker.where} is damaged: {expat.ErrorString(error.code)}")
    except Damaged as error:
        notes.append(f"{walker.where} was not read to its end: {error}")


def _refuse(*_: object) -> None:
    raise Damaged("a document type declaration is refused")


def _limit(_: str | None, namespace: str | None) -> None:
    if len(namespace or "") > _MAX_NAMESPACE:
        raise Damaged("the name of a namespace is too long")


def _utf8(packet: bytes) -> bytes:
    """Return a packet as clean UTF-8 from its first tag on, whatever it was encoded in."""
    encoding = next((name for mark, name in _ENCODINGS if packet.startswith(mark)), "utf-8")
    text = packet.decode(encoding, "replace")
    clean = text[max(0, text.find("<")) :].rstrip().encode("utf-8", "replace").translate(None, _CONTROLS)
    return clean.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")  # U+FFFE and U+FFFF


@dataclass(slots=True)
class _Node:
    """An open element: the property it stands for, and whether it can be a leaf."""

    namespace: str = ""
    name: str = ""
    path: str = ""
    inside: bool = False
    leaf: bool = False
    items: int = 0
    value: list[str] = field(default_factory=list)


class _Walker:
    """Follows the parser through the tree and keeps the leaves."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.where = ""
        self.found: list[XmpProperty] = []
        self.open = [_Node()]

    def enter(self, where: str) -> None:
        self.where = where
        self.open = [_Node()]

    def start(self, tag: str, attributes: list[str]) -> None:
        if len(self.open) > _MAX_DEPTH:
            raise Damaged("it is nested too deeply")
        parent = self.open[-1]
        node = self._node(parent, *_split(tag))
        self.budget.take(
            len(node.path), 1 + len(attributes) // 2
        )  # also of one that is no leaf: it takes time
        if node.inside:
            parent.leaf = False
        self.open.append(node)
        for tag_, value in zip(attributes[::2], attributes[1::2], strict=True):
            self._attribute(node, *_split(tag_), value)

    def end(self, _: str) -> None:
        node = self.open.pop()
        if node.leaf:
            self._keep(node.namespace, node.name, node.path, "".join(node.value))

    def text(self, data: str) -> None:
        if self.open[-1].leaf:
            self.open[-1].value.append(data)

    @staticmethod
    def _node(parent: _Node, namespace: str, local: str, prefix: str) -> _Node:
        if namespace == _RDF and local in _CONTAINERS:
            return _Node(parent.namespace, parent.name, parent.path, inside=True)
        if not parent.inside:
            return _Node(namespace, local)
        if namespace == _RDF and local == "li":
            parent.items += 1
            path = f"{parent.path}[{parent.items}]"
            return _Node(parent.namespace, parent.name, path, inside=True, leaf=True)
        if namespace == _RDF and local == "value":
            return _Node(parent.namespace, parent.name, parent.path, inside=True, leaf=True)
        return _Node(namespace, local, _path(parent.path, prefix, local), inside=True, leaf=True)

    def _attribute(self, node: _Node, namespace: str, local: str, prefix: str, value: str) -> None:
        if namespace == _RDF and local in ("resource", "value") and node.leaf:
            node.value.append(value)
        elif namespace not in (_RDF, _XML, ""):
            node.leaf = False
            self._keep(namespace, local, _path(node.path, prefix, local), value)

    def _keep(self, namespace: str, name: str, path: str, value: str) -> None:
        item = XmpProperty(namespace, name, path, value.strip(), f"{self.where} {path}")
        self.budget.keep(item.namespace, item.name, item.path, item.value, item.where, nodes=0)
        self.found.append(item)


def _split(tag: str) -> tuple[str, str, str]:
    """Return namespace, local name and prefix of an expanded name."""
    parts = tag.split(_SEPARATOR)
    return (parts[0], parts[1], parts[2] if len(parts) > 2 else "") if len(parts) > 1 else ("", tag, "")


def _path(parent: str, prefix: str, local: str) -> str:
    name = f"{prefix}:{local}" if prefix else local
    return f"{parent}/{name}" if parent else name
