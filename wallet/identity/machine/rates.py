"""How often one caller may come: a bucket for each, filled evenly, counted once the caller has shown who it is.

Each worker counts for itself, so that a service which is served by all of them may call as many times as there are
workers. Who has not shown who it is cannot fill anybody's bucket, nor the table of them: that flood is for the proxy.
"""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

SECONDS = 60.0
MOST_KEPT = 10_000
"""With more buckets than this, those that are full again are forgotten: they are as good as new ones."""


@dataclass(slots=True)
class Rates:
    """`per_minute`: calls of one caller that this worker takes in a minute, and at once; 0: as many as come."""

    per_minute: int
    seconds: Callable[[], float] = time.monotonic
    _left: dict[Hashable, tuple[float, float]] = field(default_factory=dict)  # calls left, and when
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, caller: Hashable) -> float:
        """Count this call. 0.0: it may go on; else how many seconds until one may."""
        if not self.per_minute:
            return 0.0
        pace = self.per_minute / SECONDS
        with self._lock:
            now = self.seconds()
            left, since = self._left.get(caller, (float(self.per_minute), now))
            left = min(float(self.per_minute), left + (now - since) * pace)
            taken = left >= 1.0
            self._left[caller] = (left - 1.0 if taken else left, now)
            if len(self._left) > MOST_KEPT:
                self._forget_full(now, pace)
        return 0.0 if taken else (1.0 - left) / pace

    def _forget_full(self, now: float, pace: float) -> None:
        most = float(self.per_minute)
        self._left = {one: kept for one, kept in self._left.items() if kept[0] + (now - kept[1]) * pace < most}
