/**
 * Receiving: server-sent events, or long polling where those do not get through, with history first.
 *
 * The events are read with fetch, not EventSource: we must see the status (a 401 is a new session,
 * not a lost line), and we must choose the first Last-Event-ID after a reload.
 */

import { linesAfter, openEvents } from "./api.js";

const SILENCE = 60_000; // a stream this quiet may be dead: open another
const SHORT_LIFE = 3_000; // a stream that ends sooner, twice, is being cut by something
const PAGE = 100; // a full answer may have more lines behind it
const LONGEST_PAUSE = 15_000;
const TOO_MANY = Symbol("too many streams");

export class Stream {
  /** ``hear(line)`` for each line in order, ``linked(bool)``, ``restored()``, ``expired(session)``. */
  constructor(listener) {
    this.listener = listener;
    this.polling = false;
    this.session = null;
    this.after = 0;
  }

  /** Follow this session from its first line; a session already followed is left alone. */
  start(session) {
    if (this.session === session) return;
    this.stop();
    this.session = session;
    this.after = 0;
    this.#run(session);
  }

  stop() {
    this.session = null;
    this.#interrupt();
  }

  /** Try again now: the network or the page came back. */
  wake() {
    this.endPause?.();
  }

  /** Fetch what the stream should have brought; when it did not, it is not to be relied on. */
  async catchUp() {
    const { session } = this;
    const lines = await linesAfter(session, this.after, 0);
    if (session !== this.session || !this.#hear(lines)) return;
    this.polling = true;
    this.#interrupt();
  }

  async #run(session) {
    let failures = 0;
    let restored = false;
    while (session === this.session) {
      this.abort = new AbortController();
      try {
        if (!restored) await this.#restore(session);
        restored = true;
        this.#alive(session);
        failures = 0;
        await (this.polling ? this.#poll(session) : this.#listen(session));
      } catch (error) {
        if (session !== this.session) return;
        if (error.status === 401) return this.#expire(session);
        failures = await this.#recover(error, failures);
      }
    }
  }

  async #restore(session) {
    let lines;
    do {
      lines = await linesAfter(session, this.after, 0, this.abort.signal);
      if (session !== this.session) return;
    } while (this.#hear(lines) && lines.length >= PAGE);
    this.listener.restored();
  }

  async #recover(error, failures) {
    if (this.abort.signal.aborted && error.status === undefined) return 0; // our own doing
    // One failure is often only a stream's end: the citizen hears of it when the retry fails too.
    if (failures > 0 && error.status !== 429) this.listener.linked(false);
    const wanted = error.retryAfter > 0 ? error.retryAfter * 1000 : 300 * 2 ** failures;
    await this.#pause(Math.min(wanted, LONGEST_PAUSE));
    return failures + 1;
  }

  async #listen(session) {
    const began = performance.now();
    const body = await openEvents(session, this.after, this.abort.signal).catch(tooMany);
    if (body === TOO_MANY) return this.#poll(session);
    if (body === null) {
      this.polling = true;
      return undefined;
    }
    this.#alive(session);
    await this.#readEvents(body, session);
    const cut = performance.now() - began < SHORT_LIFE;
    this.cuts = cut ? (this.cuts ?? 0) + 1 : 0;
    if (this.cuts >= 2) this.polling = true;
    return undefined;
  }

  async #readEvents(body, session) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const watchdog = setTimeout(() => this.#interrupt(), SILENCE);
      const { value, done } = await reader.read().finally(() => clearTimeout(watchdog));
      if (done || session !== this.session) return;
      const parts = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
      rest = parts.pop();
      this.#hear(parts.flatMap(dataOf));
    }
  }

  async #poll(session) {
    const began = performance.now();
    const lines = await linesAfter(session, this.after, 25, this.abort.signal);
    if (session !== this.session) return;
    this.#alive(session);
    this.#hear(lines);
    const waited = performance.now() - began > 1000;
    if (!lines.length && !waited) await this.#pause(2000); // a server that does not wait is not hammered
  }

  /** Pass on what is new; returns whether anything was. */
  #hear(lines) {
    const fresh = lines.filter((line) => Number.isInteger(line?.seq) && line.seq > this.after);
    fresh.sort((one, other) => one.seq - other.seq);
    for (const line of fresh) {
      this.after = line.seq;
      this.listener.hear(line);
    }
    return fresh.length > 0;
  }

  #alive(session) {
    if (session === this.session) this.listener.linked(true);
  }

  #expire(session) {
    this.session = null;
    this.listener.expired(session);
  }

  #interrupt() {
    this.abort?.abort();
    this.endPause?.();
  }

  #pause(milliseconds) {
    return new Promise((resolve) => {
      this.endPause = resolve;
      setTimeout(resolve, milliseconds);
    });
  }
}

/** Streams that a reload left behind count for a while: until they are gone, polling does. */
function tooMany(error) {
  if (error.status === 429) return TOO_MANY;
  throw error;
}

/** The lines in one server-sent event; comments and unknown events hold none. */
function dataOf(event) {
  const data = event.split("\n").filter((row) => row.startsWith("data:"));
  if (!data.length) return [];
  try {
    const value = JSON.parse(data.map((row) => row.slice(5)).join("\n"));
    return Array.isArray(value?.messages) ? value.messages : [value];
  } catch {
    return [];
  }
}
