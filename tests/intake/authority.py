"""A made-up certificate authority, and offices that sign with what it gave them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

from asn1crypto import keys as asn1_keys  # type: ignore[import-untyped]  # has no annotations
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.conftest import NOON

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Holder:
    """Somebody with a key and a certificate."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))

    @property
    def asn1_key(self) -> asn1_keys.PrivateKeyInfo:
        form = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        return asn1_keys.PrivateKeyInfo.load(self.key.private_bytes(*form))


@cache
def new_key() -> rsa.RSAPrivateKey:
    """One for all: making keys is what takes the time."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def root(name: str) -> Holder:
    return _issued(name, "Cơ quan chứng thực mẫu", None, NOON - 10 * YEAR, NOON + 10 * YEAR)


def office(issuer: Holder, name: str = "UBND xã Mẫu", *, until: datetime = NOON + YEAR, stamps: bool = False) -> Holder:
    return _issued(name, "Ủy ban nhân dân xã Mẫu", issuer, NOON - 3 * YEAR, until, stamps=stamps)


def _issued(
    name: str, organisation: str, issuer: Holder | None, start: datetime, end: datetime, *, stamps: bool = False
) -> Holder:
    key = new_key()
    subject = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=issuer is None), critical=True)
    )
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Holder(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def sign(
    content: bytes, by: Holder, *, field: str = "ChuKy1", stamper: Holder | None = None, stamped_at: datetime = NOON
) -> bytes:
    """The same PDF with a PAdES signature behind it."""
    signer = signers.SimpleSigner(by.asn1, by.asn1_key, _nothing_known())
    clock = DummyTimeStamper(stamper.asn1, stamper.asn1_key, fixed_dt=stamped_at) if stamper else None
    out = BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(content)),
        signers.PdfSignatureMetadata(field_name=field, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"),
        signer=signer,
        timestamper=clock,
        output=out,
    )
    return out.getvalue()


def _nothing_known() -> SimpleCertificateStore:
    return SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko annotates only in part


def keep_root(folder: Path, holder: Holder, name: str = "root.pem") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(holder.pem)
    return folder
