"""Say what words and parts of words a text is made of, as a row of weights of length 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

Floats = NDArray[np.float32]

SIZE = 2**15  # places that words are hashed to, so that no list of words is kept
_READERS = tuple(
    HashingVectorizer(
        analyzer=units,
        ngram_range=lengths,
        n_features=SIZE,
        alternate_sign=False,
        norm=None,
        dtype=np.float32,
    )
    for units, lengths in (("word", (1, 2)), ("char_wb", (3, 5)))
)


def count(texts: Sequence[str]) -> csr_matrix:
    """Count the words, pairs of words and groups of letters of each text; many count little more than one."""
    counted: Any = sum(reader.transform(texts) for reader in _READERS)
    counted.data = 1 + np.log(counted.data)
    return counted


def rarity(counted: csr_matrix) -> Floats:
    """Say how much each place tells: what stands in few texts tells more."""
    texts, _ = counted.shape
    rare: Floats = 1 + np.log((1 + texts) / (1 + counted.getnnz(axis=0))).astype(np.float32)
    return rare


def weigh(counted: csr_matrix, rare: Floats) -> csr_matrix:
    """Weigh what is counted by how much it tells, each row at length 1."""
    weighed = counted.copy()
    weighed.data *= rare[weighed.indices]
    return normalize(weighed, copy=False)
