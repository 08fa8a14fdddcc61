"""Copy the front-end files that pages use to static/vendor/, and draw the icon sprite.

Run by `make` after `npm ci`, with nothing but the standard library:
    python .ci/assets.py
The folder is built beside the old one and swapped in at the end, so that a running server
never sees half of it.
"""

import pathlib
import re
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
NODE = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
ICONS = ROOT / "static" / "img" / "icons.txt"

# from node_modules/ -> to static/vendor/
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "licences/htmx.txt",
    "echarts/dist/echarts.min.js": "echarts.min.js",
    "echarts/LICENSE": "licences/echarts.txt",
    "echarts/NOTICE": "licences/echarts-notice.txt",
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/icons/LICENSE": "licences/tabler-icons.txt",
}
SOURCE_MAP = re.compile(r"\n?(/\*|//)# sourceMappingURL=[^\n*]*(\*/)?\s*$")
BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
# Each drawing begins with an invisible 24 × 24 square, which only makes the sprite larger.
SQUARE = re.compile(r'\s*<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>')


def names(listing: str) -> list[str]:
    """The icon names in a listing with one name per line and # comments."""
    lines = (line.partition("#")[0].strip() for line in listing.splitlines())
    return [line for line in lines if line]


def symbol(name: str, drawing: str) -> str:
    """One <symbol> of the sprite; outline icons take the text's colour as their stroke."""
    found = BODY.search(drawing)
    if found is None:
        raise SystemExit(f"图标 {name} 不是 SVG 文件")
    body = re.sub(r"\s*\n\s*", "", SQUARE.sub("", found.group(1)))
    kind = (
        'fill="currentColor"'
        if name.startswith("filled/")
        else 'fill="none" stroke="currentColor" stroke-width="1.75" '
        'stroke-linecap="round" stroke-linejoin="round"'
    )
    return f'<symbol id="{name.replace("/", "-")}" viewBox="0 0 24 24" {kind}>{body}</symbol>'


def sprite(wanted: list[str], drawings: pathlib.Path) -> str:
    """All wanted icons as one SVG file of symbols."""
    symbols = []
    for name in wanted:
        path = drawings / (f"{name}.svg" if "/" in name else f"outline/{name}.svg")
        if not path.exists():
            raise SystemExit(f"static/img/icons.txt: @tabler/icons 里没有图标 {name}")
        symbols.append(symbol(name, path.read_text(encoding="utf-8")))
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def main() -> None:
    """Build static/vendor/ afresh; ends with a sentence when a file is missing."""
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, target in FILES.items():
        origin, goal = NODE / source, fresh / target
        if not origin.exists():
            sys.exit(f"缺少前端文件 node_modules/{source}：请删除 node_modules 后重新运行 make")
        goal.parent.mkdir(parents=True, exist_ok=True)
        if goal.suffix in {".js", ".css"}:
            text = origin.read_text(encoding="utf-8")
            goal.write_text(SOURCE_MAP.sub("\n", text), encoding="utf-8")
        else:
            shutil.copyfile(origin, goal)
    wanted = names(ICONS.read_text(encoding="utf-8"))
    icons = sprite(wanted, NODE / "@tabler" / "icons" / "icons")
    (fresh / "icons.svg").write_text(icons, encoding="utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


if __name__ == "__main__":
    main()
