"""What a person asks for by right, and what the operator owes them then, each with the time that the law gives.

    RECEIVED -> ACKNOWLEDGED -> DONE | REFUSED (with its legal ground)
             \\________________/
              EXTENDED once, with a reason, where the law allows it; WITHDRAWN by the person while it is open

A restriction and an objection hold from the moment they are asked for (`consents.restraining`); refusing or withdrawing
one lifts it. To look, to correct and to erase a person needs nobody: those requests are for whoever wants it done for
them, and the pages lead to the ways that are open at once.

kinds      what can be asked, and what may be answered
asking     the person asks
mine       what they asked, and taking it back
answering  the operator's steps
worklist   everything that is due, overdue first: requests, corrections of issuers, proofs of deletion
"""
