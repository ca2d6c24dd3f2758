"""Cases as they lie in files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doula.clinical import ContentError
from doula.evaluation.cases import ALARMED, ANSWERED, OUTCOMES
from doula.evaluation.own_cases import HELD_OUT, READ, Source, read_danger_signs, read_own, read_questions
from doula.evaluation.shared_cases import LEG_CRAMPS, SHARED, Known, read_shared

SEED = Path("seeds/000_27d34ba8b50d454b.txt")
PIECES = {
    "cause_cold": ("cold",),
    "cause_posture": ("posture",),
    "relief_now": ("heels",),
    "prevention": ("prevent",),
}
KNOWN = Known(PIECES, {"itching"})


def source(path: Path, *names: str) -> Source:
    return Source(path, READ, names or ("own",))


def write(folder: Path, name: str, *rows: dict[str, object]) -> None:
    (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")


def test_every_piece_that_makes_an_answer_right_stands_in_the_article() -> None:
    article = " ".join(SEED.read_text("utf-8").split())
    questions, _ = read_questions()
    assert [piece for case in questions.cases for piece in case.cites if piece not in article] == []


def test_own_cases_are_many_and_cover_what_the_article_does_not_answer() -> None:
    questions, pieces = read_questions()
    assert len(questions.cases) >= 300
    assert questions.own
    assert {"related_but_absent", "other_pregnancy", "off_topic"} <= {case.label for case in questions.cases}
    assert pieces["cause_sleep_long"] == (
        "more sleep is better",
        "Sleeping too long will slow down blood circulation",
    )


def test_a_question_is_right_with_its_own_outcomes_or_those_of_its_label(tmp_path: Path) -> None:
    path = tmp_path / "questions.yml"
    path.write_text(
        "- {text: why, label: cause_cold, cites: [cold]}\n"
        "- {text: magnesium, label: related_but_absent}\n"
        "- {text: nights, label: inform, outcome: [ask_back]}\n"
        "- {text: why and how, label: multi, parts: [cause_cold], cites: [cold, heels]}\n",
        "utf-8",
    )
    cold, absent, told, several = read_questions(source(path))[0].cases
    assert (cold.outcomes, cold.cites) == (ANSWERED, ("cold",))
    assert absent.outcomes == {"not_covered", "clarify"}
    assert told.outcomes == {"ask_back"}
    assert several.parts == (("cold",),)


@pytest.mark.parametrize("content", ["- {text: why}", "- {text: a, label: multi, parts: [nothing]}", "- ["])
def test_a_wrong_file_of_questions_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "questions.yml"
    path.write_text(content, "utf-8")
    with pytest.raises(ContentError, match=r"questions\.yml"):
        read_questions(source(path))


def test_reports_must_be_heard_and_look_alikes_not(tmp_path: Path) -> None:
    path = tmp_path / "danger.yml"
    path.write_text(
        "fever: {reports: [38.5 and shaking], does_not_report: [warm feet]}\nstroke: {reports: []}\n"
    )
    reports, look_alikes = read_danger_signs(source(path, "reports", "alike"))
    assert [(case.label, case.outcomes) for case in reports.cases] == [("fever", ALARMED)]
    assert [case.text for case in look_alikes.cases] == ["warm feet"]
    assert not look_alikes.cases[0].outcomes & ALARMED


def test_each_set_that_is_there_is_read_and_only_what_was_read_before_may_be_shown() -> None:
    sets, pieces = read_own()
    assert sets[0].name == "own" and pieces
    assert all(each.own == (each.origin == READ) for each in sets)
    assert len({each.name for each in sets}) == len(sets)


def test_held_out_questions_know_the_pieces_of_the_others_and_are_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "held_out.yml"
    path.write_text("- {text: a, label: multi, parts: [cause_cold], cites: [cold]}", "utf-8")
    held_out, _ = read_questions(Source(path, HELD_OUT, ("held_out",)), PIECES)
    assert held_out.cases[0].parts == (("cold",),) and not held_out.own


def test_messages_about_leg_cramps_are_judged_by_their_label(tmp_path: Path) -> None:
    labels = ["cause_cold_or_posture", "related_but_not_in_article", "red_flag"]
    rows = [{"text": "x", "label": label, "note": ""} for label in labels]
    several = {"text": "x", "label": "multi", "note": "prevention_general; relief_now; lupus is outside"}
    write(tmp_path, "leg_cramps", *rows, several)
    (cases,) = read_shared(KNOWN, tmp_path)
    cold, absent, danger, multi = cases.cases
    assert (cold.outcomes, cold.cites) == (ANSWERED, ("cold", "posture"))
    assert absent.outcomes == set(OUTCOMES) - ANSWERED
    assert danger.outcomes == ALARMED
    assert multi.parts == (("prevent",), ("heels",))
    assert not cases.own


def test_other_sets_are_judged_by_what_must_not_be_said(tmp_path: Path) -> None:
    write(tmp_path, "other_pregnancy", {"text": "x", "label": "other_topic"})
    write(tmp_path, "out_of_domain", {"text": "x", "label": "off_topic"})
    write(
        tmp_path, "near_miss", {"text": "x", "label": "not_urgent"}, {"text": "x", "label": "ambiguous_info"}
    )
    write(tmp_path, "red_flags", {"text": "x", "label": "red_flag", "category": "bleeding"})
    near, other, out, red = (each.cases for each in read_shared(KNOWN, tmp_path))
    assert [set(OUTCOMES) - case.outcomes for case in near] == [ALARMED, {"urgent"}]
    assert other[0].not_from == {LEG_CRAMPS}
    assert not out[0].outcomes & ANSWERED
    assert (red[0].label, red[0].outcomes) == ("bleeding", ALARMED)


def test_a_question_counts_only_where_an_article_that_answers_it_is_held(tmp_path: Path) -> None:
    write(
        tmp_path,
        "articles_qa",
        {"question": "x", "article_id": "rash", "also_ok": ["itching"]},
        {"question": "y", "article_id": "anaemia", "also_ok": None},
    )
    (cases,) = read_shared(KNOWN, tmp_path)
    assert [(case.text, case.from_any) for case in cases.cases] == [("x", {"rash", "itching"})]


def test_sets_that_are_not_there_are_left_out(tmp_path: Path) -> None:
    assert read_shared(KNOWN, tmp_path / "nowhere") == ()


@pytest.mark.parametrize("label", ["unheard_of", "multi"])
def test_a_label_without_a_meaning_is_an_error_that_names_the_file(tmp_path: Path, label: str) -> None:
    write(tmp_path, "leg_cramps", {"text": "x", "label": label, "note": "lupus"})
    with pytest.raises(ContentError, match=r"leg_cramps\.jsonl"):
        read_shared(KNOWN, tmp_path)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared sets do not lie beside the project")
def test_all_shared_messages_about_leg_cramps_can_be_judged() -> None:
    sets = {each.name: each for each in read_shared(Known(read_questions()[1], set()))}
    assert all(case.cites for case in sets["leg_cramps"].cases if case.outcomes == ANSWERED)
