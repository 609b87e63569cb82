"""Looking at the access log: the citizen at their own chain, auditors at the public headers. Each look is an entry."""
