"""Where an answer is from, what no article covers, and questions that lean on the one before."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import CheckedMother, paragraphs

TITLE = "“What causes leg cramps during pregnancy?”"
TABLETS = "before you take any tablets"


@pytest.mark.parametrize("text", ["where is that from?", "which article says so", "what's your source"])
def test_title_and_exact_quotes_of_the_last_answer_are_shown(mother: CheckedMother, text: str) -> None:
    answer = mother.says("can I eat kelp?").answer
    shown = mother.says(text).answer
    assert TITLE in shown
    assert shown.message["citations"] == answer.message["citations"]
    assert paragraphs(shown.message) == [citation["quote"] for citation in answer.message["citations"]]


def test_the_source_of_an_assessment_is_shown(mother: CheckedMother) -> None:
    assessment = mother.legs_are_fine(
        mother.says("My legs cramp at night, it's warm in bed and I did nothing special. Why?")
    )
    assert mother.says("where is that from?").answer.message["citations"] == assessment.message["citations"]


def test_small_talk_does_not_hide_the_source(mother: CheckedMother) -> None:
    mother.says("can I eat kelp?")
    mother.says("thanks")
    assert mother.says("where is that from?").answer.cites("Kelp is rich")


def test_nobody_is_said_to_have_reviewed_what_nobody_reviewed(mother: CheckedMother) -> None:
    mother.says("can I eat kelp?")
    assert "No midwife or doctor has checked it" in mother.says("where is that from?").answer


@pytest.mark.parametrize("before", [(), ("hello",), ("does magnesium help?",)])
def test_before_any_answer_there_is_no_source_yet(mother: CheckedMother, before: tuple[str, ...]) -> None:
    for text in before:
        mother.says(text)
    reply = mother.says("where is that from?")
    assert reply.outcomes == ["small_talk"] and "not told you anything from an article yet" in reply


def test_a_dose_quoted_as_a_source_is_followed_by_the_line_to_ask_first(mother: CheckedMother) -> None:
    assert TABLETS in mother.says("how many calcium tablets a day?")
    assert TABLETS in mother.says("where is that from?")


class TestWhatNoArticleCovers:
    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("does magnesium help?", "magnesium"),
            ("does magnesium help against leg cramps?", "magnesium"),
            ("should I eat bananas", "bananas"),
            ("would a banana a day stop my leg cramps", "bananas"),
            ("is quinine good against cramps", "quinine"),
            ("what about compression socks", "compression socks"),
            ("do compression socks help with leg cramps", "compression socks"),
            ("I have heartburn, what causes it?", "heartburn"),
            ("how do I get rid of heartburn", "heartburn"),
            ("why are my breasts so sore", "breast"),
        ],
    )
    def test_it_is_named_and_said_to_be_missing(self, mother: CheckedMother, text: str, named: str) -> None:
        said = mother.says(text).only("not_covered")
        assert named in said and "midwife" in said

    @pytest.mark.parametrize("text", ["quinine?", "can I take quinine for leg cramps"])
    def test_a_question_about_quinine_is_no_overdose(self, mother: CheckedMother, text: str) -> None:
        assert "quinine" in mother.says(text).only("not_covered")

    def test_titles_that_can_be_asked_about_are_listed(self, mother: CheckedMother) -> None:
        assert TITLE in mother.says("why do I get heartburn").only("not_covered")

    def test_half_a_question_is_answered_and_the_other_half_named(self, mother: CheckedMother) -> None:
        answer = mother.says("why do my legs cramp at night and does magnesium help").answer
        assert answer.cites("lower at night") and "says nothing about magnesium" in answer

    def test_another_complaint_does_not_change_what_the_talk_is_about(self, mother: CheckedMother) -> None:
        mother.says("how can I prevent leg cramps?")
        mother.says("why do I get heartburn")
        assert mother.says("what about food?").answer.cites("calcium-rich foods")


class TestAQuestionThatLeansOnTheOneBefore:
    @pytest.mark.parametrize(
        "before", ["how can I prevent leg cramps?", "what helps against a leg cramp right now?"]
    )
    @pytest.mark.parametrize(
        ("text", "cites"),
        [
            ("what about food?", "calcium-rich foods"),
            ("and massage?", "Do muscle massage regularly"),
            ("does that hurt the baby?", "affect fetal movement"),
            ("and is kelp any good?", "Kelp is rich"),
        ],
    )
    def test_it_is_about_the_same_complaint(
        self, mother: CheckedMother, before: str, text: str, cites: str
    ) -> None:
        mother.says(before)
        assert mother.says(text).answer.cites(cites)

    @pytest.mark.parametrize("text", ["how much?", "how many a day?"])
    def test_how_much_is_about_the_tablets(self, mother: CheckedMother, text: str) -> None:
        mother.says("should I take calcium tablets against leg cramps?")
        answer = mother.says(text).answer
        assert answer.cites("one calcium tablet per day") and TABLETS in answer

    def test_what_about_kelp_is_about_kelp(self, mother: CheckedMother) -> None:
        mother.says("how can I prevent leg cramps?")
        assert mother.says("what about kelp").answer.cites("Kelp is rich")

    def test_at_night_is_about_the_night(self, mother: CheckedMother) -> None:
        mother.says("what food helps against leg cramps?")
        assert mother.says("what about at night?").answer.cites("at night")

    def test_and_at_night_is_about_the_night(self, mother: CheckedMother) -> None:
        mother.says("what food helps against leg cramps?")
        assert mother.says("and at night?").answer.cites("at night")

    def test_without_a_question_before_it_is_asked_what_she_means(self, mother: CheckedMother) -> None:
        assert mother.says("how much?").outcomes == ["clarify"]
