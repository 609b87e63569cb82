"""Numbers and days in words, for the places of a form that want both: hai nghìn không trăm hai mươi sáu."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", "nghìn", "triệu", "tỷ")
THOUSAND = 1000
END = THOUSAND ** len(GROUPS)


def number_in_words(number: int) -> str:
    """Of 0 up to a thousand billion; ValueError beyond."""
    if not 0 <= number < END:
        raise ValueError("no words for this number")
    groups: list[int] = []
    rest = number
    while rest:
        rest, group = divmod(rest, THOUSAND)
        groups.append(group)
    words: list[str] = []
    for place in reversed(range(len(groups))):
        if groups[place]:
            words += [*_group(groups[place], leads=place == len(groups) - 1), GROUPS[place]]
    return " ".join(word for word in words if word) or DIGITS[0]


def day_in_words(day: str) -> str:
    """Of a day, a month or a year in ISO 8601: ngày tám tháng mười một năm hai nghìn không trăm hai mươi sáu."""
    year, *rest = (int(part) for part in day.split("-"))
    words = [f"năm {number_in_words(year)}"]
    if rest:
        words.insert(0, f"tháng {'tư' if rest[0] == 4 else number_in_words(rest[0])}")  # noqa: PLR2004  (April)
    if len(rest) > 1:
        words.insert(0, f"ngày {number_in_words(rest[1])}")
    return " ".join(words)


def _group(number: int, *, leads: bool) -> list[str]:
    """Three digits. A group that does not lead the number says its empty hundreds: hai nghìn không trăm linh năm."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [DIGITS[hundreds], "trăm"] if hundreds or not leads else []
    if tens > 1:
        words += [DIGITS[tens], "mươi"]
    elif tens:
        words.append("mười")
    elif ones and words:
        words.append("linh")
    if ones:
        words.append(_ones(tens, ones))
    return words


def _ones(tens: int, ones: int) -> str:
    changed = {1: "mốt", 4: "tư", 5: "lăm"} if tens > 1 else {5: "lăm"} if tens else {}
    return changed.get(ones, DIGITS[ones])
