/** The web chat's HTTP calls. Every failure is an ApiError (the server spoke) or a network error. */

import { TEXTS, tell } from "./texts.js";

const BASE = "/channels/web";
const WORDS_LIMIT = 20_000; // milliseconds until a small request counts as lost
const FILE_LIMIT = 180_000; // 10 MB over a slow phone line

export class ApiError extends Error {
  constructor(status, message, retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter; // seconds, or NaN
  }

  /** Sending the same thing again can never succeed. */
  get final() {
    return this.status >= 400 && this.status < 500 && ![401, 408, 425, 429].includes(this.status);
  }
}

async function checked(response) {
  if (response.ok) return response;
  let message = "";
  try {
    const problem = await response.json();
    const key = `problem_${problem.error}`;
    message = key in TEXTS.id ? tell(key) : problem.message ?? "";
  } catch {
    // A proxy answered with something else: the status has to do.
  }
  throw new ApiError(response.status, message, Number(response.headers.get("Retry-After") ?? NaN));
}

async function call(path, options = {}, limit = WORDS_LIMIT) {
  const signals = [AbortSignal.timeout(limit), options.signal].filter(Boolean);
  const response = await fetch(BASE + path, { cache: "no-store", ...options, signal: any(signals) });
  return (await checked(response)).json().catch(() => ({}));
}

/** AbortSignal.any, also for browsers from before 2024. */
function any(signals) {
  if (AbortSignal.any) return AbortSignal.any(signals);
  const joint = new AbortController();
  signals.forEach((signal) => signal.addEventListener("abort", () => joint.abort(signal.reason)));
  return joint.signal;
}

/** A new session; ``chosen`` is the language that its citizen wished for on the page, if any. */
export async function openSession(chosen) {
  return (await call(`/sessions${chosen ? `?language=${chosen}` : ""}`, { method: "POST" })).session;
}

/** Send one item of the queue; the same item may be sent any number of times. */
export async function send(session, item, blob) {
  if (item.kind === "file") return sendFile(session, item, blob);
  const { id, text, payload, location } = item;
  const body = JSON.stringify({ session, id, text, payload, location });
  return call("/messages", { method: "POST", headers: { "Content-Type": "application/json" }, body });
}

function sendFile(session, item, blob) {
  const body = new FormData();
  body.append("session", session);
  body.append("id", item.id);
  body.append("file", blob, item.name);
  return call("/attachments", { method: "POST", body }, FILE_LIMIT);
}

/** Lines after ``after``; waits up to ``wait`` seconds for the first. */
export async function linesAfter(session, after, wait, signal) {
  const query = new URLSearchParams({ session, after, wait });
  const answer = await call(`/messages?${query}`, { signal }, (wait + 15) * 1000);
  return answer.messages ?? [];
}

/** The open event stream, or null when something between us and the server does not carry one. */
export async function openEvents(session, after, signal) {
  const query = new URLSearchParams({ session, after });
  const response = await fetch(`${BASE}/events?${query}`, {
    headers: { Accept: "text/event-stream", "Last-Event-ID": String(after) },
    cache: "no-store",
    signal,
  });
  if ([404, 405, 406, 501].includes(response.status)) return null;
  await checked(response);
  const carried = (response.headers.get("Content-Type") ?? "").startsWith("text/event-stream");
  return carried && response.body ? response.body : null;
}
