"""Which sentences of a message ask, and what each is about."""

from __future__ import annotations

from dataclasses import replace

from doula.asking import ALSO, OTHER, Part, asked
from doula.topics import Named

CRAMPS = Named("leg cramps", "cramps", complaint=True)
LUPUS = Named("diseases", "lupus")
KELP, KELP_IN_PASSING = Named("kelp", "kelp"), Named("kelp", "kelp", mere=True)


def part(text: str, intent: str, *topics: Named, sure: float = 0.9, asks: bool = False, **more: bool) -> Part:
    kinds = {"ask_relief": 0.0, "describe_symptom": 0.0} | ({intent: sure} if intent != "inform" else {})
    kinds = {
        kind: share for kind, share in kinds.items() if kind.startswith("ask_") or kind == "describe_symptom"
    }
    return Part(text, intent, sure, kinds, topics, looks_asked=asks, pregnancy=more.get("pregnancy", False))


WHOLE = part("the whole message", "out_of_scope", CRAMPS, sure=0.4)
STORY = part("My legs cramp.", "describe_symptom", CRAMPS)
LIFE = part("We moved house.", "out_of_scope")


def intents(whole: Part, *parts: Part) -> list[str]:
    return [each.intent for each in asked(whole, parts)]


def test_the_question_in_a_long_message_is_what_is_asked() -> None:
    assert intents(WHOLE, LIFE, STORY, part("What helps cramps?", "ask_relief", CRAMPS, asks=True), LIFE) == [
        "ask_relief"
    ]


def test_two_questions_are_both_asked_in_order() -> None:
    why, relief = (part(f"{i}?", i, CRAMPS, asks=True) for i in ("ask_cause", "ask_relief"))
    assert intents(WHOLE, why, relief) == ["ask_cause", "ask_relief"]
    assert intents(WHOLE, relief, why, relief) == ["ask_relief", "ask_cause"]


def test_a_question_that_names_nothing_is_about_what_was_named_before_it() -> None:
    (question,) = asked(WHOLE, (STORY, part("Any advice?", "ask_relief", asks=True)))
    assert question.topics == (CRAMPS,)


def test_what_a_question_points_back_to_is_not_only_mentioned() -> None:
    told = part("I eat kelp.", "inform", KELP_IN_PASSING)
    (question,) = asked(WHOLE, (told, part("Is it safe?", "ask_sign", asks=True)))
    assert question.topics == (KELP,)


def test_a_few_words_that_judge_lean_on_what_was_told() -> None:
    told = part("He puts kelp in my soup.", "inform", KELP)
    (question,) = asked(WHOLE, (told, part("Any benefit for cramps?", "ask_relief", CRAMPS, asks=True)))
    assert question.topics == (KELP, CRAMPS)


def test_what_is_only_mentioned_does_not_hide_what_was_named_before() -> None:
    mentioned = part("I eat kelp.", "inform", KELP_IN_PASSING)
    (question,) = asked(WHOLE, (STORY, mentioned, part("What helps it?", "ask_relief", asks=True)))
    assert question.topics == (CRAMPS,)


def test_a_part_names_no_complaint_that_the_whole_does_not_name() -> None:
    swollen = part("all", "ask_relief", Named("swelling", "swollen", complaint=True))
    legs = part("What about my legs?", "ask_relief", Named("leg cramps", "legs", complaint=True), KELP)
    assert legs.without_others_than(swollen).topics == (KELP,)


def test_weak_words_alone_are_not_about_something_else() -> None:
    legs = part("<b>legs</b>", "out_of_scope", replace(CRAMPS, weak=True), sure=0.4)
    assert not legs.is_about_something_else()
    assert replace(legs, topics=(CRAMPS,)).is_about_something_else()


def test_a_question_taken_for_an_answer_to_a_follow_up_is_asked() -> None:
    unsure = part("Kelp in the soup before bed: recommended?", "inform", KELP, sure=0.5, asks=True)
    assert replace(unsure, kinds={"ask_diet": 0.3}).weighed().intent == "ask_diet"
    assert replace(unsure, text="Kelp, yes.", looks_asked=False).weighed().intent == "inform"


def test_what_is_told_beside_a_question_stands_beside_it() -> None:
    whole = part("all", "out_of_scope", CRAMPS, LUPUS, sure=0.4)
    (question,) = asked(whole, (LIFE, part("What stops cramps?", "ask_relief", CRAMPS, asks=True)))
    assert question.topics == (CRAMPS,) and LUPUS in question.beside


def test_a_statement_that_only_sounds_like_a_question_gives_way_to_a_question() -> None:
    sounds = part("I take it daily.", "ask_supplement", KELP)
    assert intents(WHOLE, sounds, part("What helps?", "ask_relief", asks=True)) == ["ask_relief"]


def test_a_story_without_a_question_is_a_description() -> None:
    assert intents(WHOLE, LIFE, STORY) == ["describe_symptom"]


def test_chat_about_pregnancy_is_a_question_about_something_else() -> None:
    assert intents(part("scan?", "out_of_scope", pregnancy=True)) == [OTHER]
    assert intents(part("scan?", "goodbye", sure=0.4, pregnancy=True)) == [OTHER]


def test_chat_stays_chat() -> None:
    assert intents(part("bye", "goodbye", pregnancy=True)) == ["goodbye"]
    assert intents(part("the weather", "out_of_scope")) == ["out_of_scope"]


def test_a_few_words_that_go_on_ask_more_of_the_same() -> None:
    assert intents(part("and at night?", "inform", sure=0.5)) == [ALSO]
    assert intents(part("at night", "inform", sure=0.5)) == ["inform"]
    assert intents(part("and what do I eat", "ask_diet")) == ["ask_diet"]


def test_it_is_a_question_where_all_kinds_together_are_likely() -> None:
    unsure = Part("x", "nlu_fallback", 0.3, {"ask_diet": 0.3, "ask_relief": 0.35})
    assert unsure.weighed().intent == "ask_relief"
    assert Part("x", "nlu_fallback", 0.3, {"ask_diet": 0.2}).weighed().intent == "nlu_fallback"


def test_the_lone_name_of_a_complaint_asks_about_it_whatever_chat_it_is_like() -> None:
    swollen = Named("swelling", "swollen ankles", complaint=True)
    for text, named, intent, sure, understood in (
        ("Swollen ankles", swollen, "greet", 0.5, "ask_about"),
        ("hello swollen ankles", swollen, "greet", 0.5, OTHER),
        ("swollen ankles", swollen, "feeling_bad", 0.95, "feeling_bad"),
        ("kelp", KELP, "greet", 0.95, "greet"),
    ):
        alone = part(text, intent, named, sure=sure)
        assert intents(alone, alone) == [understood], text
