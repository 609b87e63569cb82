"""Acting for somebody else: who may, for whom, in what, until when. Rooms above ask; how a mandate comes about and
ends is told in `wallet.mandates`.

    scope       what somebody may do in a wallet, and with which papers; the owner's own has no bounds
    doors       which routes stand open for a delegate, and for what; a route that is not named there stays closed
    standing    the mandate under which somebody acts, if it holds at this moment
    terms       what a mandate says of people: sealed under the log key of whom it concerns
    confirming  the second step: what is sensitive waits until the owner has said yes
"""
