"""Alarms: what is said about a danger sign, how fast, and whom to call where she lives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from doula.messages import Message, Responses

_OF_THE_MIND = ("self_harm", "postpartum_psychosis")
MOST_LINES = 3


@dataclass(frozen=True)
class Alarms:
    """The danger signs' sentences, the help lines by region, and the fixed words around them.

    `signs` and `regions` are as in clinical/danger_signs.yml and clinical/help_lines.yml.
    """

    signs: Mapping[str, Mapping[str, Any]]
    regions: Mapping[str, Mapping[str, Any]]
    responses: Responses

    def urgent(
        self, sign: str, region: str, *, repeated: bool = False, asked: bool = False, lost: bool = False
    ) -> Message:
        """Say what it may be, how soon to get help and from whom.

        Said again, it asks if she has called; when she asked something, it will be answered later.
        """
        entry, later = self.signs[sign], "utter_danger_when_safe"
        paragraphs = [
            *([self.responses.text("utter_danger_sorry")] if lost else []),
            *([self.responses.text("utter_danger_again"), entry["act"]] if repeated else [entry["advice"]]),
            self._whom(sign, region),
            *([self.responses.text(later)] if asked else []),
        ]
        return Message("\n\n".join(paragraphs), "urgent", self.responses.buttons(later) if asked else ())

    def check(self, sign: str, lost: bool = False) -> Message:
        """Ask the one yes/no question that settles a doubtful mention, kindly if it came with a loss."""
        sorry = f"{self.responses.text('utter_danger_sorry')} " if lost else ""
        buttons = self.responses.buttons("utter_danger_check")
        return Message(sorry + self.signs[sign]["question"], "check_urgent", buttons)

    def unchecked(self, region: str) -> Message:
        """Say that the message could not be checked, the signs that matter, and whom to call."""
        return Message(
            f"{self.responses.text('utter_danger_unchecked')}\n\n{self._whom('', region)}", "urgent"
        )

    def loss(self, region: str) -> Message:
        """Say a few kind words and name who helps."""
        lines = self.regions[region]["support"] or self.regions[region]["crisis"]
        help_lines = [self.regions[region]["maternity"], *map(_line, lines)][:MOST_LINES]
        return Message(f"{self.responses.text('utter_danger_loss')}\n\n{_listed(help_lines)}", "small_talk")

    def before_assessment(self, complaints: Iterable[str]) -> str | None:
        """Return the sign to ask about before the causes of such complaints are assessed, if there is one."""
        asked = set(complaints)
        signs = (name for name, sign in self.signs.items() if asked.intersection(sign.get("ask_before", ())))
        return next(signs, None)

    def asks_for_help_when_unsure(self, sign: str) -> bool:
        """Tell whether "not sure" counts as yes, because waiting harms."""
        return bool(self.signs[sign]["unsure_counts_as_yes"])

    def region_in(self, text: str) -> str | None:
        """Return the region that a mother says she is in."""
        found = (code for code, region in self.regions.items() if _says_where(text, region))
        return next(found, None)

    def _whom(self, sign: str, region: str) -> str:
        """List at most three lines, those first that help most with this sign."""
        lines = self.regions[region]
        emergency = [self.responses.text("utter_danger_emergency", line=_line(lines["emergency"][0]))]
        maternity = [lines["maternity"]]
        crisis = [_line(line) for line in lines["crisis"]]
        if sign in _OF_THE_MIND:
            listed = [*emergency, *crisis, *maternity]
        elif sign == "low_mood":
            listed = [*map(_line, lines["support"]), *maternity, *emergency]
        elif sign and self.signs[sign]["tier"] != "emergency":
            listed = [*maternity, *emergency]
        else:
            listed = [*emergency, *maternity]
        return _listed(listed[:MOST_LINES])


def _line(line: Mapping[str, Any]) -> str:
    label, number = line["label"], line["number"]
    named = label if number is None or number in re.sub(r"\W", "", label) else f"{label}: {number}"
    return f"{named} ({line['note']})" if line.get("note") else named


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(f"• {line}" for line in lines)


def _says_where(text: str, region: Mapping[str, Any]) -> bool:
    places = "|".join(re.escape(place) for place in region.get("places", ()))
    she_is = r"(?:^\W*|\b(?:I live|we live|living|I am|I'm|Im|we are|we're|here|based) )"
    here = rf"{she_is}(?:in|from) (?:the )?(?:{places})\b"
    return bool(places) and bool(re.search(here, text, re.IGNORECASE))
