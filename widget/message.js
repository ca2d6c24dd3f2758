import { element, icon } from "./elements.js";
import { feedback } from "./feedback.js";

/**
 * @typedef {import("./client.js").Message} Message
 * @typedef {import("./client.js").Citation} Citation
 * @typedef {import("./client.js").Button} Button
 * @typedef {import("./texts/index.js").Texts} Texts
 * @typedef {object} Acts what she can do with a message
 * @property {(button: Button) => void} press
 * @property {(message: Message, helpful: boolean, comment?: string) => Promise<void>} judge
 */

const JUDGED = ["answer", "assessment", "not_covered"];
const HELP_LINE = "•";
const NUMBER = /\+?\d(?:[ -]?\d){2,}/g; // three digits or more: no hours, no weeks

/**
 * Return what the assistant says, with its replies to choose from, its sources and a question whether it helped.
 * @param {Message} message
 * @param {Texts} texts
 * @param {Acts} acts
 */
export function assistantMessage(message, texts, acts) {
  const { outcome, buttons, citations } = message;
  return element(
    "div",
    { class: `message assistant ${outcome}` },
    ...label(outcome, texts),
    element("div", { class: "words", dir: "auto" }, ...message.text.split("\n\n").map((p) => paragraph(p, texts))),
    ...(citations.length ? [sources(citations, texts)] : []),
    ...(JUDGED.includes(outcome) ? [feedback(texts, (...opinion) => acts.judge(message, ...opinion))] : []),
    ...(buttons.length ? [replies(buttons, texts, acts.press)] : []),
  );
}

/**
 * @param {string} outcome
 * @param {Texts} texts
 */
function label(outcome, texts) {
  const speaker = element("span", { class: "unseen" }, texts.assistant);
  const words = { urgent: texts.urgent, check_urgent: texts.question }[outcome];
  return words ? [speaker, element("strong", { class: "label" }, icon("urgent"), words)] : [speaker];
}

/**
 * Return a paragraph that shows whose words it holds: the article's, the editors' or the assistant's own.
 * @param {string} text
 * @param {Texts} texts
 */
function paragraph(text, texts) {
  if (text.startsWith(texts.noteBegins)) return element("p", { class: "note" }, icon("note"), text);
  const lines = text.split(/(?<=\n)/).flatMap((line) => helpLine(line, texts));
  return element("p", text.startsWith("“") ? { class: "quote" } : {}, ...lines);
}

/**
 * Return a line in parts; in a help line each number is a link that dials it.
 * @param {string} line
 * @param {Texts} texts
 */
function helpLine(line, texts) {
  if (!line.startsWith(HELP_LINE)) return [line];
  const scheme = line.slice(HELP_LINE.length).trimStart().startsWith(texts.takesTexts) ? "sms" : "tel";
  const parts = [];
  let end = 0;
  for (const { 0: number, index } of line.matchAll(NUMBER)) {
    const link = element("a", { class: "call", href: `${scheme}:${number.replace(/[ -]/g, "")}` }, icon("call"), number);
    parts.push(line.slice(end, index), link);
    end = index + number.length;
  }
  return [...parts, line.slice(end)];
}

/**
 * @param {Citation[]} citations
 * @param {Texts} texts
 */
function sources(citations, texts) {
  const titles = [...new Set(citations.map(({ title }) => title))];
  return element(
    "div",
    { class: "sources" },
    ...titles.map((title) =>
      element(
        "details",
        {},
        element("summary", {}, icon("source"), element("span", {}, `${texts.source}: ${title}`)),
        ...citations.filter((citation) => citation.title === title).map((citation) => passage(citation, texts)),
      ),
    ),
  );
}

/**
 * @param {Citation} citation
 * @param {Texts} texts
 */
function passage({ quote, aspect }, texts) {
  const named = /** @type {Record<string, string>} */ (texts.aspects)[aspect];
  return element(
    "figure",
    {},
    ...(named ? [element("figcaption", {}, named)] : []),
    element("blockquote", { dir: "auto" }, quote),
  );
}

/**
 * @param {Button[]} buttons
 * @param {Texts} texts
 * @param {(button: Button) => void} press
 */
function replies(buttons, texts, press) {
  return element(
    "div",
    { class: "replies", role: "group", "aria-label": texts.replies },
    ...buttons.map((button) =>
      element("button", { type: "button", dir: "auto", click: () => press(button) }, button.title),
    ),
  );
}
