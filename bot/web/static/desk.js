// The desk without reloading: the same form is sent, the same HTML comes back, and stands above the older answers.
"use strict";

const MOST_TURNS = 50; // kept on the page
const PATIENCE = 250; // milliseconds before the page says that it is waiting

const form = document.getElementById("desk");
const box = form.elements.namedItem("text");
const answers = document.getElementById("answers");
const status = document.getElementById("status");
let busy = false;

async function ask(text) {
  if (busy || !text.trim()) return;
  busy = true;
  form.setAttribute("aria-busy", "true");
  const wait = setTimeout(() => { status.textContent = form.dataset.waiting; }, PATIENCE);
  try {
    const fields = new URLSearchParams(new FormData(form));
    fields.set("text", text);
    const response = await fetch(form.dataset.turn, { method: "POST", body: fields });
    show(await response.text());
    if (response.ok && box.value === text) box.value = "";
    clearTimeout(wait);
    status.textContent = "";
  } catch {
    clearTimeout(wait);
    status.textContent = form.dataset.failed;
  }
  form.removeAttribute("aria-busy");
  busy = false;
}

function show(html) {
  const turn = new DOMParser().parseFromString(html, "text/html").querySelector(".turn");
  if (!turn) throw new Error("no turn in the response");
  turn.classList.add("arrived");
  answers.prepend(document.adoptNode(turn));
  while (answers.children.length > MOST_TURNS) answers.lastElementChild.remove();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(box.value);
});

box.addEventListener("keydown", (event) => {
  // While an input method composes Chinese, Enter belongs to it.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  ask(box.value);
});

document.querySelector(".examples").addEventListener("click", (event) => {
  const chip = event.target.closest("[data-text]");
  if (!chip || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  ask(chip.dataset.text);
});

document.getElementById("keys").hidden = false;
