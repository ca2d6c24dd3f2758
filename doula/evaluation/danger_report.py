"""The section on danger signs: how many reports are heard, how many look-alikes raise a false alarm."""

from __future__ import annotations

from collections.abc import Sequence

from doula.evaluation.document import Block, Heading, Paragraph, Table
from doula.evaluation.evaluation import Evaluation
from doula.evaluation.intervals import Share, share
from doula.evaluation.own_cases import DANGER_SIGNS, READ, Source
from doula.evaluation.scoring import Result, by_label

_FEW_SIGNS, _FEW_MESSAGES = 8, 6  # in the short report
_NONE = Share(0, 0)


def sections(evaluation: Evaluation, full: bool) -> list[Block]:
    """Return what was heard by sign and what was not, or nothing where there are no such cases."""
    return [block for source in DANGER_SIGNS for block in _section(evaluation, source, full)]


def _section(evaluation: Evaluation, source: Source, full: bool) -> list[Block]:
    reports, alike = (evaluation.results.get(name, ()) for name in source.names)
    if not reports:
        return []
    listed = full or source.origin == READ  # held-out messages stand in the full report only
    return [
        Heading(f"Danger signs ({source.origin})"),
        Paragraph(
            "Heard: the reply is urgent or asks the question that decides. A false alarm is the same for a "
            "message that only looks alike."
        ),
        _signs(reports, alike, full),
        *(_list("Reports not heard", reports, full) if listed else ()),
        *(_list("False alarms", alike, full) if listed else ()),
    ]


def _signs(reports: Sequence[Result], alike: Sequence[Result], full: bool) -> Table:
    heard, urgent, alarms = by_label(reports), _urgent(reports), _false_alarms(alike)
    worst_first = sorted(heard, key=lambda sign: heard[sign].value - alarms.get(sign, _NONE).value)
    shown = worst_first if full else worst_first[:_FEW_SIGNS]
    rows = [(sign, str(heard[sign]), str(urgent[sign]), str(alarms.get(sign, _NONE))) for sign in shown]
    total = ("all", str(_all(heard)), str(_all(urgent)), str(_all(alarms)))
    return Table(("sign, worst first", "heard", "urgent at once", "false alarms"), (total, *rows))


def _urgent(reports: Sequence[Result]) -> dict[str, Share]:
    said = {sign: [each.outcome for each in reports if each.case.label == sign] for sign in by_label(reports)}
    return {sign: share(outcome == "urgent" for outcome in outcomes) for sign, outcomes in said.items()}


def _false_alarms(alike: Sequence[Result]) -> dict[str, Share]:
    return {sign: Share(quiet.total - quiet.right, quiet.total) for sign, quiet in by_label(alike).items()}


def _all(shares: dict[str, Share]) -> Share:
    return Share(sum(each.right for each in shares.values()), sum(each.total for each in shares.values()))


def _list(title: str, results: Sequence[Result], full: bool) -> list[Block]:
    wrong = [(each.case.label, each.case.text, each.outcome) for each in results if not each.right]
    if not wrong:
        return []
    shown = wrong if full else wrong[:_FEW_MESSAGES]
    heading = Heading(
        f"{title}: {len(wrong)}" + (f", the first {len(shown)}" if len(shown) < len(wrong) else ""), 3
    )
    return [heading, Table(("sign", "message", "got"), tuple(shown))]
