"""Pictures with Content Credentials, signed with certificates made here."""

from __future__ import annotations

import base64
import ctypes
import hashlib
import json
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

import c2pa
import c2pa.c2pa as c2pa_native
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from PIL import Image
from pillow_heif import register_heif_opener

DST = "http://cv.iptc.org/newscodes/digitalsourcetype/"
LONG = timedelta(days=400)
EMAIL = ExtendedKeyUsageOID.EMAIL_PROTECTION
CLAIM, DOCUMENT = ObjectIdentifier("1.3.6.1.4.1.62558.2.1"), ObjectIdentifier("1.3.6.1.5.5.7.3.36")
STAMP = ExtendedKeyUsageOID.TIME_STAMPING
Uses = tuple[ObjectIdentifier, ...]
KINDS = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "HEIF": "image/heif",
    "AVIF": "image/avif",
}


def name(common: str, organization: str = "Photoaudit Tests") -> x509.Name:
    parts = ((NameOID.COUNTRY_NAME, "DE"), (NameOID.ORGANIZATION_NAME, organization))
    return x509.Name([x509.NameAttribute(*item) for item in (*parts, (NameOID.COMMON_NAME, common))])


def certificate(
    common: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: tuple[str, ec.EllipticCurvePrivateKey],
    lasts: timedelta,
    *,
    uses: Uses = (EMAIL,),
    organization: str = "Photoaudit Tests",
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
        .subject_name(name(common, organization))
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
        builder = builder.add_extension(x509.ExtendedKeyUsage(list(uses)), critical=STAMP in uses)
    return builder.sign(issuer[1], hashes.SHA256())


def signer(
    lasts: timedelta, uses: Uses = (EMAIL,), organization: str = "Photoaudit Tests"
) -> tuple[str, str, str]:
    """Return a chain, a key and the trust list that knows them, as PEM text, always the same."""
    return _signer(lasts, uses, organization)


@cache
def _signer(lasts: timedelta, uses: Uses, organization: str) -> tuple[str, str, str]:
    root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    anchor = certificate("Test Root", root, ("Test Root", root), timedelta(days=4000))
    signing = certificate(
        "Test Signer", leaf, ("Test Root", root), lasts, uses=uses, organization=organization
    )
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
    ingredient: dict[str, Any] | None = None,
    uses: Uses = (EMAIL,),
    organization: str = "Photoaudit Tests",
    generator: dict[str, Any] | None = None,
    stamped_at: str | None = None,
) -> bytes:
    """Return a picture with Content Credentials that record ``actions`` and assert ``others``."""
    chain, key, _ = signer(lasts, uses, organization)
    stamp = stamped_at.encode() if stamped_at else None
    info = c2pa.C2paSignerInfo(alg=b"es256", sign_cert=chain.encode(), private_key=key.encode(), ta_url=stamp)
    target = BytesIO()
    with (
        c2pa.Context.from_dict(QUIET) as context,
        c2pa.Signer.from_info(info) as seal,
        c2pa.Builder(_manifest(actions, others, generator), context) as builder,
    ):
        if parent is not None:
            told = {"title": "parent", "relationship": "parentOf", **(ingredient or {})}
            builder.add_ingredient(json.dumps(told), KINDS[kind], BytesIO(parent))
        builder.sign(seal, KINDS[kind], BytesIO(data), target)
    return target.getvalue()


def sign_and_expire(make: Callable[[timedelta], bytes]) -> tuple[bytes, timedelta]:
    """Return what ``make`` signs with a certificate that has run out since, and how long that lasted.

    Nobody signs with one that has run out already, so it lasts longer where this machine takes longer.
    """
    for seconds in (2, 8, 32, 128):
        lasts = timedelta(seconds=seconds, microseconds=1 + _signer.cache_info().misses)  # one of its own
        # Or later, as the certificate is made when it is first asked for; they know no parts of seconds.
        ends = (datetime.now(UTC) + lasts).replace(microsecond=0)
        with suppress(c2pa.C2paError):
            data = make(lasts)
            if datetime.now(UTC) < ends:
                time.sleep(seconds + 1.1)
                return data, lasts
    raise TimeoutError("signing takes minutes here")


