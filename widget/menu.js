import { element } from "./elements.js";
import { sheet } from "./sheet.js";

/** @typedef {import("./texts/index.js").Texts} Texts */

/**
 * Return the menu and the two dialogs that it leads to.
 * @param {Texts} texts
 * @param {{startOver: () => void, forget: () => Promise<void>}} acts
 */
export function menu(texts, { startOver, forget }) {
  const explanation = sheet(texts.howItWorks, texts.close, ...texts.explained.map((p) => element("p", {}, p)));
  const deletion = deleting(texts, forget);
  const choices = sheet(
    texts.menu,
    texts.close,
    choice(texts.howItWorks, () => explanation.showModal()),
    choice(texts.startOver, startOver),
    choice(texts.deleteAll, () => deletion.showModal()),
  );
  return { choices, explanation, deletion };

  /**
   * @param {string} title
   * @param {() => void} act
   */
  function choice(title, act) {
    return element("button", { type: "button", class: "choice", click: () => (choices.close(), act()) }, title);
  }
}

/**
 * Return the dialog that asks once, and stays open if it could not be done.
 * @param {Texts} texts
 * @param {() => Promise<void>} forget
 */
function deleting(texts, forget) {
  const failure = element("p", { class: "failure", role: "alert" });
  const dialog = sheet(
    texts.deleteTitle,
    texts.close,
    element("p", {}, texts.deleteExplained),
    failure,
    element(
      "div",
      { class: "decision" },
      element("button", { type: "button", click: () => dialog.close() }, texts.deleteNo),
      element("button", { type: "button", class: "grave", click: () => void decide() }, texts.deleteYes),
    ),
  );
  return dialog;

  async function decide() {
    failure.textContent = "";
    try {
      await forget();
      dialog.close();
    } catch {
      failure.textContent = texts.deleteFailed;
    }
  }
}
