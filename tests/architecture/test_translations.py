"""Every sentence of the pages has its English in the catalogue: `python -m scripts.translations` brings it in step."""

import re

import pytest
from babel.messages.catalog import Catalog, Message

from scripts.translations import TRANSLATED, as_text, in_step, read, waiting
from wallet.identity.preferences import Language
from wallet.pages.language import catalogue_file

PLACE = re.compile(r"%\((\w+)\)")
LEFT_OUT_AT_WILL = {"you", "You"}
"""Vietnamese addresses the reader as they chose; other languages have one word for it, or need none."""


@pytest.fixture(params=TRANSLATED)
def language(request: pytest.FixtureRequest) -> Language:
    return Language(request.param)


def test_the_catalogue_is_in_step_with_the_pages(language: Language) -> None:
    assert catalogue_file(language).read_text(encoding="utf-8") == as_text(in_step(language))


def test_every_sentence_has_its_words(language: Language) -> None:
    assert [message.id for message in waiting(read(language))] == []


def test_a_translation_names_the_same_places(language: Language) -> None:
    assert [message.id for message in sentences(read(language)) if not names_the_same(message)] == []


def test_every_plural_of_the_language_is_there(language: Language) -> None:
    catalogue = read(language)
    plurals = [message for message in sentences(catalogue) if message.pluralizable]
    assert {len(words_of(message)) for message in plurals} <= {catalogue.num_plurals}


def sentences(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def names_the_same(message: Message) -> bool:
    said = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return all(
        places(one) <= places(said) and places(said) - places(one) <= LEFT_OUT_AT_WILL for one in words_of(message)
    )


def words_of(message: Message) -> list[str]:
    words = message.string
    return [word or "" for word in words] if isinstance(words, tuple | list) else [words or ""]


def places(text: str) -> set[str]:
    return set(PLACE.findall(text))
