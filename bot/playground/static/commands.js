// The list of commands over the composer: all of them by its button, or those that fit "/...".

import { byId, make } from "./dom.js";

const STARTED = /^\/[a-z0-9_]*$/i;

export class Commands {
  #list = byId("commands");
  #button = byId("commands-button");
  #field = byId("text");
  #all = [];
  #shown = [];
  #active = 0;
  #send;

  /** send: called with the command to send, as "/latest". */
  constructor(send) {
    this.#send = send;
    this.#button.addEventListener("click", () => {
      if (this.open) this.close();
      else this.#show(this.#all);
      this.#field.focus();
    });
    // The field keeps the focus, so that the keys go on working.
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#choose(option.dataset.command);
    });
    document.addEventListener("pointerdown", (event) => {
      if (!byId("composer").contains(event.target)) this.close();
    });
  }

  get open() {
    return !this.#list.hidden;
  }

  /** The commands of the person shown; an open list stays as it is where they are the same. */
  set(commands) {
    if (commands === this.#all) return;
    this.#all = commands ?? [];
    this.#button.hidden = !this.#all.length;
    this.close();
  }

  /** Follows what is typed. */
  typed(said) {
    if (!STARTED.test(said)) {
      this.close();
      return;
    }
    const start = said.slice(1).toLowerCase();
    this.#show(this.#all.filter(({ command }) => command.startsWith(start)));
  }

  /** Takes a key of the field; true if it was meant for the list. */
  key(event) {
    if (!this.open) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#activate((this.#active + step + this.#shown.length) % this.#shown.length);
    } else if (event.key === "Enter" && !event.shiftKey) {
      this.#choose(`/${this.#shown[this.#active].command}`);
    } else if (event.key === "Tab" && !event.shiftKey) {
      this.#field.value = `/${this.#shown[this.#active].command} `;
      this.close();
    } else if (event.key === "Escape") {
      this.close();
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  close() {
    this.#list.hidden = true;
    this.#button.setAttribute("aria-expanded", "false");
    this.#field.setAttribute("aria-expanded", "false");
    this.#field.removeAttribute("aria-activedescendant");
  }

  #show(commands) {
    if (!commands.length) {
      this.close();
      return;
    }
    this.#shown = commands;
    this.#list.replaceChildren(
      ...commands.map(({ command, description }, index) =>
        make(
          "li",
          { id: `command-${index}`, role: "option", data: { command: `/${command}` } },
          make("span", { class: "command-name" }, `/${command}`),
          make("span", { class: "command-what", dir: "auto" }, description),
        ),
      ),
    );
    this.#list.hidden = false;
    this.#button.setAttribute("aria-expanded", "true");
    this.#field.setAttribute("aria-expanded", "true");
    this.#activate(0);
  }

  #activate(index) {
    this.#active = index;
    [...this.#list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === index));
    });
    this.#list.children[index].scrollIntoView({ block: "nearest" });
    this.#field.setAttribute("aria-activedescendant", `command-${index}`);
  }

  #choose(command) {
    this.close();
    this.#send(command);
  }
}
