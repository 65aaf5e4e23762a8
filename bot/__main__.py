"""The command line. Exit codes: 0 done, 1 failed, 2 wrong settings or arguments, 3 refused."""

import argparse
import asyncio
import sys
from collections.abc import Coroutine
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot import log
from bot.cli import FAILED, WRONG
from bot.config import ALL_RATE_SOURCES, Settings, WrongSettings, load_settings
from storage import CaravanError
from storage.errors import brief


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(_arranged(sys.argv[1:] if arguments is None else arguments))
    try:
        settings = load_settings()
        log.set_up(
            settings.log_level,
            settings.log_format,
            settings.token,
            settings.webhook_secret.get_secret_value(),
        )
        return _run_loop(options.command(options, settings))
    except WrongSettings as error:
        print(error, file=sys.stderr)
        return WRONG
    except (CaravanError, SQLAlchemyError) as error:
        print(f"caravan: {brief(error)}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Caravan, the Telegram front desk of a newsroom."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="run the bot")
    run.set_defaults(command=_run)

    demo = commands.add_parser("demo", help="the bot with sample content, in a web page")
    demo.add_argument("--port", type=_port, default=8090, help="the next free one if it is taken")
    demo.add_argument("--with", dest="file", type=Path, help="a file to load in place of samples")
    demo.set_defaults(command=_demo)

    load = commands.add_parser("load", help="load files")
    load.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a file, a folder for all files in it, a web address, or - for standard input",
    )
    load.add_argument("--announce", action="store_true", help="have what is new posted")
    load.add_argument("--dry-run", action="store_true", help="read, tell, store nothing")
    load.add_argument("--json", action="store_true", help="one JSON object a line for each file")
    load.add_argument("--full", action="store_true", help="with --json: the texts of articles too")
    load.set_defaults(command=_load)

    export = commands.add_parser("export", help="all articles and rates, as load takes them back")
    export.add_argument("file", metavar="FILE", help="a file, or - for standard output")
    export.set_defaults(command=_export)

    rates = commands.add_parser("rates", help="the banks' newest rates")
    rates.add_argument("--source", choices=ALL_RATE_SOURCES, help="one bank; all that are set")
    rates.add_argument("--file", help="an answer at hand, or - for standard input; not the net")
    rates.add_argument("--dry-run", action="store_true", help="read, tell, store nothing")
    rates.add_argument("--json", action="store_true", help="one JSON list of them all")
    rates.set_defaults(command=_rates)

    money = commands.add_parser("money", help="what a text means in money, as JSON")
    money.add_argument("text", nargs="*", metavar="TEXT", help="as people write in a chat")
    money.add_argument("--lang", help="en or ru: the language of the text")
    money.add_argument("--rates", type=Path, metavar="FILE", help="in place of the database's")
    money.add_argument("--now", type=date.fromisoformat, metavar="DATE", help="taken for today")
    money.add_argument("--batch", action="store_true", help="JSON Lines on standard input")
    money.set_defaults(command=_money)

    database = commands.add_parser("db", help="look after the database")
    actions = database.add_subparsers(required=True, metavar="ACTION")
    for action, meaning in (
        ("upgrade", "bring it to the newest form"),
        ("check", "tell whether it can be used"),
        ("reindex", "build the search index anew; a bot that runs keeps answering"),
    ):
        one = actions.add_parser(action, help=meaning)
        one.set_defaults(command=_database, action=action)

    bench = commands.add_parser("bench", help="updates a second, beside the stock framework")
    bench.add_argument("--updates", type=int, default=3000, help="for each run")
    bench.set_defaults(command=_bench)
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port


# Each command is imported when it is asked for: none waits for what another needs.


def _run(_: argparse.Namespace, settings: Settings) -> Coroutine[Any, Any, int]:
    from bot.cli.run import run

    return run(settings)


def _demo(options: argparse.Namespace, _: Settings) -> Coroutine[Any, Any, int]:
    from bot.cli.demo import demo

    return demo(options.port, options.file)


def _load(options: argparse.Namespace, settings: Settings) -> Coroutine[Any, Any, int]:
    from bot.cli.load import load

    return load(
        options.files,
        settings,
        dry_run=options.dry_run,
        as_json=options.json,
        full=options.full,
        announce=options.announce,
    )


def _export(options: argparse.Namespace, settings: Settings) -> Coroutine[Any, Any, int]:
    from bot.cli.export import export

    return export(options.file, settings)


def _rates(options: argparse.Namespace, settings: Settings) -> Coroutine[Any, Any, int]:
    from bot.cli.rates import rates

    return rates(
        settings, options.source, options.file, dry_run=options.dry_run, as_json=options.json
    )


def _arranged(arguments: list[str]) -> list[str]:
    if arguments[:1] != ["money"]:
        return arguments
    from bot.cli.money import arrange

    return ["money", *arrange(arguments[1:])]


def _money(options: argparse.Namespace, settings: Settings) -> Coroutine[Any, Any, int]:
    from bot.cli.money import money

    return money(
        " ".join(options.text) if options.text else None,
        settings,
        language=options.lang,
        rates=options.rates,
        now=options.now,
        batch=options.batch,
    )


def _database(options: argparse.Namespace, settings: Settings) -> Coroutine[Any, Any, int]:
    from bot.cli.database import database

    return database(options.action, settings)


def _bench(options: argparse.Namespace, _: Settings) -> Coroutine[Any, Any, int]:
    from tests.bench.updates import bench

    done: Coroutine[Any, Any, int] = bench(options.updates)
    return done


def _run_loop(work: Coroutine[Any, Any, int]) -> int:
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)
    return uvloop.run(work)


if __name__ == "__main__":
    sys.exit(main())
