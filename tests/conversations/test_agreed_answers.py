from __future__ import annotations

import asyncio

from doula.channels.door import Door
from doula.evaluation.agreed import ask_all, read_agreed


def test_every_question_with_an_agreed_answer_gets_it_however_it_is_worded(assistant: Door) -> None:
    report = asyncio.run(ask_all(assistant, read_agreed(), {}))
    assert report.passed, "\n".join(report.lines())
