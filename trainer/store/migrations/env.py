"""What alembic runs: migrations on the connection that `trainer.store.migrate` hands over."""

from alembic import context

from trainer.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=False)
context.run_migrations()
