import { Away, Refusal } from "./client.js";

/**
 * @typedef {import("./client.js").Client} Client
 * @typedef {import("./client.js").Message} Message
 * @typedef {import("./client.js").Said} Said
 * @typedef {"sending" | "waiting" | "failed"} State
 * @typedef {"fine" | "offline" | "away" | "busy"} Line
 * @typedef {import("./log.js").Log} Log
 * @typedef {object} Watcher who is told how it goes
 * @property {(line: Line) => void} line
 * @property {(is: boolean) => void} typing
 * @property {(unsent: Said[]) => void} over
 */

const SHORTEST_PAUSE = 1_000; // milliseconds
const LONGEST_PAUSE = 30_000;

/** One conversation: resumes or starts it, and sends what she says, in order, until it has arrived. */
export class Conversation {
  #client;
  #log;
  #watcher;
  /** @type {Said[]} */
  #unsent = [];
  #stale = true; // the server may know more than is shown
  #working = false;
  #closed = false;
  #failures = 0;
  #wake = () => {};

  /**
   * @param {Client} client
   * @param {Log} log
   * @param {Watcher} watcher
   */
  constructor(client, log, watcher) {
    this.#client = client;
    this.#log = log;
    this.#watcher = watcher;
  }

  /** Begin, or look what has come meanwhile, or try again now. */
  refresh() {
    this.#stale = true;
    this.#wake();
    void this.#work();
  }

  /** @param {Said} said */
  say(said) {
    this.#unsent.push(said);
    this.#log.mark(said, this.#failures ? "waiting" : "sending");
    if (navigator.onLine) this.#wake();
    void this.#work();
  }

  /**
   * Tell whether something said is still on its way.
   * @param {Said} said
   */
  awaits(said) {
    return this.#unsent.includes(said);
  }

  /** Delete everything on the server and begin anew; throws Away. */
  async forget() {
    await this.#client.forget();
    this.#unsent = [];
    this.#renew();
    this.refresh();
  }

  close() {
    this.#closed = true;
    this.#wake();
  }

  async #work() {
    if (this.#working) return;
    this.#working = true;
    while (!this.#closed && (this.#stale || this.#unsent.length)) {
      try {
        await this.#step();
        this.#failures = 0;
        this.#watcher.line("fine");
      } catch (error) {
        await this.#rest(error);
      }
    }
    this.#working = false;
  }

  async #step() {
    const { token } = this.#client;
    try {
      if (!token) await this.#start();
      else if (this.#stale) await this.#restore(token);
      else await this.#send(this.#unsent[0], token);
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 401)) throw error;
      if (token === this.#client.token) this.#renew();
    }
  }

  async #start() {
    const greeting = await this.#client.start();
    this.#stale = false;
    this.#log.showAll({ messages: greeting });
  }

  /**
   * Show what the server has; one that nothing was said in and that is gone there begins anew.
   * @param {string} token
   */
  async #restore(token) {
    const part = await this.#client.history();
    if (token !== this.#client.token) return;
    if (!part.messages.length && this.#log.isEmpty) return this.#start();
    const arrived = new Set(part.messages.map(({ id }) => id));
    this.#unsent = this.#unsent.filter(({ id }) => !arrived.has(id));
    this.#stale = false;
    this.#log.showAll(part);
  }

  /**
   * @param {Said} said
   * @param {string} token
   */
  async #send(said, token) {
    this.#log.mark(said, "sending");
    this.#watcher.typing(true);
    try {
      const replies = await this.#client.send(said);
      if (token !== this.#client.token) return;
      this.#unsent.shift();
      this.#log.confirm(said.id);
      this.#log.show(replies);
      // She asked to be forgotten, perhaps: then nothing of it may stay on her screen.
      this.#stale ||= replies.some((/** @type {Message} */ reply) => reply.outcome === "done");
    } catch (error) {
      if (!(error instanceof Refusal) || error.status === 401) throw error;
      this.#unsent.shift();
      this.#log.mark(said, "failed");
    } finally {
      this.#watcher.typing(false);
    }
  }

  /** Leave a conversation that is over; words not yet sent go into the next one. */
  #renew() {
    this.#client.token = null;
    this.#stale = true;
    this.#unsent = this.#unsent.filter(({ turn }) => "text" in turn);
    this.#watcher.over(this.#unsent);
  }

  /**
   * Wait longer after each failure, until the server's time is up, the network is back or she asks.
   * @param {unknown} error
   */
  async #rest(error) {
    if (!(error instanceof Away || error instanceof Refusal)) console.error(error);
    const wait = error instanceof Away ? error.wait : undefined;
    this.#stale = true; // the answer may have got lost after the server had taken it
    this.#watcher.line(wait ? "busy" : navigator.onLine ? "away" : "offline");
    this.#unsent.forEach((said) => this.#log.mark(said, "waiting"));
    const pause = wait ?? Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** this.#failures++);
    await new Promise((wake) => {
      this.#wake = () => wake(undefined);
      setTimeout(wake, pause);
    });
  }
}
