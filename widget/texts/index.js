import en from "./en.js";

/** @typedef {typeof en} Texts */

/** @type {Record<string, Texts>} */
const languages = { en };

/**
 * Return the texts in a language, or in English where there are none.
 * @param {string} language a tag such as "en-GB"
 */
export function textsIn(language) {
  return languages[language.toLowerCase().split("-")[0]] ?? en;
}
