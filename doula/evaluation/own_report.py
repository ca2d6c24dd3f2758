"""The sections on the project's own questions: labels, outcomes, confidence, failures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from doula.evaluation.cases import OUTCOMES
from doula.evaluation.confidence import Judged, calibration, calibration_error, tradeoffs
from doula.evaluation.document import Block, Heading, Paragraph, Picture, Table
from doula.evaluation.evaluation import Evaluation
from doula.evaluation.floors import least
from doula.evaluation.pictures import Counts, draw_calibration, draw_counts, draw_shares, draw_tradeoffs
from doula.evaluation.scoring import Result, by_label

_FEW = 10  # failures in the short report
_MOST_LETTERS = 140


def sections(evaluation: Evaluation) -> list[Block]:
    """Return what was right, which outcomes were given, and what confidence is worth."""
    own = evaluation.results["own"]
    return [*_labels(own), *_outcomes(own), *_confidence(evaluation)]


def failures(evaluation: Evaluation, full: bool) -> list[Block]:
    """Return the wrong replies that were held with most confidence, or all."""
    wrong = [each for each in evaluation.results["own"] if not each.right]
    wrong.sort(key=lambda each: (not each.answered, -each.confidence))
    rows = tuple(map(_failure, wrong if full else wrong[:_FEW]))
    return [
        Heading("Failures, worst first"),
        Paragraph(
            f"{len(wrong)} of the own cases; wrong answers first, each by the classifier's confidence. "
            "All of them are in var/evaluation.html."
        ),
        Table(("message", "asks", "got", "as", "passages"), rows),
    ]


def _labels(results: Sequence[Result]) -> list[Block]:
    shares = by_label(results)
    worst_first = sorted(shares, key=lambda label: shares[label].value)
    picture = draw_shares(shares, least("own"))
    return [
        Heading("Own cases by what is asked"),
        Picture("labels", "Share of right replies by label; dotted: what all together must reach", picture),
        Table(("label", "right"), tuple((label, str(shares[label])) for label in worst_first)),
    ]


def _outcomes(results: Sequence[Result]) -> list[Block]:
    given = Counter((_kind(each), each.outcome) for each in results)
    kinds = tuple(dict.fromkeys(map(_kind, results)))
    return [
        Heading("What was asked and which outcome was given"),
        Picture("outcomes", "Own cases: rows are asked, columns given", draw_counts(given, kinds, OUTCOMES)),
        _matrix(given, kinds),
    ]


def _kind(result: Result) -> str:
    return "in the article" if result.case.cites else result.case.label


def _matrix(counts: Counts, rows: Sequence[str]) -> Table:
    lines = [(row, *(str(counts.get((row, outcome), "")) for outcome in OUTCOMES)) for row in rows]
    return Table(("asked", *OUTCOMES), tuple(lines))


def _confidence(evaluation: Evaluation) -> list[Block]:
    own = evaluation.results["own"]
    answers = [Judged(each.confidence, each.right, bool(each.case.cites)) for each in own if each.answered]
    curves = {
        "intent, cross-validated": calibration(Judged(p.confidence, p.right) for p in evaluation.predictions)
    }
    curves["answer, own cases"] = calibration(answers)
    errors = (f"{name}: {calibration_error(bins):.1%}" for name, bins in curves.items() if bins)
    points = tradeoffs(answers, sum(bool(each.case.cites) for each in own))
    return [
        Heading("What the classifier's confidence is worth"),
        Paragraph(f"Confidence and the share of right ones differ on average by: {'; '.join(errors)}."),
        Picture("calibration", "Share of right ones by confidence", draw_calibration(curves)),
        Picture(
            "coverage", "Precision when only answers above a confidence are given", draw_tradeoffs(points)
        ),
    ]


def _failure(result: Result) -> tuple[str, ...]:
    passages = " … ".join(citation.quote for citation in result.citations)
    understood = f"{result.intent} {result.confidence:.2f}"
    return _short(result.case.text), result.case.label, result.outcome, understood, _short(passages)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}…"
