"""How much of the material, left out in turn, likeness alone would raise at its limits and at other ones."""

from __future__ import annotations

import numpy as np

from doula.clinical import read
from doula.encoder import encoder
from doula.evaluation.training_data import DANGER_SIGNS, DANGER_WORDINGS, read_examples
from doula.triage.likeness import examples_in, fit

_ALLOWED = {"ordinary": (0.015, 0.03, 0.04, 0.05), "look_alike": (0.001, 0.005, 0.02, 0.05)}


def main() -> None:
    """Fit as training does and print one line for each limit, and what others would be worth."""
    ordinary = [str(example.get("text")) for example in read_examples().intent_examples]
    examples = list(examples_in(read(DANGER_SIGNS)["signs"], read(DANGER_WORDINGS), ordinary))
    likeness, unseen = fit(examples, encoder().encode([example.text for example in examples]))
    kinds = np.array([example.kind for example in examples])
    limits = {name: getattr(likeness, name) for name in ("like", "sure", "hinted", "plain")}
    for kind, shares in _ALLOWED.items():
        limits |= {
            f"{share:.1%} of {kind}": np.quantile(unseen[kinds == kind], 1 - share) for share in shares
        }
    for name, limit in limits.items():
        passed = (f"{kind} {np.mean(unseen[kinds == kind] >= limit):.1%}" for kind in dict.fromkeys(kinds))
        print(f"{name} {limit:.3f}: {', '.join(passed)}")  # noqa: T201


if __name__ == "__main__":
    main()
