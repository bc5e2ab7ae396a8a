/**
 * What this device remembers: the session, the draft, and messages that the server has not
 * acknowledged yet. Every unsent message has a key of its own, so two open tabs never overwrite
 * each other. Where the browser forbids storage, memory stands in until the page is closed.
 */

const SESSION = "sobat.session";
const DRAFT = "sobat.draft";
const CHOICE = "sobat.language";
const UNSENT = "sobat.unsent.";

const memory = new Map();

function read(key) {
  try {
    return localStorage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    memory.set(key, value);
  }
}

function erase(key) {
  memory.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was stored there.
  }
}

function keys() {
  try {
    return [...new Set([...Object.keys(localStorage), ...memory.keys()])];
  } catch {
    return [...memory.keys()];
  }
}

export const session = {
  get: () => read(SESSION),
  set: (token) => write(SESSION, token),
  /** Forget this token, unless another tab has already replaced it. */
  drop(token) {
    if (read(SESSION) === token) erase(SESSION);
  },
};

export const draft = {
  get: () => read(DRAFT) ?? "",
  set: (text) => (text ? write(DRAFT, text) : erase(DRAFT)),
};

/** The language chosen on the page; null: nobody chose, the page speaks Indonesian. */
export const choice = {
  get: () => read(CHOICE),
  set: (language) => write(CHOICE, language),
};

export const unsent = {
  add: (item) => write(keyOf(item), JSON.stringify(item)),
  remove: (item) => erase(keyOf(item)),
  /** All of them, oldest first. */
  all: () => keys().filter((key) => key.startsWith(UNSENT)).sort().map(parse).filter(Boolean),
  has: (item) => read(keyOf(item)) !== null,
};

function keyOf(item) {
  return `${UNSENT}${String(item.at).padStart(15, "0")}.${item.id}`;
}

function parse(key) {
  try {
    return JSON.parse(read(key));
  } catch {
    erase(key); // written by hand or cut off: nothing can be sent from it
    return null;
  }
}

/** Forget the conversation on this device; the page keeps its language. */
export function forgetEverything() {
  keys().filter((key) => key.startsWith("sobat.") && key !== CHOICE).forEach(erase);
}

/** Call ``sessionChanged(token)``, ``languageChanged(name)`` and ``settled(id)`` when another tab of this browser did so. */
export function watchOtherTabs({ sessionChanged, languageChanged, settled }) {
  addEventListener("storage", (event) => {
    if (event.key === SESSION) sessionChanged(event.newValue);
    if (event.key === CHOICE && event.newValue) languageChanged(event.newValue);
    const gone = event.key?.startsWith(UNSENT) && event.newValue === null;
    if (gone) settled(event.key.slice(UNSENT.length + 16));
  });
}

/** 128 random bits; randomUUID would need a secure context, this works everywhere. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
