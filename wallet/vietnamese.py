"""Vietnamese letters: what sorts before what, what is the same word, what may be found by typing without accents.

A letter is made of a base, a shape that makes it another letter (ă â ê ô ơ ư, đ) and one of six tones. A syllable has
one tone. Where old and new spelling write it over different letters (hòa and hoà, thủy and thuỷ), it is the same
syllable, so keys keep the tone beside the syllable and not over a letter.
"""

import re
import unicodedata

_TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Huyền, hỏi, ngã, sắc, nặng, in the order of dictionaries; a syllable without any comes first."""

_ALPHABET = {letter: rank for rank, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=0x20)}
"""The 29 letters, with f j w z, which foreign names have, where the Latin order puts them."""

_SPACE, _SIGN, _NUMBER, _OTHER_LETTER = 0x02, 0x03, 0x04, 0xF0
_LONGEST_NUMBER_DIGITS = 0xFF

_TONE = re.compile(f"[{_TONES}]")
_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile("(?:[^\\W_][\u0300-\u036f]*)+")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`\u00b4]")
_PIECE = re.compile(r"(?P<number>[0-9]+)|(?P<space>\s+)|(?P<letter>.)", re.DOTALL)

# Old keyboards wrote the Icelandic letter, which looks the same in capitals.
_ONE_D = str.maketrans({"ð": "đ"})


def same_name_key(text: str) -> str:
    """Equal for two spellings of one name, and for nothing else: case, Unicode form, place of the tone, signs between.

    Diacritics count: Tân Thành and Tân Thạnh are two communes.
    """
    return " ".join(_tone_last(word) for word in _WORD.findall(_joined(text)))


def search_key(text: str) -> str:
    """Small letters without accents, đ as d, single spaces: to find and to suggest, never to call two names equal."""
    return " ".join(_WORD.findall(_MARKS.sub("", _joined(text)))).replace("đ", "d")


def sort_key(text: str) -> bytes:
    """Compares bytewise as a Vietnamese dictionary orders words; only equal texts (in NFC) share a key.

    Letters decide first (spaces and signs before digits, digits before letters, numbers by their size), then tones
    syllable by syllable, then small letters before capitals. For sorting in memory; a later version may differ.
    """
    folded = _folded(text.strip())
    letters = unicodedata.normalize("NFC", _TONE.sub("", folded))
    weights = b"".join(_weight(piece) for piece in _PIECE.finditer(letters))
    tones = b"".join(_tone_weights(word) for word in _WORD.findall(folded))
    spelling = unicodedata.normalize("NFC", text)
    # Swapped, since capitals come first in ASCII; and as it is, since swapping makes ß and ss one.
    spellings = f"{spelling.swapcase()}\0{spelling}".encode("utf-8", "surrogatepass")
    return b"\0".join((weights, tones, spellings))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold()).translate(_ONE_D)


def _joined(text: str) -> str:
    # H'Leo, H’Leo and Hleo are one name of the highlands.
    return _APOSTROPHES.sub("", _folded(text))


def _tone_last(word: str) -> str:
    tones = _TONE.findall(word)
    # Two tones in what looks like one word: two syllables written together, each needs its own where it is.
    return _TONE.sub("", word) + tones[0] if len(tones) == 1 else word


def _weight(piece: re.Match[str]) -> bytes:
    if number := piece["number"]:
        digits = number.lstrip("0")[:_LONGEST_NUMBER_DIGITS]
        return bytes([_NUMBER, len(digits)]) + digits.encode()
    if piece["space"]:
        return bytes([_SPACE])
    letter = piece["letter"]
    if rank := _ALPHABET.get(letter):
        return bytes([rank])
    kind = _OTHER_LETTER if letter.isalnum() or unicodedata.combining(letter) else _SIGN
    return bytes([kind]) + ord(letter).to_bytes(3, "big")


def _tone_weights(word: str) -> bytes:
    return bytes(2 + _TONES.index(tone) for tone in _TONE.findall(word)) + b"\1"
