"""What counts as a right reply."""

from __future__ import annotations

import pytest

from doula.evaluation.cases import ALARMED, ANSWERED, OUTCOMES, Case
from doula.evaluation.floors import measure
from doula.evaluation.intervals import Share
from doula.evaluation.scoring import Citation, Result, by_label, weightiest

NIGHT, COLD = "blood calcium levels are often lower at night", "low room temperature"
QUOTE = (
    "Since blood calcium levels are\noften LOWER at night than during the day, cramps often occur at night."
)


def result(case: Case, outcome: str, *quotes: str, article: str = "leg_cramps") -> Result:
    cited = tuple(Citation(article, quote) for quote in quotes)
    return Result(case, outcome, cited, "ask_cause", 0.9, 10.0)


def asked(
    *cites: str, label: str = "cause_night", outcomes: frozenset[str] = ANSWERED, **kinds: object
) -> Case:
    return Case("why at night", label, outcomes, cites, **kinds)  # type: ignore[arg-type]


def test_an_answer_that_cites_one_right_piece_is_right() -> None:
    assert result(asked(COLD, NIGHT), "answer", "Something else.", QUOTE).right


def test_an_assessment_that_cites_a_right_piece_is_right() -> None:
    assert result(asked(NIGHT), "assessment", QUOTE).right


def test_an_answer_from_another_passage_is_wrong() -> None:
    assert not result(asked(COLD), "answer", QUOTE).right


def test_an_answer_without_a_citation_is_wrong() -> None:
    assert not result(asked(NIGHT), "answer").right


def test_a_right_passage_under_a_wrong_outcome_is_wrong() -> None:
    assert not result(asked(NIGHT), "clarify", QUOTE).right


def test_asking_back_where_that_is_allowed_needs_no_passage() -> None:
    assert result(asked(NIGHT, outcomes=ANSWERED | {"clarify"}), "clarify").right


def test_strictly_every_part_of_a_question_needs_its_passage() -> None:
    case = asked(NIGHT, COLD, parts=((NIGHT,), (COLD,)))
    assert result(case, "answer", QUOTE).right
    assert not result(case, "answer", QUOTE).strictly_right
    assert result(case, "answer", QUOTE, "such as low room temperature in winter").strictly_right
    assert not result(case, "clarify").strictly_right


def test_an_answer_must_come_from_an_article_that_answers() -> None:
    case = asked(from_any=frozenset({"itching"}))
    assert result(case, "answer", "It itches.", article="itching").right
    assert not result(case, "answer", "It cramps.").right


def test_an_answer_must_not_come_from_the_article_that_cannot_answer() -> None:
    case = asked(outcomes=frozenset(OUTCOMES), not_from=frozenset({"leg_cramps"}))
    assert not result(case, "answer", QUOTE).right
    assert result(case, "answer", "It itches.", article="itching").right
    assert result(case, "not_covered").right


@pytest.mark.parametrize(
    ("outcomes", "counts_as"),
    [
        (["answer", "ask_back"], "answer"),
        (["small_talk", "ask_back"], "small_talk"),
        (["answer", "urgent"], "urgent"),
        (["check_urgent", "answer"], "check_urgent"),
        (["not_covered", "answer"], "answer"),
        (["ask_back"], "ask_back"),
    ],
)
def test_a_turn_counts_as_its_weightiest_message(outcomes: list[str], counts_as: str) -> None:
    assert weightiest(outcomes) == counts_as


def test_every_outcome_has_a_weight() -> None:
    assert [weightiest([outcome]) for outcome in OUTCOMES] == list(OUTCOMES)


def test_shares_are_counted_by_label() -> None:
    results = [result(asked(NIGHT), "answer", QUOTE), result(asked(NIGHT), "clarify")]
    other = result(asked(label="off_topic", outcomes=frozenset({"clarify"})), "clarify")
    assert by_label([other, *results]) == {"cause_night": Share(1, 2), "off_topic": Share(1, 1)}


def test_related_messages_and_danger_do_not_count_among_the_answerable() -> None:
    absent = Case("magnesium?", "related_but_not_in_article", frozenset(OUTCOMES) - ANSWERED)
    danger = Case("it is swollen", "red_flag", ALARMED)
    results = [
        result(asked(NIGHT), "answer", QUOTE),
        result(absent, "answer", QUOTE),
        result(danger, "answer", QUOTE),
    ]
    answerable, unanswerable, *_ = measure({"leg_cramps": results})
    assert (answerable.share, unanswerable.share) == (Share(1, 1), Share(0, 1))
    assert (answerable.missed, unanswerable.missed) == (False, True)
    assert (str(answerable), str(unanswerable)) == ("reached", "missed")
