import js from "@eslint/js";
import globals from "globals";

const HTML = "A message is never HTML: use element() and textContent.";

export default [
  js.configs.recommended,
  {
    languageOptions: { globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "eqeqeq": "error",
      "max-lines": ["error", 250],
      "max-lines-per-function": ["error", 30],
      "no-console": ["error", { allow: ["error"] }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML", "setHTMLUnsafe"].map((property) => ({ property, message: HTML })),
        { object: "document", property: "write", message: HTML },
      ],
    },
  },
];
