"""What is said: quotes with their notes, reasons, measures, sources, and what is not covered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from doula.answers import Answer
from doula.articles import Article, Passage
from doula.causes import causes_of, rank_causes
from doula.clinical import read, read_responses
from doula.messages import Citation, Message, Responses, cite
from doula.notes import Note, Review, read_notes
from doula.observations import Observation
from doula.replies import Offer, Speech
from doula.vocabulary import Vocabulary

NIGHT, COLD = Observation("timing", "night"), Observation("temperature", "cold_room")
ON_FEET, DAY = Observation("activity", "on_feet"), Observation("timing", "day")
TABLETS = "Please ask your midwife, doctor or pharmacist before you take any tablets."


def passage(text: str, aspects: str, *conditions: Observation, cause: int | None = None) -> Passage:
    return Passage(0, len(text), text, 0, cause, frozenset(aspects.split()), frozenset(conditions))


LACK = passage("Lack of calcium.", "cause", cause=1)
AT_NIGHT = passage("Calcium is lower at night.", "cause", NIGHT, cause=1)
STANDING = passage("Standing is hard on your legs.", "cause", ON_FEET, cause=2)
COLDNESS = passage("A cold room.", "cause", COLD, cause=3)
WARM = passage("Keep your legs warm.", "prevention", COLD)
MASSAGE = passage("Massage your legs.", "prevention relief")
KELP = passage("Eat kelp for your baby.", "diet prevention")
DOSE = passage("Take one calcium tablet a day.", "supplement prevention")
CAUTION = passage("Cramps do not show what you lack.", "caution")
LATER = passage("Nor does anything else.", "caution")
PASSAGES = (LACK, AT_NIGHT, STANDING, COLDNESS, WARM, MASSAGE, KELP, DOSE, CAUTION, LATER)
ARTICLE = Article("cramps", "On cramps", "", (), PASSAGES)

ON_CALCIUM = Note(("calcium",), (), "Most are not short of calcium.", "Someone, 2020")
ON_KELP = Note(("Eat kelp",), (), "Kelp may harm your baby.", "")


@pytest.fixture(scope="module")
def speech() -> Speech:
    vocabulary = Vocabulary.of(read("clinical/observations.yml"))
    return Speech(Responses(read_responses()), (ON_CALCIUM, ON_KELP), vocabulary)


def assess(speech: Speech, *told: Observation, article: Article = ARTICLE) -> Message:
    return speech.assessment(article, rank_causes(causes_of(article), told))


def quotes(message: Message) -> list[str]:
    return [citation.quote for citation in message.citations]


class TestAnAnswer:
    def test_it_is_said_to_be_the_articles_and_quoted_and_cited(self, speech: Speech) -> None:
        message = speech.answer(Answer(ARTICLE, (MASSAGE,)), Offer())
        assert message.text == "The article “On cramps” says:\n\n“Massage your legs.”"
        assert message.outcome == "answer" and message.citations == (cite(ARTICLE, MASSAGE),)

    def test_several_causes_are_a_list_and_one_is_not(self, speech: Speech) -> None:
        assert "lists these causes:" in speech.answer(Answer(ARTICLE, (LACK, COLDNESS)), Offer()).text
        assert "lists" not in speech.answer(Answer(ARTICLE, (LACK,)), Offer()).text
        assert "lists" not in speech.answer(Answer(ARTICLE, (LACK, WARM)), Offer()).text

    def test_a_note_follows_the_first_quote_that_it_is_about_and_is_said_once(self, speech: Speech) -> None:
        paragraphs = speech.answer(Answer(ARTICLE, (LACK, DOSE)), Offer()).text.split("\n\n")
        note = "Editors' note: Most are not short of calcium. (Someone, 2020)"
        assert paragraphs[1:4] == ["“Lack of calcium.”", note, "“Take one calcium tablet a day.”"]
        assert paragraphs.count(note) == 1

    def test_a_note_without_a_source_names_none(self, speech: Speech) -> None:
        assert speech.answer(Answer(ARTICLE, (KELP,)), Offer()).text.endswith("Kelp may harm your baby.")

    @pytest.mark.parametrize(
        ("shown", "warned"), [((DOSE,), True), ((MASSAGE, DOSE), True), ((KELP,), False)]
    )
    def test_tablets_are_followed_by_the_line_to_ask_first(
        self, speech: Speech, shown: tuple[Passage, ...], warned: bool
    ) -> None:
        assert speech.answer(Answer(ARTICLE, shown), Offer()).text.endswith(TABLETS) is warned

    def test_what_is_absent_is_named_after_the_answer(self, speech: Speech) -> None:
        text = speech.answer(Answer(ARTICLE, (MASSAGE,), ("magnesium", "iron", "shoes")), Offer()).text
        assert "“On cramps” says nothing about magnesium, iron and shoes." in text.split("\n\n")[-1]


class TestNoAnswer:
    def test_a_known_article_says_nothing_about_it(self, speech: Speech) -> None:
        message = speech.answer(Answer(ARTICLE, absent=("magnesium",)), Offer([ARTICLE]))
        assert message.outcome == "not_covered" and message.citations == ()
        assert message.text.startswith("The article “On cramps” says nothing about magnesium.")

    def test_a_known_article_does_not_say(self, speech: Speech) -> None:
        message = speech.answer(Answer(ARTICLE), Offer())
        assert message.outcome == "not_covered" and "“On cramps” does not say" in message.text

    def test_no_article_covers_it_and_those_there_are_are_named(self, speech: Speech) -> None:
        near = Offer([ARTICLE, replace(ARTICLE, title="On sleep", topics=frozenset({"sleep problems"}))])
        message = speech.answer(Answer(absent=("heartburn",)), near)
        assert message.outcome == "not_covered" and "no article about heartburn" in message.text
        assert message.text.endswith("“On cramps” and “On sleep”")
        assert [(b.title, b.payload) for b in message.buttons] == [
            ("About sleep problems", '/ask_about{"topic": "sleep problems"}')
        ]

    def test_an_article_that_we_only_know_of_is_named_as_such(self, speech: Speech) -> None:
        message = speech.answer(Answer(), Offer(heard_of=["Can I fly?"]))
        assert message.outcome == "not_covered"
        assert "an article called “Can I fly?”, but I do not have it" in message.text

    def test_who_names_nothing_is_asked_what_she_means(self, speech: Speech) -> None:
        message = speech.answer(Answer(), Offer([ARTICLE]))
        assert message.outcome == "clarify" and message.buttons

    def test_an_empty_knowledge_base_is_said_to_have_no_article(self, speech: Speech) -> None:
        message = speech.answer(Answer(absent=("heartburn",)), Offer())
        assert message.outcome == "not_covered" and "heartburn" in message.text

    @pytest.mark.parametrize("answered", [Answer(absent=("magnesium",)), Answer(ARTICLE, (MASSAGE,))])
    def test_what_she_asks_about_brings_its_note_with_or_without_a_quote(
        self, speech: Speech, answered: Answer
    ) -> None:
        note = Note((), ("magnesium",), "Ask first.", "")
        voice = Speech(speech.responses, (note,), speech.vocabulary)
        assert "Editors' note: Ask first." in voice.answer(answered, Offer(), "is Magnesium any good?").text
        assert "Editors' note" not in voice.answer(answered, Offer(), "is it any good?").text

    def test_a_note_is_said_once_in_an_assessment(self, speech: Speech) -> None:
        both = Speech(speech.responses, (Note(("Lack", "Standing"), (), "Unproven.", ""),), speech.vocabulary)
        assert assess(both, NIGHT, ON_FEET).text.count("Unproven.") == 1


class TestAfterALoss:
    def test_no_title_that_names_a_baby_is_offered(self, speech: Speech) -> None:
        offer = Offer([replace(ARTICLE, title="Your baby moves")], ["Can babies fly?", "Can I fly?"])
        message = speech.after_loss().answer(Answer(absent=("heartburn",)), offer)
        assert "Can I fly?" in message.text and "bab" not in message.text.lower()
        assert message.buttons == ()

    def test_no_passage_and_no_note_mentions_a_baby(self, speech: Speech) -> None:
        kind = speech.after_loss()
        assert quotes(kind.answer(Answer(ARTICLE, (KELP, MASSAGE)), Offer())) == ["Massage your legs."]
        assert "baby" not in kind.answer(Answer(ARTICLE, (KELP, MASSAGE)), Offer()).text
        assert kind.answer(Answer(ARTICLE, (KELP,)), Offer()).outcome == "not_covered"

    @pytest.mark.parametrize(
        "hurts", ["It is good for the unborn too.", "Not after 28 weeks.", "Stillbirth."]
    )
    def test_no_passage_is_quoted_without_a_note_that_would_hurt(self, speech: Speech, hurts: str) -> None:
        note = Note(("Massage",), (), hurts, "")
        kind = Speech(speech.responses, (note, ON_CALCIUM), speech.vocabulary).after_loss()
        assert kind.answer(Answer(ARTICLE, (MASSAGE,)), Offer()).outcome == "not_covered"
        assert quotes(kind.answer(Answer(ARTICLE, (MASSAGE, LACK)), Offer())) == [LACK.text]
        assert quotes(kind.source([cite(ARTICLE, MASSAGE), cite(ARTICLE, LACK)], {})) == [LACK.text]

    def test_a_note_has_other_words_for_her(self, speech: Speech) -> None:
        note = Note(("Massage",), (), "Not after 28 weeks.", "", "Go gently.")
        kind = Speech(speech.responses, (note,), speech.vocabulary).after_loss()
        assert "Editors' note: Go gently." in kind.answer(Answer(ARTICLE, (MASSAGE,)), Offer()).text


class TestAFollowUp:
    def test_it_is_the_question_of_its_kind(self, speech: Speech) -> None:
        message = speech.follow_up("timing", None, None)
        assert (
            message.outcome == "ask_back" and message.text == "When do the cramps come?" and message.buttons
        )

    @pytest.mark.parametrize(("degrees", "said"), [(45.0, "45"), (45.5, "45.5"), (0.0, "0"), (-3.0, "-3")])
    def test_degrees_are_named_as_she_named_them(self, speech: Speech, degrees: float, said: str) -> None:
        assert speech.follow_up("unit", None, degrees).text.startswith(f"Is that {said} degrees")

    @pytest.mark.parametrize(("prefix", "said"), [("corrected", "I have changed that"), ("unheard", "Sorry")])
    def test_a_word_on_what_she_said_last_comes_first(self, speech: Speech, prefix: str, said: str) -> None:
        message = speech.follow_up("timing", prefix, None)
        assert said in message.text and message.text.endswith("When do the cramps come?") and message.buttons


class TestAnAssessment:
    def test_one_fitting_cause_is_named_with_its_reason_measure_and_caution(self, speech: Speech) -> None:
        message = assess(speech, COLD)
        assert message.outcome == "assessment"
        assert quotes(message) == [COLDNESS.text, WARM.text, CAUTION.text]
        assert (
            "this one fits" in message.text
            and "because you said your room or your legs are cold" in message.text
        )
        assert message.text.endswith("Your midwife or doctor can.")

    def test_the_best_cause_comes_first(self, speech: Speech) -> None:
        message = assess(speech, NIGHT, ON_FEET)
        assert quotes(message)[:3] == [STANDING.text, LACK.text, AT_NIGHT.text]
        assert "the best first" in message.text

    def test_nothing_fits_is_said_with_general_measures_without_food_or_tablets(self, speech: Speech) -> None:
        message = assess(speech, DAY)
        assert "None of them fits what you told me" in message.text and "because" not in message.text
        assert quotes(message) == [MASSAGE.text, CAUTION.text]

    def test_a_cause_without_measures_of_its_own_gets_the_general_ones(self, speech: Speech) -> None:
        assert MASSAGE.text in quotes(assess(speech, NIGHT)) and WARM.text not in quotes(
            assess(speech, NIGHT)
        )

    def test_only_one_caution_is_said(self, speech: Speech) -> None:
        assert LATER.text not in assess(speech, COLD).text

    def test_an_article_without_measures_and_cautions_promises_none(self, speech: Speech) -> None:
        message = assess(speech, COLD, article=Article("a", "On cramps", "", (), (COLDNESS,)))
        assert quotes(message) == [COLDNESS.text]
        assert "may help" not in message.text and "also says" not in message.text

    def test_every_quote_is_cited_once(self, speech: Speech) -> None:
        for told in ((), (NIGHT,), (COLD, NIGHT), (ON_FEET, COLD, NIGHT)):
            message = assess(speech, *told)
            assert len(set(message.citations)) == len(message.citations)
            assert all(f"“{quote}”" in message.text for quote in quotes(message))


class TestASource:
    def test_before_any_answer_there_is_none(self, speech: Speech) -> None:
        message = speech.source([], {})
        assert message.outcome == "small_talk" and "not told you anything from an article yet" in message.text

    def test_title_quotes_and_the_lack_of_a_review_are_shown(self, speech: Speech) -> None:
        message = speech.source([cite(ARTICLE, LACK), cite(ARTICLE, WARM)], {})
        assert "“On cramps”" in message.text
        assert (
            "“Lack of calcium.”\n\nEditors' note" in message.text and "“Keep your legs warm.”" in message.text
        )
        assert "No midwife or doctor has checked it" in message.text
        assert quotes(message) == [LACK.text, WARM.text]

    def test_who_reviewed_it_and_when_is_shown(self, speech: Speech) -> None:
        reviews = {"cramps": Review("Jane Roe, midwife", date(2026, 3, 5))}
        text = speech.source([cite(ARTICLE, LACK)], reviews).text
        assert "Jane Roe, midwife reviewed this article on 5 March 2026." in text
        assert "checked it for us yet" not in text

    def test_notes_are_called_drafts_until_each_is_signed(self, speech: Speech) -> None:
        signed = [replace(ON_CALCIUM, review=Review("Jane Roe", date(2026, 3, day))) for day in (5, 9)]
        mixed = (signed[0], replace(ON_CALCIUM, text="Ask."))
        for notes, said in ((mixed, "notes are drafts"), (signed, "reviewed by Jane Roe on 9 March 2026")):
            voice = Speech(speech.responses, notes, speech.vocabulary)
            assert said in voice.source([cite(ARTICLE, LACK)], {}).text
            assert "notes" not in voice.source([cite(ARTICLE, WARM)], {}).text

    def test_a_dose_is_followed_by_the_line_to_ask_first(self, speech: Speech) -> None:
        assert "before you take any tablets" in speech.source([cite(ARTICLE, DOSE)], {}).text
        assert "before you take any tablets" not in speech.source([cite(ARTICLE, LACK)], {}).text

    def test_each_article_is_named_with_its_own_quotes(self, speech: Speech) -> None:
        other = Citation("sleep", "On sleep", 0, 6, "Sleep.", "sleep")
        text = speech.source(
            [cite(ARTICLE, LACK), other], {"sleep": Review("Jane Roe", date(2026, 3, 5))}
        ).text
        assert (
            text.index("“On cramps”")
            < text.index("No midwife")
            < text.index("“On sleep”")
            < text.index("Jane")
        )


def test_notes_are_read_with_the_names_of_their_references() -> None:
    content: dict[str, Any] = {
        "notes": {
            "one": {
                "quotes": ["Lack"],
                "text": "Not so.",
                "references": ["who", "hse"],
                "reviewed": {"by": "Jane Roe", "on": "2026-03-05"},
            },
            "two": {
                "when": ["magnesium"],
                "text": "Ask first.",
                "after_loss": "Ask.",
                "references": [],
                "reviewed": {"by": None, "on": None},
            },
        }
    }
    references = {
        "who": {"organisation": "WHO", "year": 2016},
        "hse": {"organisation": "HSE", "year": None},
    }
    assert read_notes(content, references) == (
        Note(("Lack",), (), "Not so.", "WHO, 2016; HSE", review=Review("Jane Roe", date(2026, 3, 5))),
        Note((), ("magnesium",), "Ask first.", "", "Ask."),
    )
