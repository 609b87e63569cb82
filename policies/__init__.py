"""May this be released? Pure: no clock, no database, nothing read but this folder's own files, once, at start.

Two things live here and know nothing of the wallet:

- The **catalogue** (`catalogue`): which papers exist, what stands on them, which forms and procedures ask for what.
  Its files are in `data/`, written so that a civil servant can read and extend them. On the way to the frozen `terms`:
  `plain` (foreign bytes to plain YAML) > `lines` (what stands where) > the `sheets` (their shapes, also published by
  `schemas`) > `reading` (a folder) > `province` (one over another) > `references` (what they say of each other).
  `codes` reads a province's way of writing a code, `checking` reports to whoever writes the files, `values` checks a
  paper's values.
- The **gate's judgement** (`release`): the facts of one ask (`facts`) go through the rules of the authority
  (`release.cedar`, `release.cedarschema`; `rules` is the only file that knows the engine, `question` writes the facts
  down for it) and come back as a `Permit` or as a `Deny` with named `grounds`.
"""
