"""What citizens get from the authorization server as JSON. Services get OAuth's own words."""

from datetime import datetime

from pydantic import BaseModel, Field


class SpokenCodeRead(BaseModel):
    code: str = Field(description="eight digits, as they are said")
    expires_at: datetime
