/**
 * The conversation on screen: what the server has, in its order, and below it what still waits to be
 * sent. The server's copy of an own line (with personal numbers masked) replaces the waiting one.
 */

import { contentOf, dayHeading, dayOf, heardLine, markRefused, replyButtons, setFoot, unsentLine } from "./lines.js";
import { put } from "./texts.js";

const NEAR_END = 80; // pixels from the end that still count as reading the end
const AWAITED = 30_000; // nobody writes longer than this; the bot says so itself when it is late

const find = (id) => document.getElementById(id);

export class Transcript {
  /** ``choose({title, payload})`` for a tapped reply, ``rewrite(text)`` for a refused message. */
  constructor({ choose, rewrite }) {
    this.choose = choose;
    this.rewrite = rewrite;
    this.scroll = find("scroll");
    this.lines = find("lines");
    this.unsent = find("unsent");
    this.waiting = new Map(); // item id → {item, line, preview, sent: bool}
    this.offer = null; // the reply buttons on screen
    this.anchor = null; // the first answer to the last own message
    this.lastAuthor = null;
    this.atEnd = true;
    this.#followReading();
  }

  /** While history loads nothing is read aloud and the newest line is jumped to only once. */
  restoring(on) {
    this.quiet = on;
    find("log").setAttribute("aria-live", on ? "off" : "polite");
    if (!on && this.lines.childElementCount) this.toEnd();
  }

  hear(line, session) {
    const own = line.author === "citizen";
    const kept = own ? this.#take(line) : null;
    const made = heardLine(line, session);
    if (kept && !line.text && !line.image && !line.file && !line.location) {
      made.firstChild.querySelector(".attachment").replaceWith(...contentOf(kept.item, kept.preview));
    }
    this.#addDay(new Date(line.created_at));
    this.lines.append(made);
    this.#updateOffer(line, made);
    this.lastAuthor = line.author;
    if (own) this.#await(line.created_at);
    else this.typing(false);
    if (!own) this.anchor ??= made;
    this.#reveal(own && !kept ? false : own);
  }

  /** Show a message that waits to be sent. */
  show(item, preview) {
    const line = unsentLine(item, preview);
    this.waiting.set(item.id, { item, line, preview, sent: false });
    this.unsent.append(line);
    this.anchor = null;
    this.#withdrawOffer(item.text);
    this.#reveal(true);
  }

  accepted(item, receipt) {
    const entry = this.waiting.get(item.id);
    if (!entry) return;
    entry.sent = true;
    entry.seq = receipt?.seq;
    setFoot(entry.line, "sent");
    this.#await(new Date());
  }

  refused(item, reason) {
    const entry = this.waiting.get(item.id);
    if (!entry) return;
    this.waiting.delete(item.id);
    this.lines.append(entry.line); // its place is here, what is said later comes below
    markRefused(entry.line, reason, item.text && !item.payload ? () => this.#takeBack(entry) : null);
    this.#reveal(true);
  }

  held(item) {
    const entry = this.waiting.get(item.id);
    if (entry) setFoot(entry.line, "waiting_turn");
  }

  linked(on) {
    for (const { line, sent } of this.waiting.values()) {
      if (!sent) setFoot(line, on ? "sending" : "waiting_link");
    }
  }

  /** The ids that the server has taken and not yet repeated to us. */
  unheard() {
    return [...this.waiting.values()].filter(({ sent }) => sent).map(({ item }) => item.id);
  }

  /** The server told us all it has: a waiting copy of these would be a double. */
  forget(ids) {
    ids.forEach((id) => this.#remove(id));
  }

  /** What was said so far is no longer the server's to repeat: keep it readable above a divider. */
  newConversation(note) {
    for (const id of this.unheard()) {
      const { line } = this.waiting.get(id);
      this.waiting.delete(id); // the old conversation has it and will not repeat it any more
      line.classList.remove("waiting");
      this.lines.append(line);
    }
    if (this.lines.childElementCount) this.lines.append(systemNote(note));
    this.#dropOffer();
    this.lastAuthor = null;
    this.typing(false);
  }

  empty() {
    [...this.waiting.keys()].forEach((id) => this.#remove(id));
    this.lines.replaceChildren();
    this.unsent.replaceChildren();
    this.offer = this.anchor = this.lastAuthor = this.day = null;
    this.typing(false);
  }

  typing(on) {
    clearTimeout(this.awaited);
    if (find("typing").hidden === !on) return;
    find("typing").hidden = !on;
    if (on) put(find("typing-words"), "typing");
    else find("typing-words").replaceChildren();
  }

  toEnd() {
    this.anchor = null;
    this.atEnd = true;
    this.#go();
  }

  #await(since) {
    const left = AWAITED - (Date.now() - new Date(since));
    if (this.lastAuthor === "staff" || left <= 0 || left > AWAITED + 5_000) return;
    this.typing(true);
    this.awaited = setTimeout(() => this.typing(false), left);
  }

  /** The waiting message that this line is the server's copy of. */
  #take(line) {
    const entries = [...this.waiting.values()];
    const same = (entry) => entry.item.kind === "text" && entry.item.text.trim() === line.text?.trim();
    // A masked line differs from what was written: the oldest one on its way must be it.
    const underway = this.quiet ? () => false : (entry) => entry.item.kind === kindOf(line, entry);
    const entry =
      entries.find(({ item }) => item.id === line.id) ??
      entries.find(({ seq }) => seq === line.seq) ??
      entries.find(same) ??
      entries.find(underway);
    if (!entry) return null;
    this.#remove(entry.item.id);
    return entry;
  }

  #remove(id) {
    const entry = this.waiting.get(id);
    this.waiting.delete(id);
    entry?.line.remove();
    if (entry?.preview) setTimeout(() => URL.revokeObjectURL(entry.preview), 60_000);
  }

