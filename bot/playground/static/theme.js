// Light or dark: what was chosen here before, or else what the system says (style.css).
"use strict";

(() => {
  const KEY = "theme";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is closed to this page; the system's choice is good enough
    }
  }

  globalThis.theme = {
    /** "light" or "dark", as the page is painted now. */
    get current() {
      return root.dataset.theme ?? (dark.matches ? "dark" : "light");
    },
    toggle() {
      root.dataset.theme = this.current === "dark" ? "light" : "dark";
      try {
        localStorage.setItem(KEY, root.dataset.theme);
      } catch {
        // the choice lasts as long as the page
      }
    },
    /** Calls `listener` when the system changes its mind. */
    watch(listener) {
      dark.addEventListener("change", listener);
    },
  };

  const before = chosen();
  if (before === "light" || before === "dark") root.dataset.theme = before;
})();
