"""Brings the catalogues of translations in step with the pages: `python -m scripts.translations`.

Every sentence of the templates and of the Python of `wallet/pages` gets its entry, in the order of the alphabet; what
is no longer said leaves. What still waits for its English is then named; write it into the file. A test compares them.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

import wallet.pages.language
from wallet.identity.preferences import Language
from wallet.pages.language import catalogue_file

PAGES = Path(wallet.pages.language.__file__).parent
KEYWORDS = {"_": None, "_n": (1, 1), "later": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"silent": "false", "trimmed": "true", "newstyle_gettext": "true"}}
TRANSLATED = tuple(language for language in Language if language is not Language.VIETNAMESE)
NO_WRAPPING = 10_000
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def extract() -> Catalog:
    """Every sentence that the pages can say."""
    said = Catalog(charset="utf-8")
    found = extract_from_dir(PAGES, method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS)
    for _file, _line, sentence, _comments, _context in found:
        said.add(sentence)
    return said


def read(language: Language) -> Catalog:
    with catalogue_file(language).open("rb") as written:
        return read_po(written, locale=language.value)


def in_step(language: Language) -> Catalog:
    """The catalogue with exactly the sentences of the pages; a new one is empty, never guessed."""
    catalogue = read(language)
    catalogue.update(extract(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def waiting(catalogue: Catalog) -> Iterator[Message]:
    """Sentences without words in this language."""
    for message in catalogue:
        words = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and not all(words):
            yield message


def as_text(catalogue: Catalog) -> str:
    """The file; without dates and line numbers, so that it changes only when a sentence does."""
    written = BytesIO()
    write_po(written, catalogue, no_location=True, omit_header=True, sort_output=True, width=NO_WRAPPING)
    lines = [line for line in written.getvalue().decode().splitlines() if not line.startswith("#")]
    header = HEADER.format(language=catalogue.locale_identifier, plural=catalogue.plural_forms)
    return header + "\n" + "\n".join(lines).strip() + "\n"


def update() -> int:
    """How many sentences wait."""
    left = 0
    for language in TRANSLATED:
        catalogue = in_step(language)
        catalogue_file(language).write_text(as_text(catalogue), encoding="utf-8")
        for message in waiting(catalogue):
            left += 1
            print(f"{language}: {message.id}")
    return left


if __name__ == "__main__":
    sys.exit(bool(update()))