QUIET = {"verify": {"verify_after_sign": False}, "builder": {"thumbnail": {"enabled": False}}}


def _manifest(
    actions: Sequence[dict[str, Any]], others: Sequence[dict[str, Any]], generator: dict[str, Any] | None
) -> dict[str, Any]:
    return {
        "claim_generator_info": [generator or {"name": "Test Camera Maker", "version": "1"}],
        "title": "picture",
        "format": "image/jpeg",
        "assertions": [{"label": "c2pa.actions", "data": {"actions": list(actions)}}, *others],
    }


def sign_with_gap(actions: Sequence[dict[str, Any]], extra: int) -> bytes:
    """Return a JPEG whose signed hash leaves out ``extra`` bytes besides the record, and matches."""
    library, out = c2pa_native._lib, ctypes.POINTER(ctypes.c_ubyte)()
    for call, first in (
        (library.c2pa_builder_data_hashed_placeholder, (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p)),
        (
            library.c2pa_builder_sign_data_hashed_embeddable,
            (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p),
        ),
    ):
        call.argtypes = [*first, ctypes.POINTER(ctypes.POINTER(ctypes.c_ubyte))]
        call.restype = ctypes.c_int64
    chain, key, _ = signer(LONG)
    info = c2pa.C2paSignerInfo(alg=b"es256", sign_cert=chain.encode(), private_key=key.encode(), ta_url=None)
    data, at = picture("JPEG"), 2
    with (
        c2pa.Context.from_dict(QUIET) as context,
        c2pa.Signer.from_info(info) as seal,
        c2pa.Builder(_manifest(actions, (), None), context) as builder,
    ):
        handle = builder._handle
        store = library.c2pa_builder_data_hashed_placeholder(
            handle, seal.reserve_size(), b"application/c2pa", ctypes.byref(out)
        )
        length = store + 12  # marker, length, and JPEG's own head of a JUMBF segment
        content = hashlib.sha256(data[:at] + data[at + extra :]).digest()
        hashed = {
            "exclusions": [{"start": at, "length": length + extra}],
            "name": "jumbf manifest",
            "alg": "sha256",
            "hash": list(content),
            "pad": [],
        }
        size = library.c2pa_builder_sign_data_hashed_embeddable(
            handle,
            seal._handle,
            json.dumps(hashed).encode(),
            b"image/jpeg",
            None,
            ctypes.byref(out),
        )
        assert size == length
        return data[:at] + ctypes.string_at(out, size) + data[at:]


def sign_with_identity(actions: Sequence[dict[str, Any]]) -> bytes:
    """Return a JPEG for whose record somebody vouches in a CAWG identity assertion."""
    library = c2pa_native._lib
    library.c2pa_signer_from_settings.restype = ctypes.c_void_p
    chain, key, _ = signer(LONG)
    own = {"alg": "es256", "sign_cert": chain, "private_key": key}
    identity = {**own, "referenced_assertions": ["c2pa.actions"], "roles": ["cawg.creator"]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        c2pa.load_settings({"signer": {"local": own}, "cawg_x509_signer": {"local": identity}})
    seal = c2pa.Signer(
        ctypes.cast(library.c2pa_signer_from_settings(), ctypes.POINTER(c2pa_native.C2paSigner))
    )
    target = BytesIO()
    with (
        c2pa.Context.from_dict(QUIET) as context,
        seal,
        c2pa.Builder(_manifest(actions, (), None), context) as builder,
    ):
        builder.sign(seal, "image/jpeg", BytesIO(picture("JPEG")), target)
    return target.getvalue()


def fingerprint(pem: str) -> str:
    """Return the hash of the first certificate as the interim list writes it."""
    first = x509.load_pem_x509_certificates(pem.encode())[0]
    return base64.b64encode(first.fingerprint(hashes.SHA256())).decode()


def created(source: str, agent: str = "Painter 3") -> dict[str, Any]:
    return {"action": "c2pa.created", "digitalSourceType": DST + source, "softwareAgent": agent}
