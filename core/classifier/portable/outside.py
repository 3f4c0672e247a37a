"""Sentence encoders that do not travel with a classifier: a model of sentence-transformers, or an embeddings server.

Both are called by name ("sentence-transformers:NAME", "server:MODEL"), and another model may lie under the same name
one day. So what the encoder made of one sentence, the probe, is kept in the manifest and looked at before any text is
encoded. The server's address and key come from the environment and are kept nowhere. Packages are imported when asked.
"""

import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Embed = Callable[[Sequence[str]], npt.NDArray[np.floating]]

PACKAGE, SERVER = "sentence-transformers", "server"
KINDS = (PACKAGE, SERVER)
PROBE = "The parcel arrived late, and nobody answers the telephone."
UNLIKE = 0.02  # one minus the cosine: rounding and other processors cost a thousandth of it
LONGEST = 8_000  # characters of a text that are sent: about what the most patient models read
_PLACES = 4  # decimal places of the probe that are kept
_MOST_TEXTS = 128  # in one request
_MOST_CHARACTERS = 100_000
_OPENAI = "https://api.openai.com/v1"
_RETRIES = 2  # by the client, with growing pauses, or those that the server asks for
_TIMEOUT = 300.0  # seconds
_SAID = 200  # characters of a server's own message that are passed on


class EncoderFailed(RuntimeError):
    """The encoder cannot be had or answers what it should not. The message is for the person who wants to use it."""


class EncoderBusy(EncoderFailed):
    """It may answer later."""


class Known(NamedTuple):
    """What was true of an encoder when a classifier was trained with it."""

    dimensions: int
    probe: tuple[float, ...]
    revision: str


def opened(described: Mapping[str, Any], members: Mapping[str, bytes]) -> "Outside":  # noqa: ARG001 - it has none
    """The encoder that a manifest describes; nothing is loaded or asked yet. Raises KeyError, TypeError, ValueError."""
    kind, name = str(described["kind"]), str(described["name"])
    probe = tuple(float(number) for number in described["probe"])
    if not (kind in KINDS and name.startswith(f"{kind}:") and probe and all(map(math.isfinite, probe))):
        raise ValueError("the encoder outside is not described as it should be")
    if int(described["dimensions"]) != len(probe):
        raise ValueError("the encoder's probe has another number of dimensions than its vectors")
    return Outside(name, os.environ, Known(len(probe), probe, str(described["revision"])))


