"""Pages: what citizens and auditors see in a browser. Every page works without JavaScript; none is shipped.

`routes` gathers the screens, one file for each: `home`, `signing_in`, `papers`, `paper`, `corrections`, `adding`,
`questions`, `authorizing`, `permissions`, `looks`, `dossier`, the folder `desk` for auditors, and `faults` for when
something went wrong. A screen calls the same services as the API and hands what they return to a template.
`rendering` owns the templates, `assets` the static files, `visits` says who is looking, `sheets` how a paper stands in
a list, `news` what others did; `words`, `history` and `deeds` say in everyday words what the services say in words of
the trade; `charts` finds the places of bars; `manner` finds the language of the visit and `language` turns every
sentence into it (docs/pages.md).
"""
