// The keyboard under a chat, and the chooser of chats that one of its keys may open.

import { byId, icon, make } from "./dom.js";
import { text } from "./texts.js";

const PLAIN = ["text", "style", "icon_custom_emoji_id"];

/** Whether a key says only its text. */
const isPlain = (key) => Object.keys(key).every((name) => PLAIN.includes(name));

/**
 * Draws the keys of a person's chat. actions: press(text), pick(text, chat) and unsupported();
 * offers(text) gives the chats to choose from, or nothing where the server refused.
 */
export class Keys {
  #actions;
  #drawn = "";

  constructor(actions) {
    this.#actions = actions;
  }

  show(person) {
    const rows = person.blocked ? [] : (person.keyboard ?? []);
    const told = JSON.stringify(rows);
    if (told === this.#drawn) return;
    this.#drawn = told;
    byId("keys").hidden = rows.length === 0;
    byId("keys").replaceChildren(
      ...rows.map((row) => make("div", { class: "keys" }, ...row.map((key) => this.#key(key)))),
    );
  }

  #key(key) {
    const label = make("span", { class: "key-label", dir: "auto" }, key.text);
    const node = make("button", { class: "key under", type: "button", title: key.text }, label);
    if (key.request_chat) node.append(icon("share"));
    node.addEventListener("click", () => this.#pressed(key));
    return node;
  }

  async #pressed(key) {
    if (isPlain(key)) this.#actions.press(key.text);
    else if (key.request_chat) {
      const chats = await this.#actions.offers(key.text);
      const chat = chats && (await choose(key.text, chats));
      if (chat) this.#actions.pick(key.text, chat.id);
    } else this.#actions.unsupported();
  }
}

/** Lets the person choose a chat; null where they choose none. */
function choose(title, chats) {
  const dialog = byId("picker");
  let chosen = null;
  byId("picker-title").textContent = title;
  byId("picker-none").hidden = chats.length > 0;
  byId("picker-chats").replaceChildren(
    ...chats.map((chat) => {
      const kind = text(chat.type === "channel" ? "channel" : "group");
      const name = chat.username ? `${kind} · @${chat.username}` : kind;
      const row = make(
        "button",
        { class: "picker-row", type: "button" },
        make("strong", { dir: "auto" }, chat.title),
        make("small", {}, name),
      );
      row.addEventListener("click", () => {
        chosen = chat;
        dialog.close();
      });
      return make("li", {}, row);
    }),
  );
  if (dialog.open) dialog.close();
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(chosen), { once: true });
  });
}
