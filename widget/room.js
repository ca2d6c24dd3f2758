import { Conversation } from "./conversation.js";
import { element, icon } from "./elements.js";
import { Log } from "./log.js";
import { menu } from "./menu.js";

/**
 * @typedef {import("./client.js").Client} Client
 * @typedef {import("./client.js").Message} Message
 * @typedef {import("./client.js").Said} Said
 * @typedef {import("./client.js").Turn} Turn
 * @typedef {import("./conversation.js").Line} Line
 * @typedef {import("./texts/index.js").Texts} Texts
 */

const LONGEST_TEXT = 4_000; // characters, as the server allows

/** Where she talks: what was said, what is to be known, and where she writes. */
export class Room {
  #texts;
  #client;
  #conversation;
  #log;
  #notice = element("p", { class: "notice", role: "status" });
  #typing = element("div", { class: "typing", role: "status" });
  #field;

  /**
   * @param {Texts} texts
   * @param {Client} client
   */
  constructor(texts, client) {
    this.#texts = texts;
    this.#client = client;
    this.#log = new Log(texts, {
      press: ({ title, payload }) => this.#say(title, { payload }),
      again: (said) => this.#again(said),
      earlier: (before) => this.#client.history(before),
      judge: (message, helpful, comment) => this.#judge(message, helpful, comment),
    });
    this.#conversation = new Conversation(client, this.#log, this);
    this.#field = element("textarea", {
      id: "write",
      rows: "1",
      placeholder: texts.write,
      maxlength: `${LONGEST_TEXT}`,
      dir: "auto",
      autocomplete: "off",
      enterkeyhint: "send",
      keydown: (event) => this.#key(event),
    });
    this.menu = menu(texts, {
      startOver: () => this.#say(texts.startOver, { text: texts.startOver }),
      forget: () => this.#forget(),
    });
    this.parts = [this.#log.node, this.#typing, this.#notice, this.#composer()];
  }

  /** Begin, or look whether anything was said elsewhere. */
  refresh = () => this.#conversation.refresh();

  leave() {
    this.#conversation.close();
  }

  focus() {
    this.#field.focus();
  }

  /** @param {Line} line */
  line(line) {
    if (line !== "fine") this.#notify(this.#texts[line], line);
    else if (this.#notice.dataset.about) this.#notify("");
  }

  /** @param {boolean} is */
  typing(is) {
    const dots = [1, 2, 3].map(() => element("span", { class: "dot", "aria-hidden": "true" }));
    this.#typing.replaceChildren(...(is ? [element("span", { class: "unseen" }, this.#texts.typing), ...dots] : []));
  }

  /** @param {Said[]} unsent */
  over(unsent) {
    this.#log.clear();
    for (const said of unsent) this.#log.mark(said, "waiting");
    this.#notify(this.#texts.over);
  }

  #composer() {
    return element(
      "form",
      { class: "composer", submit: (event) => (event.preventDefault(), this.#submit()) },
      element("label", { class: "unseen", for: "write" }, this.#texts.write),
      this.#field,
      element("button", { type: "submit", class: "send", "aria-label": this.#texts.send }, icon("send")),
    );
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const text = this.#field.value.trim();
    this.#field.value = "";
    if (text) this.#say(text, { text });
    this.#field.focus();
  }

  /**
   * @param {string} words
   * @param {Turn} turn
   */
  #say(words, turn) {
    if (!this.#notice.dataset.about) this.#notify("");
    this.#conversation.say({ id: newId(), words, turn });
    if (!("text" in turn)) this.#log.focusLast();
  }

  /** @param {Said} said */
  #again(said) {
    if (this.#conversation.awaits(said)) this.#conversation.refresh();
    else this.#conversation.say(said);
  }

  /**
   * @param {Message} message
   * @param {boolean} helpful
   * @param {string} [comment]
   */
  async #judge({ id }, helpful, comment) {
    await this.#client.judge({ message_id: id, helpful, ...(comment && { comment }) });
    if (comment) this.refresh(); // a comment that tells of danger is answered in the conversation
  }

  async #forget() {
    await this.#conversation.forget();
    this.#notify(this.#texts.deleted);
  }

  /**
   * @param {string} text
   * @param {Line | ""} [about]
   */
  #notify(text, about = "") {
    this.#notice.dataset.about = about;
    if (this.#notice.textContent !== text) this.#notice.textContent = text;
  }
}

/** Return a name for a turn that nobody else uses; `crypto.randomUUID` is missing on pages without TLS. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
