"""The storage of files from one setting: a folder, or a bucket that speaks S3. Imports nothing of Django."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from serai.project.errors import BadSetting


def storage(url: str, folder: Path) -> dict[str, Any]:
    """What Django's STORAGES says of the contents of files.

    An empty ``url`` is ``folder``. Otherwise s3+https://key:secret@host[:port]/bucket[/folder][?region=...];
    s3+http:// is for a server on this machine. Raises: BadSetting, without repeating the secret.
    """
    if not url:
        return {
            "BACKEND": "serai.commons.files.storage.DurableStorage",
            "OPTIONS": {
                "location": folder,
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        }
    parts = urlsplit(url)
    bucket, _slash, inside = parts.path.strip("/").partition("/")
    if parts.scheme not in ("s3+https", "s3+http") or not (parts.hostname and bucket):
        raise BadSetting(
            "SERAI_FILES_URL is no address of a bucket", advice="s3+https://key:secret@host/bucket"
        )
    host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "endpoint_url": f"{parts.scheme.removeprefix('s3+')}://{host}",
            "bucket_name": bucket,
            "location": inside,
            "region_name": parse_qs(parts.query).get("region", ["us-east-1"])[0],
            "addressing_style": "path",
            "signature_version": "s3v4",
            "file_overwrite": True,  # a name is a checksum: the same name is the same content
            "default_acl": None,
            "querystring_auth": True,
        },
    }
