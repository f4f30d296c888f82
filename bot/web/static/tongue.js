// A site of files stands at its root in one language: whoever's browser prefers the other is told where that is.
"use strict";

const hint = document.getElementById("tongue");
hint.hidden = navigator.language.split("-")[0] !== hint.lang;
