"""What a citizen has half typed, so that it outlives a closed browser, a session that ended, a save that failed.

    typed --a moment later--> kept, sealed under the citizen's key --the same form again--> shown, after its entry
      kept --sent, thrown away, or seven days without a word--> gone

It is kept here and not in the browser, where it would lie in the clear on a telephone that others hold as well. Whoever
acts for somebody types without it: what they had typed would be a paper of the other's that no entry names.

`keeping` keeps and shows, `routes` is the door for the page's script.
"""
