"""What a citizen is told outside the pages: that there is something to read, never what.

A message goes into the outbox with the act it tells of; in the same transaction `posting` writes one letter for each
channel that the citizen has chosen, with the moment from which it may be sent (`timing`: not at night). `postman` takes
the letters that are due, a citizen and a channel at a time, and sends one line for all of them; `channels` are Zalo and
e-mail. Which kind of message is told, when, and in which words stands in `messages.yaml`, read by `table`. Where
letters go to is `contacts`. What fails is tried again for a day and then left: everything stands on the pages anyway.
"""
