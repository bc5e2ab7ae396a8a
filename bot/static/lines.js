/** One line of the conversation as page elements. Text is only ever set as text, never as HTML. */

import { locale, put } from "./texts.js";

const AUTHORS = { citizen: "you", bot: null, staff: "staff", system: "info" }; // keys of their names
const ADDRESS = /https?:\/\/[^\s<>"'`]+/gi;
// 112 as the emergency number, not as a house number, an amount or part of a longer number.
// (No lookbehind: phones from before 2023 would not even load this file.)
const EMERGENCY = /112(?![\w\/%+-]|[.,]\d)/g;
const OTHER_NUMBER = /(?:[\w.,\/+-]|\b(?:no|nomor|rt|rw|km|blok|kav)\.?\s{0,2})$/i;

const ZONE = { timeZone: "Asia/Jakarta" };
const clock = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit", ...ZONE });
const calendar = new Intl.DateTimeFormat("en-CA", ZONE); // tells days apart; people read `dayHeading`

export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A line the server has: {author, text, image?, image_alt?, file?, location?, created_at}. */
export function heardLine(line, session) {
  const author = line.author in AUTHORS ? line.author : "system";
  const made = frame(author);
  const bubble = made.firstChild;
  if (line.image) bubble.append(picture(line, author, session));
  if (line.file) bubble.append(fileOf(line.file, session));
  if (line.location) bubble.append(attachment("pin", { key: "pin" }, placeOf(line.location)));
  if (line.text) bubble.append(words(line.text, author));
  const bare = author === "citizen" && bubble.childElementCount === 1;
  if (bare) bubble.append(attachment("file", { key: "sent_file" }));
  if (author !== "system") bubble.append(element("p", "foot", clock.format(new Date(line.created_at))));
  return made;
}

/** A line that waits to be sent: an item of the queue, with a preview address for a photo. */
export function unsentLine(item, preview) {
  const made = frame("citizen");
  made.classList.add("waiting");
  made.firstChild.append(...contentOf(item, preview), put(element("p", "foot"), "sending"));
  return made;
}

/** What an item shows; also kept when the server's own copy says less. */
export function contentOf(item, preview) {
  if (item.kind === "location") return [attachment("pin", { key: "own_pin" }, placeOf(item.location))];
  if (item.kind === "file" && preview) return [image(preview, "own_photo")];
  if (item.kind === "file") return [attachment("file", { text: item.name }, { text: item.label })];
  return [words(item.text, "citizen")];
}

export function setFoot(line, key) {
  put(line.querySelector(".foot"), key);
}

/** A refused message: why, and a way to have its words again. */
export function markRefused(line, reason, rewrite) {
  line.classList.replace("waiting", "refused");
  setFoot(line, "not_sent");
  const note = element("p", "reason", reason);
  if (rewrite) {
    const button = put(element("button", "rewrite"), "rewrite");
    button.type = "button";
    button.addEventListener("click", rewrite);
    note.append(" ", button);
  }
  line.append(note);
}

export function replyButtons(buttons, choose) {
  const group = element("div", "replies");
  group.setAttribute("role", "group");
  put(group, "replies", "aria-label");
  for (const { title, payload } of buttons) {
    const button = element("button", /\b112\b/.test(title) ? "urgent" : "", title);
    button.type = "button";
    button.addEventListener("click", () => choose({ title, payload }));
    group.append(button);
  }
  return group;
}

/** The heading above the first line of a day. */
export function dayHeading(created, now = new Date()) {
  const yesterday = dayOf(new Date(now - 86_400_000));
  const key = { [yesterday]: "yesterday", [dayOf(now)]: "today" }[dayOf(created)];
  if (key) return put(element("p", "day"), key);
  const options = { weekday: "long", day: "numeric", month: "long", ...ZONE };
  return element("p", "day", new Intl.DateTimeFormat(locale(), options).format(created));
}

export function dayOf(created) {
  return calendar.format(created);
}

function frame(author) {
  const made = element("div", `line ${author}`);
  const bubble = element("div", "bubble");
  const label = element("p", author === "staff" ? "who" : "unseen");
  const name = element("span", "", "Sobat Bandung");
  label.append(AUTHORS[author] ? put(name, AUTHORS[author]) : name, author === "staff" ? "" : ":");
  bubble.append(label);
  made.append(bubble);
  return made;
}

function words(text, author) {
  const made = element("p", "words");
  made.dir = "auto";
  made.append(...(author === "citizen" ? withLinks(text, false) : withLinks(text, true)));
  return made;
}

function withLinks(text, callable) {
  const pieces = [];
  let rest = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = trimmed(found[0]);
    pieces.push(...withCalls(text.slice(rest, found.index), callable), outside(address));
    rest = found.index + address.length;
  }
  return [...pieces, ...withCalls(text.slice(rest), callable)];
}

