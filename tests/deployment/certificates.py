"""A certification authority for one test, and the certificates that it issues."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAYS = timedelta(days=7)


class Authority:
    """Issues certificates that only this test believes."""

    def __init__(self, now: datetime | None = None) -> None:
        self._now = now or datetime.now(UTC)
        self._key = ec.generate_private_key(ec.SECP384R1())
        self._name = _named("Authority of one test")
        self.certificate = _pem(self._sign(self._name, self._key.public_key(), x509.BasicConstraints(True, 0)))

    def issue(self, host: str, *, lasts: timedelta = DAYS) -> tuple[str, str]:
        """Return the certificate of a host and its key, both as text."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        certificate = self._sign(_named(host), key.public_key(), names, lasts)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return _pem(certificate), private.decode()

    def _sign(
        self, name: x509.Name, key: ec.EllipticCurvePublicKey, extension: x509.ExtensionType, lasts: timedelta = DAYS
    ) -> x509.Certificate:
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._now - DAYS)
            .not_valid_after(self._now + lasts)
            .add_extension(extension, critical=True)
            .sign(self._key, hashes.SHA384())
        )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
