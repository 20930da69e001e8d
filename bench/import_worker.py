"""`python -m bench.import_worker PK`: the task of one import, then its seconds and its peak memory as JSON."""

import json
import os
import resource
import sys

import django

from bench.line import seconds

PER_MB = 1024 * 1024 if sys.platform == "darwin" else 1024


def main(pk: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from assets.tasks import work_on_import  # noqa: PLC0415 - models exist only once Django is set up

    took = seconds(lambda: work_on_import(import_id=pk))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / PER_MB
    print(json.dumps({"seconds": took, "peak_mb": peak}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
