"""Alarms: what is said about a danger sign, how fast, and whom to call where she lives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from doula.messages import Message, Responses

MOST_LINES = 3
UNKNOWN_REGION = "international"
_AGAIN = ("called", "say", "person")  # what is said about it the second time, the third and the fourth
_OF_THE_MIND = ("crisis", "support")
_LIVES = r"\b(?:i|we|but|and|now|still) (?:now |still )?live"
_IS = r"\b(?:i am|i['’]?m|we are|we['’]re|here|living|based|staying|writing|hello|hi)"
_WITHIN = r"(?:(?:a|the|my) (?:\w+ )?(?:town|village|city|area|part|flat|house) (?:in|of|near) (?:the )?)?"


@dataclass(frozen=True)
class Alarms:
    """The danger signs' sentences, the help lines by region, and the fixed words around them.

    `signs` and `regions` are as in clinical/danger_signs.yml and clinical/help_lines.yml.
    """

    signs: Mapping[str, Mapping[str, Any]]
    regions: Mapping[str, Mapping[str, Any]]
    responses: Responses

    def urgent(
        self,
        sign: str,
        region: str,
        *,
        emergency: bool = False,
        said: int = 0,
        asked: bool = False,
        lost: bool = False,
    ) -> Message:
        """Say what it may be, how soon to get help and from whom.

        `said` times before, it is said in other words; when she asked something, it will be answered later.
        """
        entry, later = self._entry(sign, lost), "utter_danger_when_safe"
        sorry = [self.responses.text("utter_danger_sorry")] if lost and not said else []
        paragraphs = [
            *sorry,
            *(self._again(entry, said, lost) if said else [self._card(entry, region, emergency)]),
            self._whom(entry, region, emergency),
            *([] if said else self._ask_where(region)),
            *([self.responses.text(later)] if asked else []),
        ]
        return Message("\n\n".join(paragraphs), "urgent", self.responses.buttons(later) if asked else ())

    def check(self, sign: str, lost: bool = False) -> Message:
        """Ask the one yes/no question that settles a doubtful mention, kindly after a loss."""
        sorry = f"{self.responses.text('utter_danger_sorry')} " if lost else ""
        buttons = self.responses.buttons("utter_danger_check")
        return Message(sorry + self._entry(sign, lost)["question"], "check_urgent", buttons)

    def asked_next(self, sign: str) -> str | None:
        """Return the sign that is asked about as soon as this one was told, if there is one."""
        return self.signs[sign].get("then_ask")

    def unchecked(self, region: str, lost: bool = False) -> Message:
        """Say that the message could not be checked, the signs that matter, and whom to call."""
        whom = self._whom({"tier": "emergency", "line": "crisis"}, region, emergency=True)
        name = "utter_danger_unchecked_after_loss" if lost else "utter_danger_unchecked"
        return Message(f"{self.responses.text(name)}\n\n{whom}", "urgent")

    def loss(self, region: str) -> Message:
        """Say a few kind words and name who helps."""
        lines = self._lines(region)
        helping = [lines["maternity"], *map(_line, lines["support"] or lines["crisis"])]
        kind = self.responses.text("utter_danger_loss")
        return Message(f"{kind}\n\n{_listed(helping)}", "small_talk")

    def where(self, region: str) -> Message:
        """Say whom to call in the region that she names."""
        thanks, whom = self.responses.text("utter_danger_where"), self._whom({"tier": "emergency"}, region)
        return Message(f"{thanks}\n\n{whom}", "done")

    def before_assessment(self, complaints: Iterable[str]) -> str | None:
        """Return the sign to ask about before the causes of such complaints are assessed, if there is one."""
        asked = set(complaints)
        signs = (name for name, sign in self.signs.items() if asked.intersection(sign.get("ask_before", ())))
        return next(signs, None)

    def asks_for_help_when_unsure(self, sign: str) -> bool:
        """Tell whether "not sure" counts as yes, because waiting harms."""
        return bool(self.signs[sign]["unsure_counts_as_yes"])

    def region_in(self, text: str) -> str | None:
        """Return the region that a mother says she is in, or else is from."""
        named = (found for code, region in self.regions.items() for found in _places(text, code, region))
        return max(named, default=(False, 0, None))[-1]

    def _entry(self, sign: str, lost: bool) -> Mapping[str, Any]:
        entry = self.signs[sign]
        return {**entry, **entry.get("after_loss", {})} if lost else entry

    def _lines(self, region: str) -> Mapping[str, Any]:
        return self.regions.get(region, self.regions[UNKNOWN_REGION])

    def _card(self, entry: Mapping[str, Any], region: str, emergency: bool) -> str:
        has_line = bool(self._lines(region).get(entry.get("line", "")))
        advice = entry.get("advice_with_line", entry["advice"]) if has_line else entry["advice"]
        return f"{entry['may_mean']} {entry.get('emergency', advice) if emergency else advice}"

    def _again(self, entry: Mapping[str, Any], said: int, lost: bool) -> list[str]:
        way = _AGAIN[(said - 1) % len(_AGAIN)]
        gently = lost or entry.get("line") in _OF_THE_MIND
        words = self.responses.text(f"utter_danger_gently_{way}" if gently else f"utter_danger_again_{way}")
        return [words, entry["act"]] if way == "called" else [words]

    def _ask_where(self, region: str) -> list[str]:
        return [self.responses.text("utter_danger_ask_where")] if region == UNKNOWN_REGION else []

    def _whom(self, entry: Mapping[str, Any], region: str, emergency: bool = False) -> str:
        """List at most three lines, those first that help most with this sign."""
        lines, kind = self._lines(region), entry.get("line", "")
        ambulance = self.responses.text("utter_danger_emergency", line=_line(lines["emergency"][0]))
        special = [_line(line) for line in lines.get(kind, ())]
        at_once = emergency or entry["tier"] == "emergency" or kind in ("crisis", "poison")
        unit = [lines["maternity"]]
        return _listed([ambulance, *special, *unit] if at_once else [*special, *unit, ambulance])


def _line(line: Mapping[str, Any]) -> str:
    label, number = line["label"], line["number"]
    named = label if number is None or number in re.sub(r"\W", "", label) else f"{label}: {number}"
    return f"{named} ({line['note']})" if line.get("note") else named


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(f"• {line}" for line in lines[:MOST_LINES])


def _places(text: str, code: str, region: Mapping[str, Any]) -> Iterable[tuple[bool, int, str]]:
    """Find where she says that she is in a region, or from it: is she in it, at which letter, the region."""
    if places := region.get("places"):
        for match in _place_pattern(tuple(places)).finditer(text):
            yield match["how"] != "from", match.start(), code


@cache
def _place_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    places = "|".join(map(re.escape, names))
    named = rf"(?:^|{_LIVES}|{_IS})\W*(?:now |here )?(?P<how>in|from|at) (?:the )?{_WITHIN}(?:{places})\b"
    alone = rf"^\W*(?:(?:{places})\W+)?(?:{places})\W*$"
    return re.compile(f"{named}|{alone}", re.IGNORECASE)
