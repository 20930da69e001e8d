"""Whether docs/openapi.yaml is the API's document as the code has it; with --fix it is written anew."""

import difflib
import subprocess
import sys
import tempfile
from pathlib import Path

from portal.embedded.paths import ROOT

DOCUMENT = ROOT / "docs" / "openapi.yaml"
SPECTACULAR = (sys.executable, "manage.py", "spectacular", "--validate", "--fail-on-warn", "--file")


def main(words: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "openapi.yaml"
        code = subprocess.run([*SPECTACULAR, str(made)], cwd=ROOT, check=False).returncode
        if code:
            return code
        current = made.read_text()
    if "--fix" in words:
        DOCUMENT.parent.mkdir(exist_ok=True)
        DOCUMENT.write_text(current)
        return 0
    return compare(DOCUMENT.read_text() if DOCUMENT.exists() else "", current)


def compare(kept: str, current: str) -> int:
    if kept == current:
        return 0
    lines = difflib.unified_diff(
        kept.splitlines(), current.splitlines(), "docs/openapi.yaml", "the code", lineterm="", n=1
    )
    print("\n".join(lines))
    print("The API changed: ./dev check --fix writes docs/openapi.yaml anew.")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
