"""The citizen's own rules: let one service have some things without asking again, or give nobody some things.

    rule       what a rule says, and whether it answers a question: pure, so that it can be tried on past questions
    drafting   what may become a rule at all: never sensitive, never without an end, never for who is late to delete
    wording    the rule in plain words, kept by hash exactly as the citizen saw it
    statement  the rule signed by the wallet; what is believed when a question comes
    trying     of the last questions, which would it have answered?
    setting    making, listing and stopping rules
    answering  a question comes, and a rule answers it: a consent like every other, with the channel "standing-policy"

Nothing is answered by default: without a rule the citizen is asked. "Never" wins over everything that was allowed, also
over what the citizen agrees to by hand, and yields only to a law that obliges (`policies/release.cedar`).
"""
