from pathlib import Path

import pytest
import yaml

from doula.topics import TopicError, Topics, read_topics

TOPICS = Path(__file__).parents[2] / "clinical" / "topics.yml"


@pytest.fixture(scope="module")
def topics() -> Topics:
    return read_topics(yaml.safe_load(TOPICS.read_text(encoding="utf-8")))


def names(text: str, topics: Topics) -> list[str]:
    return [mention.topic for mention in topics.find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Why do my LEGS cramp at night",
        "charley-horse again",
        "a cramp in my left calf",
        "my foot keeps seizing up",
    ],
)
def test_leg_cramps_have_many_names(text: str, topics: Topics) -> None:
    assert "leg cramps" in names(text, topics)


@pytest.mark.parametrize(
    "text", ["period cramps", "menstrual cramp", "cramps in my tummy", "don't cramp my style"]
)
def test_other_cramps_are_not_leg_cramps(text: str, topics: Topics) -> None:
    assert "leg cramps" not in names(text, topics)


@pytest.mark.parametrize(
    "text",
    [
        "my legs are misbehaving every night",
        "what would settle the calf",
        "my boss keeps me standing and my legs suffer",
        "what soothes the gastrocnemius",
    ],
)
def test_legs_mean_leg_cramps_where_nothing_else_ails_them(text: str, topics: Topics) -> None:
    assert "leg cramps" in names(text, topics)


@pytest.mark.parametrize(
    "text",
    [
        "my legs have swollen",
        "the veins in my calves stick out",
        "my legs itch",
        "how do I shave my legs with this bump",
        "a recipe for chicken legs",
        "my baby's legs are bowed",
    ],
)
def test_legs_do_not_mean_leg_cramps_where_something_else_is_meant(text: str, topics: Topics) -> None:
    assert "leg cramps" not in names(text, topics)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("the ladies here knead each other's shins", "massage"),
        ("is dorsiflexion advised", "stretching"),
        ("a cushion beneath my ankles", "raising the feet"),
        ("both feet into a bucket", "foot soak"),
        ("leggings at bedtime", "keeping warm"),
        ("plants from the ocean", "kelp"),
        ("my stomach has closed", "hard stools after tablets"),
        ("what brand of calcium", "which kind of calcium"),
        ("how long a gap between iron and the calcium", "taking tablets together or apart"),
    ],
)
def test_details_have_many_names(text: str, topic: str, topics: Topics) -> None:
    assert topic in names(text, topics)


@pytest.mark.parametrize("text", ["my pillows are flat", "what do I wear on my feet when it rains"])
def test_details_are_not_found_in_words_like_theirs(text: str, topics: Topics) -> None:
    assert names(text, topics) == []


def test_topics_come_in_the_order_in_which_they_are_named(topics: Topics) -> None:
    assert names("is kelp or magnesium better for cramps", topics) == ["kelp", "magnesium", "leg cramps"]


def test_a_mention_knows_where_it_stands(topics: Topics) -> None:
    text = "and what about seaweed then"
    (mention,) = topics.find(text)
    assert text[mention.start : mention.end] == "seaweed"
    assert mention.as_entity() == {"entity": "topic", "value": "kelp", "start": 15, "end": 22}


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (None, "complaints"),
        ({"complaints": {}}, "details"),
        ({"complaints": {"cramps": {}}, "details": {}}, "'cramps'"),
        ({"complaints": {}, "details": {"kelp": {"wordings": ["(kelp"]}}}, "'kelp'"),
        ({"complaints": {}, "details": {"kelp": None}}, "'kelp'"),
    ],
)
def test_a_wrong_entry_is_named(content: object, named: str) -> None:
    with pytest.raises(TopicError, match=named):
        read_topics(content)  # type: ignore[arg-type]
