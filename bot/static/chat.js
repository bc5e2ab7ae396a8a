/** The web chat: joins what is written, the queue, the stream and the transcript. */

import { Composer, notify } from "./composer.js";
import { dropAllBlobs, keepBlob, loadBlob, megabytes } from "./files.js";
import { Queue } from "./queue.js";
import { choice, forgetEverything, newId, session, unsent, watchOtherTabs } from "./store.js";
import { Stream } from "./stream.js";
import { isLanguage, put, speak, tell } from "./texts.js";
import { Transcript } from "./transcript.js";

const ECHO = 3_000; // milliseconds until an accepted message should have come back to us

const WISH = /^\/choose_language\{"language":"(id|su|en)"\}$/;

const find = (id) => document.getElementById(id);

const transcript = new Transcript({
  choose({ title, payload }) {
    if (WISH.test(payload)) setLanguage(WISH.exec(payload)[1]);
    say(title, payload);
  },
  rewrite: (text) => composer.restore(text),
});
const composer = new Composer({
  say: (text) => say(text),
  sendFile,
  sendPin: (location) => enqueue({ kind: "location", location }),
});
const stream = new Stream({ hear, linked, restored, expired });
const queue = new Queue({
  linked,
  expired,
  opened: (token) => stream.start(token),
  accepted,
  refused: (item, message) => transcript.refused(item, message),
  held(item, message) {
    transcript.held(item);
    notify(message);
    slowed = true;
  },
});
let slowed = false; // the notice on screen says that we send too fast

function say(text, payload) {
  enqueue({ kind: "text", text, payload });
}

async function sendFile(file) {
  const item = { kind: "file", name: file.name || "berkas", label: megabytes(file.size), type: file.type };
  const id = newId();
  await keepBlob(id, file);
  enqueue({ ...item, id }, file);
}

let asked = null; // the language that the bot was asked for and does not speak yet
let answered = null; // the one it spoke last

function setLanguage(name) {
  choice.set(name);
  asked = name;
  speak(name);
}

/** Chosen on the page: a conversation under way is told, a new one begins with it. */
function choose(button) {
  setLanguage(button.lang);
  if (!session.get() && !unsent.all().length) return;
  say(button.title, `/choose_language{"language":"${button.lang}"}`);
}

/** The bot's language changed by what was said: the page goes along, unless it has just asked otherwise. */
function follow(name) {
  if (!isLanguage(name)) return;
  if (name === asked) asked = null;
  if (asked || name === answered) return;
  answered = name;
  speak(name);
}

let lastAt = 0;

function enqueue(item, blob) {
  lastAt = Math.max(Date.now(), lastAt + 1); // what is said in one moment keeps its order
  const complete = { id: newId(), at: lastAt, ...item };
  find("openers").hidden = true;
  transcript.show(complete, previewOf(complete, blob));
  queue.add(complete);
}

function previewOf(item, blob) {
  return blob && item.type?.startsWith("image/") ? URL.createObjectURL(blob) : null;
}

function hear(line) {
  find("openers").hidden = true;
  follow(line.language);
  transcript.hear(line, session.get());
}

function restored() {
  transcript.restoring(false);
}

function accepted(item, receipt) {
  if (slowed) notify("");
  slowed = false;
  transcript.accepted(item, receipt);
  setTimeout(async () => {
    const ids = transcript.unheard();
    if (!ids.length) return;
    await stream.catchUp().then(() => transcript.forget(ids), () => {}); // lost again: the stream says so
  }, ECHO);
}

/** The server no longer knows this session: the next message opens another. */
function expired(token) {
  if (session.get() === token) {
    session.drop(token);
    transcript.newConversation("expired");
  }
  stream.stop();
  restored();
  linked(true);
  queue.drain();
}

let lost = false;

function linked(on) {
  if (lost === !on) return;
  lost = !on;
  transcript.linked(on);
  const bar = find("link-state");
  bar.classList.toggle("lost", lost);
  put(bar, lost ? "lost" : "linked");
  bar.hidden = false;
  setTimeout(() => {
    bar.hidden = !lost;
  }, lost ? 0 : 3_000);
  if (on) wake();
}

function wake() {
  stream.wake();
  queue.wake();
}

async function forget() {
  if (!confirm(tell("forget_sure"))) return;
  stream.stop();
  forgetEverything();
  await dropAllBlobs();
  transcript.empty();
  composer.clear();
  notify("");
  find("openers").hidden = false;
}

/** Phones that lay the keyboard over the page (iOS) tell the free height here only. */
function fitAboveKeyboard() {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    if (view.scale > 1.01) return; // zoomed in by hand: leave the page as it is
    document.documentElement.style.setProperty("--height", `${view.height}px`);
    if (view.offsetTop > 0) scrollTo(0, 0);
  };
  view.addEventListener("resize", fit);
  view.addEventListener("scroll", fit);
}

async function showUnsent() {
  for (const item of unsent.all()) {
    lastAt = Math.max(lastAt, item.at);
    const blob = item.kind === "file" ? await loadBlob(item.id) : null;
    if (unsent.has(item)) transcript.show(item, previewOf(item, blob));
  }
}

async function begin() {
  const known = session.get();
  const waiting = unsent.all().length > 0;
  speak(isLanguage(choice.get()) ? choice.get() : "id");
  asked = WISH.exec(unsent.all().reverse().find(({ payload }) => WISH.test(payload))?.payload ?? "")?.[1] ?? null;
  find("openers").hidden = Boolean(known) || waiting;
  await showUnsent();
  if (known) {
    transcript.restoring(true);
    stream.start(known);
  }
  if (waiting) queue.drain();
}

find("openers").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  say(button.textContent, button.value);
  composer.takeFocus();
});
find("lines").addEventListener("click", (event) => {
  if (event.target.closest(".replies button")) composer.takeFocus();
});
find("languages").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button && button.getAttribute("aria-pressed") !== "true") choose(button);
});
find("forget").addEventListener("click", forget);
addEventListener("online", wake);
addEventListener("offline", () => linked(false));
addEventListener("pageshow", (event) => event.persisted && wake());
document.addEventListener("visibilitychange", () => document.hidden || wake());
watchOtherTabs({
  languageChanged: (name) => isLanguage(name) && speak(name),
  settled: (id) => accepted({ id }),
  sessionChanged(token) {
    if (token) stream.start(token);
    else stream.stop();
  },
});
fitAboveKeyboard();
begin();
