"""Which passages answer a question: by topic, by kind of help, by meaning and by what she told."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from doula.answers import MOST_PASSAGES, Answer, answer, answer_all
from doula.articles import Article, Passage
from doula.encoder import Encoder
from doula.library import IndexedArticle, index
from doula.observations import Observation
from doula.question import Question
from doula.topics import Named, Topics, read_topics

NIGHT, COLD = Observation("timing", "night"), Observation("temperature", "cold_room")
SIZE = 512


class WordEncoder:
    """Stands in for the sentence encoder: texts are alike as far as they share words."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        return np.array([self._vector(text) for text in texts], dtype=np.float32)

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(SIZE, dtype=np.float32)
        for word in text.lower().replace("?", "").replace(".", "").split():
            vector[self._places.setdefault(word, len(self._places))] = 1
        return cast("NDArray[np.float32]", vector / (np.linalg.norm(vector) or 1))


ENCODER = cast(Encoder, WordEncoder())
TOPICS: Topics = read_topics(
    {
        "complaints": {"cramps": {"wordings": ["cramp*"]}, "heartburn": {"wordings": ["heartburn"]}},
        "details": {
            "kelp": {"wordings": ["kelp"]},
            "massage": {"wordings": ["massage*"]},
            "magnesium": {"wordings": ["magnesium"]},
            "lupus": {"wordings": ["lupus"], "takes_over": True},
        },
    }
)


def passage(text: str, aspects: str, *conditions: Observation, cause: int | None = None) -> Passage:
    return Passage(0, len(text), text, 0, cause, frozenset(aspects.split()), frozenset(conditions))


def article(slug: str, title: str, *passages: Passage) -> IndexedArticle:
    vectors = ENCODER.encode([title, *(passage.text for passage in passages)])
    return index(Article(slug, title, "", (), passages), TOPICS, vectors)


CALCIUM = passage("Lack of calcium", "cause", cause=1)
AT_NIGHT = passage("calcium is lower at night", "cause", NIGHT, cause=1)
COLD_FACTORS = passage("Cold factors", "cause", COLD, cause=2)
KELP = passage("Kelp is rich in calcium", "diet prevention")
WARM = passage("keep your legs warm", "prevention", COLD)
MASSAGE = passage("massage your legs", "prevention relief")
HEELS = passage("land on your heels", "relief")
SILENT = passage("So what helps against cramps", "")
CRAMPS = article(
    "cramps", "What causes cramps?", SILENT, CALCIUM, AT_NIGHT, COLD_FACTORS, KELP, WARM, MASSAGE, HEELS
)
MILK = passage("drink milk against heartburn", "relief diet")
BURNING = article("heartburn", "What helps against heartburn?", MILK)
LIBRARY = (CRAMPS, BURNING)
CRAMP = Named("cramps", "cramps", complaint=True)
TWIN = article("twin", "More on cramps", passage("stretch your calves", "relief"))


def ask(intent: str, text: str, *told: Observation, current: str | None = None, **kinds: float) -> Answer:
    topics = tuple(Named(m.topic, m.topic, m.mere, m.complaint) for m in TOPICS.find(text))
    (vector,) = ENCODER.encode([text])
    question = Question(intent, kinds or {intent: 1.0}, topics, vector, frozenset(told), text)
    return answer(question, LIBRARY, TOPICS, current)


def test_an_article_is_about_the_complaint_that_its_title_names() -> None:
    assert CRAMPS.complaints == {"cramps"} and BURNING.complaints == {"heartburn"}


def test_an_index_knows_which_passages_name_a_detail_and_only_those_details() -> None:
    assert CRAMPS.details.keys() == {"kelp", "massage"}
    assert CRAMPS.details["kelp"].tolist() == [each is KELP for each in CRAMPS.article.passages]
    assert CRAMPS.vectors.shape == (9, SIZE)


def test_an_open_question_about_causes_names_each_cause_in_the_articles_order() -> None:
    assert ask("ask_cause", "why do I cramp").passages == (CALCIUM, COLD_FACTORS)


