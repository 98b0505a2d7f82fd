"""Workers in processes of their own, as an operator starts them, but forked from one that is warm."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess

from tests.conftest import SECRETS
from tests.notices.post_office import PostOffice
from web.settings import Settings

PATIENCE = 60
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["web.commands.worker", "petitions.jobs.engine"])


def begin(settings: Settings, post_office: PostOffice, *options: str) -> ForkServerProcess:
    """Start ``huiyin worker`` with these options."""
    environment = {
        "HUIYIN_ENV": "development",
        "HUIYIN_DATA_DIR": str(settings.data_dir),
        "HUIYIN_DATABASE_URL": settings.database_url,
        "HUIYIN_SECRET_KEY": SECRETS["secret_key"],
        "HUIYIN_FIELD_KEYS": SECRETS["field_keys"][0],
        "HUIYIN_SIGNING_KEY": SECRETS["signing_key"],
        "HUIYIN_SMTP_PORT": str(post_office.port),
    }
    process = FORKS.Process(target=_work, args=(environment, list(options)), daemon=True)
    process.start()
    return process


def _work(environment: dict[str, str], options: list[str]) -> None:
    os.environ.update(environment)
    from web.commands.worker import worker

    worker(options)


def wait_for(condition: Callable[[], bool]) -> None:
    """Until it is so; fails after a minute."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
