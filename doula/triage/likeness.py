"""Measure how alike a message is to known reports of danger signs, by its vector and by its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from doula.triage.word_use import Floats, count, rarity, weigh

Kind = Literal["report", "ask", "look_alike", "ordinary"]

_TARGETS: dict[Kind, float] = {"report": 1.0, "ask": 0.0, "look_alike": -1.0, "ordinary": -1.0}
_KINDS: dict[Kind, str] = {"report": "reports", "ask": "asks", "look_alike": "look_alikes"}
_NEARNESS = 4.0  # how fast likeness fades with the distance of two vectors
_WORDS = 0.5  # how much the same words count beside near vectors
_RIDGE = 0.1  # how little a single wording counts against all others
_FAR = 0.45  # the cosine below which two messages have nothing in common
_ORDINARY_RAISED = 0.03  # of ordinary messages may be taken for a report in doubt
_LOOK_ALIKES_SURE = 0.05  # of look-alikes may make a doubtful mention a plain one
_LOOK_ALIKES_HINTED = (
    0.005  # of look-alikes may make a hint or a general question plain, or a part of a story a doubt
)
_LOOK_ALIKES_PLAIN = 0.001  # of look-alikes may be taken for a plain one by likeness alone
_LOOK_ALIKES_TOLD = 0.35  # of look-alikes may be told in the words of reports
_LEEWAY = 10.0  # how far the weight of a word may go, as LogisticRegression's C


@dataclass(frozen=True)
class Example:
    """What was written, and whether it reports a sign, only asks about it, looks like it or is ordinary."""

    text: str
    kind: Kind
    sign: str = ""


def examples_in(
    signs: Mapping[str, Any], wordings: Mapping[str, Any], ordinary: Iterable[str]
) -> Iterator[Example]:
    """Yield all that is learned from: two files of clinical/, and messages that are about no sign."""
    for name, sign in signs.items():
        yield from (Example(text, "report", name) for text in sign["wordings"])
        yield from (Example(text, "look_alike") for text in sign["look_alikes"])
    for name, kinds in wordings.items():
        for kind, written in _KINDS.items():
            about = name if kind in ("report", "ask") else ""
            yield from (Example(text, kind, about) for text in kinds.get(written, ()))
    yield from (Example(text, "ordinary") for text in ordinary)


@dataclass(frozen=True)
class Resemblance:
    """The sign whose reports a text is most like, and how alike it is: about 1 for a report, -1 for none."""

    sign: str
    score: float


@dataclass(frozen=True)
class Likeness:
    """Kernel ridge regression on known wordings: one weight a wording for danger, one for each sign.

    Near vectors and shared words add up. The words' part is linear and so kept as one weight for a word.
    From `like` on a text may be a report; from `sure` on it is plain if it also holds a doubtful mention,
    from `hinted` on if it holds a word of the sign or asks of it in general, and from `plain` on by itself.
    `telling` has the weights of a logistic regression, one a place; from `told` on a text is
    told in the words of reports.
    """

    signs: tuple[str, ...]
    vectors: Floats
    weights: Floats
    rarity: Floats
    words: Floats
    telling: Floats
    like: float
    sure: float
    hinted: float
    plain: float
    told: float

    def measure(self, texts: Sequence[str], vectors: Floats) -> tuple[Resemblance, ...]:
        """Give the resemblance of each text, with its vector of length 1 in the same row."""
        scores = self.scores(weigh(count(texts), self.rarity), vectors)
        nearest = scores[:, 1:].argmax(axis=1)
        return tuple(
            Resemblance(self.signs[sign], float(score[0]))
            for sign, score in zip(nearest, scores, strict=True)
        )

    def telling_words(self, texts: Sequence[str]) -> Floats:
        """Give how much the words of each text, whatever they mean together, are those of reports."""
        told: Floats = weigh(count(texts), self.rarity) @ self.telling
        return told

    def scores(self, used: csr_matrix, vectors: Floats) -> Floats:
        """Give one column for danger and one for each sign, from the words used and the vectors."""
        scores: Floats = _nearness(vectors, self.vectors) @ self.weights + used @ self.words
        return scores


def fit(examples: Sequence[Example], vectors: Floats) -> tuple[Likeness, Floats]:
    """Learn from examples; give also the score that each would have had, had it not been learned from."""
    signs = tuple(sorted({example.sign for example in examples if example.sign}))
    kept = _telling(examples, vectors)
    counted = count([example.text for example in examples])
    used = weigh(counted, rare := rarity(counted))
    targets = np.array([_target(examples[at], signs) for at in kept])
    kernel = _nearness(vectors[kept], vectors[kept]) + _WORDS * (used[kept] @ used[kept].T).toarray()
    inverse = np.linalg.inv(kernel.astype(np.float64) + np.diag(_RIDGE / _importance(targets[:, 0])))
    weights = inverse @ targets
    words = (_WORDS * used[kept].T @ weights).astype(np.float32)
    telling, told = _telling_words(used, examples)
    unlimited = Likeness(
        signs, vectors[kept], weights.astype(np.float32), rare, words, telling, 0, 0, 0, 0, 0
    )
    unseen = unlimited.scores(used, vectors)[:, 0]
    unseen[kept] = targets[:, 0] - weights[:, 0] / np.diag(inverse)  # leaving one out has this closed form
    limited = replace(
        unlimited,
        like=_limit(unseen, examples, "ordinary", _ORDINARY_RAISED),
        sure=_limit(unseen, examples, "look_alike", _LOOK_ALIKES_SURE),
        hinted=_limit(unseen, examples, "look_alike", _LOOK_ALIKES_HINTED),
        plain=_limit(unseen, examples, "look_alike", _LOOK_ALIKES_PLAIN),
        told=_limit(told, examples, "look_alike", _LOOK_ALIKES_TOLD),
    )
    return limited, unseen


def _telling_words(used: csr_matrix, examples: Sequence[Example]) -> tuple[Floats, Floats]:
    """Learn which words tell reports from the rest; give also what they make of unseen examples."""
    reports = np.array([example.kind in ("report", "ask") for example in examples])
    model = LogisticRegression(C=_LEEWAY, class_weight="balanced", fit_intercept=False, max_iter=500)
    folds = StratifiedKFold(3, shuffle=True, random_state=0)
    unseen = cross_val_predict(model, used, reports, cv=folds, method="decision_function")
    return model.fit(used, reports).coef_[0].astype(np.float32), unseen.astype(np.float32)


def _telling(examples: Sequence[Example], vectors: Floats) -> NDArray[np.intp]:
    """Leave out ordinary messages that are far from every report: there are many, and they teach nothing."""
    reports = vectors[[example.kind == "report" for example in examples]]
    ordinary = np.array([example.kind == "ordinary" for example in examples])
    return np.flatnonzero(~ordinary | ((vectors @ reports.T).max(axis=1) >= _FAR))


def _nearness(some: Floats, others: Floats) -> Floats:
    near: Floats = np.exp(_NEARNESS * (some @ others.T - 1))
    return near


def _target(example: Example, signs: tuple[str, ...]) -> list[float]:
    return [_TARGETS[example.kind], *(float(sign == example.sign) for sign in signs)]


def _importance(dangers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Let all reports together count as much as all that is harmless."""
    reports, harmless = (dangers > 0).sum(), (dangers < 0).sum()
    return np.where(dangers > 0, harmless / reports, 1.0)


def _limit(unseen: Floats, examples: Sequence[Example], kind: Kind, raised: float) -> float:
    """Find the score that no more than the given share of the examples of a kind go beyond."""
    return float(np.quantile(unseen[[example.kind == kind for example in examples]], 1 - raised))
