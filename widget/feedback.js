import { element, icon } from "./elements.js";

/** @typedef {import("./texts/index.js").Texts} Texts */

const LONGEST_COMMENT = 1_000; // characters, as the server allows

/**
 * Return two thumbs and, once one is pressed, room for a word.
 * @param {Texts} texts
 * @param {(helpful: boolean, comment?: string) => Promise<void>} judge
 */
export function feedback(texts, judge) {
  const said = element("p", { class: "said", role: "status" });
  const more = remark(texts, (word) => void tell(word));
  const up = thumb("up", texts.yes, () => choose(up));
  const down = thumb("down", texts.no, () => choose(down));
  const thumbs = element("div", { class: "thumbs", role: "group", "aria-label": texts.helped }, texts.helped, up, down);
  return element("div", { class: "feedback" }, thumbs, more, said);

  /** @param {HTMLButtonElement} chosen */
  function choose(chosen) {
    for (const each of [up, down]) each.setAttribute("aria-pressed", String(each === chosen));
    more.hidden = false;
    void tell();
  }

  /** @param {string} [word] */
  async function tell(word) {
    try {
      await judge(up.getAttribute("aria-pressed") === "true", word || undefined);
      said.textContent = texts.thanks;
      if (word !== undefined) more.hidden = true;
    } catch {
      said.textContent = texts.notKept;
    }
  }
}

/**
 * Return a form for a word that she need not say.
 * @param {Texts} texts
 * @param {(word: string) => void} tell
 */
function remark(texts, tell) {
  const word = element("input", { maxlength: `${LONGEST_COMMENT}`, autocomplete: "off", dir: "auto" });
  return element(
    "form",
    { hidden: true, submit: (event) => (event.preventDefault(), tell(word.value.trim())) },
    element("label", {}, texts.comment, word),
    element("button", { type: "submit" }, texts.sendComment),
  );
}

/**
 * @param {"up" | "down"} name
 * @param {string} meaning
 * @param {() => void} click
 */
function thumb(name, meaning, click) {
  return element("button", { type: "button", "aria-label": meaning, "aria-pressed": "false", click }, icon(name));
}
