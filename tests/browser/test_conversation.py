"""What a mother does on a phone: by thumb, by keyboard, without a network, and when the server goes away."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.browser.chat import Chat, on_server, replying
from tests.browser.conftest import NewChat
from tests.browser.site import Site

NIGHT = "why do my legs cramp at night"
DANGER = "I am bleeding"


def by_keyboard(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def goes_to(chat: Chat, name: str, key: str = "Tab") -> None:
    for _ in range(60):
        if chat.focused() == name:
            return
        by_keyboard(chat.page, key)
    raise AssertionError(f"{name} is not reached by {key}")


def types(chat: Chat, words: str) -> None:
    goes_to(chat, "write")
    chat.page.keyboard.type(words)
    by_keyboard(chat.page, "Enter")


def test_the_night_story_by_keyboard_alone(chat: Chat) -> None:
    page = chat.page
    types(chat, NIGHT)
    expect(page.locator(".replies")).to_be_visible()
    goes_to(chat, "The room is cold", "Shift+Tab")
    for _ in range(6):
        by_keyboard(page, "Enter")
        expect(chat.waiting).to_have_count(0)
        expect(page.locator(".replies button:enabled, .assessment").first).to_be_visible()
        if page.locator(".assessment").count():
            break
        by_keyboard(page, "Tab")  # from what she chose to the first of the new replies
        offered = page.locator(".replies button:enabled").all_inner_texts()
        assert chat.focused() == offered[0]
        if "No" in offered:  # not one leg is swollen
            goes_to(chat, "No")
    expect(page.locator(".assessment")).to_contain_text("because")
    expect(page.locator(".assessment details summary")).to_contain_text("What causes leg cramps")


def test_interruption_alarm_reload_offline_and_deletion_by_keyboard_alone(chat: Chat, site: Site) -> None:
    page, token = chat.page, chat.token()
    for words in (NIGHT, "does magnesium help?", DANGER):
        types(chat, words)
        expect(chat.waiting).to_have_count(0)
    goes_to(chat, "112", "Shift+Tab")
    page.reload()
    expect(chat.hers).to_have_text([NIGHT, "does magnesium help?", DANGER])
    page.context.set_offline(True)
    types(chat, "hello")
    expect(chat.notice).to_contain_text("You are offline")
    page.context.set_offline(False)
    expect(chat.waiting).to_have_count(0)
    goes_to(chat, "Menu", "Shift+Tab")
    by_keyboard(page, "Enter")
    goes_to(chat, "Delete this conversation")
    by_keyboard(page, "Enter")
    goes_to(chat, "Delete it")
    by_keyboard(page, "Enter")
    expect(chat.hers).to_have_count(0)
    assert on_server(site.address, token).call("GET", "/messages").status == 401


def test_a_source_unfolds_to_the_sentence_by_keyboard(chat: Chat) -> None:
    chat.says(NIGHT)
    quote = chat.page.locator("blockquote").first
    expect(quote).to_be_hidden()
    chat.page.locator("summary").first.focus()
    by_keyboard(chat.page, "Enter")
    expect(quote).to_contain_text("Since blood calcium levels are often lower at night")


def test_an_editors_note_looks_different_from_the_article(chat: Chat) -> None:
    chat.says(NIGHT)
    expect(chat.page.locator(".note").first).to_contain_text("Editors' note:")
    expect(chat.page.locator(".quote").first).to_contain_text("“Since blood calcium")
    assert ground(chat, ".note") != ground(chat, ".quote")


def test_a_question_in_between_is_answered_and_the_follow_up_comes_again(chat: Chat) -> None:
    chat.says(NIGHT)
    replies = chat.says("does magnesium help?")
    expect(replies.first).to_contain_text("agnesium")
    expect(replies.last.locator(".replies button:enabled").first).to_be_visible()


def test_replies_that_are_past_cannot_be_pressed(chat: Chat) -> None:
    chat.says(NIGHT)
    chat.presses("The room is cold")
    first, second = chat.page.locator(".replies").all()
    assert first.get_by_role("button", disabled=True).count() == first.get_by_role("button").count()
    expect(second.get_by_role("button").first).to_be_enabled()


def test_a_reply_pressed_twice_in_haste_is_sent_once(chat: Chat, site: Site) -> None:
    chat.says(NIGHT)
    chat.reply("The room is cold").evaluate("button => { button.click(); button.click() }")
    expect(chat.waiting).to_have_count(0)
    assert said_by_her(chat, site) == [NIGHT, "The room is cold"]


def test_an_alarm_is_loud_and_its_number_can_be_dialled(chat: Chat) -> None:
    chat.says(DANGER)
    alarm = chat.page.get_by_role("alert").filter(has_text="bleeding")
    expect(alarm.locator("strong")).to_have_text("Urgent")
    expect(alarm.get_by_role("link", name="112")).to_have_attribute("href", "tel:112")
    alarm.get_by_role("link", name="112").focus()
    assert chat.focused() == "112"


def test_a_reload_in_the_middle_loses_nothing_and_shouts_nothing_again(chat: Chat) -> None:
    chat.says(NIGHT)
    chat.presses("The room is cold")
    chat.says(DANGER)
    before = chat.texts()
    chat.page.reload()
    expect(chat.page.locator("div.urgent")).to_be_visible()
    assert chat.texts() == before
    expect(chat.page.locator("div.urgent")).not_to_have_attribute("role", "alert")
    chat.presses("I am safe, go on")
    assert len(chat.texts()) > len(before) + 1


def test_a_closed_tab_is_gone_on_with_in_a_new_one(chat: Chat, site: Site) -> None:
    chat.says(NIGHT)
    before, context = chat.texts(), chat.page.context
    chat.page.close()
    again = Chat(context.new_page()).visit(site.address)
    expect(again.hers).to_have_text([NIGHT])
    assert again.texts() == before


def test_what_is_said_in_one_tab_is_seen_in_the_other(chat: Chat, site: Site) -> None:
    other = Chat(chat.page.context.new_page()).visit(site.address)
    chat.says(NIGHT)
    other.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(other.hers).to_have_text([NIGHT])


def test_words_written_offline_wait_and_are_sent_once_in_order(chat: Chat, site: Site) -> None:
    chat.page.context.set_offline(True)
    chat.writes(NIGHT)
    chat.writes("hello")
    expect(chat.notice).to_contain_text("You are offline")
    expect(chat.waiting).to_have_count(2)
    expect(chat.waiting.first).to_contain_text("Not sent yet")
    chat.page.context.set_offline(False)
    expect(chat.waiting).to_have_count(0)
    expect(chat.notice).to_be_hidden()
    assert said_by_her(chat, site) == [NIGHT, "hello"]
    assert chat.hers.all_inner_texts() == [NIGHT, "hello"]


def test_a_turn_whose_reply_got_lost_is_not_taken_twice(chat: Chat, site: Site) -> None:
    def lose(route: Route) -> None:
        route.fetch()  # the server answers, and she never sees it
        route.abort()

    chat.page.route("**/messages", lose, times=1)
    chat.writes(NIGHT)
    expect(chat.page.locator(".answer")).to_have_count(1)
    expect(chat.waiting).to_have_count(0)
    assert said_by_her(chat, site) == chat.hers.all_inner_texts() == [NIGHT]


def test_a_conversation_survives_a_server_that_is_started_again(chat: Chat, site: Site) -> None:
    chat.says(NIGHT)
    site.stop()
    try:
        chat.writes("does magnesium help?")
        expect(chat.notice).to_contain_text("I cannot be reached just now")
        expect(chat.notice).to_contain_text("call your maternity unit")
        chat.picture("away-phone")
    finally:
        site.start()
    chat.page.evaluate("dispatchEvent(new Event('online'))")
    expect(chat.waiting).to_have_count(0)
    expect(chat.notice).to_be_hidden()
    assert said_by_her(chat, site) == [NIGHT, "does magnesium help?"]


def test_she_need_not_wait_for_the_next_attempt(chat: Chat) -> None:
    chat.page.route("**/messages", lambda route: route.fulfill(status=503))
    with chat.page.expect_response("**/messages"):
        chat.writes(NIGHT)
    for _ in range(3):  # each pause is longer than the one before
        with chat.page.expect_response("**/messages"):
            chat.page.get_by_role("button", name="Try now").click()
    chat.page.unroute_all()
    chat.page.get_by_role("button", name="Try now").click()
    expect(chat.page.locator(".answer")).to_be_visible(timeout=2_000)


def test_a_turn_that_was_refused_can_be_sent_again(chat: Chat) -> None:
    chat.page.route("**/messages", replying(status=422))
    chat.writes(NIGHT)
    expect(chat.waiting).to_contain_text("This was not sent.")
    chat.page.unroute_all()
    chat.page.get_by_role("button", name="Send again").click()
    expect(chat.page.locator(".answer")).to_be_visible()
    expect(chat.hers).to_have_text([NIGHT])


def test_too_much_at_once_waits_as_long_as_the_server_asks(chat: Chat) -> None:
    chat.page.route(
        "**/messages", lambda route: route.fulfill(status=429, headers={"Retry-After": "1"}), times=1
    )
    chat.writes(NIGHT)
    expect(chat.notice).to_contain_text("One moment, please")
    expect(chat.page.locator(".answer")).to_be_visible()


def test_while_it_waits_for_a_reply_the_chat_says_that_doula_is_typing(chat: Chat) -> None:
    held: list[Route] = []
    chat.page.route("**/messages", lambda route: held.append(route))
    chat.writes(NIGHT)
    expect(chat.page.get_by_role("status").filter(has_text="doula is typing")).to_be_attached()
    held[0].continue_()
    expect(chat.page.locator(".typing")).to_be_empty()


def test_deleting_asks_once_and_then_it_is_gone_from_the_server(chat: Chat, site: Site) -> None:
    chat.says(NIGHT)
    token, page = chat.token(), chat.page
    page.get_by_role("button", name="Menu").focus()
    by_keyboard(page, "Enter", "Tab", "Tab", "Tab", "Enter")
    dialog = page.get_by_role("dialog", name="Delete this conversation?")
    expect(dialog).to_be_visible()
    by_keyboard(page, "Escape")
    expect(dialog).to_be_hidden()
    assert on_server(site.address, token).call("GET", "/messages").status == 200
    chat.chooses("Delete this conversation")
    dialog.get_by_role("button", name="Delete it").press("Enter")
    expect(chat.notice).to_contain_text("Deleted")
    expect(chat.hers).to_have_count(0)
    expect(chat.ours).to_have_count(1)
    assert on_server(site.address, token).call("GET", "/messages").status == 401
    assert chat.token() not in (None, token)


def test_what_cannot_be_deleted_now_is_not_said_to_be_deleted(chat: Chat) -> None:
    chat.says(NIGHT)
    chat.page.context.set_offline(True)
    chat.chooses("Delete this conversation")
    chat.page.get_by_role("button", name="Delete it").click()
    expect(chat.page.get_by_role("alert").filter(has_text="not deleted yet")).to_be_visible()
    expect(chat.hers).to_have_text([NIGHT])


def test_who_asks_in_words_to_be_forgotten_sees_nothing_but_the_confirmation(chat: Chat) -> None:
    chat.says(NIGHT)
    chat.writes("please delete everything I told you")
    expect(chat.hers).to_have_count(0)
    expect(chat.ours).to_have_count(1)
    expect(chat.ours).to_contain_text("deleted")


def test_a_conversation_that_ended_elsewhere_begins_anew_and_keeps_her_words(chat: Chat, site: Site) -> None:
    on_server(site.address, chat.token()).call("DELETE", "/sessions")
    chat.writes(NIGHT)
    expect(chat.notice).to_contain_text("Your earlier conversation has ended")
    expect(chat.page.locator(".answer")).to_be_visible()
    expect(chat.hers).to_have_text([NIGHT])


def test_a_conversation_in_which_nothing_was_said_and_that_is_gone_begins_anew(chat: Chat) -> None:
    before = chat.token()
    chat.page.route("**/messages", lambda route: route.fulfill(json={"messages": []}), times=1)
    chat.page.reload()
    expect(chat.ours).to_have_count(1)
    assert chat.token() != before
    chat.says(NIGHT)
    expect(chat.hers).to_have_text([NIGHT])


def test_start_over_is_said_in_the_conversation(chat: Chat) -> None:
    chat.says(NIGHT)
    chat.chooses("Start over")
    expect(chat.hers).to_have_text([NIGHT, "Start over"])
    expect(chat.ours.last).to_have_class("message assistant done")


def test_how_this_works_is_explained_and_escape_leads_back(chat: Chat) -> None:
    chat.chooses("How this works")
    dialog = chat.page.get_by_role("dialog", name="How this works")
    expect(dialog).to_contain_text("I am not a midwife or doctor")
    by_keyboard(chat.page, "Escape")
    expect(dialog).to_be_hidden()
    assert chat.focused() == "Menu"


def test_a_thumb_and_a_word_reach_the_server(chat: Chat) -> None:
    chat.says(NIGHT)
    with chat.page.expect_request("**/feedback") as thumb:
        chat.page.get_by_role("button", name="No, this did not help").click()
    assert thumb.value.post_data_json["helpful"] is False
    chat.page.get_by_label("Would you like to say why?").fill("too long")
    with chat.page.expect_response("**/feedback") as word:
        chat.page.get_by_role("button", name="Send this too").click()
    assert word.value.status == 204
    expect(chat.page.locator(".said").first).to_have_text("Thank you.")


def test_a_word_beside_a_thumb_that_tells_of_danger_is_answered(chat: Chat) -> None:
    chat.says(NIGHT)
    chat.page.get_by_role("button", name="No, this did not help").click()
    chat.page.get_by_label("Would you like to say why?").fill(DANGER)
    chat.page.get_by_role("button", name="Send this too").click()
    expect(chat.page.locator("div.urgent")).to_be_visible()


def test_enter_with_shift_begins_a_line_and_blank_words_are_not_sent(chat: Chat, site: Site) -> None:
    chat.field.press_sequentially("first")
    chat.field.press("Shift+Enter")
    chat.field.press_sequentially("second")
    assert chat.field.input_value() == "first\nsecond"
    chat.field.fill("  \n ")
    chat.field.press("Enter")
    assert said_by_her(chat, site) == []


def test_floating_above_a_page_it_opens_and_closes_and_gives_the_focus_back(
    visit: NewChat, site: Site
) -> None:
    chat = visit()
    chat.page.evaluate(
        "() => { document.querySelector('doula-chat').remove();"
        " document.body.append(document.createElement('doula-chat')) }"
    )
    opener = chat.page.get_by_role("button", name="Ask doula")
    expect(opener).to_be_visible()
    opener.press("Enter")
    expect(chat.ours.first).to_be_visible()
    by_keyboard(chat.page, "Escape")
    expect(chat.log).to_be_hidden()
    assert chat.focused() == "Ask doula"


def said_by_her(chat: Chat, site: Site) -> list[str]:
    history = on_server(site.address, chat.token()).history()
    return [said["text"] for said in history if said["from"] == "user"]


def ground(chat: Chat, part: str) -> str:
    return str(chat.page.locator(part).first.evaluate("part => getComputedStyle(part).backgroundColor"))


def test_of_a_long_conversation_the_newest_is_shown_and_what_was_before_when_she_asks(chat: Chat) -> None:
    page, parts = (
        chat.page,
        {"": ("4", range(60, 90)), "?before=4": ("2", range(30, 60)), "?before=2": (None, range(30))},
    )

    def part(route: Route) -> None:
        earlier, numbers = parts[route.request.url.partition("/messages")[2]]
        said = [{"from": "user", "id": f"u{number}", "text": f"words {number}"} for number in numbers]
        route.fulfill(json={"messages": said, **({"earlier": earlier} if earlier else {})})

    page.route("**/messages*", part)
    page.reload()
    more = page.get_by_role("button", name="Show earlier messages")
    for first in (60, 30):
        expect(chat.hers.first).to_have_text(f"words {first}")
        expect(chat.hers.last).to_have_text("words 89")
        more.click()
    expect(chat.hers).to_have_text([f"words {number}" for number in range(90)])
    expect(more).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(300)
    assert chat.hers.count() == 90, "what was loaded goes when she comes back"
    page.unroute("**/messages*")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(chat.hers).to_have_count(0)
