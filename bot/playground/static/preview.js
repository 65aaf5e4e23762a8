// The card of a link under a message. Nothing is loaded from elsewhere: a picture is shown only
// where this very server has it, or where the address is the picture.

import { icon, make } from "./dom.js";
import { safeLink } from "./entities.js";

const SHORTEST = 5; // characters of a written address that gets a preview
const NO_PREVIEW = /^(tg|ton|tonsite|ftp):/i;

/** The address of a picture that may be shown, or null. */
export function pictureUrl(address) {
  if (/^data:image\/(png|jpeg|gif|webp);base64,/i.test(address)) return address;
  try {
    const url = new URL(address);
    return url.origin === location.origin ? url.href : null;
  } catch {
    return null;
  }
}

/** "24.kg" of https://www.24.kg/news/1. */
export function siteName(address) {
  try {
    return new URL(safeLink(address)).hostname.replace(/^www\./, "");
  } catch {
    return address;
  }
}

function firstLink(message) {
  const entities = [...(message.entities ?? [])].sort((a, b) => a.offset - b.offset);
  for (const { type, offset, length, url } of entities) {
    const written = message.text.slice(offset, offset + length);
    const plain = length < SHORTEST || !/[/?#]/.test(written);
    const address = type === "text_link" ? url : type === "url" && !plain ? written : null;
    if (address && !NO_PREVIEW.test(address)) return address;
  }
  return null;
}

/** The card of a message's link and whether it stands over the text; null where there is none. */
export function renderPreview(message) {
  const options = message.link_preview_options ?? {};
  if (message.text === undefined || options.is_disabled) return null;
  const address = options.url ?? firstLink(message);
  const href = address && safeLink(address);
  if (!href) return null;
  const large = options.prefer_large_media === true;
  const source = pictureUrl(href);
  const picture = make(
    "span",
    { class: "preview-picture" },
    source ? make("img", { src: source, alt: "", decoding: "async" }) : icon("globe"),
  );
  // What this server does not have as a picture is a page like any other.
  picture.querySelector("img")?.addEventListener("error", () =>
    picture.replaceChildren(icon("globe")),
  );
  const card = make(
    "a",
    {
      class: `preview ${large ? "large" : "small"}`,
      href,
      target: "_blank",
      rel: "noopener noreferrer",
      title: address,
    },
    make(
      "span",
      { class: "preview-words" },
      make("span", { class: "preview-site" }, siteName(href)),
      make("span", { class: "preview-address", dir: "ltr" }, address),
    ),
    picture,
  );
  return { card, above: options.show_above_text === true };
}
