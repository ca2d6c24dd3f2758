"""Check the measure of likeness on vectors of three numbers, and the material it is learned from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from doula.triage.likeness import Example, Likeness, examples_in, fit
from doula.triage.word_use import Floats

ROOT = Path(__file__).parents[2]
AXES = {"bleeding": 0, "fever": 1, "": 2}


def near(axis: int, count: int, seed: int) -> Floats:
    """Give unit vectors that scatter around an axis."""
    vectors = np.eye(3)[axis] + np.random.default_rng(seed).normal(0, 0.2, (count, 3))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def learned(count: int = 20) -> tuple[Likeness, Floats]:
    examples, vectors = [], []
    for sign, axis in AXES.items():
        kinds = ["report"] * count if sign else ["ordinary", "look_alike"] * (count // 2)
        examples += [Example(f"{sign} {number}", kind, sign) for number, kind in enumerate(kinds)]  # type: ignore[arg-type]
        vectors.append(near(axis, count, seed=axis))
    return fit(examples, np.vstack(vectors))


LIKENESS, UNSEEN = learned()


@pytest.mark.parametrize("sign", ["bleeding", "fever"])
def test_what_is_near_reports_of_a_sign_is_like_it(sign: str) -> None:
    for resemblance in LIKENESS.measure([""] * 10, near(AXES[sign], 10, seed=9)):
        assert resemblance.sign == sign
        assert resemblance.score > LIKENESS.sure


def test_what_is_near_ordinary_messages_is_like_no_report() -> None:
    assert all(each.score < 0 for each in LIKENESS.measure([""] * 10, near(2, 10, seed=8)))


def test_what_is_near_nothing_known_is_no_report() -> None:
    (found,) = LIKENESS.measure([""], np.array([[-1, 0, 0]], dtype=np.float32))
    assert abs(found.score) < 0.1


def test_the_score_of_one_left_out_is_what_it_would_have_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doula.triage.likeness._FAR", -1)
    monkeypatch.setattr("doula.triage.likeness._WORDS", 0)
    examples = [Example(str(n), "report" if n < 8 else "ordinary", "fever" * (n < 8)) for n in range(16)]
    examples[15] = Example("15", "look_alike")
    vectors = np.vstack([near(1, 8, seed=1), near(2, 8, seed=2)])
    ridge = 0.1
    _, unseen = fit(examples, vectors)
    kernel = np.exp(4.0 * (vectors.astype(float) @ vectors.T - 1))
    targets = np.array([1.0] * 8 + [-1.0] * 8)
    for left_out in (0, 12):
        rest = np.delete(np.arange(16), left_out)
        weights = np.linalg.solve(kernel[np.ix_(rest, rest)] + ridge * np.eye(15), targets[rest])
        assert unseen[left_out] == pytest.approx(kernel[left_out, rest] @ weights, abs=1e-4)


def test_ordinary_messages_far_from_every_report_are_not_kept() -> None:
    assert len(LIKENESS.vectors) < len(UNSEEN)
    assert max(UNSEEN[-20:]) < 0


def test_the_limits_rise() -> None:
    assert LIKENESS.sure <= LIKENESS.plain


def test_a_bare_question_is_between_a_report_and_an_ordinary_message() -> None:
    asked = near(0, 1, seed=5)
    examples = [Example("asked", "ask", "bleeding"), Example("told", "report", "bleeding")]
    examples += [Example("hello", "ordinary"), Example("gums", "look_alike")]
    examples += [Example("told too", "report", "bleeding"), Example("my gums", "look_alike")]  # three of each
    likeness, _ = fit(examples, np.vstack([asked, near(1, 1, seed=6), near(2, 4, seed=7)]))
    (found,) = likeness.measure(["asked"], asked)
    assert abs(found.score) < 0.3


def content(name: str) -> dict[str, dict[str, list[str]]]:
    loaded: dict[str, dict[str, list[str]]] = yaml.safe_load((ROOT / "clinical" / name).read_text("utf-8"))
    return loaded


def test_every_sign_is_learned_from_many_reports() -> None:
    signs = content("danger_signs.yml")["signs"]
    examples = list(examples_in(signs, content("danger_wordings.yml"), ["hello"]))  # type: ignore[arg-type]
    reports = [example.sign for example in examples if example.kind == "report"]
    assert set(reports) == set(signs)
    assert min(map(reports.count, signs)) >= 40
    assert [example for example in examples if example.kind == "ordinary"] == [Example("hello", "ordinary")]


def test_the_file_of_wordings_holds_signs_and_three_kinds_only() -> None:
    wordings, signs = content("danger_wordings.yml"), content("danger_signs.yml")["signs"]
    assert wordings.keys() == {*signs, "other"}
    assert {kind for kinds in wordings.values() for kind in kinds} <= {"reports", "asks", "look_alikes"}
    texts = [
        " ".join(str(text).lower().split())
        for kinds in wordings.values()
        for told in kinds.values()
        for text in told
    ]
    assert len(texts) == len(set(texts))


def test_the_same_words_are_like_a_report_where_vectors_tell_nothing() -> None:
    told, said = "it soaked a pad in an hour", "the room is cold at night"
    examples = [Example(f"{told}, week {week}", "report", "bleeding") for week in range(8)]
    examples += [Example(f"{said}, week {week}", "look_alike") for week in range(8)]
    examples += [Example("hello", "ordinary")]
    likeness, _ = fit(examples, np.tile(np.eye(3, dtype=np.float32)[0], (17, 1)))
    report, harmless = likeness.measure([told, said], np.tile(np.eye(3, dtype=np.float32)[0], (2, 1)))
    assert report.score > 0.3 > -0.3 > harmless.score
