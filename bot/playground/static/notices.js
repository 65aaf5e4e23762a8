// What the page says apart from the chat: toasts, alerts, questions.

import { CallError } from "./api.js";
import { byId, make } from "./dom.js";
import { text } from "./texts.js";

const TOAST_TIME = 3500; // ms, and longer for longer texts
const READING = 45; // ms a character

/** Shows a text for a few seconds. */
export function toast(said) {
  const node = make("div", { class: "toast", dir: "auto" }, said);
  byId("toasts").append(node);
  setTimeout(() => node.remove(), Math.max(TOAST_TIME, said.length * READING));
}

/** Shows a dialog and waits: true for its second button. Without `answer` there is only "OK". */
export function ask(title, said, answer) {
  const dialog = byId("notice");
  byId("notice-title").textContent = title;
  byId("notice-text").textContent = said;
  byId("notice-no").hidden = !answer;
  byId("notice-yes").textContent = answer ?? text("ok");
  dialog.returnValue = "";
  if (dialog.open) dialog.close();
  dialog.showModal();
  byId("notice-yes").focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** Runs a call to the server; what it refuses is told in a toast. True if it went through. */
export async function attempt(action) {
  try {
    await action();
    return true;
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    toast(error.message ? text("failed", { reason: error.message }) : text("unreachable"));
    return false;
  }
}

/** Puts a text on the clipboard, and says so. */
export async function copy(said) {
  try {
    await navigator.clipboard.writeText(said);
    toast(text("copied"));
  } catch {
    toast(text("notCopied"));
  }
}
