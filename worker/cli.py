"""`pagewire`: the commands, their flags and their exit codes.

Decides how a command is found, which flags set which settings, and what is shown of a failure.
What a command does is its own module in `worker.commands`.
"""

import argparse
import logging
import os
import sys
import textwrap
import traceback
from collections.abc import Sequence

from worker import __version__
from worker.archives import WrongSource
from worker.commands import COMMANDS, Command, WrongUse
from worker.failures import ExitCode, WorkerStopped
from worker.settings import GROUP_OF, GROUPS, Settings, flag, load_settings

_INTERRUPTED = 130  # what a shell says of a command that Ctrl-C ended
_HELP_COLUMNS = 88
_HELP_POSITION = 20
_READER_GONE = 141  # the same of one whose reader has closed the pipe
_EXAMPLES = """\
examples:
  pagewire enrich page.html --pretty       what the worker makes of a page; needs no Kafka
  pagewire topics create                   the topics, on localhost:9092
  pagewire publish pages/                  pages onto the raw topic
  pagewire run --until-drained             enrich what is there, then end
  pagewire verify                          nothing lost, nothing twice
  pagewire COMMAND --help                  flags and examples of one command

Every setting can be a flag, an environment variable (PAGEWIRE_GROUP_ID for --group-id) or a line
of a TOML file; 'pagewire check-config' shows what is in force. Secrets are no flags."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Raises SystemExit for --help and wrong flags, as argparse."""
    parser = make_parser()
    arguments = parser.parse_args(argv)
    if arguments.command is None:
        parser.print_help(sys.stderr)
        return ExitCode.USAGE
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except WorkerStopped as stopped:
        if not stopped.is_logged:
            print(f"pagewire: {stopped}", file=sys.stderr)
        return stopped.exit_code
    except (WrongUse, WrongSource) as wrong:
        print(f"pagewire {arguments.command.name}: {wrong}", file=sys.stderr)
        return ExitCode.USAGE
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Python would try to flush what nobody reads, and complain about it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _READER_GONE
    except Exception:
        # The outermost border: the code tells a supervisor a fault of ours from PROBLEMS_FOUND.
        traceback.print_exc()
        return ExitCode.UNEXPECTED
    return code


def _formatter(prog: str) -> argparse.HelpFormatter:
    return argparse.RawDescriptionHelpFormatter(
        prog, max_help_position=_HELP_POSITION, width=_HELP_COLUMNS
    )


def make_parser() -> argparse.ArgumentParser:
    """The whole command line; a parsed `command` is a Command, or None where none was named."""
    parser = argparse.ArgumentParser(
        prog="pagewire",
        description="Clean scraped pages and enrich them with entities and events, on Kafka.",
        epilog=_EXAMPLES,
        formatter_class=_formatter,
    )
    parser.add_argument("--version", action="version", version=f"pagewire {__version__}")
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in COMMANDS:
        _add_command(commands, command)
    return parser


def _add_command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", command: Command
) -> None:
    examples = "\n".join(f"  {line}" for line in command.examples.splitlines())
    parser = commands.add_parser(
        command.name,
        help=command.summary,
        usage=f"pagewire {command.name} [FLAGS] {command.usage}",  # not all flags once more
        description=_paragraphs(command.description),
        epilog=f"examples:\n{examples}",
        formatter_class=_formatter,
        allow_abbrev=False,
    )
    parser.set_defaults(command=command)
    command.add_arguments(parser)
    if command.setting_keys is None:
        return
    settings = parser.add_argument_group(
        "settings", "each is an environment variable too: PAGEWIRE_ and the name in capitals"
    )
    settings.add_argument(
        "--config", metavar="FILE", help="TOML file with settings (default: $PAGEWIRE_CONFIG)"
    )
    for key in command.setting_keys:
        names = [flag(key), *filter(None, [command.short_flags.get(key)])]
        settings.add_argument(*names, dest=_dest(key), metavar="VALUE", help=_help(key))


def _paragraphs(text: str) -> str:
    found = textwrap.dedent(text).strip().split("\n\n")
    return "\n\n".join(textwrap.fill(" ".join(part.split()), _HELP_COLUMNS) for part in found)


def _run(arguments: argparse.Namespace) -> int:
    command: Command = arguments.command
    if command.name != "run":
        # The worker sets up its own log. Elsewhere a library's warning is not the command's news.
        logging.basicConfig(level=logging.ERROR, format="%(name)s: %(message)s")
        # What the client says of a failed connection, line by line, our one message says once.
        logging.getLogger("kafka").propagate = False
    return command.run(arguments, _settings(arguments, command))


def _settings(arguments: argparse.Namespace, command: Command) -> Settings:
    if command.setting_keys is None:
        return Settings()
    flags = {key: getattr(arguments, _dest(key)) for key in command.setting_keys}
    return load_settings(os.environ, arguments.config, flags)


def _dest(key: str) -> str:
    return f"setting_{key}"  # apart from a command's own arguments


def _help(key: str) -> str:
    """A setting's description and default, as argparse wants them: it formats with percent."""
    found = GROUPS[GROUP_OF[key]].model_fields[key]
    text = (found.description or "").replace("`", "")
    if found.default_factory is None and found.default is not None:
        default = f"{found.default:g}" if isinstance(found.default, float) else found.default
        text = f"{text} Default: {str(default).lower() if default is True else default}."
    return text.replace("%", "%%")
