"""Check what serving does to its process before the first mother comes."""

from __future__ import annotations

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from doula.server.launch import settle


def test_serving_reckons_with_one_thread_and_as_before() -> None:
    matrix = np.random.default_rng(1).random((300, 300))
    with threadpool_limits(user_api="blas"):  # puts back what was, afterwards
        before = matrix @ matrix
        settle()
        assert {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"} == {1}
        assert np.allclose(matrix @ matrix, before)
