/** Everything the chat itself says in English. Another language is a file like this one, named in index.js. */
export default {
  language: "en",

  heading: "Ask doula",
  openChat: "Ask doula",
  closeChat: "Close the chat",
  conversation: "Conversation",
  earlier: "Show earlier messages",
  you: "You wrote:",
  assistant: "doula:",
  urgent: "Urgent",
  question: "Important question",
  footnote: "A computer program, not a midwife or doctor.",

  write: "Write your question",
  send: "Send",
  replies: "Choose a reply, or write your own",
  typing: "doula is typing …",

  sending: "Sending …",
  waiting: "Not sent yet. I send it when the connection is back.",
  failed: "This was not sent.",
  sendAgain: "Send again",
  sendNow: "Try now",

  offline: "You are offline. Keep this page open: I send what you write when you are back.",
  away:
    "I cannot be reached just now. I keep trying; keep this page open. " +
    "If you feel unwell or worried, do not wait for me: call your maternity unit, your doctor or your local emergency number.",
  busy: "One moment, please. That was a lot at once.",
  over: "Your earlier conversation has ended. This is a new one.",
  deleted: "Deleted. This is a new conversation.",

  source: "Source",
  aspects: {
    about: "About",
    caution: "Take care",
    cause: "Cause",
    diet: "Food and drink",
    effect: "Effect",
    prevention: "How to prevent it",
    relief: "What helps",
    side_effect: "What else it may do",
    sleep: "Sleep",
    supplement: "Tablets",
    symptom: "How it feels",
  },
  // How the server begins a paragraph by the editors, and a help line that takes texts instead of calls.
  noteBegins: "Editors' note:",
  takesTexts: "Text ",

  helped: "Did this help?",
  yes: "Yes, this helped",
  no: "No, this did not help",
  comment: "Would you like to say why? You need not.",
  sendComment: "Send this too",
  thanks: "Thank you.",
  notKept: "That could not be kept. Please try again later.",

  menu: "Menu",
  close: "Close",
  startOver: "Start over",
  deleteAll: "Delete this conversation",
  howItWorks: "How this works",

  deleteTitle: "Delete this conversation?",
  deleteExplained: "Everything said here goes from the server too. This cannot be undone.",
  deleteYes: "Delete it",
  deleteNo: "Keep it",
  deleteFailed: "It is not deleted yet: the server cannot be reached. Please try again in a moment.",

  explained: [
    "I am a computer program. I look for sentences in articles that answer you, and show where each one is from. Nothing is made up.",
    "I am not a midwife or doctor, and I cannot tell what you have. If something feels wrong, call your maternity unit, your doctor or your local emergency number, day or night.",
    "What you write is kept on the server, so that you find it again here. Your browser keeps only a key to it. “Delete this conversation” removes it from the server.",
  ],
};
