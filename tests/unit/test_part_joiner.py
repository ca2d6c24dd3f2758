from __future__ import annotations

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from doula.understanding.part_joiner import PartJoiner
from doula.understanding.part_splitter import REPAIRED, ROLE


def test_danger_that_only_the_repaired_wording_tells_keeps_its_sign_and_how_soon_it_needs_help() -> None:
    said = Message({TEXT: "i am bleedng", INTENT: {"name": "inform", "confidence": 0.4}})
    spelt = Message({
        TEXT: "i am bleeding", ROLE: REPAIRED, INTENT: {"name": "report_danger", "confidence": 1.0},
        "asked": {"name": "inform", "confidence": 0.4}, "sign": "bleeding", "tier": "same_day",
    })  # fmt: skip
    (joined,) = PartJoiner().process([said, spelt])
    assert joined.get(INTENT)["name"] == "report_danger"
    assert (joined.get("sign"), joined.get("tier")) == ("bleeding", "same_day")
