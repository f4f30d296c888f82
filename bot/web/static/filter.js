// The filter of a catalogue that is a file: the same fields as the server's, over the rows that stand on the page.
"use strict";

const form = document.querySelector(".filter");
const box = form.elements.namedItem("text");
const choices = [...form.querySelectorAll("select")];
const parts = [...document.querySelectorAll(".part")];
const total = document.getElementById("total");
const whole = total.textContent;

// Width and case don't matter.
const fold = (text) => text.normalize("NFKC").toLowerCase();
const rows = [...document.querySelectorAll(".part tbody tr")].map((line) => ({ line, text: fold(line.textContent) }));

function show() {
  const words = fold(box.value).split(/\s+/).filter(Boolean);
  const telling = rows.filter(({ text }) => words.every((word) => text.includes(word)));
  const fits = ({ line }, but) =>
    choices.every((choice) => choice === but || !choice.value || line.dataset[choice.name] === choice.value);
  const fitting = new Set(telling.filter((row) => fits(row)).map(({ line }) => line));
  for (const { line } of rows) line.hidden = !fitting.has(line);
  for (const choice of choices) {
    const others = telling.filter((row) => fits(row, choice));
    for (const option of choice.options) {
      const count = others.filter(({ line }) => !option.value || line.dataset[choice.name] === option.value).length;
      option.textContent = option.textContent.replace(/\d+(?=[)）]$)/, count);
    }
  }
  for (const part of parts) {
    const count = part.querySelectorAll("tbody tr:not([hidden])").length;
    const lead = document.querySelector(`.sections a[href="#${CSS.escape(part.id)}"]`);
    part.hidden = !count;
    part.querySelector(".size").textContent = count;
    if (lead) {
      lead.parentElement.hidden = !count;
      lead.nextElementSibling.textContent = count;
    }
  }
  const all = fitting.size === rows.length;
  total.textContent = all ? whole : form.dataset.part.replace("{shown}", fitting.size).replace("{every}", rows.length);
  document.getElementById("none").hidden = fitting.size > 0;
  document.getElementById("again").hidden = all;
}

function change() {
  const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
  const address = new URL(location.href);
  address.search = asked;
  history.replaceState(null, "", address);
  for (const link of document.querySelectorAll("a.other")) link.search = asked;
  show();
}

form.addEventListener("input", change);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  change();
});

const asked = new URLSearchParams(location.search);
box.value = asked.get("text") || "";
for (const choice of choices) {
  const named = [...choice.options].find((option) => option.value === asked.get(choice.name));
  if (named) choice.value = named.value;
}
form.hidden = false;
change();
