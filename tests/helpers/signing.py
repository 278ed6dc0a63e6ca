"""Pictures with Content Credentials, signed with certificates made here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from PIL import Image
from pillow_heif import register_heif_opener

DST = "http://cv.iptc.org/newscodes/digitalsourcetype/"
NAMES = ((NameOID.COUNTRY_NAME, "DE"), (NameOID.ORGANIZATION_NAME, "Photoaudit Tests"))
BRIEF, LONG = timedelta(seconds=3), timedelta(days=400)
KINDS = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "HEIF": "image/heif",
    "AVIF": "image/avif",
}


def name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(*item) for item in (*NAMES, (NameOID.COMMON_NAME, common))])


def certificate(
    common: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: tuple[str, ec.EllipticCurvePrivateKey],
    lasts: timedelta,
) -> x509.Certificate:
    """Make a certificate that ends ``lasts`` from now; its own issuer makes it an authority."""
    authority = issuer[0] == common
    now = datetime.now(UTC)
    usage = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(common))
        .issuer_name(name(issuer[0]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + lasts)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority, key_cert_sign=authority, crl_sign=authority, **usage
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer[1].public_key()), critical=False
        )
    )
    if not authority:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purpose, critical=False)
    return builder.sign(issuer[1], hashes.SHA256())


@cache
def signer(lasts: timedelta) -> tuple[str, str, str]:
    """Return a chain, a key and the trust list that knows them, as PEM text."""
    root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    anchor = certificate("Test Root", root, ("Test Root", root), timedelta(days=4000))
    signing = certificate("Test Signer", leaf, ("Test Root", root), lasts)
    pem = [item.public_bytes(serialization.Encoding.PEM).decode() for item in (signing, anchor)]
    private = leaf.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return "".join(pem), private.decode(), pem[1]


def picture(kind: str = "PNG") -> bytes:
    if kind == "HEIF":
        register_heif_opener()
    stream = BytesIO()
    Image.effect_noise((96, 64), 60).convert("RGB").save(stream, kind)
    return stream.getvalue()


def sign(
    data: bytes,
    actions: Sequence[dict[str, Any]],
    *others: dict[str, Any],
    kind: str = "PNG",
    lasts: timedelta = LONG,
    parent: bytes | None = None,
) -> bytes:
    """Return a picture with Content Credentials that record ``actions`` and assert ``others``."""
    chain, key, _ = signer(lasts)
    manifest = {
        "claim_generator_info": [{"name": "Test Camera Maker", "version": "1"}],
        "title": "picture",
        "assertions": [{"label": "c2pa.actions", "data": {"actions": list(actions)}}, *others],
    }
    settings = {"verify": {"verify_after_sign": False}, "builder": {"thumbnail": {"enabled": False}}}
    info = c2pa.C2paSignerInfo(alg=b"es256", sign_cert=chain.encode(), private_key=key.encode(), ta_url=None)
    target = BytesIO()
    with (
        c2pa.Context.from_dict(settings) as context,
        c2pa.Signer.from_info(info) as seal,
        c2pa.Builder(manifest, context) as builder,
    ):
        if parent is not None:
            ingredient = json.dumps({"title": "parent", "relationship": "parentOf"})
            builder.add_ingredient(ingredient, KINDS[kind], BytesIO(parent))
        builder.sign(seal, KINDS[kind], BytesIO(data), target)
    return target.getvalue()


def created(source: str, agent: str = "Painter 3") -> dict[str, Any]:
    return {"action": "c2pa.created", "digitalSourceType": DST + source, "softwareAgent": agent}
