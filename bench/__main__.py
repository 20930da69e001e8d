"""`python -m bench [names]`: measure the lines named, or all. `./dev bench` gives it a stack of its own."""

import os
import sys

import django
from django.utils.module_loading import import_string

from bench.stack import running_stack

# By dotted name: models can be imported only once Django is set up.
LINES = {
    "first-sync": "bench.first_sync.measure",
    "webhooks": "bench.webhooks.measure",
    "qualification": "bench.qualification.measure",
    "asset-list": "bench.asset_list.measure",
    "asset-import": "bench.asset_import.measure",
    "asset-many": "bench.asset_many.measure",
}


def main(names: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    unknown = set(names) - set(LINES)
    if unknown:
        print(f"No such line: {', '.join(sorted(unknown))}. Lines: {', '.join(LINES)}.", file=sys.stderr)
        return 2
    stack = running_stack()
    for name, measure in LINES.items():
        if not names or name in names:
            print(import_string(measure)(stack), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
