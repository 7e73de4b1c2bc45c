"""Who the companion is: one TOML file per persona, checked when it is read. It changes by the user's hand only."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from companion.errors import BadInput

LARGEST_FILE = 64 * 1024
"""Bytes; a persona is a page, not a book, and all of it goes into every prompt."""


@dataclass(frozen=True, slots=True)
class Persona:
    """Name, character and manner of the companion, and what it does not do."""

    name: str
    description: str
    """Who it is, in the second person: the model reads it as its own character."""
    style: tuple[str, ...]
    """How it speaks, one rule each."""
    empathy: tuple[str, ...]
    """How it keeps what the user feels apart from what it thinks."""
    limits: tuple[str, ...]
    """What it never does."""
    greeting: str
    """The first words to somebody new."""
    summary: str = ""
    """One line for the list of personas."""


_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\n]+$")]
    summary: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    description: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    style: Annotated[list[_Line], Field(min_length=1, max_length=12)]
    empathy: Annotated[list[_Line], Field(min_length=1, max_length=12)]
    limits: Annotated[list[_Line], Field(min_length=1, max_length=12)]
    greeting: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]


def load_persona(path: Path) -> Persona:
    """The persona in the TOML file `path`. Blocking.

    Raises `BadInput` with the field and the reason when the file is missing, too large, no TOML in UTF-8, or
    says too little, too much or something unknown.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadInput(f"The persona file {path.name} is too large.", "Keep it under 64 kB.")
        found = _File.model_validate(tomllib.loads(path.read_bytes().decode("utf-8")))
    except OSError as error:
        raise BadInput(f"The persona file {path.name} cannot be read.", "Choose another persona.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"The persona file {path.name} is not a TOML file in UTF-8.", "Correct the file.") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadInput(f"The persona file {path.name}: {field}: {first['msg']}.", "Correct the file.") from error
    return Persona(
        name=found.name,
        description=found.description,
        style=tuple(found.style),
        empathy=tuple(found.empathy),
        limits=tuple(found.limits),
        greeting=found.greeting,
        summary=found.summary,
    )


def list_presets(folder: Path) -> tuple[Path, ...]:
    """The persona files in `folder`, by file name; none when there is no such folder. Blocking."""
    return tuple(sorted(path for path in folder.glob("*.toml") if path.is_file()))


def system_words(persona: Persona) -> str:
    """`persona` as the words of a system prompt."""
    parts = [f"You are {persona.name}. {' '.join(persona.description.split())}"]
    for title, lines in (
        ("How you speak", persona.style),
        ("Feelings", persona.empathy),
        ("What you never do", persona.limits),
    ):
        parts.append(f"{title}:\n" + "\n".join(f"- {line}" for line in lines))
    return "\n".join(parts)
