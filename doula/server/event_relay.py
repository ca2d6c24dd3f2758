"""Events for other programs: from the outbox to RabbitMQ, each at least once, however long it is away."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Any

import aio_pika
from rasa.core.brokers.broker import EventBroker
from rasa.core.brokers.pika import DEFAULT_QUEUE_NAME, RABBITMQ_EXCHANGE
from sqlalchemy.engine import Engine

from doula.knowledge import calls
from doula.knowledge.engine import PATIENCE as DATABASE
from doula.server.outbox import Outbox

PATIENCE = 5.0  # seconds that RabbitMQ may take
PAUSES = (0.5, 1, 2, 4, 8, 15)  # seconds after the first failure, the second …
IDLE = 10.0  # seconds after which a process looks for what another one has left

log = logging.getLogger(__name__)


class EventRelay(EventBroker):
    """Sends what the tracker store puts in the outbox; no turn waits for it."""

    def __init__(self, url: str, exchange: str = RABBITMQ_EXCHANGE, queue: str = DEFAULT_QUEUE_NAME) -> None:
        self._url, self._names = url, (exchange, queue)
        self._connection: Any = None
        self._exchange: Any = None
        self._threads = calls.Threads("outbox", 1, DATABASE.call)
        self._task: asyncio.Task[None] | None = None
        self._woken: asyncio.Event | None = None

    def start(self, engine: Engine) -> None:
        """Begin to send what is in the outbox of this database, until closed."""
        self._woken = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._send_all(Outbox(engine)))

    def wake(self) -> None:
        """Have what is new in the outbox sent soon."""
        if self._woken:
            self._woken.set()

    def publish(self, event: dict[str, Any]) -> None:
        """Refuse: an event that is not stored with its turn could be lost."""
        raise NotImplementedError("events are sent from the outbox of the tracker store")

    async def close(self) -> None:
        """Stop sending; what is left is sent by another process or after the next start."""
        while self._task and not self._task.done():  # asyncio.wait_for may swallow a cancellation before 3.12
            self._task.cancel()
            await asyncio.wait([self._task], timeout=1)
        await self._disconnect()

    async def _send_all(self, outbox: Outbox) -> None:
        failures = 0
        while True:
            try:
                while await self._send_some(outbox):
                    failures = 0
                pause, failures = IDLE, 0
            except Exception as error:
                log.error("Events wait in the outbox: %s", type(error).__name__)
                await self._disconnect()
                pause = PAUSES[min(failures, len(PAUSES) - 1)]
                failures += 1
            await self._rest(pause, wakeable=not failures)

    async def _rest(self, seconds: float, *, wakeable: bool) -> None:
        if not wakeable or self._woken is None:
            await asyncio.sleep(seconds)
            return
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return
        self._woken.clear()

    async def _send_some(self, outbox: Outbox) -> int:
        """Send the oldest events in their order and return how many these were."""
        rows = await self._threads.do(outbox.first)
        sent: list[int] = []
        try:
            for row in rows:
                await asyncio.wait_for(self._send(row.message_id, row.body), PATIENCE)
                sent.append(row.id)
        finally:
            if sent:
                await self._threads.do(partial(outbox.sent, sent))
        return len(sent)

    async def _send(self, name: str, body: str) -> None:
        message = aio_pika.Message(
            body.encode(),
            message_id=name,
            content_type="application/json",
            app_id="doula",
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        exchange = self._exchange or await self._connect()
        await exchange.publish(message, routing_key="")  # returns when RabbitMQ has confirmed it

    async def _connect(self) -> Any:
        """Open a connection with the exchange and the queue that Rasa's own broker would use."""
        self._connection = await aio_pika.connect(self._url, timeout=PATIENCE)
        channel = await self._connection.channel(publisher_confirms=True)
        exchange, queue = self._names
        self._exchange = await channel.declare_exchange(exchange, aio_pika.ExchangeType.FANOUT)
        await (await channel.declare_queue(queue, durable=True)).bind(self._exchange, "")
        return self._exchange

    async def _disconnect(self) -> None:
        connection, self._connection, self._exchange = self._connection, None, None
        if connection:
            await asyncio.wait([asyncio.ensure_future(connection.close())], timeout=1)