  #takeBack({ item, line }) {
    line.remove();
    this.rewrite(item.text);
  }

  #addDay(created) {
    const day = dayOf(created);
    if (day !== this.day) this.lines.append(dayHeading(created));
    this.day = day;
  }

  /** Only the newest choices stay, and not for ever: an old "Kirim" must not be tapped by mistake. */
  #updateOffer(line, made) {
    // Photos and pins add to what was offered; words go on to something else.
    if (line.author === "citizen") return this.#withdrawOffer(line.text, Boolean(line.text));
    if (!line.buttons?.length) return undefined;
    this.#dropOffer();
    const group = replyButtons(line.buttons, (choice) => this.choose(choice));
    made.append(group);
    this.offer = { group, titles: line.buttons.map(({ title }) => title), passed: 0 };
    return undefined;
  }

  #withdrawOffer(text, passed = false) {
    if (!this.offer) return;
    if (passed) this.offer.passed += 1;
    if (this.offer.titles.includes(text) || this.offer.passed >= 2) this.#dropOffer();
  }

  #dropOffer() {
    this.offer?.group.remove();
    this.offer = null;
  }

  #followReading() {
    const newer = find("newer");
    this.scroll.addEventListener("scroll", () => {
      this.atEnd = this.#distance() < NEAR_END;
      if (this.atEnd) newer.hidden = true;
    }, { passive: true });
    newer.addEventListener("click", () => this.toEnd());
    // The keyboard opens, a picture loads: whoever read the end goes on reading the end.
    const observer = new ResizeObserver(() => this.atEnd && this.lines.childElementCount && this.#go());
    [this.scroll, find("log")].forEach((box) => observer.observe(box));
  }

  #distance() {
    return this.scroll.scrollHeight - this.scroll.clientHeight - this.scroll.scrollTop;
  }

  #reveal(own) {
    if (this.quiet) return;
    if (own || this.atEnd) this.#go();
    else find("newer").hidden = false;
  }

  /** To the end, but never past the beginning of an answer that is longer than the screen. */
  #go() {
    const end = this.scroll.scrollHeight - this.scroll.clientHeight;
    const start = this.anchor?.isConnected ? this.anchor.offsetTop - 12 : end;
    this.scroll.scrollTop = Math.min(end, Math.max(0, start));
  }
}

function kindOf(line, { item }) {
  if (line.location) return "location";
  if (line.image || line.file) return "file";
  return line.text ? "text" : item.kind; // a bare line: a pin or a file that the server does not describe
}

function systemNote(key) {
  const made = document.createElement("p");
  made.className = "line system divider";
  return put(made, key);
}
