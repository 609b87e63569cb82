"""Receipts as they go over the wire."""

from pydantic import BaseModel, ConfigDict

from wallet.ledger.levels import Level


class ReceiptRead(BaseModel):
    """`index` in the log `origin` once it has one; `size` of the newest checkpoint of this level that covers it."""

    model_config = ConfigDict(from_attributes=True)

    level: Level
    origin: str
    index: int | None
    size: int
