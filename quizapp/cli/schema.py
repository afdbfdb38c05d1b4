"""``quizapp migrate``: bring the database to what this version needs."""

import os

import click

from quizapp import local, schema
from quizapp.cli.context import commands
from quizapp.settings import Settings


@click.command()
def migrate() -> None:
    """Bring the database to head and grant the application's role its rights."""
    with local.environment(os.environ, commands().data) as env:
        settings = Settings.from_env(env)
        owner = settings.database_owner_url or settings.database_url
        try:
            schema.upgrade(
                owner, application_role=schema.role_of(settings.database_url)
            )
        except schema.UnreachableError as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"The database is at {schema.head()}.")
