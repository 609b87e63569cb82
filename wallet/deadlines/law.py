"""The time that the law gives: Law on Personal Data Protection 91/2025/QH15 and Decree 356/2025/NĐ-CP.

Secondary sources do not agree whether 10, 15 and 20 are calendar or working days: calendar days are counted, the
stricter reading. The two days for an answer are working days in all of them.
"""

from datetime import timedelta

ANSWER_WORKING_DAYS = 2
"""To answer any request of the person concerned, with an explanation of how it goes on."""

ACCESS_OR_CORRECTION = timedelta(days=10)
"""To show, provide or correct."""

WITHDRAWAL = timedelta(days=15)
"""To stop after consent was withdrawn, and to restrict, or to heed an objection."""

WITHDRAWAL_WITH_OTHERS = timedelta(days=20)
"""The same where a processor or a third party has to stop too."""

ERASURE = timedelta(days=20)

EXTENSION = timedelta(days=15)
"""Once, with a reason, for a withdrawal, a restriction or an objection."""
