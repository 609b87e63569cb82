"""How many calls one service may make: a bucket for each, filled evenly, counted once the service has shown who it is.

Each worker counts for itself, so that a service which is served by all of them may call as many times as there are
workers. Who has not shown who it is cannot fill anybody's bucket, nor the table of them: that flood is for the proxy.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

SECONDS = 60.0


@dataclass(slots=True)
class Rates:
    """`per_minute`: calls of one service that this worker takes in a minute, and at once; 0: as many as come."""

    per_minute: int
    seconds: Callable[[], float] = time.monotonic
    _left: dict[UUID, tuple[float, float]] = field(default_factory=dict)  # calls left, and when
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, service: UUID) -> float:
        """Count this call. 0.0: it may go on; else how many seconds until one may."""
        if not self.per_minute:
            return 0.0
        pace = self.per_minute / SECONDS
        with self._lock:
            now = self.seconds()
            left, since = self._left.get(service, (float(self.per_minute), now))
            left = min(float(self.per_minute), left + (now - since) * pace)
            taken = left >= 1.0
            self._left[service] = (left - 1.0 if taken else left, now)
        return 0.0 if taken else (1.0 - left) / pace
