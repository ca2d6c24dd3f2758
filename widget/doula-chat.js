// All parts are named here, so that a phone asks for them at once and not one after the other.
import "./conversation.js";
import "./feedback.js";
import "./log.js";
import "./menu.js";
import "./message.js";
import "./sheet.js";
import "./texts/en.js";
import { Client } from "./client.js";
import { element, icon } from "./elements.js";
import { Room } from "./room.js";
import { textsIn } from "./texts/index.js";

const SERVER = new URL("..", import.meta.url).href;
const STYLE = new URL("doula-chat.css", import.meta.url).href;
const PHONE = "(max-width: 40rem), (max-height: 30rem)";

/**
 * The chat. Attributes: `server` (default: where this script is from), `heading`, `open`, and `inline` (a part of
 * the page instead of floating above it). It speaks the language of the page. Colours: see doula-chat.css.
 */
class DoulaChat extends HTMLElement {
  static observedAttributes = ["open"];

  #texts = textsIn("en");
  /** @type {Room | undefined} */
  #room;
  /** @type {HTMLElement | undefined} */
  #panel;
  #heading = element("h2", { tabindex: "-1" });

  connectedCallback() {
    const language = this.closest("[lang]")?.getAttribute("lang") ?? "en";
    this.#texts = textsIn(language);
    this.#room = new Room(this.#texts, new Client(this.getAttribute("server") ?? SERVER));
    const { choices, explanation, deletion } = this.#room.menu;
    this.#heading.textContent = this.getAttribute("heading") ?? this.#texts.heading;
    this.#panel = this.#inline ? this.#section() : this.#dialog();
    const everything = element(
      "div",
      { class: "everything", lang: this.#texts.language, hidden: true },
      ...(this.#inline ? [] : [this.#launcher()]),
      this.#panel,
      choices,
      explanation,
      deletion,
    );
    const reveal = () => this.#reveal(everything);
    const style = element("link", { rel: "stylesheet", href: STYLE, crossorigin: "anonymous", load: reveal, error: reveal });
    (this.shadowRoot ?? this.attachShadow({ mode: "open" })).replaceChildren(style, everything);
    window.addEventListener("online", this.#room.refresh);
    document.addEventListener("visibilitychange", this.#look);
  }

  disconnectedCallback() {
    window.removeEventListener("online", this.#room?.refresh ?? this.#look);
    document.removeEventListener("visibilitychange", this.#look);
    this.#room?.leave();
  }

  attributeChangedCallback() {
    if (this.#panel?.isConnected) this.#follow(true);
  }

  get #inline() {
    return this.hasAttribute("inline");
  }

  get #used() {
    return this.#inline || this.hasAttribute("open");
  }

  #look = () => {
    if (this.#used && document.visibilityState === "visible") this.#room?.refresh();
  };

  /** @param {HTMLElement} everything */
  #reveal(everything) {
    everything.hidden = false;
    this.#follow(false);
  }

  /**
   * Be open or closed as the attribute says.
   * @param {boolean} asked by her, and not from the start
   */
  #follow(asked) {
    if (this.#used) this.#room?.refresh();
    if (!(this.#panel instanceof HTMLDialogElement) || this.#panel.open === this.#used) return;
    if (!this.#used) this.#panel.close();
    else if (matchMedia(PHONE).matches) this.#panel.showModal();
    else this.#panel.show();
    if (this.#used && asked && matchMedia("(pointer: fine)").matches) this.#room?.focus();
    else if (this.#used && asked) this.#heading.focus();
  }

  #launcher() {
    return element(
      "button",
      { type: "button", class: "launcher", "aria-haspopup": "dialog", click: () => this.toggleAttribute("open", true) },
      icon("chat"),
      this.#texts.openChat,
    );
  }

  #section() {
    return element("section", { class: "panel", "aria-label": this.#heading.textContent ?? "" }, ...this.#content());
  }

  #dialog() {
    return element(
      "dialog",
      {
        class: "panel",
        "aria-label": this.#heading.textContent ?? "",
        close: () => this.toggleAttribute("open", false),
        keydown: (event) => event.key === "Escape" && this.toggleAttribute("open", false),
      },
      ...this.#content(),
    );
  }

  #content() {
    const { menu, closeChat, footnote } = this.#texts;
    const choose = () => this.#room?.menu.choices.showModal();
    const close = () => this.toggleAttribute("open", false);
    return [
      element(
        "header",
        {},
        this.#heading,
        element("button", { type: "button", class: "plain", "aria-label": menu, "aria-haspopup": "dialog", click: choose }, icon("menu")),
        ...(this.#inline
          ? []
          : [element("button", { type: "button", class: "plain", "aria-label": closeChat, click: close }, icon("close"))]),
      ),
      ...(this.#room?.parts ?? []),
      element("p", { class: "footnote" }, footnote),
    ];
  }
}

customElements.define("doula-chat", DoulaChat);
