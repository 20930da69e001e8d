"""The commands of ./dev, inside the environment that the script of that name has made."""

import argparse
import sys
from types import ModuleType

from portal.embedded.commands import bench, check, e2e, experience, lock, manage, reset, run, test
from portal.embedded.errors import EmbeddedError

COMMANDS: dict[str, ModuleType] = {
    "run": run,
    "reset": reset,
    "test": test,
    "check": check,
    "e2e": e2e,
    "bench": bench,
    "experience": experience,
    "manage": manage,
    "lock": lock,
}
OTHER_PROGRAMS = ("experience", "manage")  # every word after these is for them, --help too
PASSING_ON = ("test", "e2e", "bench")  # what these do not know themselves is for pytest or the bench


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
    try:
        return dispatch(words)
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1


def dispatch(words: list[str]) -> int:
    if words and words[0] in OTHER_PROGRAMS:
        arguments, rest = argparse.Namespace(command=words[0]), words[1:]
    else:
        parser = make_parser()
        arguments, rest = parser.parse_known_args(words)
        if rest and arguments.command not in PASSING_ON:
            parser.error(f"unrecognised arguments: {' '.join(rest)}")
    code: int = COMMANDS[arguments.command].run(arguments, rest)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
