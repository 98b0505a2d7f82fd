"""What Alembic runs for every command of ``petitions/models/schema.py``, which hands it a connection."""

from alembic import context

from petitions.models.schema import OPTIONS

context.configure(connection=context.config.attributes["connection"], **OPTIONS)
context.run_migrations()