@pytest.mark.parametrize(("told", "shown"), [(NIGHT, (AT_NIGHT,)), (COLD, (COLD_FACTORS,))])
def test_a_question_about_causes_is_answered_with_what_she_told(
    told: Observation, shown: tuple[Passage, ...]
) -> None:
    assert ask("ask_cause", "why do I cramp", told).passages == shown


def test_a_complaint_is_met_with_its_causes() -> None:
    assert ask("describe_symptom", "I cramp").passages == (CALCIUM, COLD_FACTORS)


def test_what_is_no_cause_of_hers_is_answered_with_all_causes() -> None:
    assert ask("ask_cause", "why do I cramp", Observation("timing", "day")).passages == (
        CALCIUM,
        COLD_FACTORS,
    )


def test_a_cause_asked_about_by_a_detail_is_answered_by_that_detail() -> None:
    assert KELP in ask("ask_cause", "does kelp give me cramps").passages


def test_a_question_about_causes_of_an_article_without_any_is_answered_by_meaning() -> None:
    assert ask("ask_cause", "why heartburn").passages == (MILK,)


@pytest.mark.parametrize(
    ("intent", "text", "first"),
    [
        ("ask_diet", "is kelp good against cramps", KELP),
        ("ask_relief", "how do I land on my heels when I cramp", HEELS),
        ("ask_prevention", "does massage keep cramps away", MASSAGE),
        ("ask_prevention", "shall I keep my legs warm against cramps", WARM),
    ],
)
def test_a_direct_question_is_answered_by_its_passage(intent: str, text: str, first: Passage) -> None:
    assert first in ask(intent, text).passages


def test_what_she_told_brings_the_measure_that_belongs_to_it() -> None:
    assert WARM not in ask("ask_relief", "how do I land on my heels when I cramp").passages
    assert WARM in ask("ask_prevention", "what keeps cramps away", COLD).passages


def test_a_passage_that_says_nothing_itself_never_answers() -> None:
    for intent in ("ask_relief", "ask_about", "ask_effect"):
        assert SILENT not in ask(intent, "so what helps against cramps").passages


def test_an_answer_is_short_and_in_reading_order() -> None:
    passages = CRAMPS.article.passages
    for intent in ("ask_relief", "ask_prevention", "ask_diet", "ask_sign", "ask_about"):
        shown = ask(intent, "cramps").passages
        assert 0 < len(shown) <= MOST_PASSAGES
        assert list(shown) == sorted(shown, key=passages.index)


def test_a_doubtful_kind_of_question_weighs_both() -> None:
    doubtful = ask("ask_diet", "what about cramps", ask_diet=0.5, ask_relief=0.5).passages
    assert {KELP, HEELS} <= set(doubtful)


@pytest.mark.parametrize(
    ("text", "eased"), [("how do I end it once one is there", True), ("how do I end it", False)]
)
def test_what_is_under_way_is_relieved_not_prevented(text: str, eased: bool) -> None:
    library = [article("many", "cramps", *(passage(f"way {n}", "prevention") for n in range(5)), HEELS)]
    question = Question(
        "ask_prevention", {"ask_prevention": 1}, (CRAMP,), ENCODER.encode([text])[0], text=text
    )
    assert (HEELS in answer(question, library, TOPICS, None).passages) is eased


def test_a_question_of_no_known_kind_is_answered_by_meaning() -> None:
    question = Question("ask_person", {}, (CRAMP,), ENCODER.encode(["land on your heels"])[0])
    assert HEELS in answer(question, LIBRARY, TOPICS, None).passages


