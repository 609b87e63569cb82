"""Templates in, HTML out. Everything that is shown is escaped; a name that a template does not get is an error."""

from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from wallet.pages import words
from wallet.pages.assets import asset
from wallet.settings import Settings

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals["asset"] = asset
_TEMPLATES.filters.update(
    {
        each.__name__: each
        for each in (words.day, words.clock, words.moment, words.stamp, words.errand, words.first_upper, words.dial)
    }
)

NOBODY = "bạn"
"""How the pages speak to somebody who is not signed in."""


def render(
    template: str, settings: Settings, *, status: int = 200, you: str = NOBODY, csrf: str = "", **shown: Any
) -> HTMLResponse:
    """`you`: the person's form of address; `csrf`: the session's token, empty where nobody is signed in."""
    page = _TEMPLATES.get_template(template)
    text = page.render(you=you, You=words.first_upper(you), csrf=csrf, phone=settings.help_desk_phone, **shown)
    return HTMLResponse(text, status, headers={"Content-Language": "vi"})
