"""May this be released? Pure: no clock, no database, nothing read but this folder's own files, once, at start.

Two things live here and know nothing of the wallet:

- The **catalogue** (`catalogue`): which papers exist, what stands on them, which forms and procedures ask for what.
  Its files are in `data/`, written so that a civil servant can read and extend them; `sheets` is their shape, `reading`
  turns them into the frozen `terms`, `references` checks what they say of each other, `values` checks a paper's values.
- The **gate's judgement** (`release`): the facts of one ask (`facts`) go through the rules of the authority
  (`release.cedar`, `release.cedarschema`; `rules` is the only file that knows the engine, `question` writes the facts
  down for it) and come back as a `Permit` or as a `Deny` with named `grounds`.
"""
