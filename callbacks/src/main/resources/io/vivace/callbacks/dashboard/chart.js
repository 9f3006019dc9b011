// A chart of lines in SVG: axes with units, a legend that hides lines, a tooltip, a logarithmic upright axis on request.

const HEIGHT = 220;
const MARGIN = { left: 54, right: 12, top: 10, bottom: 32 };

/** Bias-corrected exponential average, as the optimizers' (Adam); points that are missing leave it as it is. */
function smoothed(y, weight) {
  if (weight <= 0) return y;
  let sum = 0;
  let norm = 0;
  return y.map((v) => {
    if (v === null) return null;
    sum = weight * sum + (1 - weight) * v;
    norm = weight * norm + 1 - weight;
    return sum / norm;
  });
}

function swatch(line) {
  const s = shape("svg", { viewBox: "0 0 22 10", "aria-hidden": "true" });
  s.append(shape("line", { x1: 0, y1: 5, x2: 22, y2: 5 }, { stroke: line.color, strokeWidth: "2.5", strokeDasharray: line.dash }));
  if (line.points) s.append(shape("circle", { cx: 11, cy: 5, r: 3 }, { fill: line.color }));
  return s;
}

class Chart {
  constructor(title, unit, { log = false } = {}) {
    this.title = title;
    this.unit = unit;
    this.hidden = new Set();
    this.together = [this];
    this.lines = [];
    this.log = element("input", { type: "checkbox", checked: log });
    this.log.addEventListener("change", () => this.draw());
    this.svg = shape("svg", { role: "img", height: HEIGHT });
    this.legend = element("div", { className: "legend" });
    this.tip = element("div", { className: "tip" });
    this.caption = element("span", { text: title, title });
    const caption = element("figcaption", {}, element("span", {}, this.caption, element("small", { text: unit && `  ${unit}` })),
      element("label", {}, this.log, " log"));
    this.root = element("figure", { className: "chart" }, caption, this.svg, this.legend, this.tip);
    this.svg.addEventListener("pointermove", (e) => this.point(e));
    this.svg.addEventListener("pointerdown", (e) => this.point(e));
    this.svg.addEventListener("pointerleave", () => this.leave());
    new ResizeObserver(() => { this.leave(); this.draw(); }).observe(this.root);
  }

  /** Charts that hide the same lines, by the legend of this one. */
  lead(...others) {
    this.together = [this, ...others];
    for (const c of others) {
      c.hidden = this.hidden;
      c.legend.remove();
    }
  }

  /** Lines: name, color, dash, points, x, y, raw (before smoothing), low, high; x and y may hold nulls. */
  set(lines, across, end) {
    this.lines = lines;
    this.across = across;
    this.end = end;
    this.names();
    this.draw();
  }

  names() {
    const key = this.lines.map((l) => `${l.name}\n${l.color}\n${l.dash}`).join("\n\n");
    if (key === this.namesDrawn) return;
    this.namesDrawn = key;
    this.legend.replaceChildren(...this.lines.map((line) => {
      const b = element("button", { type: "button", title: line.name }, swatch(line), element("span", { text: line.name }));
      b.setAttribute("aria-pressed", String(!this.hidden.has(line.name)));
      b.addEventListener("click", () => {
        if (!this.hidden.delete(line.name)) this.hidden.add(line.name);
        b.setAttribute("aria-pressed", String(!this.hidden.has(line.name)));
        for (const c of this.together) c.draw();
      });
      return b;
    }));
    this.legend.hidden = this.lines.length < 2;
  }

  shown() {
    return this.lines.filter((l) => !this.hidden.has(l.name));
  }

  range() {
    let x0 = 0, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
    for (const l of this.shown()) {
      for (let i = 0; i < l.x.length; i++) {
        const x = l.x[i], y = l.y[i];
        if (x === null || y === null || (this.log.checked && y <= 0)) continue;
        if (x > x1) x1 = x;
        if (y < y0) y0 = y;
        if (y > y1) y1 = y;
      }
    }
    if (y0 > y1) return null;
    x1 = Math.max(x1, this.end ?? 0, 1e-9);
    if (this.log.checked) {
      return y0 === y1 ? { x0, x1, y0: y0 / 2, y1: y1 * 2 } : { x0, x1, y0: y0 / 1.08, y1: y1 * 1.08 };
    }
    const pad = y0 === y1 ? Math.abs(y0) * 0.1 || 1 : (y1 - y0) * 0.06;
    const floor = y0 >= 0 && y0 - pad < 0 ? 0 : y0 - pad;
    return { x0, x1, y0: floor, y1: y1 + pad };
  }

