from __future__ import annotations

import pytest

from doula.abbreviations import abbreviations, words_of
from doula.articles import parse


@pytest.mark.parametrize(
    ("title", "text", "short"),
    [
        ("Group B strep in pregnancy", "Most babies with GBS are well.", {"gbs"}),
        ("Deep vein thrombosis", "A clot is called DVT. Many DVTs heal.", {"dvt"}),
        ("Pelvic girdle pain", "Midwives write PGP.", {"pgp"}),
        ("Obstetric cholestasis", "OC is rare; the NHS tests for bile.", set()),  # two letters name too much
        ("What I should know about iron deficiency anaemia", "IDA makes you tired.", {"ida"}),
        ("Braxton Hicks", "The WHO calls them practice.", set()),
        ("Polyhydramnios", "PHA is no word of the title alone.", set()),
    ],
)
def test_capitals_that_stand_for_the_title_are_its_short_name(title: str, text: str, short: set[str]) -> None:
    assert abbreviations(parse("one.txt", f"{title}\n\n{text}\n")) == short


def test_a_short_name_is_known_in_any_case_and_number() -> None:
    assert {"dvt"} <= words_of("are dvts dangerous") & words_of("DVT?")
    assert "ms" in words_of("MS")
