"""Small pictures of photographs.

To be called in a process of its own (crm.core.aside): what it takes to decode a large picture does
not stay with a worker, and one that lies about itself ends nothing else.
"""

import resource
from pathlib import Path

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp")
SIDE = 240  # pixels, twice what a page shows
QUALITY = 80
MOST_MEMORY = 1 << 30
MOST_PIXELS = 40_000_000


def make_small(pairs: list[tuple[str, str]]) -> list[bool]:
    """Write the small picture of each file, `(from, to)`, as a JPEG; whether that could be done.

    Where it could not the target is left empty, so that nobody tries again.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # Pillow refuses what has twice as many
    return [_made(Path(source), Path(target)) for source, target in pairs]


def _made(source: Path, target: Path) -> bool:
    part = target.with_suffix(".part")
    try:
        with Image.open(source, formats=FORMATS) as picture:
            _small(picture).save(part, "JPEG", quality=QUALITY, optimize=True)
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        part.write_bytes(b"")
    part.rename(target)
    return target.stat().st_size > 0


def _small(picture: Image.Image) -> Image.Image:
    """Upright, at most SIDE pixels, on white, without anything else that the file tells."""
    picture.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG is not decoded in full
    picture.thumbnail((SIDE, SIDE))
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    ground = Image.new("RGBA", upright.size, "white")
    return Image.alpha_composite(ground, upright).convert("RGB")
