"""``huiyin worker``: sends what the office owes and clears up, in the foreground."""

from __future__ import annotations

from dataclasses import asdict

import click
import structlog
from flask import Flask

from petitions.actions.claim_notices import take_back_all
from petitions.adapters import clock, mailer, roll_call
from petitions.jobs.work import Done, do_due
from petitions.models.session import db
from web import logs
from web.app import create_backroom
from web.commands import group
from web.settings import Settings, load

log = structlog.get_logger("worker")


@group.command()
@click.option("--once", is_flag=True, help="Do all that is due now, then exit.")
def worker(once: bool) -> None:
    """Send notices and clear up until told to stop."""
    settings = load()
    logs.configure(settings.log_level)
    app = backroom(settings)
    with app.app_context():
        engine = db.engine
    with roll_call.at_work(engine, settings.data_dir) as alone:
        if alone:
            with app.app_context():
                take_back_all(now=clock.now())
        if once:
            click.echo(f"huiyin: {round_of(app).line()}")
        else:
            keep_working(app, settings)


def backroom(settings: Settings) -> Flask:
    """The worker's app: no pages, and a mail server."""
    app = create_backroom(settings)
    mailer.install(app, mail_server(settings))
    return app


def mail_server(settings: Settings) -> mailer.MailServer:
    """Where mail goes; the demonstration's own mailbox unless a server is set."""
    host, port = settings.smtp_host, settings.smtp_port
    if settings.env == "demo" and not {"smtp_host", "smtp_port"} & settings.model_fields_set:
        host, port = "127.0.0.1", settings.mailbox_port
    return mailer.MailServer(
        host,
        port,
        settings.smtp_sender,
        user=settings.smtp_user,
        password=settings.smtp_password,
        tls=settings.smtp_tls,
    )


def round_of(app: Flask) -> Done:
    """Everything that is due, once."""
    with app.app_context():
        return do_due(clock.now())


def keep_working(app: Flask, settings: Settings) -> None:
    """A round each minute and at every ring, until SIGTERM or SIGINT; a faulty one is only logged."""
    from petitions.jobs import engine

    huey = engine.build(settings.jobs_url, settings.data_dir)
    consumer = engine.consumer_of(huey)

    def work() -> None:
        try:
            with app.app_context():
                done = do_due(clock.now(), stop=consumer.stop_flag.is_set, everything=False)
            figures = {**asdict(done.sent), **asdict(done.purged), **asdict(done.gone)}
            if any(figures.values()):
                log.info("round", **figures)
        except Exception as error:
            log.error("round_failed", exc_info=error)

    engine.enlist(huey, work)
    click.echo("huiyin: the worker is at work", err=True)
    engine.run(consumer)
