from pathlib import Path

import numpy as np
import pytest

from doula.encoder import SIZE, Encoder, EncoderError, encoder


def test_sentences_of_one_meaning_are_closer_than_others() -> None:
    cramp, same, other = encoder().encode(
        ["my calf cramps at night", "leg spasms while asleep", "cheap train tickets"]
    )
    assert cramp @ same > cramp @ other + 0.3


def test_every_sentence_gets_a_vector_of_length_one() -> None:
    vectors = encoder().encode([f"sentence {number}" for number in range(70)] + ["", "word " * 5000])
    assert vectors.shape == (72, SIZE)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)


def test_a_sentence_means_the_same_alone_and_in_a_batch() -> None:
    alone = encoder().encode(["why do my legs cramp"])[0]
    among = encoder().encode(
        ["a much longer sentence than the other one in this batch", "why do my legs cramp"]
    )[1]
    assert alone @ among > 0.99


def test_no_sentences_give_no_vectors() -> None:
    assert encoder().encode([]).shape == (0, SIZE)


def test_another_model_file_is_refused(tmp_path: Path) -> None:
    forged = tmp_path / "model.onnx"
    forged.write_bytes(b"other weights")
    with pytest.raises(EncoderError, match=r"model\.onnx"):
        Encoder(forged, Path(__file__).parents[2] / "doula" / "vocab.txt")


def test_a_missing_vocabulary_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"vocab\.txt is missing"):
        Encoder(tmp_path / "model.onnx", tmp_path / "vocab.txt")


def test_a_sentence_is_encoded_once_in_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    first = encoder().encode(["is kelp good for cramps"])
    monkeypatch.setattr(encoder(), "_encode", lambda _: pytest.fail("encoded again"))
    assert np.array_equal(encoder().encode(["is kelp good for cramps"]), first)


def test_what_is_remembered_is_bounded_and_is_not_her_words() -> None:
    for number in range(5):
        encoder().encode([f"message {number} {each}" for each in range(30)])
    recent = encoder()._recent
    assert len(recent) <= 64 and not any(b"message" in digest for digest in recent)
