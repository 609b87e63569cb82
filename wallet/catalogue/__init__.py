"""The catalogue in force, and how another comes into force while the wallet runs.

Each process holds one `shelf`. `changing` reads the province's folder anew when the operator says so: a folder that is
in order becomes a row of the table `catalogue_change`, one that is not leaves everything as it was. `following` is the
thread by which every other process learns of that row. A request sees one catalogue from its beginning to its end.
"""
