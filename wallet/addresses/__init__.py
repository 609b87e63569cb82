"""Where people live and were born: addresses whose units are known by code, before and since the reform of 2025.

On 1 July 2025 Vietnam's 63 provinces, 696 districts and 10,035 communes became 34 provinces and 3,321 communes. Papers
keep the old addresses and stay valid; forms want the new ones. A code means nothing without its scheme: 3,316 of the
new communes carry a code that was an old commune's, 2,145 of them under another name.

- `address`: the value as papers carry it. `units`: the units of a scheme, read from `data/` at first use.
- `proposals`: what has become of an old address: one proposal to confirm, a choice, or unknown. Never a guess.
- `reading`: codes for an address that is only text, when it names the whole chain and every accent is right.
- `names`: when two ways of writing a unit's name are the same. `suggestions`: what may be meant, without accents.

Pure: no database, no clock, nothing read but its own data. It imports `wallet.vietnamese` and nothing else.
"""
