"""What the operator has agreed with an identity provider, as the settings say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

LEAST_LEVEL = 1
"""Of authentication, Decree 69/2024/NĐ-CP Art 20: 1 one factor; 2 two factors; 3 with a biometric; 4 all three."""


@dataclass(frozen=True, slots=True)
class Registration:
    """`person_claim`: the claim that names the person, an ID number for citizens, a login for staff.

    `levels`: which `acr` of the provider's means which level; an `acr` that is not listed means 1.
    `least_level`: who was authenticated with less does not come in.
    """

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    person_claim: str
    scope: str = "openid"
    levels: Mapping[str, int] = field(default_factory=dict)
    least_level: int = LEAST_LEVEL

    def level_of(self, acr: str | None) -> int:
        return self.levels.get(acr or "", LEAST_LEVEL)

    def wanted_acr(self) -> str:
        """What to ask for: every `acr` that is enough, the lowest level first (Core section 3.1.2.1, `acr_values`)."""
        enough = [acr for acr, level in self.levels.items() if level >= self.least_level]
        return " ".join(sorted(enough, key=self.level_of))
