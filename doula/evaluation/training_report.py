"""The sections on the training data: cross-validation, features, what it shares with the cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from doula.evaluation.cross_validation import FOLDS, Prediction
from doula.evaluation.document import Block, Heading, Paragraph, Picture, Table
from doula.evaluation.evaluation import Evaluation, Measured
from doula.evaluation.intervals import share
from doula.evaluation.pictures import draw_counts
from doula.evaluation.threshold import as_good, configured, curve

_FEW = 8  # rows of a list in the short report

_FEATURES = """\
The pipeline of config.yml up to its classifier, with both kinds of features or without one, on the first
of {folds} folds of the training data, learnt from the others. The time is the processor time of parsing one
held-out message in a loaded Rasa model, messages one after the other. At the median the encoder adds
{added:.1f} ms a message.\
"""
_THRESHOLD = """\
On the held-out examples of the cross-validation. An intent below the threshold is not believed and the
mother is asked what she means; the gain is the share that is believed rightly less the share that is believed
wrongly. From {lowest:.2f} to {highest:.2f} the gain is the greatest, within its standard error; config.yml
holds {configured:.2f}.\
"""
_OVERLAP = """\
Exactly: the same words in the same order. Nearly: the same words in another order or, from four words
on, all but one. Training data are the examples in data/ and the wordings in clinical/danger_signs.yml and
clinical/danger_wordings.yml.\
"""


def sections(evaluation: Evaluation, full: bool) -> list[Block]:
    """Return what training data and classifier are worth by themselves, as far as it was measured."""
    return [
        *(_cross_validation(evaluation.predictions, full) if evaluation.predictions else ()),
        *(_threshold(evaluation.predictions) if evaluation.predictions else ()),
        *(_features(evaluation) if evaluation.variants else ()),
        *_overlap(evaluation.sets, full),
    ]


def _cross_validation(predictions: Sequence[Prediction], full: bool) -> list[Block]:
    intents = sorted({each.intent for each in predictions})
    shares = {name: share(each.right for each in predictions if each.intent == name) for name in intents}
    worst_first = sorted(intents, key=lambda name: shares[name].value)
    taken = Counter((each.intent, each.predicted) for each in predictions)
    confused = [(*pair, str(times)) for pair, times in taken.most_common() if pair[0] != pair[1]]
    return [
        Heading("Cross-validation of the intents"),
        Paragraph(
            f"`rasa test nlu --cross-validation` with {FOLDS} folds, {len(predictions)} examples of "
            f"{len(intents)} intents: {share(each.right for each in predictions)} right."
        ),
        Picture(
            "intents",
            "Intents: rows are meant, columns predicted",
            draw_counts(taken, intents, intents, False),
        ),
        *(
            [Table(("intent", "right"), tuple((name, str(shares[name])) for name in worst_first))]
            if full
            else ()
        ),
        Table(("meant", "taken for", "times"), tuple(confused if full else confused[:_FEW])),
    ]


def _threshold(predictions: Sequence[Prediction]) -> list[Block]:
    points = curve(predictions)
    good = [point.threshold for point in as_good(points)]
    rows = [tuple(f"{value:.1%}" for value in (p.believed, p.right, p.gain)) for p in points]
    return [
        Heading("From which confidence an intent is believed"),
        Paragraph(_THRESHOLD.format(lowest=good[0], highest=good[-1], configured=configured())),
        Table(
            ("threshold", "believed", "believed rightly", "gain"),
            tuple((f"{p.threshold:.2f}", *row) for p, row in zip(points, rows, strict=True)),
        ),
    ]


def _features(evaluation: Evaluation) -> list[Block]:
    rows = [
        (each.name, str(each.share), f"{each.median_ms:.1f}", f"{each.p95_ms:.1f}")
        for each in evaluation.variants
    ]
    medians = {each.name: each.median_ms for each in evaluation.variants}
    added = medians["sparse + encoder"] - medians["sparse only"]
    return [
        Heading("What the features are worth"),
        Paragraph(_FEATURES.format(folds=FOLDS, added=added)),
        Table(("features", "right", "ms, median", "ms, 95 %"), tuple(rows)),
    ]


def _overlap(sets: Sequence[Measured], full: bool) -> list[Block]:
    rows = [_overlap_row(measured) for measured in sets]
    repeats = [
        (measured.cases.name, repeat.text, repeat.trained)
        for measured in sets
        if measured.cases.own
        for repeat in measured.repeats
    ]
    return [
        Heading("What evaluation and training data share"),
        Paragraph(_OVERLAP),
        Table(("set", "messages", "exactly", "nearly"), tuple(rows)),
        *(
            [Table(("set", "message", "in the training data"), tuple(repeats if full else repeats[:_FEW]))]
            if repeats
            else ()
        ),
    ]


def _overlap_row(measured: Measured) -> tuple[str, ...]:
    exact = sum(repeat.exact for repeat in measured.repeats)
    return (
        measured.cases.name,
        str(len(measured.cases.cases)),
        str(exact),
        str(len(measured.repeats) - exact),
    )
