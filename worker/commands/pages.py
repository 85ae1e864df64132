"""Pages from files, as the commands take them on the command line.

Decides the words of the argument and of what was left out. How files are read is
`worker.archives`.
"""

from argparse import ArgumentParser

from worker.archives import STDIN


def add_sources(parser: ArgumentParser) -> None:
    """The argument of a command that reads pages from files."""
    parser.add_argument(
        "sources",
        nargs="*",
        metavar="FILE|DIR|-",
        default=[STDIN],
        help=".html, .htm, .txt, .jsonl (raw-page records), .warc or .wet, the last three also as"
        " .gz or .zst; a folder of them; - is stdin, lines or a web archive (default: -)",
    )
