"""How a person wants the pages: the language, the size of the letters, and how much stands on a page at once."""

from enum import StrEnum


class Language(StrEnum):
    """BCP 47; the first one is the default."""

    VIETNAMESE = "vi"
    ENGLISH = "en"
