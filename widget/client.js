/**
 * @typedef {{title: string, payload: string}} Button
 * @typedef {{article: string, title: string, quote: string, aspect: string}} Citation
 * @typedef {{id: string, from?: "user" | "assistant", text: string, outcome: string, buttons: Button[], citations: Citation[]}} Message
 * @typedef {{messages: Message[], earlier?: string}} Part a part of the conversation, and what reads the part before it
 * @typedef {{text: string} | {payload: string}} Turn
 * @typedef {{id: string, words: string, turn: Turn}} Said one turn of hers, and the words that she sees of it
 * @typedef {{message_id: string, helpful: boolean, comment?: string}} Feedback
 */

const PATIENCE = 20_000; // milliseconds

/** The server took the request and refuses it; sending it again would not help. */
export class Refusal extends Error {
  /** @param {number} status */
  constructor(status) {
    super(`refused: ${status}`);
    this.status = status;
  }
}

/** Nobody answered, or not now. */
export class Away extends Error {
  /** @param {number} [wait] milliseconds that the server asks to wait */
  constructor(wait) {
    super("away");
    this.wait = wait;
  }
}

/** Speaks to the web channel and keeps the conversation's token, the only thing kept in the browser. */
export class Client {
  #base;
  #key;
  /** @type {string | null} */
  #unkept = null;

  /** @param {string} server */
  constructor(server) {
    this.#base = `${server.replace(/\/+$/, "")}/webhooks/web`;
    this.#key = `doula-token ${this.#base}`;
  }

  get token() {
    try {
      return localStorage.getItem(this.#key);
    } catch {
      return this.#unkept;
    }
  }

  /** @param {string | null} token */
  set token(token) {
    this.#unkept = token;
    try {
      if (token) localStorage.setItem(this.#key, token);
      else localStorage.removeItem(this.#key);
    } catch {
      // This browser keeps nothing: the conversation lasts as long as the page.
    }
  }

  /** Start a conversation and return the greeting. */
  async start() {
    const { token, messages } = await this.#call("POST", "/sessions");
    this.token = token;
    return messages;
  }

  /**
   * Return the newest part of the conversation, or an earlier one, oldest first.
   * @param {string} [before]
   * @returns {Promise<Part>}
   */
  async history(before) {
    return this.#call("GET", before ? `/messages?before=${before}` : "/messages");
  }

  /**
   * Send one turn and return the replies; sent twice with the same id, it is answered once.
   * @param {Said} said
   */
  async send({ id, turn }) {
    return (await this.#call("POST", "/messages", { id, ...turn })).messages;
  }

  /** @param {Feedback} feedback */
  async judge(feedback) {
    await this.#call("POST", "/feedback", feedback);
  }

  /** Delete the conversation on the server; one that is gone already counts as deleted. */
  async forget() {
    if (!this.token) return;
    try {
      await this.#call("DELETE", "/sessions");
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 401)) throw error;
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  async #call(method, path, body) {
    const response = await this.#fetch(method, path, body);
    if (response.status === 429) throw new Away(1000 * Number(response.headers.get("Retry-After") ?? 5));
    if (response.status >= 500) throw new Away();
    if (!response.ok) throw new Refusal(response.status);
    return response.status === 204 ? {} : response.json().catch(() => Promise.reject(new Away()));
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  async #fetch(method, path, body) {
    /** @type {Record<string, string>} */
    const headers = body ? { "Content-Type": "application/json" } : {};
    if (this.token && `${method} ${path}` !== "POST /sessions") headers.Authorization = `Bearer ${this.token}`;
    const patience = new AbortController();
    setTimeout(() => patience.abort(), PATIENCE);
    try {
      return await fetch(this.#base + path, {
        method,
        headers,
        body: body && JSON.stringify(body),
        cache: "no-store",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: patience.signal,
      });
    } catch {
      throw new Away();
    }
  }
}
