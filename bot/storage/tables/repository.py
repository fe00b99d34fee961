"""What all repositories over SQL have in common."""

from collections.abc import Sequence

from bot.storage.statements import Row, Statement, Transaction


class Repository:
    """Works inside one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def _rows(self, statement: Statement) -> Sequence[Row]:
        (rows,) = await self._transaction.run(statement)
        return rows