function withCalls(text, callable) {
  if (!callable) return [text];
  const pieces = [];
  let rest = 0;
  for (const found of text.matchAll(EMERGENCY)) {
    if (OTHER_NUMBER.test(text.slice(0, found.index))) continue;
    const call = element("a", "call", "112");
    call.href = "tel:112";
    pieces.push(text.slice(rest, found.index), call);
    rest = found.index + 3;
  }
  return [...pieces, text.slice(rest)];
}

/** Without the punctuation that ends the sentence; a closing bracket stays when it was opened inside. */
function trimmed(address) {
  let kept = address.replace(/[.,;:!?'"”’…]+$/, "");
  while (kept.endsWith(")") && kept.split(")").length > kept.split("(").length) kept = kept.slice(0, -1);
  return kept;
}

function outside(address, text = address) {
  const link = element("a", "", text);
  link.href = address;
  link.target = "_blank";
  link.rel = "noopener noreferrer nofollow";
  return link;
}

/** Pictures come from this server only; another's would tell it who reads, so it becomes a link. */
function picture({ image: source, image_alt: alt }, author, session) {
  const address = webAddress(source, session);
  if (!address) return put(element("p", "words"), "picture_lost");
  if (address.origin !== location.origin) return put(outside(address.href, ""), "picture_open");
  const link = outside(address.href, "");
  const key = { citizen: "own_photo", staff: "picture_staff" }[author] ?? "picture_bot";
  link.append(alt ? drawn(address, alt) : image(address.href, key));
  return link;
}

/** A picture that the server draws, in the page's theme; its words say the same, and stand in for it. */
function drawn(address, alt) {
  const made = element("picture");
  const dark = element("source");
  dark.media = "(prefers-color-scheme: dark)";
  dark.srcset = themed(address, "dark");
  const shown = element("img");
  shown.alt = alt;
  shown.addEventListener("error", () => made.replaceWith(element("span", "words", alt)));
  made.append(dark, shown);
  shown.src = themed(address, "light");
  return made;
}

function themed(address, theme) {
  const chosen = new URL(address);
  chosen.searchParams.set("theme", theme);
  return chosen.href;
}

function fileOf({ url, name, content_type: type }, session) {
  const kind = { audio: "voice", video: "video" }[type?.split("/")[0]] ?? "document";
  const shown = name ? attachment("file", { text: name }, { key: kind }) : attachment("file", { key: kind });
  const address = webAddress(url, session);
  if (!address) return shown;
  const link = outside(address.href, "");
  link.append(shown);
  return link;
}

/** An http address, or null; this chat's own files also need the session. */
function webAddress(source, session) {
  let address;
  try {
    address = new URL(source, location.origin);
  } catch {
    return null;
  }
  if (!["http:", "https:"].includes(address.protocol)) return null;
  const ours = address.origin === location.origin && address.pathname.startsWith("/channels/web/files/");
  if (ours && !address.searchParams.has("session")) address.searchParams.set("session", session ?? "");
  return address;
}

function image(source, key) {
  const made = put(element("img"), key, "alt");
  made.addEventListener("error", () => made.replaceWith(put(element("span", "words"), "picture_lost")));
  made.src = source;
  return made;
}

/** Title and detail: ``{key}`` of a text of ours, or ``{text}`` of the citizen's. */
function attachment(symbol, title, detail = { text: "" }) {
  const made = element("p", "attachment");
  const text = element("span");
  text.append(worded(element("span"), title));
  if (detail.key || detail.text) text.append(worded(element("small"), detail));
  made.append(icon(symbol), text);
  return made;
}

function worded(node, { key, text }) {
  if (key) return put(node, key);
  node.textContent = text;
  return node;
}

function placeOf({ lat, lon }) {
  return { text: `${lat.toFixed(5)}, ${lon.toFixed(5)}` };
}
