// Building nodes. Text only ever becomes a text node: nothing here or above it uses innerHTML.

const SVG = "http://www.w3.org/2000/svg";

/**
 * A new element. `properties` are DOM properties, save `class`, `data` (an object), `aria`
 * (an object, keys without "aria-") and `role`; children are nodes or strings, null is skipped.
 */
export function make(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === "class") node.className = value;
    else if (name === "role") node.setAttribute("role", value);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "aria") {
      for (const [key, said] of Object.entries(value)) node.setAttribute(`aria-${key}`, said);
    } else node[name] = value;
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** An icon of index.html, in the colour of the text around it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

export const byId = (id) => document.getElementById(id);

/** Whether the reader asked the system for less movement. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
