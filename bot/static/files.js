/** Photos and files before they are sent: checked, made smaller, and kept until acknowledged. */

import { language, tell } from "./texts.js";

export const MAX_BYTES = 10 * 1024 ** 2;
const MAX_SIDE = 2048; // pixels; the server keeps no more
const SMALL_ENOUGH = 1.5 * 1024 ** 2;
const SENDABLE = new Set(["image/jpeg", "image/png", "image/webp"]);

/** What cannot be sent, in words for the citizen. */
export class FileError extends Error {}

/** A photo the server will take: JPEG, PNG or WebP, not needlessly large. Throws FileError. */
export async function preparePhoto(file) {
  if (SENDABLE.has(file.type) && file.size <= SMALL_ENOUGH) return file;
  const smaller = await shrink(file);
  if (smaller && (smaller.size < file.size || !SENDABLE.has(file.type))) return smaller;
  if (!SENDABLE.has(file.type)) throw new FileError(tell("photo_unreadable"));
  return withinLimit(file, "photo");
}

/** Any other file; its kind is judged by the server. Throws FileError. */
export function prepareFile(file) {
  if (file.type.startsWith("image/")) return preparePhoto(file);
  return withinLimit(file, "file");
}

function withinLimit(file, what) {
  if (file.size > MAX_BYTES) throw new FileError(tell(`${what}_large`, { size: megabytes(file.size) }));
  if (file.size === 0) throw new FileError(tell(`${what}_empty`));
  return file;
}

/** Redrawn as JPEG, or null when this browser cannot read it. */
async function shrink(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    return blob && new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return null;
  }
}

export function megabytes(bytes) {
  const size = bytes / 1024 ** 2;
  if (size < 0.1) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  return `${size.toFixed(1).replace(".", language() === "en" ? "." : ",")} MB`;
}

// Blobs do not fit into localStorage: IndexedDB keeps them over a reload, memory keeps them anyway.
const held = new Map();

export async function keepBlob(id, blob) {
  held.set(id, blob);
  await inStore("readwrite", (store) => store.put(blob, id)).catch(() => {});
}

export async function loadBlob(id) {
  return held.get(id) ?? inStore("readonly", (store) => store.get(id)).catch(() => null);
}

export async function dropBlob(id) {
  held.delete(id);
  await inStore("readwrite", (store) => store.delete(id)).catch(() => {});
}

export async function dropAllBlobs() {
  held.clear();
  await inStore("readwrite", (store) => store.clear()).catch(() => {});
}

function inStore(mode, work) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("sobat", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("files");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction("files", mode);
      const request = work(transaction.objectStore("files"));
      transaction.oncomplete = () => {
        opening.result.close();
        resolve(request.result ?? null);
      };
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    };
  });
}
