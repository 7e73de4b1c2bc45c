"""The bundled sentence embedder: MiniLM. The one file that knows onnxruntime and tokenizers."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from companion.errors import ModelError
from companion.models.protocols import Vectors

WINDOW_TOKENS = 256
"""The longest piece that the model was trained to read, its two marker tokens included."""
WINDOW_OVERLAP = 32
"""Tokens that neighbouring windows share, so that no thought is cut in two in both."""
BATCH = 32
"""Texts a run at most; more gains no time."""
RUN_TOKENS = 256
"""About how many tokens a run takes, padding included. More gains no time, and onnxruntime keeps what the largest run
needed: 4 MB for these, 32 for four times as many."""

THREADS = min(2, os.cpu_count() or 1)
"""Threads that work on one text: two take two thirds of the time, more would be missed elsewhere."""

_MARKERS = 2
_CHECKSUMS = "SHA256SUMS"
_FILES = ("model.onnx", "tokenizer.json")
_NEXT_STEP = "Install Companion again; nothing that you wrote is lost."


@dataclass(frozen=True, slots=True)
class _Loaded:
    session: Any
    tokenizer: Any


class MiniLM:
    """all-MiniLM-L6-v2 from the folder that ships with the app: 384 dimensions, cosine = dot product.

    The files are read and compared with their checksums once, at `load` or at the first use. All methods
    block, may be called from any thread, and raise `ModelError` (not retryable) when the files are missing
    or damaged.
    """

    def __init__(self, folder: Path, threads: int = THREADS) -> None:
        """`threads` share the work on one text; its vector does not depend on how many they are."""
        self._folder = folder
        self._threads = threads
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    @property
    def id(self) -> str:
        """Names the vector space."""
        return "all-MiniLM-L6-v2/int8"

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return 384

    def load(self) -> None:
        """Check and open the model now (about half a second), so that the first message need not wait."""
        self._ready()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, `(len(texts), 384)` float32. Text beyond 256 tokens is not read.

        The same text gives the same vector whatever else is in the call.
        """
        model = self._ready()
        ids = [self._clipped(model, text) for text in texts]
        vectors = np.zeros((len(ids), self.dimension), dtype=np.float32)
        # Texts of like length together: padding costs as much time as words do.
        order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
        for rows in _runs(order, ids):
            vectors[rows] = _run(model.session, [ids[row] for row in rows])
        return vectors

    def windows(self, text: str) -> list[str]:
        """`text` cut into overlapping pieces that the model can read whole: at least one, nothing lost."""
        encoded = self._ready().tokenizer.encode(text, add_special_tokens=False)
        offsets: list[tuple[int, int]] = encoded.offsets
        room = WINDOW_TOKENS - _MARKERS
        if len(offsets) <= room:
            return [text]
        starts = range(0, len(offsets) - WINDOW_OVERLAP, room - WINDOW_OVERLAP)
        pieces = []
        for first in starts:
            last = first + room
            begin = 0 if first == 0 else offsets[first][0]
            end = len(text) if last >= len(offsets) else offsets[last][0]
            pieces.append(text[begin:end])
        return pieces

    def count_tokens(self, text: str) -> int:
        """Tokens of `text` without markers: the estimate that prompt budgets use."""
        return len(self._ready().tokenizer.encode(text, add_special_tokens=False).ids)

    def _clipped(self, model: _Loaded, text: str) -> list[int]:
        ids: list[int] = model.tokenizer.encode(text).ids
        return ids if len(ids) <= WINDOW_TOKENS else [*ids[: WINDOW_TOKENS - 1], ids[-1]]

    def _ready(self) -> _Loaded:
        with self._lock:
            if self._loaded is None:
                self._loaded = _open(self._folder, self._threads)
            return self._loaded


def _runs(order: Sequence[int], ids: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """`order` (by rising length) cut into runs of at most `BATCH` texts and about `RUN_TOKENS` tokens."""
    rows: list[int] = []
    for row in order:
        if rows and (len(rows) == BATCH or (len(rows) + 1) * len(ids[row]) > RUN_TOKENS):
            yield rows
            rows = []
        rows.append(row)
    if rows:
        yield rows


def _run(session: Any, rows: list[list[int]]) -> Vectors:
    width = max(len(row) for row in rows)
    ids = np.zeros((len(rows), width), dtype=np.int64)
    mask = np.zeros_like(ids)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = row
        mask[index, : len(row)] = 1
    found: Vectors = session.run(["sentence_embedding"], {"input_ids": ids, "attention_mask": mask})[0]
    return found


def _open(folder: Path, threads: int) -> _Loaded:
    model_bytes, tokenizer_bytes = _checked(folder)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # A thread that has nothing to do sleeps. By default it turns round and round, and takes the time of the others.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Texts differ in length, so a plan of memory for each length serves nobody: without it a short text takes a fifth
    # less time. The arena keeps what the largest run needed; `RUN_TOKENS` bounds that.
    options.enable_mem_pattern = False
    # The int8 weights become floats once, at load (+55 MB). Otherwise the whole table of words, 47 MB of floats, is
    # made anew for every text: 38 ms of CPU for a short one instead of 5.
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    options.log_severity_level = 3
    try:
        tokenizer = Tokenizer.from_str(tokenizer_bytes.decode())
        session = onnxruntime.InferenceSession(model_bytes, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # neither library names the type of its failures
        raise _unusable("cannot be opened") from error
    # The file pads every text to 128 tokens and cuts it there.
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return _Loaded(session, tokenizer)


def _checked(folder: Path) -> tuple[bytes, bytes]:
    """The bytes of model and tokenizer, equal to their checksums."""
    try:
        lines = (folder / _CHECKSUMS).read_text(encoding="ascii").split("\n")
        expected = {name: digest for digest, name in (line.split() for line in lines if line.strip())}
        found = {name: (folder / name).read_bytes() for name in _FILES}
    except OSError as error:
        raise _unusable("is missing") from error
    except ValueError as error:
        raise _unusable("has an unreadable list of checksums") from error
    for name, content in found.items():
        if hashlib.sha256(content).hexdigest() != expected.get(name):
            raise _unusable("is damaged")
    return found["model.onnx"], found["tokenizer.json"]


def _unusable(what: str) -> ModelError:
    message = f"The part of Companion that understands meaning {what}."
    return ModelError(message, _NEXT_STEP, retryable=False, code="embedder")
