from itertools import combinations

import pytest

from doula.articles import Article, Passage
from doula.causes import Cause, RankedCause, causes_of, give_up, next_question, open_questions, rank_causes
from doula.observations import UNCLEAR_UNIT, UNKNOWN, Observation

NIGHT, DAY = Observation("timing", "night"), Observation("timing", "day")
COLD, BARE = Observation("temperature", "cold_room"), Observation("temperature", "bare_legs")
ON_FEET, REST = Observation("activity", "on_feet"), Observation("activity", "long_rest")


def passage(text: str, *conditions: Observation, cause: int | None = 1, aspect: str = "cause") -> Passage:
    return Passage(0, len(text), text, 0, cause, frozenset({aspect}), frozenset(conditions))


def article(*passages: Passage) -> Article:
    return Article("slug", "Title", "", (), passages)


CALCIUM = Cause((passage("calcium"), passage("lower at night", NIGHT)))
STANDING = Cause((passage("standing", ON_FEET, cause=2),))
COLDNESS = Cause((passage("cold", COLD, BARE, cause=3),))
CAUSES = (CALCIUM, STANDING, COLDNESS)


def names(ranked: list[RankedCause]) -> list[str]:
    return [each.passages[0].text for each in ranked]


def test_one_number_with_two_kinds_of_conditions_lists_two_causes() -> None:
    standing, remark, sleeping = passage("standing", ON_FEET), passage("however"), passage("sleeping", REST)
    found = causes_of(article(standing, remark, sleeping))
    assert [cause.passages for cause in found] == [(standing, remark), (sleeping,)]


def test_passages_before_the_first_condition_name_the_cause_they_lead_to() -> None:
    lack, night = passage("lack"), passage("night", NIGHT)
    assert [cause.passages for cause in causes_of(article(lack, night))] == [(lack, night)]


def test_a_remark_about_cold_in_the_lead_is_no_cause_where_causes_are_numbered() -> None:
    lead, listed = passage("lead", COLD, cause=None), passage("listed", NIGHT)
    assert [cause.passages for cause in causes_of(article(lead, listed))] == [(listed,)]


def test_unnumbered_causes_are_found_by_their_aspect() -> None:
    cold, food = passage("cold", COLD, cause=None), passage("food", cause=None, aspect="diet")
    assert [cause.passages for cause in causes_of(article(cold, food))] == [(cold,)]


def test_an_article_without_causes_has_none_and_asks_nothing() -> None:
    found = causes_of(article(passage("food", cause=None, aspect="diet")))
    assert found == () and next_question(found, ()) is None


def test_a_cold_room_outweighs_the_night_that_most_cramps_share() -> None:
    assert names(rank_causes(CAUSES, [NIGHT, COLD])) == ["cold", "calcium"]


def test_equal_causes_stay_in_the_articles_order() -> None:
    assert names(rank_causes(CAUSES, [COLD, ON_FEET])) == ["standing", "cold"]


def test_two_observations_of_one_kind_count_once() -> None:
    assert names(rank_causes(CAUSES, [COLD, BARE, ON_FEET])) == ["standing", "cold"]


def test_what_she_denied_is_no_reason() -> None:
    assert rank_causes(CAUSES, [Observation("temperature", "cold_room", denied=True)]) == []


def test_reasons_are_what_she_said_in_the_order_of_the_questions() -> None:
    (ranked,) = rank_causes([Cause((passage("both", NIGHT, COLD),))], [COLD, NIGHT, ON_FEET])
    assert ranked.because == (NIGHT, COLD)


def test_a_fitting_cause_shows_its_name_and_only_the_passages_on_what_she_told() -> None:
    lack, bones, night = passage("lack"), passage("bones"), passage("night", NIGHT)
    (ranked,) = rank_causes([Cause((lack, bones, night))], [NIGHT])
    assert ranked.passages == (lack, night)


def test_the_week_is_no_reason() -> None:
    assert rank_causes(CAUSES, [Observation("week", "28")]) == []


def test_only_what_tells_causes_apart_is_asked() -> None:
    assert open_questions(CAUSES, ()) == ["timing", "temperature", "activity"]
    assert open_questions([CALCIUM, Cause((passage("other", DAY),))], ()) == ["timing"]
    same = [Cause((passage("one", NIGHT, COLD),)), Cause((passage("two", NIGHT),))]
    assert open_questions(same, ()) == ["temperature"]


@pytest.mark.parametrize(
    "known", [NIGHT, DAY, Observation("timing", UNKNOWN), Observation("timing", "night", True)]
)
def test_what_she_told_denied_or_skipped_is_never_asked_again(known: Observation) -> None:
    assert next_question(CAUSES, [known]) == "temperature"


def test_a_temperature_without_a_unit_is_asked_about_first() -> None:
    assert next_question(CAUSES, [Observation("temperature", UNCLEAR_UNIT)]) == "unit"


@pytest.mark.parametrize("asked", ["timing", "temperature", "activity", "unit"])
def test_a_question_given_up_is_not_put_again(asked: str) -> None:
    told = give_up([Observation("temperature", UNCLEAR_UNIT)] if asked == "unit" else [], asked)
    assert next_question(CAUSES, told) != asked


def test_every_combination_of_answers_ends() -> None:
    every = [NIGHT, DAY, COLD, BARE, ON_FEET, REST]
    for size in range(len(every) + 1):
        for told in combinations(every, size):
            answered = frozenset(told)
            while asked := next_question(CAUSES, answered):
                answered = give_up(answered, asked)
            assert {ranked.cause for ranked in rank_causes(CAUSES, answered)} <= set(CAUSES)
