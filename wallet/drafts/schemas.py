"""What is half typed, as it goes over the wire."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(max_length=160)]
Text = Annotated[str, Field(max_length=2000)]


class HalfTyped(BaseModel):
    """`form`: which one, as its page names it; `fields`: name and text of each box, in order; empty: forget it."""

    model_config = ConfigDict(extra="forbid")

    form: str = Field(pattern=r"^[a-z-]+(/[A-Za-z0-9._-]{1,80}){0,2}$", max_length=200)
    fields: list[tuple[Name, Text]] = Field(max_length=120)
