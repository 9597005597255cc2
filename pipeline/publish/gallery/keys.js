// The keys and buttons that the gallery and the preview have in common.
"use strict";

// `opened` gives the id of the diagram that is shown, or null; `more` adds keys of the page's own.
function atlasKeys({ cards, stage, opened, close, toggleTheme, more = {} }) {
  const at = (id) => document.getElementById(id);
  const STEP = 60;
  const MOVES = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };

  function step(by) {
    const next = cards.beside(opened(), by);
    if (next) location.hash = encodeURI(next);
  }

  function arrow(event) {
    if (opened()) {
      stage.pan(...MOVES[event.key]);
    } else {
      const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -cards.columns(), ArrowDown: cards.columns() }[event.key];
      const here = [...cards.cards].find(([, card]) => card === document.activeElement);
      cards.focus(cards.beside(here ? here[0] : null, by));
    }
    event.preventDefault();
  }

  const KEYS = {
    "/": () => { close(); requestAnimationFrame(() => { at("query").focus(); at("query").select(); }); },
    "?": () => at("keys").showModal(),
    j: () => step(1),
    k: () => step(-1),
    "+": () => stage.zoom(1.25),
    "=": () => stage.zoom(1.25),
    "-": () => stage.zoom(0.8),
    0: () => stage.fit(),
    1: () => stage.zoom(1 / stage.scale),
    s: () => opened() && at("svg").click(),
    p: () => opened() && at("png").click(),
    d: toggleTheme,
    ...more,
  };

  document.addEventListener("keydown", (event) => {
    if (at("keys").open) return;
    if (event.key === "Escape") {
      if (opened()) close();
      else if (at("query").value) { at("query").value = ""; cards.refresh(); }
      else event.target.blur();
    } else if (event.key === "Enter" && event.target === at("query") && cards.shown.length) {
      location.hash = encodeURI(cards.shown[0]);
    } else if (event.key === "ArrowDown" && event.target === at("query")) {
      cards.focus(cards.shown[0]);
      event.preventDefault();
    } else if (!atlasTyping(event)) {
      if (event.key in MOVES) arrow(event);
      else if (event.key in KEYS) { KEYS[event.key](); event.preventDefault(); }
    }
  });

  at("close").addEventListener("click", close);
  at("previous").addEventListener("click", () => step(-1));
  at("next").addEventListener("click", () => step(1));
  at("in").addEventListener("click", () => stage.zoom(1.25));
  at("out").addEventListener("click", () => stage.zoom(0.8));
  at("fit").addEventListener("click", () => stage.fit());
  at("help").addEventListener("click", () => at("keys").showModal());
}
