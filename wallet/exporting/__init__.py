"""Everything of a citizen's for them to take along: readable pages, JSON and the papers as they came, in one ZIP.

`gathering` opens one paper after the other, each after an entry of its own, and names the files; `zipping` makes them a
ZIP as it goes. Nothing is put down anywhere in clear, and memory holds one paper's values and one chunk.
"""
