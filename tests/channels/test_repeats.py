"""A turn that is sent again because its reply got lost is not taken twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from doula.channels.door import Door
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


def test_an_id_that_stood_for_other_words_is_refused_and_what_it_stood_for_is_answered_again(
    client: Client,
) -> None:
    first = send(client, NIGHT, "a1")
    refused = send(client, "I am bleeding heavily", "a1")
    assert (refused.status, refused.headers["content-type"]) == (409, "application/problem+json")
    assert refused.body["status"] == 409 and "new id" in refused.body["title"]
    assert send(client, NIGHT, "a1").body == first.body
    assert said_by_her(client) == [("a1", NIGHT)]


@pytest.mark.parametrize("text", ["/", "/restart", '/inform{"timing": "day"}', "/\u00a0/greet"])
def test_what_is_refused_is_refused_once_and_stands_for_nothing_else(client: Client, text: str) -> None:
    send(client, NIGHT, "a0")
    first = send(client, text, "a1")
    said = client.history()
    assert [send(client, text, "a1").body for _ in range(2)] == [first.body] * 2
    assert send(client, "I am bleeding heavily", "a1").status == 409
    assert client.history() == said


def test_what_could_not_be_read_is_answered_as_before(
    client: Client, tiny_door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise ValueError

    with monkeypatch.context() as broken:
        broken.setattr(tiny_door.agent.processor, "_handle_message_with_tracker", fail)
        first = send(client, NIGHT, "a1")
    assert send(client, NIGHT, "a1").body == first.body
    assert "went wrong" in first.body["messages"][0]["text"]


def test_a_refusal_that_followed_is_no_part_of_an_earlier_reply(client: Client) -> None:
    first = send(client, NIGHT, "a1")
    send(client, "/restart", "a2")
    assert send(client, NIGHT, "a1").body == first.body


def test_a_pressed_button_sent_again_is_pressed_once(client: Client) -> None:
    client.says(NIGHT)
    pressed = {"payload": '/inform{"timing": "night"}', "id": "b1"}
    first = client.call("POST", "/messages", pressed)
    assert client.call("POST", "/messages", pressed).body == first.body
    assert said_by_her(client)[-1] == ("b1", "At night")


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
