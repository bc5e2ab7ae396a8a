/** Where the citizen writes: words, photos and files in a tray until sent, and the pin at once. */

import { FileError, megabytes, prepareFile, preparePhoto } from "./files.js";
import { element, icon } from "./lines.js";
import { draft } from "./store.js";
import { put, tell } from "./texts.js";

const MOST_FILES = 10;
const ROUGH = 300; // metres: a pin less exact than this is asked about first

const find = (id) => document.getElementById(id);

/** A short message above the composer, with at most one thing to do about it. */
export function notify(text, action) {
  const notice = find("notice");
  const button = notice.querySelector(".act");
  notice.querySelector("p").textContent = text;
  notice.hidden = !text;
  button.hidden = !action;
  button.textContent = action?.label ?? "";
  button.onclick = () => {
    notify("");
    action.run();
  };
}

export class Composer {
  /** ``say(text)``, ``sendFile(file)``, ``sendPin({lat, lon})``. */
  constructor(listener) {
    this.listener = listener;
    this.words = find("words");
    this.staged = new Map(); // row in the tray → file
    this.words.value = draft.get();
    this.#grow();
    this.#listen();
  }

  /** Give back words that could not be sent; never over what is being written. */
  restore(text) {
    this.words.value = [text, this.words.value].filter(Boolean).join("\n");
    this.#changed();
    this.words.focus();
  }

  clear() {
    this.words.value = "";
    this.staged.clear();
    this.#changed();
  }

  /** After a tap the button is gone: give the focus a place, without opening a phone's keyboard. */
  takeFocus() {
    const typed = matchMedia("(hover: hover) and (pointer: fine)").matches;
    (typed ? this.words : find("scroll")).focus({ preventScroll: true });
  }

  #listen() {
    find("notice").querySelector(".close").addEventListener("click", () => notify(""));
    find("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.words.addEventListener("input", () => this.#changed());
    this.words.addEventListener("keydown", (event) => this.#key(event));
    this.words.addEventListener("paste", (event) => this.#stageAll(event.clipboardData?.files ?? [], prepareFile));
    for (const [name, prepare] of [["photo", preparePhoto], ["file", prepareFile]]) {
      const input = find(`${name}-input`);
      find(name).addEventListener("click", () => input.click());
      input.addEventListener("change", async () => {
        await this.#stageAll([...input.files], prepare);
        input.value = ""; // the same photo may be chosen again
      });
    }
    find("pin").addEventListener("click", () => this.#pin());
  }

  /** Enter sends where there is a real keyboard; on a phone it is the only way to a new line. */
  #key(event) {
    const phone = matchMedia("(pointer: coarse)").matches;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || phone) return;
    event.preventDefault();
    this.#send();
  }

  #send() {
    const text = this.words.value.trim();
    const files = [...this.staged.values()];
    this.clear();
    notify("");
    if (text) this.listener.say(text);
    files.forEach((file) => this.listener.sendFile(file));
    this.words.focus({ preventScroll: true });
  }

  #changed() {
    draft.set(this.words.value);
    this.#grow();
    this.#showTray();
  }

  #grow() {
    this.words.style.height = "auto";
    this.words.style.height = `${this.words.scrollHeight}px`;
    find("composer").classList.toggle("ready", Boolean(this.words.value.trim() || this.staged.size));
  }

  async #stageAll(files, prepare) {
    for (const file of files) {
      if (this.staged.size >= MOST_FILES) return notify(tell("most_files", { most: MOST_FILES }));
      try {
        this.#stage(await prepare(file));
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        notify(error.message);
      }
    }
    return undefined;
  }

  #stage(file) {
    const row = element("li");
    const remove = element("button", "remove");
    remove.type = "button";
    put(remove, "take_out", "aria-label", { name: file.name });
    remove.append(icon("close"));
    remove.addEventListener("click", () => {
      this.staged.delete(row);
      this.#changed();
    });
    row.append(sample(file), remove);
    this.staged.set(row, file);
    notify("");
    this.#changed();
    find("send").focus({ preventScroll: true });
  }

  #showTray() {
    find("tray").replaceChildren(...this.staged.keys());
    find("tray").hidden = this.staged.size === 0;
  }

  #pin() {
    if (!navigator.geolocation || !isSecureContext) {
      notify(tell("pin_impossible"));
      return;
    }
    const button = find("pin");
    const searching = (on) => {
      button.disabled = on;
      put(button.querySelector("span"), on ? "pin_searching" : "pin");
    };
    searching(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        searching(false);
        this.#located(coords);
      },
      (error) => {
        searching(false);
        notify(tell(error.code === error.PERMISSION_DENIED ? "pin_denied" : "pin_unknown"));
      },
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 },
    );
  }

  #located({ latitude: lat, longitude: lon, accuracy }) {
    const send = () => this.listener.sendPin({ lat, lon });
    if (accuracy <= ROUGH) return send();
    const span = accuracy >= 1000 ? `${Math.round(accuracy / 1000)} km` : `${Math.round(accuracy)} m`;
    return notify(tell("pin_rough", { span }), { label: tell("pin_anyway"), run: send });
  }
}

function sample(file) {
  if (!file.type.startsWith("image/")) {
    const made = element("span", "attachment");
    const text = element("span", "", file.name);
    text.append(element("small", "", megabytes(file.size)));
    made.append(icon("file"), text);
    return made;
  }
  const made = element("img");
  put(made, "photo_named", "alt", { name: file.name });
  made.src = URL.createObjectURL(file);
  made.addEventListener("load", () => URL.revokeObjectURL(made.src), { once: true });
  return made;
}
