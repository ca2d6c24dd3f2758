"""What each passage is said to be about, when it holds, and what a wrong entry is told."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from doula.articles import Article, decode, parse
from doula.aspects import ASPECTS, CONDITIONS, AspectError, AspectPatterns, label, read_patterns

ROOT = Path(__file__).parents[2]
CLINICAL = ROOT / "clinical"
SEED = ROOT / "seeds/000_27d34ba8b50d454b.txt"


def content(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((CLINICAL / name).read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def reviewed() -> AspectPatterns:
    return read_patterns(content("aspects.yml"))


@pytest.fixture(scope="module")
def given_article(reviewed: AspectPatterns) -> Article:
    return label(parse(SEED.name, decode(SEED.name, SEED.read_bytes())), reviewed)


def patterns(**changed: object) -> AspectPatterns:
    return read_patterns({"words": {}, "aspects": {}, "conditions": {}} | changed)


def labels(text: str, reviewed: AspectPatterns) -> tuple[set[str], set[str]]:
    """Return the aspects and conditions of the last passage of an article with this text."""
    passage = label(parse("a.txt", f"A title\n\n{text}"), reviewed).passages[-1]
    return set(passage.aspects), {f"{each.kind}:{each.value}" for each in passage.conditions}


COLD = "temperature:cold_room temperature:thin_cover temperature:bare_legs"


class TestTheGivenArticle:
    @pytest.mark.parametrize(
        ("start", "conditions"),
        [
            ("Since blood calcium levels", "timing:night"),
            ("Walking too much or standing", "activity:on_feet"),
            ("Sleeping too long", "activity:long_rest"),
            ("Cold factors", COLD),
            ("or a bad sleeping posture", "activity:on_back activity:pressed_feet"),
            ("avoid walking too much", "activity:on_feet"),
            ("Keep your lower limbs warm", COLD),
        ],
    )
    def test_passage_holds_under_its_conditions(
        self, given_article: Article, start: str, conditions: str
    ) -> None:
        (found,) = [passage for passage in given_article.passages if passage.text.startswith(start)]
        assert {f"{each.kind}:{each.value}" for each in found.conditions} == set(conditions.split())

    def test_no_other_passage_has_a_condition(self, given_article: Article) -> None:
        assert sum(1 for passage in given_article.passages if passage.conditions) == 7

    @pytest.mark.parametrize(
        ("start", "aspects"),
        [
            ("Lack of calcium", "cause"),
            ("If pregnant women have cramps", "effect"),
            ("It is very painful", "symptom"),
            ("I believe everyone", "about"),
            ("So what is the reason", ""),
            ("Kelp is rich", "diet prevention"),
            ("Eating kelp", "diet prevention relief"),
            ("It is generally recommended", "supplement prevention"),
            ("Some pregnant women may experience dry stools", "side_effect supplement"),
            ("Note that you should never", "caution supplement"),
            ("In addition, some of the following", ""),
            ("Do muscle massage", "relief prevention"),
            ("You can soak your feet", "relief prevention sleep"),
            ("If cramps have already occurred", "relief"),
            ("We would like to remind", "caution supplement"),
        ],
    )
    def test_passage_is_about_its_aspects(self, given_article: Article, start: str, aspects: str) -> None:
        (found,) = [passage for passage in given_article.passages if passage.text.startswith(start)]
        assert found.aspects == set(aspects.split())


class TestAnotherArticle:
    def test_heading_speaks_for_a_passage_that_does_not_say_what_it_is_for(
        self, reviewed: AspectPatterns
    ) -> None:
        text = "How to treat a cold\n\nHot tea is lovely."
        assert labels(text, reviewed) == ({"relief"}, set())

    def test_heading_is_not_heard_by_a_passage_that_warns(self, reviewed: AspectPatterns) -> None:
        assert labels("How to treat a cold\n\nNever smoke.", reviewed)[0] == {"caution"}

    def test_title_speaks_for_no_passage(self, reviewed: AspectPatterns) -> None:
        article = label(parse("a.txt", "Causes of yawning\n\nEveryone yawns now and then."), reviewed)
        assert article.passages[0].aspects == {"about"}

    def test_curly_apostrophe_changes_nothing(self, reviewed: AspectPatterns) -> None:
        assert "caution" in labels("Don\u2019t wait too long.", reviewed)[0]

    def test_wrapped_line_changes_nothing(self, reviewed: AspectPatterns) -> None:
        assert labels("It is caused by standing\nfor too\nlong.", reviewed)[1] == {"activity:on_feet"}

    def test_conditions_are_for_causes_and_measures_only(self, reviewed: AspectPatterns) -> None:
        assert labels("Many women like walking too much.", reviewed) == ({"about"}, set())

    @pytest.mark.parametrize(
        "text",
        ["Avoid late meals at night.", "Stretch your calves before going to bed at night."],
    )
    def test_night_in_a_measure_is_not_the_time_of_the_cramps(
        self, text: str, reviewed: AspectPatterns
    ) -> None:
        assert "timing:night" not in labels(text, reviewed)[1]

    @pytest.mark.parametrize(
        ("text", "condition"),
        [
            ("Swelling due to heat is often worse in the evening.", "timing:evening"),
            ("Pain due to stiffness mostly occurs in the morning.", "timing:waking"),
            ("Pain due to work usually appears during the day.", "timing:day"),
            ("Due to gravity it starts when you lie down.", "timing:bedtime"),
            ("Prevent it by wearing warm socks.", "temperature:bare_legs"),
            ("To prevent this, lie on your left side.", "activity:on_back"),
            ("Loosen your blankets to prevent this.", "activity:pressed_feet"),
        ],
    )
    def test_other_words_for_a_condition_are_known(
        self, text: str, condition: str, reviewed: AspectPatterns
    ) -> None:
        assert condition in labels(text, reviewed)[1]


class TestNotation:
    @pytest.mark.parametrize(
        ("phrase", "text", "found"),
        [
            ("lie flat", "You LIE  flat", True),
            ("lie flat", "They belie flattery", False),
            ("(cold|chilly) room", "a chilly room", True),
            ("[too] cold", "cold", True),
            ("very [too|so] cold", "very so cold", True),
            ("very [too|so] cold", "very too so cold", False),
            ("walk [far]", "a walk", True),
            ("reliev*", "relieving", True),
            ("reliev", "relieving", False),
            ("soak ... feet", "soak your tired, aching feet", True),
            ("soak ... feet", "soak feet", True),
            ("soak ... feet", "soak " + "word " * 13 + "feet", False),
            ("warm <legs>", "warm toes", True),
            ("non-smoker's", "a non-smoker's", True),
        ],
    )
    def test_phrase_finds_its_words(self, phrase: str, text: str, found: bool) -> None:
        read = patterns(words={"legs": ["feet", "toes"]}, aspects={"diet": {"passage": [phrase]}})
        assert bool(read.passages["diet"].search(text)) is found

    def test_words_may_use_words_before_them(self) -> None:
        words = {"legs": ["toes"], "warm legs": ["warm <legs>"]}
        read = patterns(words=words, aspects={"diet": {"heading": ["<warm legs>"]}})
        assert read.headings["diet"].search("Warm toes") and not read.passages["diet"].search("Warm toes")


class TestErrors:
    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"aspects": {"luck": {}}}, "aspects, luck: there is no such aspect"),
            ({"aspects": {"diet": {"pasage": []}}}, "aspects, diet, pasage: write passage or heading"),
            ({"aspects": {"diet": ["food"]}}, "aspects, diet: names with something under each are needed"),
            ({"aspects": None}, "aspects: names with something under each are needed"),
            (
                {"aspects": {"diet": {"passage": "food"}}},
                "aspects, diet, passage: a list of phrases is needed",
            ),
            ({"aspects": {"diet": {"heading": [7]}}}, "aspects, diet, heading: a list of phrases is needed"),
            ({"aspects": {"diet": {"passage": ["(food"]}}}, "the brackets of '(food' do not fit"),
            ({"aspects": {"diet": {"passage": ["food.+"]}}}, "'food.+' holds signs that no phrase may hold"),
            ({"aspects": {"diet": {"passage": ["<food>"]}}}, "'<food>' uses 'food', not listed in words"),
            ({"words": {"food": [""]}}, "words, food: '' holds signs"),
            ({"conditions": {"timing": {"noon": []}}}, "conditions, timing, noon: a mother cannot tell this"),
            (
                {"conditions": {"weather": {"cold": []}}},
                "conditions, weather, cold: a mother cannot tell this",
            ),
        ],
    )
    def test_wrong_entry_is_named(self, changed: dict[str, object], message: str) -> None:
        with pytest.raises(AspectError, match=f"^clinical/aspects.yml: .*{re.escape(message)}"):
            patterns(**changed)


def test_every_aspect_has_phrases() -> None:
    assert set(content("aspects.yml")["aspects"]) == ASPECTS


def test_every_condition_can_be_told() -> None:
    told = content("observations.yml")["kinds"]
    assert all(set(values) <= set(told[kind]["values"]) for kind, values in CONDITIONS.items())
