"""What all photos of a scan show together: groups found, and values beside those of camera albums."""

from __future__ import annotations

from collections.abc import Iterator

from photoaudit.model import Album, AlbumFinding, Group, Status
from photoaudit.report.terminal.lines import Line, Role, Span, faint, line
from photoaudit.report.words import counted, listed, quantity, sentence, words
from photoaudit.text import PATH, clean

_LABEL = 17
_PATHS = 3


def together(album: Album | None, most: int | None) -> list[Line]:
    """Return the lines of an album, naming at most ``most`` groups of a check; None names all."""
    if album is None:
        return []
    lines = []
    if not album.complete:
        text = f"Only the {counted(album.photos, 'photo')} done before the stop were compared."
        lines.append(line(Span(text, Role.CAUTION), indent=2))
    compared = [item for item in album.findings if item.status is Status.MEASURED]
    told = [item for item in compared if most is None or item.groups or item.notable]
    for finding in told:
        lines += _finding(finding, most)
    return [*lines, *_unassessed(album), *_usual_ones(len(compared) - len(told))]


def _usual_ones(count: int) -> list[Line]:
    """Return a line that counts the comparisons that are not told."""
    if not count:
        return []
    told = f"{counted(count, 'comparison')} found nothing out of the usual; --verbose tells which."
    return [line(faint(told), indent=2)]


def _finding(finding: AlbumFinding, most: int | None) -> Iterator[Line]:
    lead = f"{words(finding.check):{_LABEL}}"
    summary = sentence(finding.summary)
    yield line(
        Span(summary, Role.CAUTION if finding.notable else Role.PLAIN), _usual(finding), indent=2, lead=lead
    )
    shown = finding.groups if most is None else finding.groups[:most]
    for group in shown:
        yield line(sentence(group.summary), indent=4, lead="• ")
        yield line(faint(_paths(group, all_of_them=most is None)), indent=6)
    if len(finding.groups) > len(shown):
        rest = counted(len(finding.groups) - len(shown), "more group")
        yield line(faint(f"and {rest}; --verbose names all, as --format json does."), indent=4)


def _usual(finding: AlbumFinding) -> Span:
    seen = finding.reference
    if seen is None:
        return faint("")
    low, high = quantity(seen.low, ""), quantity(seen.high, finding.unit)
    return faint(f" Most of {seen.count} camera albums lie between {low} and {high}.")


def _paths(group: Group, *, all_of_them: bool) -> str:
    paths = [clean(path, PATH) for path in group.photos]
    return listed(paths, len(paths) if all_of_them else _PATHS)


def _unassessed(album: Album) -> Iterator[Line]:
    reasons: dict[tuple[Status, str], list[str]] = {}
    for finding in album.findings:
        if finding.status is not Status.MEASURED:
            reasons.setdefault((finding.status, finding.summary), []).append(words(finding.check))
    for (status, why), names in reasons.items():
        broken = status is Status.ERROR
        lead = Span("broken: ", Role.CAUTION) if broken else faint("not assessed: ")
        yield line(faint(f"{', '.join(names)} ({clean(why)})"), indent=2, lead=lead)
