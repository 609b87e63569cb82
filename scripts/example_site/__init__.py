"""A dossier service as its makers would write one: a page with a form, and a button that fills it from the wallet.

A process of its own that knows the wallet's address, its own client id and its own key, and nothing of the wallet's
code: everything else it reads from the wallet's description (RFC 8414). `registration` what it was told · `asking` the
OAuth client, which others wrote, and the calls after it · `form` the sheet that is filled · `site` the pages.
"""
