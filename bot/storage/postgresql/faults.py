"""What PostgreSQL's conditions mean here (its manual, appendix A)."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import asyncpg

from bot.errors import ConfigError, TransientError
from bot.unreached import why

PASSING: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,  # among them: the connection is closed
    asyncpg.InternalClientError,  # it was hung up on while this program was stopped
    asyncpg.OperatorInterventionError,  # stopped, or not started yet
    asyncpg.InsufficientResourcesError,  # disk full, too many connections
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,  # a standby that has not taken over yet
    OSError,
    TimeoutError,
)
"""The server is away, full, or busy with somebody else: the same may work later."""

REFUSED: Final = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.ClientConfigurationError,
    asyncpg.UndefinedObjectError,  # a setting in the address that it does not know
)
"""The server is there and does not want us."""


@contextmanager
def translated() -> Generator[None]:
    """Turns the errors of the driver into ours; the others are bugs, and pass as they are."""
    try:
        yield
    except REFUSED as error:
        raise ConfigError(
            f"bot.database: PostgreSQL refuses it ({_said(error)}); check user, database and"
            " rights, and the password in PGPASSWORD or ~/.pgpass (mode 0600)"
        ) from error
    except PASSING as error:
        told = why(error, trust="the address, as sslrootcert")
        raise TransientError(f"database: {told or _said(error)}") from error


def _said(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time; check that it runs there"
    text = str(error).partition("\n")[0]
    return text or type(error).__name__
