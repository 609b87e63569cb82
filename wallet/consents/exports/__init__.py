"""The signed artefact in the words of two standards, so that other programs understand a consent of this wallet.

`dpv` says it as a consent record of ISO/IEC TS 27560:2023 in JSON-LD, with the terms of the W3C Data Privacy
Vocabulary, and as the receipt that a person keeps; `context.jsonld` is what the terms mean, shipped here so that nobody
has to fetch it. `details` says it as `authorization_details` of RFC 9396. Both can be read back: artefact, export, and
the artefact again, the same in every member.
"""
