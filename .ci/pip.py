"""Put pip into a virtual environment that came without it (a Debian without python3-venv).

    .venv/bin/python .ci/pip.py

The wheel comes from the package index (PIP_INDEX_URL where set) and must have the hash below.
"""

import hashlib
import os
import re
import runpy
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

WHEEL = "pip-26.3-py3-none-any.whl"
SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
MISSING = (
    "缺少 Python 的 venv 组件，也没能从软件源取得 pip（{}）："
    "请运行 apt-get install python3-venv 后再试。"
)


def fetch(address: str) -> bytes:
    """What stands at an https address."""
    if not address.startswith("https://"):
        raise ValueError(f"{address} 不是 https 地址")
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310
        return answer.read()


def wheel() -> bytes:
    """The wheel of pip, checked."""
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
    page = fetch(index).decode()
    link = re.search(rf'href="([^"]*{re.escape(WHEEL)}[^"]*)"', page)
    if link is None:
        raise ValueError(f"{index} 没有 {WHEEL}")
    content = fetch(urllib.parse.urljoin(index, link.group(1).replace("&amp;", "&")))
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ValueError(f"{WHEEL} 的哈希不符")
    return content


def main() -> None:
    """Install pip into the environment of the running interpreter, by itself."""
    try:
        content = wheel()
    except (OSError, ValueError) as error:
        sys.exit(MISSING.format(error))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, WHEEL)
        path.write_bytes(content)
        sys.path.insert(0, str(path))
        sys.argv = ["pip", "install", "--quiet", "--no-index", str(path)]
        runpy.run_module("pip", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
