"""Templates in, HTML out. Everything that is shown is escaped; a name that a template does not get is an error."""

from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from wallet.identity.citizens import FormOfAddress
from wallet.pages import language, words
from wallet.pages.assets import asset
from wallet.pages.manner import manner
from wallet.settings import Settings

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    extensions=["jinja2.ext.i18n"],
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.policies["ext.i18n.trimmed"] = True


@pass_context
def _counted(context: Context, text: str, num: int, **shown: Any) -> Any:
    """`_n` in templates: like `{% trans %}` with a plural, for which Vietnamese has no second sentence."""
    return context.call(context.resolve("ngettext"), text, text, num, **shown)


_I18N: Any = _TEMPLATES  # its methods were added by the extension
_I18N.install_gettext_callables(language.gettext, language.ngettext, newstyle=True)
_TEMPLATES.globals.update(asset=asset, _n=_counted, spoken=language.spoken, language_names=language.NAMES)
_TEMPLATES.filters.update(
    {
        each.__name__: each
        for each in (
            *(words.day, words.clock, words.moment, words.stamp),
            *(words.errand, words.first_upper, words.dial, language.label),
        )
    }
)

NOBODY = FormOfAddress.BAN
"""How the pages speak to somebody who is not signed in."""


def render(
    template: str, settings: Settings, *, status: int = 200, you: str = "", csrf: str = "", **shown: Any
) -> HTMLResponse:
    """`you`: how to speak to the person; `csrf`: the session's token, by default that of the visit."""
    you = you or words.address(NOBODY)
    page = _TEMPLATES.get_template(template)
    text = page.render(
        you=you,
        You=words.first_upper(you),
        csrf=csrf or manner().csrf,
        phone=settings.help_desk_phone,
        manner=manner(),
        **shown,
    )
    return HTMLResponse(
        text, status, headers={"Content-Language": language.spoken(), "Vary": "Accept-Language, Cookie"}
    )
