"""The report: what stands in it, what must not, and one run with the real assistant."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import yaml

from doula.channels.door import Door
from doula.clinical import ContentError
from doula.evaluation import run
from doula.evaluation.ablation import Variant
from doula.evaluation.cases import ANSWERED, Case, CaseSet
from doula.evaluation.cross_validation import Prediction, cross_validate, pipeline_without, read_predictions
from doula.evaluation.document import Picture, html, markdown
from doula.evaluation.evaluation import Evaluation, Measured, Origin
from doula.evaluation.intervals import Share
from doula.evaluation.overlap import Repeat
from doula.evaluation.own_cases import READ, Source, read_questions
from doula.evaluation.report import report
from doula.evaluation.scoring import Citation, Result
from doula.evaluation.threshold import configured
from doula.evaluation.training_data import read_texts

LONGEST = 200  # lines of docs/evaluation.md
ORIGIN = Origin("2026-11-23 05:38 UTC", "abc1234", "2 cores, a processor", "doula evaluate")
FOREIGN = "a message that nobody of the project wrote"


def result(case: Case, outcome: str, confidence: float = 0.8) -> Result:
    return Result(
        case, outcome, (Citation("leg_cramps", "Cold factors | such as"),), "ask_cause", confidence, 12.0
    )


def measured(name: str, own: bool, *results: Result, repeats: tuple[Repeat, ...] = ()) -> Measured:
    return Measured(CaseSet(name, tuple(each.case for each in results), own), results, repeats)


@pytest.fixture
def evaluation() -> Evaluation:
    cold = Case("is it <b>the cold</b> | or not", "cause_cold", ANSWERED, ("Cold factors",))
    off = Case("what is 2 + 2", "off_topic", frozenset({"not_covered"}))
    fever = Case("38.9 and shivering", "fever", frozenset({"urgent"}))
    shared = Case(FOREIGN, "related_but_not_in_article", frozenset({"not_covered"}))
    return Evaluation(
        ORIGIN,
        (
            measured(
                "own", True, result(cold, "answer"), result(off, "answer", 0.95), result(cold, "clarify")
            ),
            measured("danger_signs_held_out", False, result(fever, "urgent"), result(fever, "clarify")),
            measured(
                "look_alikes_held_out",
                False,
                result(replace(fever, outcomes=frozenset({"clarify"})), "urgent"),
            ),
            measured(
                "leg_cramps", False, result(shared, "answer"), repeats=(Repeat(FOREIGN, FOREIGN, exact=True),)
            ),
        ),
        (Prediction("ask_cause", "ask_cause", 0.9), Prediction("ask_cause", "ask_relief", 0.6)),
        (Variant("sparse only", Share(1, 2), 1.5, 3.0), Variant("sparse + encoder", Share(2, 2), 5.5, 9.0)),
    )


@pytest.mark.parametrize("full", [False, True])
def test_no_message_of_others_stands_in_a_report(evaluation: Evaluation, full: bool) -> None:
    blocks = report(evaluation, full)
    assert FOREIGN not in markdown(blocks, "pictures")
    assert FOREIGN not in html(blocks)


def test_the_report_says_when_where_and_how_it_was_made(evaluation: Evaluation) -> None:
    written = markdown(report(evaluation, full=False), "pictures")
    assert all(part in written for part in ("2026-11-23 05:38 UTC", "abc1234", "2 cores", "`doula evaluate`"))


def test_the_report_shows_figures_of_every_kind(evaluation: Evaluation) -> None:
    written = markdown(report(evaluation, full=False), "pictures")
    assert "| own cases: outcome and passage right | 92% | 33.3% (1/3; 6%–79%) | missed |" in written
    assert "| fever | 50.0% (1/2; 9%–91%) | 50.0% (1/2; 9%–91%) | 100.0% (1/1; 21%–100%) |" in written
    assert "the encoder adds 4.0 ms a message" in " ".join(written.split())
    assert "| leg_cramps | 1 | 1 | 0 |" in written
    assert "![Outcomes" not in written and "](pictures/outcomes.svg)" in written


def test_what_was_held_out_is_listed_in_the_full_report_only(evaluation: Evaluation) -> None:
    short, full = (markdown(report(evaluation, full=each), "pictures") for each in (False, True))
    assert "Reports not heard: 1" in full and "False alarms: 1" in full
    assert "Reports not heard" not in short and "False alarms:" not in short


def test_the_worst_failure_is_the_most_confident_wrong_answer(evaluation: Evaluation) -> None:
    written = markdown(report(evaluation, full=False), "pictures")
    failures = written.partition("## Failures")[2].splitlines()
    assert failures[6].startswith(
        "| what is 2 + 2 | off_topic | answer | ask_cause 0.95 | Cold factors \\| such as"
    )


def test_a_message_cannot_break_the_page(evaluation: Evaluation) -> None:
    page = html(report(evaluation, full=True))
    assert "&lt;b&gt;the cold" in page and "<b>" not in page
    assert "\\<b\\>the cold\\</b\\> \\| or not" in markdown(report(evaluation, full=True), "pictures")


def test_the_page_needs_no_other_file(evaluation: Evaluation) -> None:
    page = html(report(evaluation, full=True))
    assert page.count('src="data:image/svg+xml;base64,') == page.count("src=") == 5


def test_pictures_are_svg_and_the_same_each_time(evaluation: Evaluation) -> None:
    first, second = (
        [block.svg for block in report(evaluation, full=False) if isinstance(block, Picture)]
        for _ in range(2)
    )
    assert first == second
    assert all("<svg" in svg for svg in first)


def test_the_report_says_what_typing_mistakes_cost(evaluation: Evaluation) -> None:
    own = evaluation.sets[0]
    wrong = tuple(replace(each, outcome="small_talk", citations=()) for each in own.results)
    worse = Measured(replace(own.cases, name="own_mistyped", of="own"), wrong, ())
    written = markdown(report(replace(evaluation, sets=(*evaluation.sets, worse)), full=False), "pictures")
    assert "replies changes by -33.3%" in written


def test_the_report_says_which_thresholds_are_good_and_which_holds(evaluation: Evaluation) -> None:
    written = " ".join(markdown(report(evaluation, full=False), "pictures").split())
    assert "From 0.65 to 0.90 the gain is the greatest, within its standard error;" in written
    assert f"config.yml holds {configured():.2f}." in written


def test_without_cross_validation_its_sections_are_left_out(evaluation: Evaluation) -> None:
    written = markdown(report(replace(evaluation, predictions=(), variants=()), full=False), "pictures")
    assert "Cross-validation" not in written and "ms a message" not in written


def test_a_missed_floor_and_a_repeat_each_fail_the_run(evaluation: Evaluation) -> None:
    fine = result(Case("hi", "small_talk", frozenset({"small_talk"})), "small_talk")
    good = Evaluation(ORIGIN, (measured("own", True, fine),))
    assert good.passed
    repeated = measured("own", True, fine, repeats=(Repeat("hi", "Hi", exact=True),))
    assert not replace(good, sets=(repeated,)).passed
    assert not replace(good, sets=(measured("own", True, replace(fine, outcome="answer")),)).passed


def test_rasas_predictions_are_read_from_its_report(tmp_path: Path) -> None:
    row = {"text": "x", "intent": "affirm", "intent_prediction": {"name": "deny", "confidence": 0.4}}
    path = tmp_path / "intent_errors.json"
    path.write_text(json.dumps([row]), "utf-8")
    assert list(read_predictions(path)) == [Prediction("affirm", "deny", 0.4)]
    assert not Prediction("affirm", "deny", 0.4).right


def test_a_kind_of_features_is_left_out_of_the_pipeline_and_nothing_after_the_classifier_is_kept() -> None:
    names = [
        "SpacyNLP",
        "a.b.SentenceFeaturizer",
        "CountVectorsFeaturizer",
        "LogisticRegressionClassifier",
        "X",
    ]
    pipeline = [{"name": name} for name in names]
    without = pipeline_without(pipeline, ("SentenceFeaturizer",))
    assert [each["name"] for each in without] == ["SpacyNLP", "RegexFeaturizer", *names[2:4]]


def test_what_rasa_says_is_passed_on_when_it_cannot_cross_validate(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = CompletedProcess([], 1, stdout="", stderr="intent ask_cause has one example")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(ContentError, match="ask_cause has one example"):
        cross_validate()


def test_overlap_is_looked_for_in_examples_and_in_wordings_of_danger_signs() -> None:
    texts = read_texts()
    signs = yaml.safe_load(Path("clinical/danger_signs.yml").read_text("utf-8"))["signs"].values()
    assert len(texts) > 1_000
    assert {text for sign in signs for text in sign["wordings"] + sign["look_alikes"]} <= set(texts)


def test_three_cases_go_through_the_real_assistant_to_a_report(
    assistant: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = tmp_path / "questions.yml"
    questions.write_text(
        "- {text: why do my legs cramp at night, label: cause_night, cites: [lower at night]}\n"
        "- {text: what is the capital of France, label: off_topic}\n"
        "- {text: '   ', label: gibberish}\n",
        "utf-8",
    )
    for constant in ("MARKDOWN", "PICTURES", "HTML"):
        monkeypatch.setattr(run, constant, tmp_path / getattr(run, constant))
    monkeypatch.setattr(run, "_read_sets", lambda: (read_questions(Source(questions, READ, ("own",)))[0],))
    monkeypatch.setattr(run, "read_texts", lambda: ("Capital of France, what is the",))
    said: list[str] = []
    assert not run.run(assistant, training=False, say=said.append)
    assert "own cases: outcome and passage right: 100.0% (3/3; 44%–100%), reached" in said
    assert "messages shared with the training data: 1" in said
    lines = (tmp_path / "docs/evaluation.md").read_text("utf-8").splitlines()
    linked = [line.partition("](")[2].rstrip(")") for line in lines if line.startswith("![")]
    assert len(lines) <= LONGEST
    assert linked and all((tmp_path / "docs" / link).is_file() for link in linked)
    assert (tmp_path / "var/evaluation.html").stat().st_size < 1_000_000
