"""A turn that is sent again because its reply got lost is not taken twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.channels.service import Answer, Client, Server

NIGHT = "why do my legs cramp at night"


def send(client: Client, text: str, sent: Any) -> Answer:
    return client.call("POST", "/messages", {"text": text, "id": sent})


def said_by_her(client: Client) -> list[tuple[str, str]]:
    return [(said["id"], said["text"]) for said in client.history() if said["from"] == "user"]


def test_it_gets_the_same_reply_and_stands_once_in_the_conversation(client: Client) -> None:
    first = send(client, NIGHT, "a1")
    client.says("hello")
    assert send(client, NIGHT, "a1").body == first.body
    assert [text for _, text in said_by_her(client)] == [NIGHT, "hello"]


def test_the_conversation_shows_the_id_that_her_page_gave(client: Client) -> None:
    send(client, NIGHT, "a1")
    assert said_by_her(client) == [("a1", NIGHT)]


def test_the_same_words_under_another_id_are_another_turn(client: Client) -> None:
    send(client, NIGHT, "a1")
    send(client, NIGHT, "a2")
    assert len(said_by_her(client)) == 2


def test_sent_twice_at_the_same_moment_it_is_taken_once(client: Client) -> None:
    with ThreadPoolExecutor() as pool:
        replies = list(pool.map(lambda _: send(client, NIGHT, "a1").body, range(4)))
    assert all(reply == replies[0] for reply in replies)
    assert len(said_by_her(client)) == 1


def test_an_id_means_nothing_in_another_conversation(client: Client, server: Server) -> None:
    send(client, NIGHT, "a1")
    other = Client(server.port)
    other.start()
    assert send(other, "hello", "a1").body["messages"][0]["outcome"] == "small_talk"


@pytest.mark.parametrize("sent", ["", "a b", "ä", "a\n", 5, None])
def test_an_id_is_a_short_plain_name(client: Client, sent: Any) -> None:
    assert send(client, NIGHT, sent).status == 422
    assert said_by_her(client) == []


def test_a_token_moved_to_another_conversation_is_refused(client: Client, server: Server) -> None:
    other = Client(server.port)
    other.start()
    header, _, signature = str(client.token).split(".")
    other.token = ".".join([header, str(other.token).split(".")[1], signature])
    assert other.call("GET", "/messages").status == 401
