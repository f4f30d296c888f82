// A button that copies the text of a box, where the browser can; the text can be selected without it.
"use strict";

const SHOWN = 2000; // milliseconds for which the button says that it is done

for (const box of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break; // only on https and on this machine
  const text = box.querySelector("pre");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = box.dataset.copy;
  const told = document.createElement("span");
  told.className = "small";
  told.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      told.textContent = box.dataset.copied;
      setTimeout(() => { told.textContent = ""; }, SHOWN);
    } catch {
      getSelection().selectAllChildren(text); // the reader copies it
    }
  });
  text.before(button, " ", told);
}