  draw() {
    const width = this.svg.clientWidth;
    if (width < 40) return;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    const r = this.range();
    this.svg.replaceChildren();
    this.scale = null;
    if (r === null) {
      const t = shape("text", { x: width / 2, y: HEIGHT / 2, "text-anchor": "middle" });
      t.textContent = this.lines.length && !this.shown().length ? "all lines are hidden" : "nothing to draw yet";
      this.svg.append(t);
      this.svg.setAttribute("aria-label", `${this.title}: nothing to draw yet`);
      return;
    }
    const w = width - MARGIN.left - MARGIN.right;
    const h = HEIGHT - MARGIN.top - MARGIN.bottom;
    const up = this.log.checked ? Math.log : (v) => v;
    const px = (x) => MARGIN.left + ((x - r.x0) / (r.x1 - r.x0)) * w;
    const py = (y) => MARGIN.top + h - ((up(y) - up(r.y0)) / (up(r.y1) - up(r.y0))) * h;
    this.scale = { ...r, px, py, w, h, width };
    this.axes(r, px, py, w, h);
    const clip = `clip-${Chart.next++}`;
    const path = shape("clipPath", { id: clip });
    path.append(shape("rect", { x: MARGIN.left, y: MARGIN.top - 2, width: w + 2, height: h + 4 }));
    const area = shape("g", { "clip-path": `url(#${clip})` });
    this.svg.append(path, area);
    for (const line of this.shown()) this.line(area, line, px, py);
    if (this.pointer) this.point(this.pointer);
    this.svg.setAttribute("aria-label", `${this.title}: ` + this.shown().map((l) => `${l.name} ${number(lastOf(l.y))}`).join(", "));
  }

  axes(r, px, py, w, h) {
    const g = shape("g");
    const bottom = MARGIN.top + h;
    const yTicks = this.log.checked ? logTicks(r.y0, r.y1, 6) : linearTicks(r.y0, r.y1, 5);
    for (const t of yTicks) {
      g.append(shape("line", { class: "gridline", x1: MARGIN.left, x2: MARGIN.left + w, y1: py(t), y2: py(t) }));
      g.append(label(number(t), MARGIN.left - 6, py(t) + 4, "end"));
    }
    const wanted = Math.max(2, Math.floor(w / 80));
    const time = this.across === "seconds";
    for (const t of (time ? timeTicks : linearTicks)(r.x0, r.x1, wanted)) {
      if (this.across === "batch" && !Number.isInteger(t)) continue;
      g.append(shape("line", { class: "axis", x1: px(t), x2: px(t), y1: bottom, y2: bottom + 4 }));
      g.append(label(time ? duration(t).replace(/ (min|h)$/, "") : number(t), px(t), bottom + 15, "middle"));
    }
    g.append(shape("line", { class: "axis", x1: MARGIN.left, x2: MARGIN.left + w, y1: bottom, y2: bottom }));
    const names = { batch: "batch", epoch: "epoch", seconds: r.x1 >= 3600 ? "time, h:min" : r.x1 >= 60 ? "time, min:s" : "time" };
    g.append(label(names[this.across], MARGIN.left + w, bottom + 28, "end"));
    for (const m of this.marks ?? []) {
      if (m.x > r.x0 && m.x < r.x1) {
        const line = shape("line", { class: "mark", x1: px(m.x), x2: px(m.x), y1: MARGIN.top, y2: bottom });
        const title = shape("title");
        title.textContent = m.label;
        line.append(title);
        g.append(line);
      }
    }
    this.svg.append(g);
  }

