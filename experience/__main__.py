"""`python -m experience <command>`: the server's own commands, and an operator's verbs against a running server."""

import os
import sys
from collections.abc import Sequence

import django
from django.core.management import call_command
from django.utils.module_loading import import_string

from experience import cli

# Commands that work on the database, each given the remaining arguments; they return the exit code.
COMMANDS = {
    "migrate": "experience.__main__.migrate",
    "seed": "experience.seed.run",
    "history-meters": "experience.seed.write_meters",
    "clock": "experience.clock.run",
    "load": "experience.load.fill.run",
}


def migrate(arguments: Sequence[str] = ()) -> int:
    """Bring the server's database up to date."""
    call_command("migrate", *arguments, interactive=False)
    return 0


def main(arguments: Sequence[str]) -> int:
    """Anything that is not a command of the server is an operator's verb; `--help` lists those."""
    name = arguments[0] if arguments else "--help"
    if name not in COMMANDS:
        sys.stderr.write(
            f"Commands on the database: {', '.join(COMMANDS)}\n" if name in {"-h", "--help"} else ""
        )
        return cli.run([name, *arguments[1:]])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "experience.settings")
    django.setup()
    return int(import_string(COMMANDS[name])(arguments[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
