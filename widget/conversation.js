import { Away, Refusal } from "./client.js";

/**
 * @typedef {import("./client.js").Client} Client
 * @typedef {import("./client.js").Message} Message
 * @typedef {import("./client.js").Said} Said
 * @typedef {"sending" | "waiting" | "failed"} State
 * @typedef {"fine" | "offline" | "away" | "busy"} Line
 * @typedef {object} View what is told about the conversation
 * @property {(messages: Message[]) => void} show
 * @property {(messages: Message[]) => void} showAll everything there is: what is missing is gone
 * @property {(said: Said, state: State) => void} mark
 * @property {(id: string) => void} confirm
 * @property {(line: Line) => void} line
 * @property {(is: boolean) => void} typing
 * @property {(unsent: Said[]) => void} over
 */

const SHORTEST_PAUSE = 1_000; // milliseconds
const LONGEST_PAUSE = 30_000;

/** One conversation: resumes or starts it, and sends what she says, in order, until it has arrived. */
export class Conversation {
  #client;
  #view;
  /** @type {Said[]} */
  #unsent = [];
  #stale = true; // the server may know more than is shown
  #working = false;
  #closed = false;
  #failures = 0;
  #wake = () => {};

  /**
   * @param {Client} client
   * @param {View} view
   */
  constructor(client, view) {
    this.#client = client;
    this.#view = view;
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
    this.#view.mark(said, this.#failures ? "waiting" : "sending");
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
        this.#view.line("fine");
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
    this.#view.showAll(greeting);
  }

  /** @param {string} token */
  async #restore(token) {
    const said = await this.#client.history();
    if (token !== this.#client.token) return;
    const arrived = new Set(said.map((/** @type {Message} */ message) => message.id));
    this.#unsent = this.#unsent.filter(({ id }) => !arrived.has(id));
    this.#stale = false;
    this.#view.showAll(said);
  }

  /**
   * @param {Said} said
   * @param {string} token
   */
  async #send(said, token) {
    this.#view.mark(said, "sending");
    this.#view.typing(true);
    try {
      const replies = await this.#client.send(said);
      if (token !== this.#client.token) return;
      this.#unsent.shift();
      this.#view.confirm(said.id);
      this.#view.show(replies);
      // She asked to be forgotten, perhaps: then nothing of it may stay on her screen.
      this.#stale = replies.some((/** @type {Message} */ reply) => reply.outcome === "done");
    } catch (error) {
      if (!(error instanceof Refusal) || error.status === 401) throw error;
      this.#unsent.shift();
      this.#view.mark(said, "failed");
    } finally {
      this.#view.typing(false);
    }
  }

  /** Leave a conversation that is over; words not yet sent go into the next one. */
  #renew() {
    this.#client.token = null;
    this.#stale = true;
    this.#unsent = this.#unsent.filter(({ turn }) => "text" in turn);
    this.#view.over(this.#unsent);
  }

  /**
   * Wait longer after each failure, until the server's time is up, the network is back or she asks.
   * @param {unknown} error
   */
  async #rest(error) {
    if (!(error instanceof Away || error instanceof Refusal)) console.error(error);
    const wait = error instanceof Away ? error.wait : undefined;
    this.#stale = true; // the answer may have got lost after the server had taken it
    this.#view.line(wait ? "busy" : navigator.onLine ? "away" : "offline");
    this.#unsent.forEach((said) => this.#view.mark(said, "waiting"));
    const pause = wait ?? Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** this.#failures++);
    await new Promise((wake) => {
      this.#wake = () => wake(undefined);
      setTimeout(wake, pause);
    });
  }
}
