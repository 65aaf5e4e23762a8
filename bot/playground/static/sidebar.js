// The list of chats, one for each person shown.

import { byId, icon, make } from "./dom.js";
import { gist } from "./message.js";
import { shortTime, text } from "./texts.js";

const HUES = 6; // colours of avatars in style.css

/** "Reader" or "Admin (newsroom)", "Channel" or "Group", in the page's language. */
export const roleName = (person) => text(person.role);

/** Whether what is shown is a group or channel, not somebody's chat with the bot. */
export const isShared = (person) => person.role === "channel" || person.role === "group";

function avatar(person) {
  const [letter] = [...person.first_name.trim()];
  return make(
    "span",
    { class: `avatar hue-${Math.abs(person.id) % HUES}`, aria: { hidden: "true" } },
    (letter ?? "?").toUpperCase(),
  );
}

export class ChatList {
  #list = byId("chats");
  #choose;
  #rows = new Map();

  /** choose: called with the person whose chat is opened. */
  constructor(choose) {
    this.#choose = choose;
  }

  /** Draws the rows of these people, in this order. */
  fill(people) {
    this.#rows.clear();
    this.#list.replaceChildren(
      ...people.map((person) => {
        const row = make("a", { class: "chat-row", href: `#${person.anchor}` });
        row.addEventListener("click", (event) => {
          event.preventDefault();
          this.#choose(person);
        });
        this.#rows.set(person.id, row);
        return make("li", {}, row);
      }),
    );
    people.forEach((person) => this.refresh(person));
  }

  /** Draws one row again: its last message, time and unread badge. */
  refresh(person) {
    const { last } = person.log;
    const unread = person.unread
      ? make(
          "span",
          { class: "badge", aria: { label: text("unread", { count: person.unread }) } },
          String(person.unread),
        )
      : null;
    const said = last
      ? [last.out ? make("b", {}, `${text("you")}: `) : null, gist(last)]
      : [text("noMessages")];
    const names = [roleName(person), person.first_name];
    const [name, beside] = isShared(person) ? names.reverse() : names;
    this.#rows.get(person.id).replaceChildren(
      avatar(person),
      make(
        "span",
        { class: "chat-words" },
        make(
          "span",
          { class: "chat-line" },
          make("span", { class: "chat-name" }, name, make("small", {}, beside)),
          last?.out ? icon("read") : null,
          make("span", { class: "chat-time" }, last ? shortTime(last.date) : ""),
        ),
        make(
          "span",
          { class: "chat-line" },
          make("span", { class: "chat-last", dir: "auto" }, ...said.filter(Boolean)),
          unread,
        ),
      ),
    );
  }

  mark(person) {
    for (const [id, row] of this.#rows) {
      if (id === person?.id) row.setAttribute("aria-current", "page");
      else row.removeAttribute("aria-current");
    }
  }
}
