"""Finding one's own papers by what a person would type: without accents, by the paper's name or who issued it.

Search looks at the index only (types and issuers), never at values. Words come in a request's body, since people type
names into search boxes and an address stays in histories and logs.
"""

from collections.abc import Iterable, Sequence

from policies.catalogue import Catalogue
from wallet.records.lines import RecordLine
from wallet.vietnamese import search_key, sort_key


def matching(
    catalogue: Catalogue, lines: Iterable[RecordLine], *, words: str = "", record_type: str = "", issuer: str = ""
) -> Sequence[RecordLine]:
    """Lines that hold every word, by everyday name in Vietnamese order, the latest first among equals.

    Empty arguments ask nothing; `issuer` is compared without accents, as a part of the name.
    """
    wanted, by = search_key(words).split(), search_key(issuer)
    found = [
        line
        for line in lines
        if record_type in {"", line.type}
        and by in search_key(line.issuer)
        and all(word in _text(catalogue, line) for word in wanted)
    ]
    found.sort(key=lambda line: line.as_of, reverse=True)
    return sorted(found, key=lambda line: sort_key(catalogue.paper_label(line.type).vi))


def _text(catalogue: Catalogue, line: RecordLine) -> str:
    """What the list shows of it, in both languages, ready to be searched."""
    label = catalogue.paper_label(line.type)
    return search_key(f"{label.vi} {label.en} {line.issuer} {line.result_code or ''}")
