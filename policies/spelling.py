"""How ids and words are spelt in the catalogue's files, and what to tell somebody who spelt one differently."""

KEY = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$"
NAME = r"^[a-z][a-z0-9_]*$"
# [0-9] and not \d, which means every script's digits to the engine that reads these.
CODE = r"^[0-9]\.[0-9]{6}(\.000\.00\.00)?(\.H[0-9]{2})?$"
FORM_ID = r"^[A-Z0-9]+(-[A-Z0-9]+)*$"
DATASET = r"^[12]\.[0-9]{1,3}$"
WORDS = r"^\S(.*\S)?$"

EXAMPLES = {
    KEY: ("chữ thường không dấu, ví dụ person.full_name", "small letters, as in person.full_name"),
    NAME: ("chữ thường không dấu, nối bằng dấu _, ví dụ giay_khai_sinh", "small letters and _, as in giay_khai_sinh"),
    CODE: ('mã thủ tục, ví dụ "1.004222" hoặc "1.004222.H29"', 'a code such as "1.004222" or "1.004222.H29"'),
    FORM_ID: ("chữ in hoa và số, ví dụ CT01", "capitals and digits, as in CT01"),
    DATASET: ('danh mục và số thứ tự, ví dụ "2.3"', 'list and number, as in "2.3"'),
    WORDS: ("chữ trên một dòng, không có dấu cách ở đầu và cuối", "words on one line, no space at either end"),
}
"""Pattern to what it asks for, in Vietnamese and English."""
