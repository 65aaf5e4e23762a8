// The menu of the chat's header: language, block, clear.

import { byId, icon, make } from "./dom.js";
import { text } from "./texts.js";

const LANGUAGES = { en: "English", ru: "Русский" };

/** current: gives the person shown; actions: language(code), block(), clear(). */
export function offerMenu(current, actions) {
  const menu = byId("menu");
  const button = byId("more");

  function item(role, iconName, said, act, classes = "") {
    const node = make(
      "button",
      { class: `menu-item ${classes}`, role, type: "button", tabIndex: -1 },
      iconName ? icon(iconName) : make("span", { class: "icon" }),
      said,
    );
    node.addEventListener("click", () => {
      close();
      act();
    });
    return node;
  }

  function fill() {
    const person = current();
    const spoken = person.language_code?.startsWith("ru") ? "ru" : "en";
    const languages = Object.entries(LANGUAGES).map(([code, name]) => {
      const chosen = code === spoken;
      const node = item("menuitemradio", chosen ? "check" : null, name, () =>
        actions.language(code),
      );
      node.setAttribute("aria-checked", String(chosen));
      node.lang = code;
      return node;
    });
    menu.replaceChildren(
      make("div", { class: "menu-head" }, icon("globe"), text("language")),
      ...languages,
      make("hr"),
      item("menuitem", "block", text(person.blocked ? "unblock" : "block"), actions.block),
      item("menuitem", "bin", text("clear"), actions.clear, "danger"),
    );
  }

  const items = () => [...menu.querySelectorAll(".menu-item")];

  function open() {
    fill();
    menu.hidden = false;
    button.setAttribute("aria-expanded", "true");
    items()[0].focus();
  }

  function close() {
    if (menu.hidden) return;
    const inside = menu.contains(document.activeElement);
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (inside) button.focus();
  }

  button.addEventListener("click", () => (menu.hidden ? open() : close()));
  menu.addEventListener("keydown", (event) => {
    const all = items();
    const at = all.indexOf(document.activeElement);
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    if (event.key in moves) {
      event.preventDefault();
      all.at(moves[event.key] % all.length).focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      close();
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target) && !button.contains(event.target)) close();
  });
}
