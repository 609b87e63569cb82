"""A witness of other people's logs (c2sp.org/tlog-witness), for an organisation that does not run the wallet.

It keeps three files in a folder of its own: `witness.json`, its name and key; `logs`, whose logs it watches; `seen.db`,
the newest checkpoint of each. `folder` makes and reads them, `memory` remembers, `cosigning` decides, `app` is the HTTP
front. It knows no wallet, no citizen and no entry: heads and proofs only.
"""
