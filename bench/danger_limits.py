"""What the limits of likeness are, and how much of the material, left out in turn, each lets through."""

from __future__ import annotations

import numpy as np

from doula.clinical import read
from doula.encoder import encoder
from doula.evaluation.training_data import DANGER_SIGNS, DANGER_WORDINGS, read_examples
from doula.triage.likeness import examples_in, fit


def main() -> None:
    """Fit as training does and print one line for each limit."""
    ordinary = [str(example.get("text")) for example in read_examples().intent_examples]
    examples = list(examples_in(read(DANGER_SIGNS)["signs"], read(DANGER_WORDINGS), ordinary))
    likeness, unseen = fit(examples, encoder().encode([example.text for example in examples]))
    kinds = np.array([example.kind for example in examples])
    for name in ("like", "sure", "plain"):
        limit = getattr(likeness, name)
        shares = (f"{kind} {np.mean(unseen[kinds == kind] >= limit):.1%}" for kind in dict.fromkeys(kinds))
        print(f"{name} {limit:.3f}: {', '.join(shares)}")  # noqa: T201


if __name__ == "__main__":
    main()