  line(area, line, px, py) {
    const ok = (y) => y !== null && (!this.log.checked || y > 0);
    const d = (x, y) => {
      let text = "";
      let pen = false;
      for (let i = 0; i < x.length; i++) {
        if (x[i] === null || !ok(y[i])) { pen = false; continue; }
        text += `${pen ? "L" : "M"}${px(x[i]).toFixed(1)} ${py(y[i]).toFixed(1)}`;
        pen = true;
      }
      return text;
    };
    const style = { stroke: line.color, strokeDasharray: line.dash };
    if (line.low && line.high) {
      const keep = line.x.map((_, i) => i).filter((i) => line.x[i] !== null && ok(line.low[i]) && ok(line.high[i]));
      const edge = (i, y) => `${px(line.x[i]).toFixed(1)} ${py(y[i]).toFixed(1)}`;
      const there = keep.map((i) => edge(i, line.high));
      const back = keep.map((i) => edge(i, line.low)).reverse();
      if (keep.length > 1) area.append(shape("path", { class: "band", d: `M${[...there, ...back].join("L")}Z` }, { fill: line.color }));
    }
    if (line.raw) area.append(shape("path", { class: "faint", d: d(line.x, line.raw) }, { stroke: line.color }));
    area.append(shape("path", { class: "curve", d: d(line.x, line.y) }, style));
    if (line.points || line.x.length === 1) {
      for (let i = Math.max(0, line.x.length - 200); i < line.x.length; i++) {
        if (line.x[i] !== null && ok(line.y[i])) {
          area.append(shape("circle", { cx: px(line.x[i]), cy: py(line.y[i]), r: 2.8 }, { fill: line.color }));
        }
      }
    }
  }

  point(event) {
    const s = this.scale;
    if (!s) return;
    this.pointer = event;
    const box = this.svg.getBoundingClientRect();
    const at = s.x0 + ((event.clientX - box.left - MARGIN.left) / s.w) * (s.x1 - s.x0);
    const rows = [];
    let nearest = null;
    for (const line of this.shown()) {
      const i = closest(line.x, line.y, at);
      if (i < 0) continue;
      rows.push({ line, i });
      if (nearest === null || Math.abs(line.x[i] - at) < Math.abs(nearest - at)) nearest = line.x[i];
    }
    if (nearest === null) return this.leave();
    this.cross(s.px(nearest), s);
    const where = this.across === "seconds" ? duration(nearest) : `${this.across} ${number(this.across === "batch" ? Math.round(nearest) : nearest)}`;
    rows.sort((a, b) => b.line.y[b.i] - a.line.y[a.i]);
    const more = rows.length > 14 ? [element("div", { text: `and ${rows.length - 14} more` })] : [];
    this.tip.replaceChildren(element("div", { text: where }), ...rows.slice(0, 14).map(({ line, i }) =>
      element("div", {}, swatch(line), element("span", { text: line.name }), element("b", { text: number(line.y[i], 5) + (this.unit === "%" ? " %" : "") }))), ...more);
    this.tip.style.display = "block";
    const left = event.clientX - this.root.getBoundingClientRect().left;
    const beside = left + 14 + this.tip.offsetWidth < this.root.clientWidth ? left + 14 : left - 14 - this.tip.offsetWidth;
    this.tip.style.left = `${Math.max(4, beside)}px`;
    this.tip.style.top = "44px";
  }

  cross(x, s) {
    this.svg.querySelector(".cross")?.remove();
    this.svg.append(shape("line", { class: "cross", x1: x, x2: x, y1: MARGIN.top, y2: MARGIN.top + s.h }));
  }

  leave() {
    this.pointer = null;
    this.tip.style.display = "none";
    this.svg.querySelector(".cross")?.remove();
  }
}
Chart.next = 0;

function label(text, x, y, anchor) {
  const t = shape("text", { x, y, "text-anchor": anchor });
  t.textContent = text;
  return t;
}

function lastOf(y) {
  for (let i = y.length - 1; i >= 0; i--) if (y[i] !== null) return y[i];
  return null;
}

/** The place of the point with a value that lies closest; x grows. */
function closest(x, y, at) {
  let best = -1;
  for (let i = 0; i < x.length; i++) {
    if (x[i] === null || y[i] === null) continue;
    if (best < 0 || Math.abs(x[i] - at) <= Math.abs(x[best] - at)) best = i;
    else if (x[i] > at) break;
  }
  return best;
}
