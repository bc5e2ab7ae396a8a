/** One line of the conversation as page elements. Text is only ever set as text, never as HTML. */

const AUTHORS = { citizen: "Anda", bot: "Sobat Bandung", staff: "Petugas", system: "Info" };
const ADDRESS = /https?:\/\/[^\s<>"'`]+/gi;
// 112 as the emergency number, not as a house number, an amount or part of a longer number.
// (No lookbehind: phones from before 2023 would not even load this file.)
const EMERGENCY = /112(?![\w\/%+-]|[.,]\d)/g;
const OTHER_NUMBER = /(?:[\w.,\/+-]|\b(?:no|nomor|rt|rw|km|blok|kav)\.?\s{0,2})$/i;

const clock = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Jakarta" });
const calendar = new Intl.DateTimeFormat("id-ID", {
  weekday: "long", day: "numeric", month: "long", timeZone: "Asia/Jakarta",
});

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

/** A line the server has: {author, text, image?, file?, location?, created_at}. */
export function heardLine(line, session) {
  const author = line.author in AUTHORS ? line.author : "system";
  const made = frame(author);
  const bubble = made.firstChild;
  if (line.image) bubble.append(picture(line.image, author, session));
  if (line.file) bubble.append(fileOf(line.file, session));
  if (line.location) bubble.append(attachment("pin", "Lokasi", placeOf(line.location)));
  if (line.text) bubble.append(words(line.text, author));
  const bare = author === "citizen" && bubble.childElementCount === 1;
  if (bare) bubble.append(attachment("file", "Lampiran terkirim", ""));
  if (author !== "system") bubble.append(foot(clock.format(new Date(line.created_at))));
  return made;
}

/** A line that waits to be sent: an item of the queue, with a preview address for a photo. */
export function unsentLine(item, preview) {
  const made = frame("citizen");
  made.classList.add("waiting");
  made.firstChild.append(...contentOf(item, preview), foot("Mengirim…"));
  return made;
}

/** What an item shows; also kept when the server's own copy says less. */
export function contentOf(item, preview) {
  if (item.kind === "location") return [attachment("pin", "Lokasi Anda", placeOf(item.location))];
  if (item.kind === "file" && preview) return [image(preview, "Foto Anda")];
  if (item.kind === "file") return [attachment("file", item.name, item.label)];
  return [words(item.text, "citizen")];
}

export function setFoot(line, text) {
  line.querySelector(".foot").textContent = text;
}

/** A refused message: why, and a way to have its words again. */
export function markRefused(line, reason, rewrite) {
  line.classList.replace("waiting", "refused");
  setFoot(line, "Tidak terkirim");
  const note = element("p", "reason", reason);
  if (rewrite) {
    const button = element("button", "rewrite", "Tulis ulang");
    button.type = "button";
    button.addEventListener("click", rewrite);
    note.append(" ", button);
  }
  line.append(note);
}

export function replyButtons(buttons, choose) {
  const group = element("div", "replies");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "Pilihan jawaban");
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
  const day = calendar.format(created);
  const yesterday = calendar.format(new Date(now - 86_400_000));
  const name = { [yesterday]: "Kemarin", [calendar.format(now)]: "Hari ini" }[day] ?? day;
  return element("p", "day", name);
}

export function dayOf(created) {
  return calendar.format(created);
}

function frame(author) {
  const made = element("div", `line ${author}`);
  const bubble = element("div", "bubble");
  const label = element("p", author === "staff" ? "who" : "unseen", `${AUTHORS[author]}${author === "staff" ? "" : ":"}`);
  bubble.append(label);
  made.append(bubble);
  return made;
}

function foot(text) {
  return element("p", "foot", text);
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
function picture(source, author, session) {
  const address = webAddress(source, session);
  if (!address) return element("p", "words", "Gambar tidak bisa dimuat.");
  if (address.origin !== location.origin) return outside(address.href, "Buka gambar");
  const link = outside(address.href, "");
  link.append(image(address.href, author === "citizen" ? "Foto Anda" : `Gambar dari ${AUTHORS[author]}`));
  return link;
}

function fileOf({ url, name, content_type: type }, session) {
  const kind = { audio: "Pesan suara", video: "Video" }[type?.split("/")[0]] ?? "Dokumen";
  const shown = attachment("file", name || kind, name ? kind : "");
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

function image(source, alt) {
  const made = element("img");
  made.alt = alt;
  made.addEventListener("error", () => made.replaceWith(element("span", "words", "Gambar tidak bisa dimuat.")));
  made.src = source;
  return made;
}

function attachment(symbol, title, detail) {
  const made = element("p", "attachment");
  const text = element("span", "", title);
  if (detail) text.append(element("small", "", detail));
  made.append(icon(symbol), text);
  return made;
}

function placeOf({ lat, lon }) {
  return `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
}
