"""The commands of ./dev, inside the environment that the script of that name has made."""

import argparse
import sys
from types import ModuleType

from portal.embedded.commands import e2e, test
from portal.embedded.errors import EmbeddedError

COMMANDS: dict[str, ModuleType] = {"test": test, "e2e": e2e}
PASS_ON = {
    "test",
    "e2e",
    "bench",
    "experience",
    "manage",
}  # what they do not know themselves is for another program


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dev", description="Flexdesk on your own machine. See ./dev --help."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        summary = (module.__doc__ or "").strip()
        command = commands.add_parser(
            name,
            prog=f"./dev {name}",
            description=summary,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        module.configure(command)
    return parser


def main(words: list[str]) -> int:
    parser = make_parser()
    arguments, rest = parser.parse_known_args(words)
    if rest and arguments.command not in PASS_ON:
        parser.error(f"unrecognised arguments: {' '.join(rest)}")
    try:
        code: int = COMMANDS[arguments.command].run(arguments, rest)
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
