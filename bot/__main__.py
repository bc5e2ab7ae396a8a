"""The command line, `sobat` = `python -m bot`. Each command imports only what it runs."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from core.errors import SobatError
from core.settings import settings


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"sobat: {message}; see `{self.prog} --help`\n")


type Action = Callable[[argparse.Namespace], int]
type Commands = argparse._SubParsersAction[_Parser]


def _run(_arguments: argparse.Namespace) -> int:
    from bot.start import run

    return run(settings())


def _gateway(_arguments: argparse.Namespace) -> int:
    from bot.app import run

    run(settings())
    return 0


def _train(arguments: argparse.Namespace) -> int:
    from bot.start import say
    from bot.training import ensure_model

    asyncio.run(ensure_model(say, force=arguments.force))
    return 0


def _migrate(_arguments: argparse.Namespace) -> int:
    from bot.migrate import migrate

    asyncio.run(migrate(settings()))
    return 0


def _check(_arguments: argparse.Namespace) -> int:
    from core.city_data import check

    check()
    if settings().voice_engine:
        from integrations import check_transcriber

        check_transcriber(settings())
    return 0


def _setup_link(_arguments: argparse.Namespace) -> int:
    from bot.staff import print_setup_link

    asyncio.run(print_setup_link(settings()))
    return 0


def _staff_add(arguments: argparse.Namespace) -> int:
    from bot.staff import add
    from core.staff import NewStaff, Role

    asyncio.run(add(settings(), NewStaff(arguments.name, arguments.email, Role(arguments.role))))
    return 0


def _api_key_add(arguments: argparse.Namespace) -> int:
    from bot.api_keys import add

    asyncio.run(add(settings(), arguments.name))
    return 0


def _api_key_list(_arguments: argparse.Namespace) -> int:
    from bot.api_keys import show

    asyncio.run(show(settings()))
    return 0


def _api_key_revoke(arguments: argparse.Namespace) -> int:
    from bot.api_keys import revoke

    asyncio.run(revoke(settings(), arguments.name))
    return 0


def _ledger(arguments: argparse.Namespace) -> int:
    from bot.ledger import show

    return asyncio.run(show(settings(), as_json=arguments.json))


def _failures(arguments: argparse.Namespace) -> int:
    from bot.failures import show

    asyncio.run(show(settings(), as_json=arguments.json))
    return 0


def _retry(arguments: argparse.Namespace) -> int:
    from bot.failures import Chosen, retry

    asyncio.run(retry(settings(), Chosen(arguments.message, arguments.line, arguments.all_failed)))
    return 0


def _discard(arguments: argparse.Namespace) -> int:
    from bot.failures import Chosen, discard

    chosen = Chosen(arguments.message, arguments.line, arguments.all_failed)
    asyncio.run(discard(settings(), chosen, arguments.reason))
    return 0


def _housekeeping(_arguments: argparse.Namespace) -> int:
    from bot.housekeeping import clean_once, shown

    report = asyncio.run(clean_once(settings()))
    print(shown(report))
    return 1 if report.failed else 0


def _cameras_check(_arguments: argparse.Namespace) -> int:
    from bot.camera_watch import check_once, shown

    report = asyncio.run(check_once(settings()))
    print(shown(report))
    return 0 if all(one.conclusive for one in report.hosts.values()) else 1


def _lapor_status(arguments: argparse.Namespace) -> int:
    from bot.lapor import status

    return asyncio.run(status(settings(), as_json=arguments.json))


def _lapor_retry(arguments: argparse.Namespace) -> int:
    from bot.lapor import retry

    asyncio.run(retry(settings(), arguments.number))
    return 0


def _lapor_settle(arguments: argparse.Namespace) -> int:
    from bot.lapor import settle

    asyncio.run(settle(settings(), arguments.number, arguments.tracking_id))
    return 0


def _lapor_topics(_arguments: argparse.Namespace) -> int:
    from bot.lapor import topics

    asyncio.run(topics(settings()))
    return 0


def _parse(_arguments: argparse.Namespace) -> int:
    from bot.parse import parse_lines

    parse_lines(settings(), sys.stdin, sys.stdout)
    return 0


def _nlu_export(arguments: argparse.Namespace) -> int:
    from bot.nlu_export import export

    asyncio.run(export(settings(), arguments.file))
    return 0


def _nlu_import(arguments: argparse.Namespace) -> int:
    from bot.nlu_review import import_reviewed
    from bot.start import say

    return asyncio.run(
        import_reviewed(arguments.file, say, figures=not arguments.no_figures, keep=arguments.keep)
    )


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="sobat", description="Sobat Bandung, the city's chatbot")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, action: Action, text: str, under: Commands = commands) -> argparse.ArgumentParser:
        command = under.add_parser(name, help=text, description=text)
        command.set_defaults(action=action)
        return command

    add("run", _run, "start everything and keep it running")
    add("gateway", _gateway, "the gateway alone")
    train = add("train", _train, "train the model if the data changed")
    train.add_argument("--force", action="store_true", help="train even if nothing changed")
    add("migrate", _migrate, "bring the database to the schema of this code")
    add("check", _check, "look for mistakes in the city's files (data/city)")
    add("setup-link", _setup_link, "print a new link for the console's first admin, if it has none")
    staff = commands.add_parser("staff", help="accounts of the console")
    in_staff = staff.add_subparsers(title="commands", metavar="COMMAND", required=True)
    staff_add = add("add", _staff_add, "make an account; the password is asked for", in_staff)
    staff_add.add_argument("name")
    staff_add.add_argument("email")
    staff_add.add_argument("--role", choices=("officer", "admin"), default="officer")
    keys = commands.add_parser("api-key", help="who may file through the civic API")
    in_keys = keys.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add("add", _api_key_add, "make a key for an app and print it, this once", in_keys).add_argument("name")
    add("list", _api_key_list, "show the names of all keys and whether they work", in_keys)
    add("revoke", _api_key_revoke, "let a key open nothing any more", in_keys).add_argument("name")
    ledger = add("ledger", _ledger, "account for every message received; exit 1 if one is missing")
    ledger.add_argument("--json", action="store_true", help="print JSON")
    failures = add("failures", _failures, "list the messages and lines that failed, with their numbers")
    failures.add_argument("--json", action="store_true", help="print JSON")
    retry = add("retry", _retry, "answer failed messages, send failed lines again")
    discard = add("discard", _discard, "give up failed messages and lines, with a reason that is kept")
    for command in (retry, discard):
        _choose(command)
    discard.add_argument("--reason", required=True, type=_words, help="why; kept with your name")
    add("housekeeping", _housekeeping, "remove what is old and settled now; the gateway does so every night")
    seen = commands.add_parser("cameras", help="whether the city's camera pages answer")
    in_seen = seen.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add("check", _cameras_check, "ask all of them now, slowly; exit 1 if a host could not be judged", in_seen)
    _add_lapor(commands, add)
    _add_nlu(commands, add)
    add("parse", _parse, "read text lines from standard input, print what is understood as JSON lines")
    return parser


def _add_nlu(commands: Commands, add: Callable[..., argparse.ArgumentParser]) -> None:
    nlu = commands.add_parser("nlu", help="what was not understood becomes training examples")
    under = nlu.add_subparsers(title="commands", metavar="COMMAND", required=True)
    out = add("export-review", _nlu_export, "write the review list as YAML, to a file or here", under)
    out.add_argument("file", nargs="?", type=Path, metavar="FILE")
    back = add(
        "import-review", _nlu_import, "teach what is labelled in such a file; exit 1 if refused", under
    )
    back.add_argument("file", type=Path, metavar="FILE")
    back.add_argument("--no-figures", action="store_true", help="neither train nor measure now")
    back.add_argument("--keep", action="store_true", help="keep it even if less is understood than before")


def _add_lapor(commands: Commands, add: Callable[..., argparse.ArgumentParser]) -> None:
    lapor = commands.add_parser("lapor", help="tickets on their way to SP4N-LAPOR!")
    under = lapor.add_subparsers(title="commands", metavar="COMMAND", required=True)
    state = add("status", _lapor_status, "how many are where; exit 1 if some wait for a person", under)
    state.add_argument("--json", action="store_true", help="print JSON")
    retry = add("retry", _lapor_retry, "send failed or unknown ones again, or ones forwarded earlier", under)
    retry.add_argument("number", nargs="+", metavar="NUMBER")
    settle = add("settle", _lapor_settle, "an unknown one was found in LAPOR!, under this tracking id", under)
    settle.add_argument("number", metavar="NUMBER")
    settle.add_argument("tracking_id", metavar="TRACKING_ID")
    add("topics", _lapor_topics, "ask for LAPOR!'s topics: shows whether address and token are good", under)


def _choose(command: argparse.ArgumentParser) -> None:
    """Which failures: by number, several if need be, or all."""
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument("--message", type=int, nargs="+", metavar="ID", default=[])
    which.add_argument("--line", type=int, nargs="+", metavar="ID", default=[])
    which.add_argument("--all-failed", action="store_true")


def _words(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("say why")
    return text.strip()[:500]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; what a person can mend is told in one line on standard error."""
    arguments = _parser().parse_args(argv)
    action: Action = arguments.action
    try:
        return action(arguments)
    except SobatError as error:
        print(f"sobat: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `sobat parse | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(main())
