"""The report of an evaluation, as a document."""

from __future__ import annotations

from collections.abc import Sequence

from doula.evaluation import danger_report, own_report, training_report
from doula.evaluation.cases import CaseSet
from doula.evaluation.document import Block, Heading, Paragraph, Table
from doula.evaluation.evaluation import Evaluation
from doula.evaluation.intervals import percentile, share
from doula.evaluation.scoring import Result, by_label


def report(evaluation: Evaluation, full: bool) -> list[Block]:
    """Return the document, in full or with the long lists cut."""
    return [
        *_opening(evaluation),
        *_sets(evaluation, full),
        *own_report.sections(evaluation),
        *danger_report.sections(evaluation, full),
        *training_report.sections(evaluation, full),
        *own_report.failures(evaluation, full),
    ]


def _opening(evaluation: Evaluation) -> list[Block]:
    origin = evaluation.origin
    rows = [
        (each.floor.what, f"{each.floor.least:.0%}", str(each.share), str(each))
        for each in evaluation.reached
    ]
    return [
        Heading("What the assistant understands", 1),
        Paragraph(
            f"Written by `{origin.command}` on {origin.date} at commit {origin.commit}; {origin.machine}. "
            "Shares stand with how many of how many and their 95 % Wilson interval. Each message begins a "
            "conversation of its own and takes the way of a real turn. Right is a reply whose outcome is "
            "right and which, when it answers, cites a passage that answers. What many articles cost is in "
            "`docs/size.md`, what many mothers cost in `docs/performance.md`."
        ),
        Heading("What must be reached"),
        Table(("share", "at least", "reached", ""), tuple(rows)),
    ]


def _sets(evaluation: Evaluation, full: bool) -> list[Block]:
    rows = tuple(_row(measured.cases, measured.results) for measured in evaluation.sets)
    columns = ("set", "messages are", "right", "every part cited", "answered", "ms, median", "ms, 95 %")
    blocks: list[Block] = [Heading("All sets"), Table(columns, rows), *_mistyped(evaluation)]
    return [*blocks, _labels(evaluation)] if full else blocks


def _mistyped(evaluation: Evaluation) -> list[Block]:
    """Say what typing mistakes cost."""
    variants = [(each, evaluation.results[each.cases.of]) for each in evaluation.sets if each.cases.of]
    return [
        Paragraph(
            f"With one or two typing mistakes in each message of `{wrong.cases.of}`, the share of right "
            f"replies changes by {_right(wrong.results) - _right(before):+.1%}."
        )
        for wrong, before in variants
    ]


def _right(results: Sequence[Result]) -> float:
    return share(each.right for each in results).value


def _row(cases: CaseSet, results: Sequence[Result]) -> tuple[str, ...]:
    times = [each.ms for each in results]
    return (
        cases.name,
        cases.origin,
        str(share(each.right for each in results)),
        str(share(each.strictly_right for each in results if len(each.case.parts) > 1)),
        str(share(each.answered for each in results)),
        f"{percentile(times, 50):.1f}",
        f"{percentile(times, 95):.1f}",
    )


def _labels(evaluation: Evaluation) -> Table:
    rows = [
        (measured.cases.name, label, str(value))
        for measured in evaluation.sets
        if not measured.cases.own
        for label, value in by_label(measured.results).items()
    ]
    return Table(("set", "label", "right"), tuple(rows))