class Outside:
    """An encoder by name. `known` is what has to be true of it still; without it, it is as it is found."""

    def __init__(self, name: str, environ: Mapping[str, str], known: Known | None = None) -> None:
        self.name = name
        self._environ = environ
        self._known = known
        self._embed: Embed | None = None

    @property
    def model(self) -> str:
        """Its name without its kind."""
        return self.name.partition(":")[2]

    @property
    def dimensions(self) -> int:
        return (self._known or self._opened()[1]).dimensions

    def described(self) -> dict[str, Any]:
        """For the manifest: its kind and name, and by what it is known again."""
        known = self._known or self._opened()[1]
        return {"kind": self.name.partition(":")[0], "name": self.name, **known._asdict(), "probe": list(known.probe)}

    def files(self) -> dict[str, bytes]:
        return {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of length one for each text, [texts, dimensions]; zeros for texts without a word.

        Raises EncoderFailed, EncoderBusy.
        """
        embed, known = self._opened()
        rows = np.zeros((len(texts), known.dimensions), dtype=np.float32)
        worded = [place for place, text in enumerate(texts) if text.strip()]
        for batch in _batches(worded, texts):
            rows[batch] = self._asked(embed, [texts[place] for place in batch], known.dimensions)
        return rows

    def _opened(self) -> tuple[Embed, Known]:
        """On the first call the encoder is opened and its probe looked at."""
        if self._embed is not None and self._known is not None:
            return self._embed, self._known
        embed, revision = self._found()
        if self._known is None:
            probe = self._asked(embed, [PROBE], None)[0]
            known = Known(len(probe), tuple(round(float(number), _PLACES) for number in probe), revision)
        else:
            known = self._known
            if not is_alike(self._asked(embed, [PROBE], known.dimensions)[0], known.probe):
                raise EncoderFailed(
                    f"“{self.model}” is not the model it was when the classifier was trained: it gives another vector "
                    "for the same sentence. Train the classifier again, or use the model it was trained with."
                )
        self._embed, self._known = embed, known
        return embed, known

    def _found(self) -> tuple[Embed, str]:
        if self.name.startswith(f"{SERVER}:"):
            return _on_server(self.model, self._environ), ""
        return _in_package(self.model, self._known.revision if self._known else "")

    def _asked(self, embed: Embed, texts: Sequence[str], dimensions: int | None) -> Vectors:
        rows = embed([_plain(text) for text in texts]).astype(np.float64)
        if rows.ndim != 2 or len(rows) != len(texts) or not rows.shape[1]:
            raise EncoderFailed(f"“{self.model}” did not give one vector for each text. Choose another encoder.")
        if dimensions is not None and rows.shape[1] != dimensions:
            raise EncoderFailed(
                f"“{self.model}” gives vectors of {rows.shape[1]} numbers, and it used to give {dimensions}. It is not "
                "the model it was: choose the one it was, or train again."
            )
        lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
        if not np.isfinite(lengths).all() or (lengths == 0).any():
            raise EncoderFailed(f"“{self.model}” gives vectors with no meaning: all zeros, or not numbers at all.")
        units: Vectors = (rows / lengths).astype(np.float32)
        return units


def _batches(places: Sequence[int], texts: Sequence[str]) -> Iterator[list[int]]:
    batch: list[int] = []
    characters = 0
    for place in places:
        length = min(len(texts[place]), LONGEST)
        if batch and (len(batch) >= _MOST_TEXTS or characters + length > _MOST_CHARACTERS):
            yield batch
            batch, characters = [], 0
        batch.append(place)
        characters += length
    if batch:
        yield batch


def is_alike(probe: Vectors, known: Sequence[float]) -> bool:
    """Whether two vectors of one sentence come from one model; `probe` has length one, `known` may be rounded."""
    kept = np.array(known)
    length = np.sqrt((kept * kept).sum())
    return bool(length > 0 and probe @ kept > (1 - UNLIKE) * length)


def _plain(text: str) -> str:
    """Text that can be sent: not too long, no half characters, no zero bytes."""
    return text[:LONGEST].encode("utf-8", "replace").decode().replace("\x00", " ")


def _in_package(name: str, revision: str) -> tuple[Embed, str]:
    """A model of sentence-transformers, and which revision of it this is. Code that comes with a model never runs."""
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise EncoderFailed(
            f"“{name}” needs the package sentence-transformers, which is not installed. Install it with "
            "“pip install sentence-transformers”; it brings PyTorch, which weighs some gigabytes."
        ) from error
    try:
        model = SentenceTransformer(name, revision=revision or None, trust_remote_code=False)
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        said = " ".join(str(error).split())[:_SAID]
        raise EncoderFailed(f"The model “{name}” cannot be loaded: {said}") from error

    def embed(texts: Sequence[str]) -> npt.NDArray[np.floating]:
        return np.asarray(model.encode(list(texts), convert_to_numpy=True, show_progress_bar=False))

    found = getattr(getattr(getattr(model[0], "auto_model", None), "config", None), "_commit_hash", None)
    return embed, revision or str(found or "")


def _on_server(model: str, environ: Mapping[str, str]) -> Embed:
    """A model behind OPENAI_BASE_URL, with the key of OPENAI_API_KEY."""
    try:
        import openai
    except ImportError as error:
        raise EncoderFailed(
            f"“{model}” is asked through the package openai, which is not installed. Install it with "
            "“pip install openai”."
        ) from error
    base_url = environ.get("OPENAI_BASE_URL", "").strip().rstrip("/") or _OPENAI
    if not base_url.startswith(("http://", "https://")):
        raise EncoderFailed("OPENAI_BASE_URL has to be an address that begins with http:// or https://.")
    key = environ.get("OPENAI_API_KEY", "").strip()
    if not key and base_url == _OPENAI:
        raise EncoderFailed(
            "There is no key for the embeddings server. Set OPENAI_API_KEY, or OPENAI_BASE_URL to a server that runs "
            "on your own network."
        )
    client = openai.OpenAI(api_key=key or "none", base_url=base_url, timeout=_TIMEOUT, max_retries=_RETRIES)

    def embed(texts: Sequence[str]) -> npt.NDArray[np.floating]:
        body = {"model": model, "input": list(texts), "encoding_format": "float"}
        try:
            answer = client.post("/embeddings", cast_to=object, body=body)
        except openai.APITimeoutError as error:
            raise EncoderBusy(
                f"The embeddings server did not answer within {_TIMEOUT:g} seconds. Try again later."
            ) from error
        except openai.APIStatusError as error:
            raise _refusal(error.status_code, error.code, error.message, base_url, model) from error
        except openai.APIConnectionError as error:
            raise EncoderBusy(
                f"The embeddings server at {base_url} cannot be reached. Check that it runs and that this machine is "
                "connected."
            ) from error
        except (openai.APIError, ValueError) as error:
            raise _not_a_server(base_url) from error
        return _read(answer, len(texts), base_url, model)

    return embed


def _refusal(status: int, code: str | None, message: str, base_url: str, model: str) -> EncoderFailed:
    said = " ".join(message.split())[:_SAID]
    if status == 401:
        return EncoderFailed(f"{base_url} did not accept the key. Check OPENAI_API_KEY.")
    if code == "insufficient_quota":
        return EncoderFailed("The account at the provider of embeddings has no credit left. Top it up and continue.")
    if status in (408, 409, 425, 429) or (status >= 500 and status != 501):
        return EncoderBusy("The embeddings server is overloaded. Try again later.")
    if status == 404:
        return EncoderFailed(f"{base_url} has no embeddings by a model “{model}”. Check both. ({said})")
    return EncoderFailed(f"The embeddings server refused the request: {said}")


def _read(answer: object, count: int, base_url: str, model: str) -> npt.NDArray[np.floating]:
    """The vectors in the texts' order, whatever the order they came in."""
    entries = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _not_a_server(base_url)
    by_index = {str(entry.get("index", place)): entry.get("embedding") for place, entry in enumerate(entries)}
    places = [str(place) for place in range(count)]
    if len(entries) != count or by_index.keys() != set(places):
        raise EncoderFailed(
            f"“{model}” gave {len(entries)} vectors for {count} texts, or does not say which belongs to which."
        )
    try:
        return np.array([by_index[place] for place in places], dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise EncoderFailed(f"“{model}” gives vectors that are not all lists of as many numbers.") from error


def _not_a_server(base_url: str) -> EncoderFailed:
    return EncoderFailed(
        f"{base_url} does not answer like an embeddings server. Check OPENAI_BASE_URL; it often ends in /v1."
    )
