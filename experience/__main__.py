"""`python -m experience <command>`: the server's own commands."""

import os
import sys
from collections.abc import Sequence

import django
from django.core.management import call_command
from django.utils.module_loading import import_string

# Command -> what runs it, given the remaining arguments; it returns the exit code.
COMMANDS = {
    "migrate": "experience.__main__.migrate",
    "seed": "experience.seed.run",
    "meter-data": "experience.seed.write_meters",
    "clock": "experience.clock.run",
}


def migrate(arguments: Sequence[str] = ()) -> int:
    """Bring the server's database up to date."""
    call_command("migrate", *arguments, interactive=False)
    return 0


def main(arguments: Sequence[str]) -> int:
    name = arguments[0] if arguments else ""
    if name not in COMMANDS:
        sys.stderr.write(f"usage: python -m experience {{{','.join(COMMANDS)}}} ...\n")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "experience.settings")
    django.setup()
    return int(import_string(COMMANDS[name])(arguments[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
