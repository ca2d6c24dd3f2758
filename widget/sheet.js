import { element, icon } from "./elements.js";

/**
 * Return a dialog that rises from below, where a thumb reaches it; Escape and a tap beside it close it.
 * @param {string} title
 * @param {string} close what its closing button is called
 * @param {...(Node | string)} content
 * @returns {HTMLDialogElement}
 */
export function sheet(title, close, ...content) {
  /** @type {HTMLDialogElement} */
  const dialog = element(
    "dialog",
    { class: "sheet", "aria-label": title, click: (event) => event.target === dialog && dialog.close() },
    element(
      "div",
      { class: "inside" },
      element(
        "div",
        { class: "top" },
        element("h3", {}, title),
        element("button", { type: "button", class: "plain", "aria-label": close, click: () => dialog.close() }, icon("close")),
      ),
      ...content,
    ),
  );
  return dialog;
}
