"""Many callers, one commit: whatever waits while a commit is on its way to the disk shares the next one.

    1 a caller puts its item into the queue; if nobody is committing, it leads
    2 the leader takes what waits into one transaction and commits it
    3 each caller of that transaction gets its own result; if more came meanwhile, the first of them leads

There is no timer: alone, a caller commits at once; in a crowd the batch grows to what arrives during one commit. A
caller comes back when its item is durable, or with an error; a transaction that fails, fails all of its callers. The
queue holds one item for each caller that waits here, so it is as bounded as the threads that call.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import Connection

from wallet.errors import NotReadyError

Item = TypeVar("Item")
Result = TypeVar("Result")
Write = Callable[[Connection, list[Item]], Sequence[Result]]
"""Writes all of the items; one result for each, in their order. Raising fails the whole transaction."""

LARGEST = 1_000
"""Items for one transaction: on SQLite no other writer can begin meanwhile."""


class SharedCommit:
    """`begin` opens a transaction that is durable once its block has ended. Safe between threads."""

    def __init__(self, begin: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._begin = begin
        self._waiting: deque[_Caller] = deque()
        self._is_led = False
        self._guard = threading.Lock()

    def add(self, write: Write[Item, Result], item: Item) -> Result:
        """Commit `item` together with whatever else waits; NotReadyError when it was not, or perhaps not, committed."""
        caller = _Caller(write, item)
        with self._guard:
            self._waiting.append(caller)
            caller.leads, self._is_led = not self._is_led, True
        if not caller.leads:
            caller.turn.acquire()
        if caller.leads:
            self._lead(caller)
        if caller.error is not None:
            raise NotReadyError("a shared commit failed") from caller.error
        result: Result = caller.result
        return result

    def _lead(self, leader: "_Caller") -> None:
        with self._guard:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST))]
        try:
            self._commit(batch)
        except Exception as error:  # whatever it was: nobody in this batch may believe in a commit
            for caller in batch:
                caller.error = error
        finally:
            self._hand_over()
            for caller in batch:
                if caller is not leader:
                    caller.turn.release()

    def _commit(self, batch: "list[_Caller]") -> None:
        kinds: dict[Any, list[_Caller]] = {}
        for caller in batch:
            kinds.setdefault(caller.write, []).append(caller)
        results: list[tuple[_Caller, Any]] = []
        with self._begin() as connection:
            for write, callers in kinds.items():
                found = write(connection, [caller.item for caller in callers])
                results += zip(callers, found, strict=True)
        for caller, result in results:
            caller.result, caller.error = result, None

    def _hand_over(self) -> None:
        with self._guard:
            if not self._waiting:
                self._is_led = False
                return
            successor = self._waiting[0]
            successor.leads = True
        successor.turn.release()


class _Caller:
    """One thread that waits; its turn comes once: with its result, or to lead."""

    __slots__ = ("error", "item", "leads", "result", "turn", "write")

    def __init__(self, write: Any, item: Any) -> None:
        self.write = write
        self.item = item
        self.leads = False
        self.result: Any = None
        self.error: BaseException | None = RuntimeError("the leader was stopped")
        self.turn = threading.Lock()
        self.turn.acquire()
