import { element } from "./elements.js";
import { assistantMessage } from "./message.js";

/**
 * @typedef {import("./client.js").Message} Message
 * @typedef {import("./client.js").Part} Part
 * @typedef {import("./client.js").Said} Said
 * @typedef {import("./conversation.js").State} State
 * @typedef {import("./message.js").Acts} Acts
 * @typedef {import("./texts/index.js").Texts} Texts
 */

const MARGIN = 12; // pixels above what she said last

/** What both have said, in order, each message once. */
export class Log {
  #texts;
  #acts;
  #more;
  /** @type {string | undefined} */
  #earlier; // what reads what was said before all that is shown
  /** @type {Map<string, HTMLElement>} */
  #shown = new Map();

  /**
   * @param {Texts} texts
   * @param {Acts & {again: (said: Said) => void, earlier: (before: string) => Promise<Part>}} acts
   */
  constructor(texts, acts) {
    this.#texts = texts;
    this.#acts = acts;
    this.#more = element("button", { type: "button", class: "earlier", hidden: true, click: () => void this.#showEarlier() });
    this.#more.append(texts.earlier);
    this.node = element("div", { class: "log", role: "log", tabindex: "0", "aria-label": texts.conversation }, this.#more);
  }

  /** Tell whether nothing was said here by anybody. */
  get isEmpty() {
    return !this.#shown.size;
  }

  /**
   * Add replies; a screen reader reads them out, urgent ones at once.
   * @param {Message[]} messages
   */
  show(messages) {
    for (const message of messages) this.#add(message);
    this.#scroll();
  }

  /**
   * Hold exactly these messages, what was loaded of before them, and what waits to be sent; what was forgotten leaves
   * only the word that it was.
   * @param {Part} part
   */
  showAll({ messages, earlier }) {
    const kept = new Set(messages.map(({ id }) => id));
    const before = earlier ? [...this.#shown.keys()] : [];
    const loaded = before.slice(0, Math.max(0, before.indexOf(messages[0]?.id)));
    loaded.forEach((id) => kept.add(id));
    if (!loaded.length) this.#offer(earlier);
    const lastWord = messages.length ? undefined : [...this.#shown.keys()].at(-1);
    for (const [id, node] of this.#shown) {
      if (!kept.has(id) && id !== lastWord && !node.dataset.state) this.#remove(id);
    }
    const fresh = messages.filter(({ id }) => !this.#shown.has(id));
    this.node.setAttribute("aria-live", this.#shown.size ? "polite" : "off"); // a restored conversation is not read out
    for (const message of messages) this.#add(message);
    if (fresh.length) this.#scroll();
    setTimeout(() => this.node.setAttribute("aria-live", "polite"));
  }

  /**
   * Show what she says and how far it has come.
   * @param {Said} said
   * @param {State} state
   */
  mark(said, state) {
    const isNew = !this.#shown.has(said.id);
    const node = this.#shown.get(said.id) ?? this.#append(said.id, this.#hers(said.words));
    if (node.dataset.state === state) return;
    node.dataset.state = state;
    const again = element("button", { type: "button", click: () => this.#acts.again(said) });
    again.append(state === "failed" ? this.#texts.sendAgain : this.#texts.sendNow);
    const status = element("p", { class: "state" }, this.#texts[state], ...(state === "sending" ? [] : [again]));
    node.querySelector(".state")?.remove();
    node.append(status);
    if (isNew) this.#scroll();
    else this.#uncover(node);
  }

  /**
   * Take away what stood beside her words until they had arrived.
   * @param {string} id
   */
  confirm(id) {
    const node = this.#shown.get(id);
    node?.querySelector(".state")?.remove();
    delete node?.dataset.state;
  }

  /** Move the focus to what she said last, where the reply will follow. */
  focusLast() {
    this.#hersLast?.focus({ preventScroll: true });
  }

  clear() {
    this.#shown.clear();
    this.node.replaceChildren(this.#more);
    this.#offer(undefined);
  }

  /** Put the part before all that is shown above it, and leave on the screen what she looks at. */
  async #showEarlier() {
    const before = this.#earlier;
    if (!before) return;
    this.#more.toggleAttribute("disabled", true);
    const { messages, earlier } = await this.#acts.earlier(before).catch(() => ({ messages: [], earlier: before }));
    this.#more.toggleAttribute("disabled", false);
    if (before !== this.#earlier) return; // another conversation began meanwhile
    const height = this.node.scrollHeight;
    this.#prepend(messages);
    this.#offer(earlier);
    this.node.scrollTop += this.node.scrollHeight - height;
    if (this.#more.hidden) this.node.focus({ preventScroll: true });
    else this.#more.focus({ preventScroll: true });
  }

  /** @param {string | undefined} earlier */
  #offer(earlier) {
    this.#earlier = earlier;
    this.#more.hidden = !earlier;
  }

  /** @param {Message[]} messages */
  #prepend(messages) {
    this.node.setAttribute("aria-live", "off"); // they are not read out
    const [first, shown] = [this.#more.nextSibling, [...this.#shown]];
    const fresh = messages.filter(({ id }) => !this.#shown.has(id));
    const nodes = fresh.map((message) => (message.from === "user" ? this.#hers(message.text) : this.#ours(message)));
    for (const node of nodes) {
      for (const button of node.querySelectorAll(".replies button")) button.toggleAttribute("disabled", true);
      this.node.insertBefore(node, first);
    }
    this.#shown = new Map([...fresh.map(({ id }, place) => /** @type {const} */ ([id, nodes[place]])), ...shown]);
    setTimeout(() => this.node.setAttribute("aria-live", "polite"));
  }

  /** @param {Message} message */
  #add(message) {
    if (message.from === "user") this.confirm(message.id);
    if (this.#shown.has(message.id)) return;
    if (message.from === "user") this.#append(message.id, this.#hers(message.text));
    else this.#append(message.id, this.#ours(message));
  }

  /** @param {Message} message */
  #ours(message) {
    const node = assistantMessage(message, this.#texts, this.#acts);
    if (message.outcome === "urgent" && this.node.getAttribute("aria-live") !== "off") node.setAttribute("role", "alert");
    return node;
  }

  /** @param {string} words */
  #hers(words) {
    const speaker = element("span", { class: "unseen" }, this.#texts.you);
    const said = element("p", { class: "words", dir: "auto" }, words);
    return element("div", { class: "message user", tabindex: "-1" }, speaker, said);
  }

  /**
   * @param {string} id
   * @param {HTMLElement} node
   */
  #append(id, node) {
    this.#shown.set(id, node);
    if (node.matches(".user")) this.#closeReplies();
    this.node.insertBefore(node, node.matches(".user") ? null : this.node.querySelector("[data-state]"));
    return node;
  }

  /** Disable the replies offered so far: what she says next answers them. */
  #closeReplies() {
    for (const button of this.node.querySelectorAll(".replies button")) button.toggleAttribute("disabled", true);
  }

  /** @param {string} id */
  #remove(id) {
    this.#shown.get(id)?.remove();
    this.#shown.delete(id);
  }

  get #hersLast() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.node.querySelectorAll(".user"))].at(-1);
  }

  /**
   * Scroll no further than needed to show what is below the edge.
   * @param {HTMLElement} node
   */
  #uncover(node) {
    const hidden = node.offsetTop + node.offsetHeight + MARGIN - this.node.scrollTop - this.node.clientHeight;
    if (hidden > 0) this.node.scrollTop += hidden;
  }

  /** Show the newest, but never scroll past the beginning of what was said since she wrote. */
  #scroll() {
    const last = this.#hersLast;
    this.node.scrollTop = last ? last.offsetTop - MARGIN : 0;
  }
}
