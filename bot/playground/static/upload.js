// Files into the chat: by the paperclip, by drag and drop, from the clipboard.

import { byId, icon, make } from "./dom.js";
import { toast } from "./notices.js";
import { fileSize, text } from "./texts.js";

const LARGEST = 50 * 1024 * 1024; // bytes; Telegram's own limit for a bot's uploads

/** send: called with a list of files and one caption, which belongs to the first of them. */
export function offerUploads({ allowed, send }) {
  const dialog = byId("upload");
  const stage = byId("chat");
  const input = byId("file");
  let files = [];
  let previews = [];

  function preview(file) {
    const picture = /^image\/(png|jpeg|webp|gif)$/.test(file.type);
    const image = picture ? make("img", { src: URL.createObjectURL(file), alt: "" }) : null;
    if (image) previews.push(image.src);
    return make(
      "li",
      {},
      image ?? make("span", { class: "document-icon" }, icon("file")),
      make(
        "span",
        { class: "document-words" },
        make("span", { class: "document-name", dir: "auto" }, file.name),
        make("span", { class: "document-size" }, fileSize(file.size)),
      ),
    );
  }

  function open(chosen) {
    const large = [...chosen].filter((file) => file.size > LARGEST);
    for (const { name } of large) toast(text("tooBig", { name }));
    files = [...chosen].filter((file) => file.size <= LARGEST);
    if (!files.length || !allowed()) return;
    byId("upload-files").replaceChildren(...files.map(preview));
    byId("caption").value = "";
    dialog.returnValue = "";
    if (!dialog.open) dialog.showModal();
    byId("caption").focus();
  }

  dialog.addEventListener("close", () => {
    previews.forEach(URL.revokeObjectURL);
    previews = [];
    if (dialog.returnValue === "yes") send(files, byId("caption").value.trim());
    files = [];
  });
  byId("upload-no").addEventListener("click", () => dialog.close("no"));
  byId("attach").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    open(input.files);
    input.value = ""; // the same file may be chosen again
  });
  byId("text").addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    open(event.clipboardData.files);
  });

  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files") && allowed();
  const mark = (shown) => {
    byId("drop").hidden = !shown;
  };
  stage.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    mark(true);
  });
  stage.addEventListener("dragleave", (event) => {
    if (!stage.contains(event.relatedTarget)) mark(false);
  });
  stage.addEventListener("drop", (event) => {
    mark(false);
    if (!carriesFiles(event)) return;
    event.preventDefault();
    open(event.dataTransfer.files);
  });
}
