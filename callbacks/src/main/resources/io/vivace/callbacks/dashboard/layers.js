// Layers: mean, deviation and share near zero as lines, histograms over time as coloured panels.

const RAMP = [[68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137], [53, 183, 121],
  [109, 205, 89], [180, 222, 44], [253, 231, 37]];

function rampColor(part) {
  const at = Math.min(1, Math.max(0, part)) * (RAMP.length - 1);
  const low = Math.min(RAMP.length - 2, Math.floor(at));
  return RAMP[low].map((v, i) => Math.round(v + (at - low) * (RAMP[low + 1][i] - v)));
}

class Panel {
  constructor() {
    this.name = element("span");
    this.canvas = element("canvas");
    this.high = element("span", { className: "high" });
    this.low = element("span", { className: "low" });
    this.first = element("span");
    this.last = element("span");
    this.tip = element("div", { className: "tip" });
    this.root = element("figure", { className: "panel" }, element("figcaption", {}, this.name),
      element("div", { className: "plot" }, this.high, this.canvas, this.low,
        element("div", { className: "ends" }, this.first, this.last)), this.tip);
    this.canvas.addEventListener("pointermove", (e) => this.point(e));
    this.canvas.addEventListener("pointerdown", (e) => this.point(e));
    this.canvas.addEventListener("pointerleave", () => { this.tip.style.display = "none"; });
  }

  set(name, kind, batch) {
    this.kind = kind;
    this.batch = batch;
    this.name.textContent = name;
    this.root.title = name;
    this.low.textContent = kind.low;
    this.high.textContent = kind.high;
    this.first.textContent = batch.length ? `batch ${batch[0]}` : "";
    this.last.textContent = batch.length > 1 ? String(batch[batch.length - 1]) : "";
    const columns = Math.max(1, batch.length);
    const levels = atob(kind.levels);
    let most = 1;
    for (let i = 0; i < levels.length; i++) most = Math.max(most, levels.charCodeAt(i));
    this.canvas.width = columns;
    this.canvas.height = kind.bins;
    const context = this.canvas.getContext("2d");
    const image = context.createImageData(columns, kind.bins);
    for (let c = 0; c < batch.length; c++) {
      for (let b = 0; b < kind.bins; b++) {
        const [red, green, blue] = rampColor(levels.charCodeAt(c * kind.bins + b) / most);
        const at = ((kind.bins - 1 - b) * columns + c) * 4;
        image.data.set([red, green, blue, kind.mean[c] === null && kind.nearZero[c] === null ? 0 : 255], at);
      }
    }
    context.putImageData(image, 0, 0);
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", `${name}: histograms over time`);
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    const c = Math.floor(((event.clientX - box.left) / box.width) * this.batch.length);
    if (!(c >= 0 && c < this.batch.length)) return;
    const row = (name, value) => element("div", {}, element("span", { text: name }), element("b", { text: value }));
    const near = this.kind.nearZero[c];
    this.tip.replaceChildren(row("batch", String(this.batch[c])), row("mean", number(this.kind.mean[c])),
      row("std", number(this.kind.std[c])), row(this.zeroName, near === null ? "–" : `${number(near * 100, 3)} %`));
    this.tip.style.display = "block";
    const left = event.clientX - this.root.getBoundingClientRect().left;
    this.tip.style.left = `${Math.max(0, left > this.root.clientWidth / 2 ? left - this.tip.offsetWidth - 10 : left + 12)}px`;
    this.tip.style.top = "24px";
  }
}

class Layers {
  constructor(lines, names, heading, panels) {
    this.heading = heading;
    this.panelsRoot = panels;
    this.panels = [];
    this.mean = new Chart("Mean", "");
    this.std = new Chart("Standard deviation", "", { log: true });
    this.zero = new Chart("Share near zero", "%");
    lines.append(this.mean.root, this.std.root, this.zero.root);
    this.mean.lead(this.std, this.zero);
    names.append(this.mean.legend);
  }

  draw(data, gradients, xOf, across, end) {
    const kind = gradients ? "gradients" : "activations";
    const what = gradients ? "gradients" : "activations";
    const zeroName = gradients ? "exact zeros" : "within 0.05 of zero";
    const x = data.batch.map(xOf);
    const all = data.layers.length;
    const lines = (key, factor) => data.layers.map((layer, i) => ({
      name: layer.name, dash: "", color: `hsl(${Math.round(275 - (225 * i) / Math.max(1, all - 1))} 62% 50%)`, points: false,
      x, y: layer[kind][key].map((v) => (v === null ? null : v * factor)),
    }));
    this.mean.set(lines("mean", 1), across, end);
    this.std.set(lines("std", 1), across, end);
    this.zero.set(lines("nearZero", 100), across, end);
    this.mean.caption.textContent = `Mean of ${what}`;
    this.std.caption.textContent = `Standard deviation of ${what}`;
    this.zero.caption.textContent = gradients ? "Gradients that are 0" : "Activations within 0.05 of 0";
    this.heading.textContent = gradients
      ? "Histograms of the gradients' magnitudes over time, brighter for more (logarithm of the count)"
      : "Histograms of the activations over time, brighter for more (logarithm of the count)";
    while (this.panels.length < all) {
      const p = new Panel();
      this.panels.push(p);
      this.panelsRoot.append(p.root);
    }
    this.panels.forEach((p, i) => {
      p.root.hidden = i >= all;
      p.zeroName = zeroName;
      if (i < all) p.set(data.layers[i].name, data.layers[i][kind], data.batch);
    });
  }
}
