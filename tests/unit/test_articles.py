"""What the parser makes of an article's text, and what it says when there is none."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doula.articles import Article, ArticleError, RelatedTitle, decode, parse

ROOT = Path(__file__).parents[2]
SEED = ROOT / "seeds/000_27d34ba8b50d454b.txt"
REAL_ARTICLES = sorted((ROOT.parent / "shared/eval/articles").glob("*.txt"))


def read(text: str) -> Article:
    return parse("a_title.txt", text)


def passages(text: str) -> list[str]:
    """Return the passages of an article with this text under a title."""
    return [passage.text for passage in read(f"A title\n\n{text}").passages]


def causes(text: str) -> list[tuple[int | None, str]]:
    return [(passage.cause, passage.text) for passage in read(text).passages]


def headings(text: str) -> list[str]:
    return [section.heading for section in read(text).sections]


@pytest.fixture(scope="module")
def seed() -> Article:
    return parse(SEED.name, decode(SEED.name, SEED.read_bytes()))


class TestTheGivenArticle:
    def test_title_given_twice_is_no_section(self, seed: Article) -> None:
        assert seed.title == seed.sections[0].heading == "What causes leg cramps during pregnancy?"
        assert [section.heading.split()[0] for section in seed.sections] == ["What", "The", "To"]

    def test_cold_and_posture_are_two_passages_of_the_third_cause(self, seed: Article) -> None:
        cold, posture = (passage.text for passage in seed.passages if passage.cause == 3)
        assert cold.startswith("Cold factors") and cold.endswith("when you sleep")
        assert posture.startswith("or a bad sleeping posture")

    @pytest.mark.parametrize(
        "start",
        [
            "avoid walking too much",
            "Keep your lower limbs warm",
            "When resting, elevate",
            "Do muscle massage",
            "You can soak your feet",
            "If cramps have already",
            "Kelp is rich",
            "It is generally recommended",
            "Some pregnant women may experience dry stools",
            "Note that you should never",
        ],
    )
    def test_each_measure_is_a_passage_of_its_own(self, seed: Article, start: str) -> None:
        (found,) = [passage.text for passage in seed.passages if passage.text.startswith(start)]
        assert found.endswith((".", "sleep"))

    def test_neighbours_and_recommended_titles_are_known(self, seed: Article) -> None:
        relations = [related.relation for related in seed.related]
        assert relations == ["previous", "next", *["recommended"] * 11]
        assert seed.related[2].teaser == "Bronchial occluders are now playing an increasing..."
        assert not any("occluders" in passage.text for passage in seed.passages)


class TestErrors:
    @pytest.mark.parametrize("text", ["", " \n\t\r\n", "\ufeff\n"])
    def test_empty_file_is_named(self, text: str) -> None:
        with pytest.raises(ArticleError, match=r"^a_title\.txt: line 1: the file is empty; write the title"):
            read(text)

    def test_title_alone_is_no_article(self) -> None:
        with pytest.raises(ArticleError, match="line 2: there is only a title; write the text below it"):
            read("\nA title\nA title\n***\n")

    @pytest.mark.parametrize(
        "first",
        ["This is a sentence.", "1. Lack of calcium", "- rest", "word " * 60, "<<: Another article"],
    )
    def test_text_without_a_title_is_refused(self, first: str) -> None:
        with pytest.raises(ArticleError, match="line 3: this is no title"):
            read(f"\r\n\r\n{first}\r\n\r\nMore text follows here.")

    def test_wrong_encoding_names_line_and_byte(self) -> None:
        with pytest.raises(
            ArticleError, match=r"^a\.txt: line 2: byte 9 is not UTF-8 text; save the file as UTF-8"
        ):
            decode("a.txt", b"Title\ncaf\xe9")

    def test_utf16_is_not_taken_for_text(self) -> None:
        with pytest.raises(ArticleError, match="line 1: byte 1 is not UTF-8"):
            decode("a.txt", "Title".encode("utf-16-le"))

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("Causes\n\n1. Cold.\n2. Heat.\n4. Rain.", "line 7: cause 3 is numbered 4"),
            ("Causes\n\n1. Cold.\n2. Heat.\n2. Rain.", "line 7: cause 3 is numbered 2"),
            ("Causes\n\n1. Cold.\n1. Heat.", "line 6: cause 2 is numbered 1"),
            ("Advice\n\n2. Rest well in the day.", "line 5: item 1 is numbered 2"),
        ],
    )
    def test_numbering_that_skips_or_repeats_is_refused(self, text: str, message: str) -> None:
        with pytest.raises(ArticleError, match=f"{message}; number each list 1, 2, 3 without gaps"):
            read(f"Cramps\n\n{text}")


class TestNumberedLists:
    def test_causes_are_numbered_when_the_heading_speaks_of_causes(self) -> None:
        assert causes("Why?\n\n1. Cold air in the room.\n2. Long walks in the day.") == [
            (1, "Cold air in the room."),
            (2, "Long walks in the day."),
        ]

    def test_causes_are_numbered_when_the_line_before_speaks_of_causes(self) -> None:
        text = (
            "Cramps\n\nWe do not know much about it, but there are these reasons.\n\n1. Cold air in the room."
        )
        assert causes(text)[-1] == (1, "Cold air in the room.")

    def test_numbered_advice_is_no_cause(self) -> None:
        assert causes("Advice\n\n1. Rest well in the day.\n2. Drink a glass of water.") == [
            (None, "Rest well in the day."),
            (None, "Drink a glass of water."),
        ]

    def test_paragraphs_below_a_short_cause_belong_to_it(self) -> None:
        text = "Why?\n\n1. Cold air\n\nIt stiffens you.\n\n2. Long walks\n\nThey tire you."
        assert [cause for cause, _ in causes(text)] == [1, 1, 2, 2]
        assert [cause for cause, _ in causes(f"{text}\n\nHeading\n\nDone with it.")] == [1, 1, 2, 2, None]

    def test_text_after_the_last_full_cause_belongs_to_none(self) -> None:
        text = "Why?\n\n1. Cold air in here.\n\nMore on the air.\n\n2. Long walks a day.\n\nAll of it passes."
        assert [cause for cause, _ in causes(text)] == [1, 1, 2, None]

    def test_second_list_under_a_heading_is_no_list_of_causes(self) -> None:
        text = "Why?\n\n1. Cold air in the room.\n\nNow do this.\n\n1. Close the open window."
        assert causes(text)[-1] == (None, "Close the open window.")

    def test_each_list_may_begin_with_one(self) -> None:
        text = (
            "Why?\n\n1. Cold air in here.\n\nWhat helps\n\n1. Close the window now.\n2. Wear warm socks then."
        )
        assert [cause for cause, _ in causes(text)] == [1, None, None]

    def test_numbered_short_lines_over_texts_are_headings(self) -> None:
        text = "Why thirst?\n\n1. What it is\n\nA wish to drink.\n\n2. Causes\n\nWarm days do it."
        assert headings(text) == ["Why thirst?", "What it is", "Causes"]
        assert [cause for cause, _ in causes(text)] == [None, None]

    @pytest.mark.parametrize("mark", ["1.", "1)", "(1)", "1、"])
    def test_number_is_no_part_of_the_passage(self, mark: str) -> None:
        assert passages(f"{mark} Rest well in the day.") == ["Rest well in the day."]

    def test_amount_is_no_number_of_a_list(self) -> None:
        assert passages("1.5 litres a day are enough for most.") == ["1.5 litres a day are enough for most."]


class TestHeadings:
    def test_short_line_without_a_full_stop_is_a_heading(self) -> None:
        assert headings("A title\n\nWhat helps\nRest helps a lot.") == ["A title", "What helps"]

    @pytest.mark.parametrize(
        "line", ["Rest well!", "and then rest", "Rest,", "Rest;", "word " * 17, "w" * 101]
    )
    def test_other_lines_are_text(self, line: str) -> None:
        assert headings(f"A title\n\n{line}\n\nThis is the text.") == ["A title"]

    def test_last_line_without_a_full_stop_is_text(self) -> None:
        assert passages("Rest helps a lot.\n\nSleep well") == ["Rest helps a lot.", "Sleep well"]

    def test_two_headings_in_a_row_stay_headings(self) -> None:
        assert headings("A title\n\nHelp\n\nRest\n\nRest helps a lot.") == ["A title", "Help", "Rest"]

    def test_short_lines_in_a_row_are_a_list(self) -> None:
        assert passages("What to buy\nShoes\nA hat\n\nDone\n\nThat is all there is.") == [
            "What to buy\nShoes\nA hat",
            "That is all there is.",
        ]

    def test_section_reaches_from_its_heading_to_its_last_word(self) -> None:
        article = read("A title\n\nWhat helps\n\nRest helps a lot.\n\n<<: Another\n")
        assert [article.source[part.start : part.end] for part in article.sections] == [
            "A title",
            "What helps\n\nRest helps a lot.",
        ]


class TestLists:
    def test_what_to_avoid_is_never_parted_from_avoid(self) -> None:
        assert passages("You should not eat these. Avoid:\n- raw fish\n- soft cheese") == [
            "You should not eat these.",
            "Avoid:\n- raw fish\n- soft cheese",
        ]

    def test_single_item_stays_with_the_line_that_needs_it(self) -> None:
        assert passages("For the whole of the day you should avoid\n\n- raw fish") == [
            "For the whole of the day you should avoid\n\n- raw fish"
        ]

    def test_list_of_fragments_right_below_the_title_is_one_passage(self) -> None:
        assert passages("- raw fish\n- soft cheese") == ["- raw fish\n- soft cheese"]

    def test_text_after_a_list_inside_a_paragraph_is_not_part_of_it(self) -> None:
        assert passages("Things to have with you there: - a hat - a book to read. Leave early then.") == [
            "Things to have with you there: - a hat - a book to read.",
            "Leave early then.",
        ]

    def test_items_that_are_sentences_are_passages(self) -> None:
        assert passages("- Rest at noon each day.\n- Drink some water each day.") == [
            "Rest at noon each day.",
            "Drink some water each day.",
        ]

    def test_range_is_no_list(self) -> None:
        assert passages("Take these: - 5 - 7 glasses of water a day. - Two breaks in a day.") == [
            "5 - 7 glasses of water a day.",
            "Two breaks in a day.",
        ]

    def test_label_of_an_item_stays_with_its_sentence(self) -> None:
        assert passages("- A warm drink. It calms you.\n- A short walk. It moves you.") == [
            "A warm drink. It calms you.",
            "A short walk. It moves you.",
        ]


class TestSentences:
    @pytest.mark.parametrize(
        "sentence",
        [
            "Dr. Green says that she is well.",
            "Eat fruit, e.g. Apples or pears.",
            "At 28 weeks. she rested (approx. then).",
            "Drink 1.5 litres a day.",
            "J. K. Miller wrote that book.",
            "We asked the U.S. Food Office.",
            "You can rest at noon. This does you good.",
            "Women rest. They are tired.",
        ],
    )
    def test_stays_whole(self, sentence: str) -> None:
        assert passages(sentence) == [sentence]

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("She is at 28 weeks.", "Then she rests."),
            ("Eat shrimps, skin, etc.", "Kelp is good too."),
            ("It began at 3 a.m.", "Nobody else was up."),
            ('"Is it far from here?"', "She did not know."),
            ("She took vitamin C.", "Her doctor knew it."),
            ("Is it far from here?", "(It is not far at all.)"),
            ("The walk was long " + "and long " * 30 + "then.", "This was what we liked."),
        ],
    )
    def test_ends_where_the_next_begins(self, first: str, second: str) -> None:
        assert passages(f"{first} {second}") == [first, second]

    def test_answer_of_one_word_stays_with_what_follows(self) -> None:
        assert passages("Yes. You may walk each day.") == ["Yes. You may walk each day."]

    def test_measures_are_parted_from_their_announcement(self) -> None:
        assert passages("The following measures can help you with this: avoid long walks.") == [
            "The following measures can help you with this:",
            "avoid long walks.",
        ]

    def test_short_enumeration_is_not_cut_at_semicolons(self) -> None:
        text = "Risks are a first child; twins; and being older than most other women are then."
        assert passages(text) == [text]

    def test_wrapped_lines_are_one_paragraph(self) -> None:
        wide = (
            "Many women in the last weeks of their pregnancy like to talk to\nDr. Green of the new\nclinic."
        )
        assert passages(f"{wide}\nThen they go.") == [wide, "Then they go."]

    def test_week_at_the_start_of_a_wrapped_line_is_no_item(self) -> None:
        text = "Many of the women we met told us that they had felt it first in week\n28. Then it got better."
        assert passages(text) == [text.split(" Then")[0], "Then it got better."]


class TestRelated:
    def test_neighbours_on_one_line(self) -> None:
        assert read("A title\n\nText is here.\n<<: One >>: Two").related == (
            RelatedTitle("One", "", "previous"),
            RelatedTitle("Two", "", "next"),
        )

    def test_neighbour_without_a_title_is_none(self) -> None:
        assert read("A title\n\nText is here.\n<<:\n>>: \n").related == ()

    def test_recommended_titles_need_no_teaser(self) -> None:
        related = read("A title\n\nText is here.\n\nRecommend\n\nOne\nTwo\nTwo is a thing that...").related
        assert [(each.title, each.teaser) for each in related] == [
            ("One", ""),
            ("Two", "Two is a thing that..."),
        ]

    def test_recommend_over_ordinary_text_is_a_heading(self) -> None:
        article = read("A title\n\nText is here.\n\nRecommend\n\nWe recommend a chair.")
        assert not article.related
        assert article.sections[1].heading == "Recommend"


MARKS = ["", "1. ", "- ", "• ", "<<: ", "\ufeff", "  "]
PIECES = [
    "Rest well.",
    "Rest",
    "rest",
    "Causes:",
    "Avoid;",
    "e.g.",
    "(so)",
    "Is it?",
    "This helps.",
    " - ",
    "…",
    "12",
    "é",
]
LINES = st.builds(
    lambda mark, words, end: mark + " ".join(words) + end,
    st.sampled_from(MARKS),
    st.lists(st.sampled_from(PIECES), max_size=12),
    st.sampled_from(["\n", "\n\n", "\r\n", "\r", " \r\n\r\n"]),
)
TEXTS = st.lists(LINES, max_size=12).map("".join) | st.text(max_size=200)


@settings(deadline=None)
@given(TEXTS)
def test_passages_are_slices_in_order_and_nothing_else_is_left_out(text: str) -> None:
    source = f"Title\n{text}\n\nThe last sentence."
    try:
        article = read(source)
    except ArticleError as error:
        assert "numbered" in str(error)
        return
    end = 0
    for passage in article.passages:
        section = article.sections[passage.section]
        assert passage.text == source[passage.start : passage.end] == passage.text.strip()
        assert section.start <= passage.start and passage.end <= section.end
        assert end <= passage.start < passage.end
        end = passage.end
    assert not [letter for letter in unread(article) if letter.isalpha()]


def unread(article: Article) -> str:
    """Return what is in no passage, heading or related title."""
    rest = list(re.sub("(?i)title", "     ", article.source))
    headings = [re.compile(r"\s+".join(map(re.escape, part.heading.split()))) for part in article.sections]
    found = [
        heading.match(article.source, part.start)
        for heading, part in zip(headings, article.sections, strict=True)
    ]
    for start, end in [
        *(match.span() for match in found if match),
        *((p.start, p.end) for p in article.passages),
    ]:
        rest[start:end] = " " * (end - start)
    left = "".join(rest)
    for related in sorted(article.related, key=lambda each: -len(each.title)):
        left = left.replace(related.title, "", 1)
    return left.replace("Recommend", "")


@given(st.binary(max_size=80))
def test_bytes_are_read_as_they_are_or_refused(data: bytes) -> None:
    try:
        assert decode("a.txt", data).encode("utf-8") == data
    except ArticleError as error:
        assert str(error).startswith("a.txt: line ")


def test_windows_line_ends_change_no_passage(seed: Article) -> None:
    windows = parse(SEED.name, "\ufeff" + seed.source.replace("\n", "\r\n"))
    assert [passage.text for passage in windows.passages] == [passage.text for passage in seed.passages]
    assert windows.title == seed.title and windows.related == seed.related


def test_five_megabytes_are_read_in_time(seed: Article) -> None:
    body = seed.source[seed.passages[0].start : seed.passages[-1].end] + "\n\n"
    began = time.process_time()
    article = read("A title\n\n" + body * (5_000_000 // len(body)))
    limit = 3 if sys.gettrace() is None else 15  # measuring coverage slows it down
    assert time.process_time() - began < limit
    assert len(article.passages) > 40_000


@pytest.mark.skipif(not REAL_ARTICLES, reason="the articles for measuring are not here")
def test_articles_that_nobody_on_the_project_wrote_are_read() -> None:
    articles = [parse(path.name, decode(path.name, path.read_bytes())) for path in REAL_ARTICLES]
    assert all(article.passages for article in articles)
    assert not [p for article in articles for p in article.passages if len(p.text) > 1200]
