// Shows one picture: fitted at first, then zoomed and moved by wheel, pointer and keys. A new picture of the same
// diagram keeps the place that the reader has chosen.
"use strict";

class AtlasStage {
  static LARGEST = 16;
  static SMALLEST = 0.05;
  static MARGIN = 24;

  constructor(box, onZoom) {
    this.box = box;
    this.onZoom = onZoom;
    this.image = null;
    this.chosen = false;
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    this.pointers = new Map();
    box.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    box.addEventListener("pointerdown", (event) => this.#down(event));
    box.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) box.addEventListener(name, (event) => this.#up(event));
    box.addEventListener("dblclick", (event) => {
      if (this.chosen) this.fit();
      else this.zoom(2, event.offsetX, event.offsetY);
    });
    new ResizeObserver(() => this.chosen || this.fit()).observe(box);
  }

  // Takes an image that is decoded; width and height are those of the picture in px.
  show(image, width, height, { keep = false } = {}) {
    this.width = width;
    this.height = height;
    image.classList.add("picture");
    image.draggable = false;
    this.box.replaceChildren(image);
    this.image = image;
    if (keep && this.chosen) this.#apply();
    else this.fit();
  }

  clear() {
    this.box.replaceChildren();
    this.image = null;
    this.chosen = false;
  }

  fit() {
    this.chosen = false;
    if (!this.image) return;
    const room = [this.box.clientWidth - AtlasStage.MARGIN, this.box.clientHeight - AtlasStage.MARGIN];
    this.scale = Math.max(AtlasStage.SMALLEST, Math.min(1, room[0] / this.width, room[1] / this.height));
    this.x = (this.box.clientWidth - this.width * this.scale) / 2;
    this.y = (this.box.clientHeight - this.height * this.scale) / 2;
    this.#apply();
  }

  // Zooms by a factor around a point of the box, by default its middle.
  zoom(factor, x = this.box.clientWidth / 2, y = this.box.clientHeight / 2) {
    if (!this.image) return;
    const scale = Math.min(AtlasStage.LARGEST, Math.max(AtlasStage.SMALLEST, this.scale * factor));
    this.x = x - ((x - this.x) * scale) / this.scale;
    this.y = y - ((y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.chosen = true;
    this.#apply();
  }

  pan(x, y) {
    this.x += x;
    this.y += y;
    this.chosen = true;
    this.#apply();
  }

  #apply() {
    const style = this.image.style;
    style.width = `${this.width * this.scale}px`;
    style.height = `${this.height * this.scale}px`;
    style.transform = `translate(${this.x}px, ${this.y}px)`;
    if (this.onZoom) this.onZoom(this.scale);
  }

  #wheel(event) {
    event.preventDefault();
    if (event.shiftKey) this.pan(-event.deltaY, -event.deltaX);
    else this.zoom(Math.exp(-event.deltaY / 400), ...this.#place(event));
  }

  #place(event) {
    const box = this.box.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #down(event) {
    this.box.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.#place(event));
  }

  #move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = this.#place(event);
    if (this.pointers.size === 1) {
      this.pan(now[0] - before[0], now[1] - before[1]);
    } else {
      const other = [...this.pointers].find(([id]) => id !== event.pointerId)[1];
      const span = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]) || 1;
      this.zoom(span(now) / span(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    }
    this.pointers.set(event.pointerId, now);
  }

  #up(event) {
    this.pointers.delete(event.pointerId);
  }
}
