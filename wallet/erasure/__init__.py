"""Erasing oneself: what goes and what the law keeps, the act, and what is cleared away behind it.

    ACTIVE --erase--> keys gone (one transaction, nothing can be read from here on)
           --housekeeping--> objects gone --> bodies of the log gone, every entry named by a manifest --> DONE
           --the operator destroys old master keys--> no backup can bring it back either

`keeping` says what stays and why, `erasing` is the act, `finishing` the work behind it (resumable: what remains to be
done is read from the rows that remain), `progress` how far each erasure has come.
"""
