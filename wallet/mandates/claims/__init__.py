"""Somebody is a parent or guardian, and their paper cannot show it: it states no numbers, or came as a picture. They
ask; two people of the commune's staff compare the picture with the original at the counter; then a mandate begins.

    received -> seconded -> granted -> ended            (by staff, with a ground; the mandate ends with it)
        \\__________/ -> refused (with its ground)  |  withdrawn by who asked

    kinds      the words: states, what staff have looked at, why they refuse, and the law behind it
    asking     the person asks, and takes it back
    objecting  the person concerned, or who already acts for them by law, says no
    looking    what staff see of it: what was said, and that one paper
    deciding   yes by two, no by one, and the end of what was granted
    rows       a claim with what it says, and the entries that each step leaves with both persons
    leaving    one of the two erases their wallet
"""
