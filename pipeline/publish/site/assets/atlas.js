// Zoom and pan of pictures, and tooltips that a keyboard reaches too. Without this script pictures are whole and links work.
(() => {
  const STEP = 1.25;
  const MOST = 8;
  const PAN = 60;

  const tooltip = document.createElement("div");
  tooltip.className = "atlas-tooltip";
  tooltip.id = "atlas-tooltip";
  tooltip.setAttribute("role", "tooltip");
  tooltip.hidden = true;

  function showTip(link) {
    tooltip.textContent = link.dataset.tip;
    tooltip.hidden = false;
    link.setAttribute("aria-describedby", tooltip.id);
    const box = link.getBoundingClientRect();
    const width = Math.min(tooltip.offsetWidth, innerWidth - 16);
    tooltip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8)) + scrollX}px`;
    const above = box.top - tooltip.offsetHeight - 8;
    tooltip.style.top = `${(above > 0 ? above : box.bottom + 8) + scrollY}px`;
  }

  function hideTip(link) {
    tooltip.hidden = true;
    link.removeAttribute("aria-describedby");
  }

  function addTips(picture) {
    for (const link of picture.querySelectorAll("a.atlas-mark")) {
      const title = link.querySelector("title");
      if (!title) continue;
      link.dataset.tip = title.textContent;
      title.remove(); // or the browser would show it a second time
      for (const name of ["mouseenter", "focus"]) link.addEventListener(name, () => showTip(link));
      for (const name of ["mouseleave", "blur"]) link.addEventListener(name, () => hideTip(link));
    }
  }

  // A picture is as wide as its viewport times `zoom`; the viewport scrolls, with touch and trackpad as well.
  class Zoom {
    constructor(viewport, picture) {
      this.viewport = viewport;
      this.picture = picture;
      this.zoom = 1;
      viewport.addEventListener("keydown", (event) => this.onKey(event));
      viewport.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
      viewport.addEventListener("pointerdown", (event) => this.onDown(event));
      this.addButtons();
    }

    set(zoom, x = this.viewport.clientWidth / 2, y = this.viewport.clientHeight / 2) {
      const next = Math.min(MOST, Math.max(1, zoom));
      const ratio = next / this.zoom;
      const { scrollLeft, scrollTop } = this.viewport;
      this.zoom = next;
      this.picture.style.width = next === 1 ? "" : `${next * 100}%`;
      this.picture.style.maxWidth = next === 1 ? "" : "none";
      this.viewport.classList.toggle("atlas-zoomed", next > 1);
      this.viewport.scrollLeft = (scrollLeft + x) * ratio - x;
      this.viewport.scrollTop = (scrollTop + y) * ratio - y;
    }

    onKey(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const act = {
        "+": () => this.set(this.zoom * STEP),
        "=": () => this.set(this.zoom * STEP),
        "-": () => this.set(this.zoom / STEP),
        0: () => this.set(1),
        ArrowLeft: () => this.viewport.scrollBy(-PAN, 0),
        ArrowRight: () => this.viewport.scrollBy(PAN, 0),
        ArrowUp: () => this.viewport.scrollBy(0, -PAN),
        ArrowDown: () => this.viewport.scrollBy(0, PAN),
      }[event.key];
      if (!act || (event.key.startsWith("Arrow") && this.zoom === 1)) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    }

    onWheel(event) {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = this.viewport.getBoundingClientRect();
      this.set(this.zoom * (event.deltaY < 0 ? STEP : 1 / STEP), event.clientX - box.left, event.clientY - box.top);
    }

    onDown(event) {
      if (this.zoom === 1 || event.pointerType !== "mouse" || event.button !== 0 || event.target.closest("a")) return;
      event.preventDefault();
      this.viewport.focus({ preventScroll: true });
      this.viewport.setPointerCapture(event.pointerId);
      const move = (moved) => this.viewport.scrollBy(-moved.movementX, -moved.movementY);
      const end = () => {
        this.viewport.removeEventListener("pointermove", move);
        this.viewport.removeEventListener("pointerup", end);
        this.viewport.removeEventListener("pointercancel", end);
      };
      this.viewport.addEventListener("pointermove", move);
      this.viewport.addEventListener("pointerup", end);
      this.viewport.addEventListener("pointercancel", end);
    }

    addButtons() {
      const bar = document.createElement("div");
      bar.className = "atlas-buttons";
      const acts = [
        ["Zoom in", () => this.set(this.zoom * STEP)],
        ["Zoom out", () => this.set(this.zoom / STEP)],
        ["Whole picture", () => this.set(1)],
        ["Full screen", () => this.toggleFullScreen()],
      ];
      for (const [label, act] of acts) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = label;
        button.addEventListener("click", act);
        bar.append(button);
      }
      this.viewport.before(bar);
    }

    toggleFullScreen() {
      if (document.fullscreenElement) document.exitFullscreen();
      else this.viewport.parentElement.requestFullscreen?.();
    }
  }

  document.body.append(tooltip);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") tooltip.hidden = true;
  });
  for (const viewport of document.querySelectorAll(".atlas-viewport")) {
    const picture = viewport.querySelector("svg");
    if (!picture) continue;
    addTips(viewport);
    new Zoom(viewport, picture);
  }
})();
