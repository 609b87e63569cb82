"""Writes docs/errors.md from the error classes themselves: `python -m scripts.errors_table`.

A test compares the page with the code, so a new error without a new line in the page fails.
"""

import inspect
from pathlib import Path

import wallet.app  # its import loads every room but the one below, and with it every error
import wallet.witness.errors
from policies.grounds import Ground
from wallet.errors import WalletError
from wallet.oauth.errors import OAuthError
from wallet.web.problems import all_errors

PAGE = Path(wallet.app.__file__).parents[1] / "docs" / "errors.md"
HEAD = """# Errors

Written by `python -m scripts.errors_table` from the code; a test compares the two. Codes are never renamed.

Every refusal is an RFC 9457 document (`application/problem+json`), or a page for a person with a browser:

    {"type": "/docs/errors#record-not-found", "status": 404, "code": "record-not-found",
     "title": "Không tìm thấy giấy này. …", "title_en": "There is no such paper. …",
     "instance": "urn:uuid:<request id>"}

`title` is for people, in Vietnamese; `title_en` says the same in English. `detail` says in English what exactly was
wrong, for a developer. `fields` names each bad member by a JSON pointer (`query:limit` for a member of the query).
Nothing that was sent is ever repeated. What cannot be seen and what is not there are the same 404. Which route answers
with which of these stands in its OpenAPI document, `/openapi.json`.
"""
OAUTH_HEAD = """## The authorization server

The endpoints under `/oauth/` answer in OAuth's own words (RFC 6749 section 5.2):
`{"error": …, "error_description": …}`.
"""
GROUNDS_HEAD = """## Grounds of `release-refused`

The problem carries `grounds`, each with its two sentences, `names` of what was too much, and the hash of the policy set
that decided. Every refusal is in the citizen's log.
"""


def render() -> str:
    """The whole page."""
    plain = [error for error in all_errors() if not issubclass(error, OAuthError)]
    oauth = [error for error in all_errors() if issubclass(error, OAuthError)]
    problems = ["| status | code | when, and what to do | Tiếng Việt | English |", "|---|---|---|---|---|"]
    problems += [_row(error) for error in plain]
    words = ["| status | error | when, and what to do | Tiếng Việt | English |", "|---|---|---|---|---|"]
    words += [_row(error, error.error) for error in oauth]
    grounds = ["| ground | Tiếng Việt | English |", "|---|---|---|"]
    grounds += [f"| `{ground}` | {ground.label_vi} | {ground.label_en} |" for ground in Ground]
    parts = [HEAD, "\n".join(problems), "", OAUTH_HEAD, "\n".join(words), "", GROUNDS_HEAD, "\n".join(grounds)]
    return "\n".join(parts) + "\n"


def _row(error: type[WalletError], word: str = "") -> str:
    when = " ".join((inspect.getdoc(error) or "").split()).replace("|", "\\|")
    name = f'<a id="{error.code}"></a>`{word or error.code}`'
    return f"| {error.status} | {name} | {when} | {error.title_vi} | {error.title_en} |"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
