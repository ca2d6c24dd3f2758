"""Which texts are surely not English."""

from __future__ import annotations

import pytest

from doula.language import foreign_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¿por qué tengo dolor en las piernas cada noche?", "es"),
        ("pourquoi est-ce que j'ai mal au mollet chaque nuit", "fr"),
        ("warum habe ich nachts immer Krämpfe in den Waden", "de"),
        ("kwa nini miguu yangu inauma usiku kila siku", "sw"),
        ("मेरी टाँगों में दर्द क्यों होता है", "hi"),
        ("почему болят ноги ночью", "ru"),
    ],
)
def test_another_language_is_named(text: str, language: str) -> None:
    assert foreign_language(text) == language


def test_a_script_that_is_not_known_is_another_language_all_the_same() -> None:
    assert foreign_language("ᚠ") is not None


@pytest.mark.parametrize(
    "text",
    [
        "y r my legs crampin",
        "leg cramps preggo 28wks",
        "abeg wetin I fit do make the leg no dey pain me again",
        "my leg is paining me too much since yesterday only, kindly advise",
        "wah gwaan, mi foot a cramp up every night, a wah fi do",
        "ma legs are killin us, whit can a dae",
        "calf crmp agian helo pls",
        "mera leg is cramping at night doctor please help",
        "gracias",
        "ok",
        "👍👍",
        "12",
        "",
    ],
)
def test_short_misspelt_and_regional_english_is_english(text: str) -> None:
    assert foreign_language(text) is None
