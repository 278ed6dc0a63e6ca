#!/usr/bin/env bash
# c2pa-python 0.38.1 (c2pa-rs 0.91.3) ignores trust.allowed_list.
#
# Expected: a signer whose certificate, or whose SHA-256 in Base64, is in the setting trust.allowed_list is trusted, as the
# documentation of the settings says ("list of allowed certificates") and as the interim trust list of 2025 (allowed.pem,
# allowed.sha256.txt) was made for.
# Seen: the setting is taken without a word, and the signer is signingCredential.untrusted with the hash, with the
# certificate itself, and with the two together; with its root in trust.trust_anchors it is trusted.
#
# photoaudit therefore compares such hashes itself. Fails (exit 1) if that changes. Needs Python 3.11 or newer and pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check c2pa-python==0.38.1 cryptography==50.0.2 pillow==12.1.1
"$folder/venv/bin/python" - <<'PYTHON'
import base64
import json
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from PIL import Image

PEM = serialization.Encoding.PEM


def name(common):
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def certificate(common, key, issuer, issuer_key):
    authority, now = common == issuer, datetime.now(UTC)
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"),
        False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name(common))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=not authority, key_cert_sign=authority, crl_sign=authority, **usage), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if not authority:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return made.sign(issuer_key, hashes.SHA256())


root_key, leaf_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
root = certificate("Root", root_key, "Root", root_key)
leaf = certificate("Signer", leaf_key, "Root", root_key)
leaf_pem, root_pem = (item.public_bytes(PEM).decode() for item in (leaf, root))
digest = base64.b64encode(leaf.fingerprint(hashes.SHA256())).decode()
private = leaf_key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())

picture, signed = BytesIO(), BytesIO()
Image.effect_noise((64, 64), 40).save(picture, "PNG")
picture.seek(0)
source = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
action = {"action": "c2pa.created", "digitalSourceType": source}
manifest = {
    "claim_generator_info": [{"name": "example", "version": "1"}],
    "assertions": [{"label": "c2pa.actions", "data": {"actions": [action]}}],
}
info = c2pa.C2paSignerInfo(alg=b"es256", sign_cert=(leaf_pem + root_pem).encode(), private_key=private, ta_url=None)
quiet = {"verify": {"verify_after_sign": False}, "builder": {"thumbnail": {"enabled": False}}}
with (
    c2pa.Context.from_dict(quiet) as context,
    c2pa.Signer.from_info(info) as signer,
    c2pa.Builder(manifest, context) as builder,
):
    builder.sign(signer, "image/png", picture, signed)


def standing(trust):
    settings = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}, "trust": trust}
    with (
        c2pa.Context.from_dict(settings) as context,
        c2pa.Reader("image/png", BytesIO(signed.getvalue()), context=context) as reader,
    ):
        results = json.loads(reader.json())["validation_results"]["activeManifest"]
    codes = [item["code"] for kind in ("success", "failure") for item in results[kind]]
    return next(code for code in codes if code in ("signingCredential.trusted", "signingCredential.untrusted"))


print("c2pa-python 0.38.1,", c2pa.sdk_version())
expected = {
    "root in trust_anchors": ({"trust_anchors": root_pem}, "signingCredential.trusted"),
    "hash in allowed_list": ({"allowed_list": digest + "\n"}, "signingCredential.untrusted"),
    "certificate in allowed_list": ({"allowed_list": leaf_pem}, "signingCredential.untrusted"),
    "both in allowed_list": ({"allowed_list": leaf_pem + digest + "\n"}, "signingCredential.untrusted"),
}
changed = False
for told, (trust, before) in expected.items():
    found = standing(trust)
    changed |= found != before
    print(f"{told}: {found}" + ("" if found == before else f" (was {before})"))
sys.exit(1 if changed else 0)
PYTHON
echo "as described: trust.allowed_list has no effect"
