"""`WALLET_…` environment variables, read here and nowhere else, and refused at start when they cannot work together."""

import re
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from wallet.errors import SettingsError

MEBIBYTE = 1024 * 1024

Network = IPv4Network | IPv6Network


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class SmtpSecurity(StrEnum):
    """How the mail server is spoken to. `none` is for development."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Settings(BaseSettings):
    """Everything that differs between a laptop and a province. Defaults are the embedded wallet."""

    model_config = SettingsConfigDict(env_prefix="WALLET_", extra="ignore", frozen=True)

    environment: Environment = Environment.PRODUCTION
    public_url: str = "http://127.0.0.1:8420"
    data_dir: Path = Path("wallet-data")
    database_url: str = Field(default="", description="empty: SQLite at data_dir/wallet.db")
    workers: int = 1

    s3_endpoint: str = Field(default="", description="host:port; empty: objects are kept in data_dir/objects")
    s3_bucket: str = "wallet"
    s3_access_key: str = ""
    s3_secret_key: SecretStr = SecretStr("")
    s3_secure: bool = True
    s3_region: str = "us-east-1"

    keyring_file: Path | None = Field(default=None, description="default: data_dir/keyring.json")
    province_dir: Path | None = Field(default=None, description="a province's own procedures, forms and papers")
    trust_roots_dir: Path | None = Field(default=None, description="roots whose signatures on papers are believed")
    clamd_address: str = Field(default="", description="path of clamd's socket, or host:port; empty: no malware scan")
    log_origin: str = "wallet.localhost/2026h2"
    witness_policy_file: Path | None = Field(default=None, description="who witnesses the log, and how many must agree")
    timestamp_url: str = Field(default="", description="stamps the log once a day (RFC 3161); empty: nobody")
    timestamp_roots_file: Path | None = Field(default=None, description="PEM: the roots that its answers hold under")
    development_sign_in: bool = False
    document_limit_bytes: int = 20 * MEBIBYTE
    oidc_issuer: str = Field(default="", description="identity provider of citizens; empty: none")
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_scope: str = "openid"
    oidc_id_number_claim: str = "id_number"
    oidc_levels: str = Field(default="", description="which acr means which level: acr=level, …")
    oidc_least_level: int = Field(default=2, ge=1, le=4)
    staff_oidc_issuer: str = Field(default="", description="identity provider of auditors and operators; empty: none")
    staff_oidc_client_id: str = ""
    staff_oidc_client_secret: SecretStr = SecretStr("")
    staff_oidc_scope: str = "openid"
    staff_oidc_login_claim: str = "preferred_username"
    service_calls_per_minute: int = Field(
        default=6000, ge=0, description="of one service, for each worker; 0: no limit"
    )
    dpop_nonce: bool = Field(default=False, description="services' proofs must carry a nonce of the wallet's")
    zalo_app_id: str = Field(default="", description="the Zalo app that our mini app belongs to; empty: no Zalo")
    zalo_app_secret: SecretStr = SecretStr("")
    zalo_mini_app_id: str = ""
    zalo_api_key: SecretStr = SecretStr("")
    zalo_template_id: str = ""
    zalo_graph_url: str = "https://graph.zalo.me"
    zalo_openapi_url: str = "https://openapi.mini.zalo.me"
    zalo_arrivals_per_minute: int = Field(
        default=10, ge=0, description="ways in for one Zalo account, for each worker; 0: no limit"
    )
    smtp_host: str = Field(default="", description="mail server for messages to citizens; empty: none")
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_security: SmtpSecurity = SmtpSecurity.STARTTLS
    smtp_from: str = ""
    help_desk_phone: str = "1900 0000"
    webhook_networks: str = Field(default="", description="private networks that events may be sent to: CIDR, …")

    @property
    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite:///{(self.data_dir / 'wallet.db').absolute()}"

    @property
    def resolved_keyring_file(self) -> Path:
        return self.keyring_file or self.data_dir / "keyring.json"

    @property
    def resolved_clamd_address(self) -> Path | tuple[str, int] | None:
        if not self.clamd_address or self.clamd_address.startswith("/"):
            return Path(self.clamd_address) if self.clamd_address else None
        host, _, port = self.clamd_address.rpartition(":")
        return host, int(port)

    @property
    def resolved_webhook_networks(self) -> tuple[Network, ...]:
        return tuple(ip_network(one.strip()) for one in self.webhook_networks.split(",") if one.strip())

    @property
    def resolved_oidc_levels(self) -> dict[str, int]:
        """Which `acr` of the citizens' identity provider means which level of authentication."""
        return _read_levels(self.oidc_levels)

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @field_validator("trust_roots_dir", "province_dir", "witness_policy_file", "timestamp_roots_file", mode="before")
    @classmethod
    def take_empty_for_none(cls, folder: object) -> object:
        """An empty path would be the folder in which the wallet happens to run."""
        return folder or None

    @field_validator("trust_roots_dir")
    @classmethod
    def refuse_missing_folder(cls, folder: Path | None) -> Path | None:
        if folder is not None and not folder.is_dir():
            raise ValueError("there is no such folder")
        return folder

    @field_validator("clamd_address")
    @classmethod
    def refuse_what_is_no_address(cls, address: str) -> str:
        if not re.fullmatch(r"(/.+|[^:/]+:\d{1,5})?", address):
            raise ValueError("must be an absolute path or host:port")
        return address

    @field_validator("webhook_networks")
    @classmethod
    def refuse_what_is_no_network(cls, networks: str) -> str:
        for one in networks.split(","):
            if one.strip():
                ip_network(one.strip())
        return networks

    @field_validator("oidc_levels")
    @classmethod
    def refuse_what_is_no_level(cls, levels: str) -> str:
        _read_levels(levels)
        return levels

    @model_validator(mode="after")
    def refuse_what_cannot_work(self) -> Self:
        if self.workers > 1 and self.resolved_database_url.startswith("sqlite"):
            raise ValueError("WALLET_WORKERS above 1 needs PostgreSQL: set WALLET_DATABASE_URL=postgresql+psycopg://…")
        if self.is_production and self.development_sign_in:
            raise ValueError("WALLET_DEVELOPMENT_SIGN_IN is for development only: unset it in production")
        if self.is_production and not self.public_url.startswith("https://"):
            raise ValueError("WALLET_PUBLIC_URL must start with https:// in production")
        if self.is_production and self.s3_endpoint and not self.s3_secure:
            raise ValueError("WALLET_S3_SECURE must be true in production")
        self._refuse_half_providers()
        self._refuse_half_zalo()
        self._refuse_half_time_stamps()
        if self.smtp_host and "@" not in self.smtp_from:
            raise ValueError("WALLET_SMTP_HOST needs WALLET_SMTP_FROM, the address that messages come from")
        if self.is_production and self.smtp_security is SmtpSecurity.NONE:
            raise ValueError("WALLET_SMTP_SECURITY must be starttls or tls in production")
        return self

    def _refuse_half_time_stamps(self) -> None:
        if not self.timestamp_url:
            return
        if self.timestamp_roots_file is None:
            raise ValueError("WALLET_TIMESTAMP_URL needs WALLET_TIMESTAMP_ROOTS_FILE, the roots that you trust for it")
        if not self.timestamp_url.startswith("https://" if self.is_production else ("https://", "http://")):
            raise ValueError("WALLET_TIMESTAMP_URL must start with https:// in production")

    def _refuse_half_zalo(self) -> None:
        secrets = (self.zalo_app_secret.get_secret_value(), self.zalo_api_key.get_secret_value())
        if self.zalo_app_id and not all((*secrets, self.zalo_mini_app_id)):
            raise ValueError("WALLET_ZALO_APP_ID needs WALLET_ZALO_APP_SECRET, _MINI_APP_ID and _API_KEY")
        for address in (self.zalo_graph_url, self.zalo_openapi_url):
            if self.is_production and not address.startswith("https://"):
                raise ValueError("WALLET_ZALO_GRAPH_URL and _OPENAPI_URL must start with https:// in production")

    def _refuse_half_providers(self) -> None:
        for issuer, client in (
            (self.oidc_issuer, self.oidc_client_id),
            (self.staff_oidc_issuer, self.staff_oidc_client_id),
        ):
            if issuer and not client:
                raise ValueError("an identity provider needs its client: set WALLET_(STAFF_)OIDC_CLIENT_ID and _SECRET")
            if self.is_production and issuer and not issuer.startswith("https://"):
                raise ValueError("WALLET_(STAFF_)OIDC_ISSUER must start with https:// in production")


def _read_levels(text: str) -> dict[str, int]:
    """ "urn:a=2, urn:b=3"; ValueError for anything else. A level is 1 to 4 (Decree 69/2024/NĐ-CP Art 20)."""
    levels: dict[str, int] = {}
    for one in filter(None, (part.strip() for part in text.split(","))):
        acr, _, level = one.rpartition("=")
        if not acr.strip() or level.strip() not in {"1", "2", "3", "4"}:
            raise ValueError("write acr=level, with a level from 1 to 4 and commas between")
        levels[acr.strip()] = int(level)
    return levels


def read_settings() -> Settings:
    """Raises SettingsError with one sentence for each variable that has to change."""
    try:
        return Settings()
    except ValidationError as error:
        causes = "; ".join(
            (f"WALLET_{'_'.join(str(part) for part in cause['loc']).upper()}: " if cause["loc"] else "")
            + cause["msg"].removeprefix("Value error, ")
            for cause in error.errors(include_input=False, include_url=False)
        )
        raise SettingsError(causes) from None
