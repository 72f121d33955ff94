"""Pictures without what cameras and phones write into them: place, time, device, owner, a smaller copy."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.utils.translation import gettext_lazy as _

FORMATS = {"JPEG": (".jpg", "image/jpeg"), "PNG": (".png", "image/png"), "WEBP": (".webp", "image/webp")}
MAX_PIXELS = 50_000_000


def stripped(file: Any) -> InMemoryUploadedFile:
    """``file`` as a picture of its pixels and colour profile only, turned the way it was taken.

    Raises:  ValidationError when the bytes are no JPEG, PNG or WebP, or too many pixels for one picture.
    """
    from PIL import Image, ImageOps

    try:
        file.seek(0)
        with Image.open(file, formats=tuple(FORMATS)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(_("The picture has more than fifty million pixels."))
            kind, profile = str(image.format), image.info.get("icc_profile")
            turned = ImageOps.exif_transpose(image)
            clean = Image.new(turned.mode, turned.size)
            clean.paste(turned)
            if turned.mode == "P":
                clean.putpalette(turned.getpalette() or [])
    except (OSError, Image.DecompressionBombError) as error:
        raise ValidationError(_("This is no picture in JPEG, PNG or WebP.")) from error
    out = BytesIO()
    clean.save(out, format=kind, quality=90, **({"icc_profile": profile} if profile else {}))
    suffix, media = FORMATS[kind]
    name = PurePosixPath(file.name or "picture").stem[:60] + suffix
    return InMemoryUploadedFile(BytesIO(out.getvalue()), "file", name, media, out.tell(), None)
