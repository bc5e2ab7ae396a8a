/**
 * Sending: everything the citizen says waits here until the server has acknowledged it, in order,
 * also over a reload. Ids are ours, so sending twice is harmless.
 */

import { ApiError, openSession, send } from "./api.js";
import { dropBlob, loadBlob } from "./files.js";
import { choice, session, unsent } from "./store.js";
import { tell } from "./texts.js";

const LONGEST_PAUSE = 15_000;

export class Queue {
  /**
   * ``opened(session)``, ``expired(session)``, ``accepted(item, receipt)``, ``refused(item, message)``,
   * ``held(item, message)`` (too fast: it is sent later), ``linked(bool)``.
   */
  constructor(listener) {
    this.listener = listener;
    this.busy = false;
    this.failures = 0;
  }

  add(item) {
    unsent.add(item);
    this.drain();
  }

  /** Try again now: the network or the page came back. */
  wake() {
    this.endPause?.();
    this.drain();
  }

  /** Send until nothing waits. One tab of this browser at a time, so that the order holds. */
  async drain() {
    if (this.busy) return;
    this.busy = true;
    try {
      await oneTabAtATime(() => this.#sendAll());
    } finally {
      this.busy = false;
    }
    if (unsent.all().length) this.drain(); // came in between the last look and here
  }

  async #sendAll() {
    for (let item = unsent.all()[0]; item; item = unsent.all()[0]) {
      try {
        await this.#sendOne(item);
        this.failures = 0;
      } catch (error) {
        await this.#failed(item, error);
      }
    }
  }

  async #sendOne(item) {
    const blob = item.kind === "file" ? await loadBlob(item.id) : null;
    if (item.kind === "file" && !blob) return this.#settle(item, "refused", tell("lost_file"));
    this.token = await this.#session();
    const receipt = await send(this.token, item, blob);
    this.listener.linked(true);
    return this.#settle(item, "accepted", receipt);
  }

  async #session() {
    const known = session.get();
    if (known) return known;
    const opened = await openSession(choice.get());
    session.set(opened);
    this.listener.opened(opened);
    return opened;
  }

  #settle(item, outcome, detail) {
    unsent.remove(item);
    if (item.kind === "file") dropBlob(item.id);
    this.listener[outcome](item, detail);
  }

  async #failed(item, error) {
    const spoke = error instanceof ApiError;
    if (spoke && error.final) return this.#settle(item, "refused", error.message || tell("refused"));
    if (spoke && error.status === 401) this.listener.expired(this.token);
    else if (spoke && error.status === 429) this.listener.held(item, error.message || tell("problem_too_many"));
    else this.listener.linked(false);
    const first401 = spoke && error.status === 401 && this.failures === 0;
    const wanted = error.retryAfter > 0 ? error.retryAfter * 1000 : 500 * 2 ** this.failures;
    this.failures += 1;
    return first401 ? undefined : this.#pause(Math.min(wanted, LONGEST_PAUSE));
  }

  #pause(milliseconds) {
    return new Promise((resolve) => {
      this.endPause = resolve;
      setTimeout(resolve, milliseconds);
    });
  }
}

/** Web Locks exist in secure contexts only; without them a double send is still harmless. */
function oneTabAtATime(work) {
  return navigator.locks ? navigator.locks.request("sobat.queue", work) : work();
}
