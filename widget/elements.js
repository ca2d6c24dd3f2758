const SVG = "http://www.w3.org/2000/svg";

/** Outlines on a square of 24. */
const ICONS = {
  call: "M6 3h4l1.5 5-2.5 1.5a12 12 0 0 0 5.5 5.5L16 12.5l5 1.5v4c0 2-1.5 3-3 3C10 21 3 14 3 6c0-1.5 1-3 3-3z",
  chat: "M4 5h16v11H10l-4 4v-4H4z",
  close: "M6 6l12 12M18 6L6 18",
  down: "M7 14v6H4V11h3zM7 14l4 6c1.5 0 2-1 1.5-2.5L12 15h6c1.5 0 2.5-1 2-2.5L18.5 6C18.3 5 17.5 4 16 4H7v10z",
  menu: "M4 7h16M4 12h16M4 17h16",
  note: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  send: "M4 12h15M13 6l6 6-6 6",
  source: "M12 6C10 4.5 7 4 4 4.5V19c3-.5 6 0 8 1.5 2-1.5 5-2 8-1.5V4.5C17 4 14 4.5 12 6zM12 6v14",
  up: "M7 10V4H4v9h3zM7 10l4-6c1.5 0 2 1 1.5 2.5L12 9h6c1.5 0 2.5 1 2 2.5L18.5 18c-.2 1-1 2-2.5 2H7V10z",
  urgent: "M12 3l10 18H2zM12 10v5M12 18v.1",
};

/**
 * Return a new element. Text stays text: nothing here, or anywhere in the chat, is read as HTML.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean | ((event: any) => void)>} [attributes] a function listens to the event it is named after
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (typeof value === "string") made.setAttribute(name, value);
    else made.toggleAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/**
 * Return a drawing that screen readers pass over.
 * @param {keyof typeof ICONS} name
 */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", "icon");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", ICONS[name]);
  drawing.append(line);
  return drawing;
}