class TestWhatIsNotCovered:
    def test_a_complaint_that_no_title_names_is_absent(self) -> None:
        burning = Named("heartburn", "heartburn", complaint=True)
        question = Question("ask_cause", {"ask_cause": 1}, (burning,), ENCODER.encode(["heartburn"])[0])
        assert answer(question, [CRAMPS], TOPICS, "cramps") == Answer(absent=("heartburn",))

    def test_a_detail_alone_that_nothing_is_near_to_is_absent(self) -> None:
        assert ask("ask_diet", "is magnesium healthy") == Answer(absent=("magnesium",))

    def test_an_article_says_nothing_about_a_detail(self) -> None:
        assert ask("ask_diet", "magnesium for cramps") == Answer(CRAMPS.article, absent=("magnesium",))

    def test_half_of_a_question_is_answered(self) -> None:
        found = ask("ask_diet", "kelp or magnesium for cramps")
        assert KELP in found.passages and found.absent == ("magnesium",)

    def test_why_is_answered_and_the_detail_said_to_be_absent(self) -> None:
        found = ask("ask_cause", "why do I cramp, is it magnesium", NIGHT)
        assert found.passages and found.absent == ("magnesium",)

    def test_a_suspected_cause_that_is_absent_is_not_answered_from_the_others(self) -> None:
        assert ask("ask_cause", "is it magnesium that makes me cramp") == Answer(
            CRAMPS.article, absent=("magnesium",)
        )

    def test_an_illness_outweighs_what_is_known(self) -> None:
        assert ask("ask_diet", "is kelp good for cramps with lupus").passages == ()
        assert ask("describe_symptom", "I have lupus and cramps").absent == ("lupus",)

    def test_what_is_told_beside_the_question_is_said_to_be_absent_too(self) -> None:
        lupus = Named("lupus", "lupus")
        vector = ENCODER.encode(["land on heels"])[0]
        question = Question(
            "ask_relief", {"ask_relief": 1}, (CRAMP,), vector, text="what helps", beside=(lupus,)
        )
        found = answer(question, LIBRARY, TOPICS, None)
        assert found.passages and found.absent == ("lupus",)

    def test_all_questions_of_a_message_are_answered_in_their_order(self) -> None:
        questions = [
            Question(intent, {intent: 1}, (CRAMP,), ENCODER.encode([text])[0], text=text)
            for intent, text in (("ask_relief", "land on heels"), ("ask_cause", "why"))
        ]
        passages = answer_all([(each, LIBRARY) for each in questions], TOPICS, None).passages
        assert passages.index(HEELS) < passages.index(CALCIUM)

    def test_nothing_at_all_names_nothing(self) -> None:
        assert ask("ask_about", "hm") == Answer()

    def test_an_empty_library_covers_nothing(self) -> None:
        question = Question("ask_cause", {"ask_cause": 1}, (CRAMP,), np.zeros(SIZE, dtype=np.float32))
        assert answer(question, [], TOPICS, None) == Answer(absent=("cramps",))


class TestWhichArticle:
    def test_a_complaint_chooses_it_whatever_the_talk_is_about(self) -> None:
        assert ask("ask_relief", "and heartburn", current="cramps").article is BURNING.article

    def test_a_question_that_names_none_is_about_the_one_of_the_conversation(self) -> None:
        assert ask("ask_relief", "hm", current="heartburn").article is BURNING.article
        assert ask("ask_relief", "hm", current="cramps").article is CRAMPS.article

    def test_a_question_near_to_one_needs_no_complaint(self) -> None:
        assert ask("ask_relief", "land on heels").article is CRAMPS.article

    def test_a_known_detail_needs_less_nearness(self) -> None:
        assert ask("ask_diet", "is kelp really healthy").article is CRAMPS.article
        assert ask("ask_relief", "land heels quickly now please then").article is None
        assert ask("ask_diet", "is kelp all that healthy as people on the news say").article is None

    def test_of_two_the_one_that_was_found_first_is_chosen(self) -> None:
        assert self.answering([TWIN, CRAMPS], "stretch calves", None) is TWIN.article

    def test_what_is_talked_about_stays_unless_another_is_clearly_nearer(self) -> None:
        assert self.answering([TWIN, CRAMPS], "land on the heels", "cramps") is CRAMPS.article
        assert self.answering([TWIN, CRAMPS], "stretch your calves", "cramps") is TWIN.article

    def answering(self, library: list[IndexedArticle], text: str, current: str | None) -> Article | None:
        question = Question("ask_relief", {}, (CRAMP,), ENCODER.encode([text])[0])
        return answer(question, library, TOPICS, current).article
