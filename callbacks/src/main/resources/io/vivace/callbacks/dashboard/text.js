// Elements, numbers as words, axes. Text goes into the page by textContent alone.

const SVG = "http://www.w3.org/2000/svg";

function element(name, options = {}, ...children) {
  const e = document.createElement(name);
  const { text, ...rest } = options;
  if (text !== undefined) e.textContent = text;
  Object.assign(e, rest);
  e.append(...children);
  return e;
}

function shape(name, attributes = {}, style = {}) {
  const e = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  Object.assign(e.style, style);
  return e;
}

function byId(id) {
  return document.getElementById(id);
}

/** A number with as many digits as a reader needs. */
function number(v, digits = 4) {
  if (v === null || v === undefined || !Number.isFinite(v)) return "–";
  if (v === 0) return "0";
  const size = Math.abs(v);
  if (size < 1e-3 || size >= 1e6) return v.toExponential(Math.max(0, digits - 2)).replace(/\.?0+e/, "e").replace("e+", "e");
  if (Number.isInteger(v)) return String(v);
  return String(Number(v.toPrecision(Math.max(digits, Math.ceil(Math.log10(size))))));
}

function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  const two = (n) => String(n).padStart(2, "0");
  return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)} min`
    : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)} h`;
}

/** Round steps that divide a range into about so many parts. */
function linearTicks(low, high, wanted) {
  const raw = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((f) => f * power).find((s) => s >= raw * 0.75) ?? raw;
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9 && ticks.length < 50; i++) {
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return ticks;
}

/** Powers of ten, and 2 and 5 of them where there is room. */
function logTicks(low, high, wanted) {
  if (high / low < 8) return linearTicks(low, high, wanted).filter((t) => t > 0);
  const ticks = [];
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const every = Math.max(1, Math.ceil((last - first) / Math.max(1, wanted)));
  const factors = last - first <= 2 ? [1, 2, 5] : last - first <= 3 ? [1, 3] : [1];
  for (let p = first; p <= last; p += every) {
    for (const f of factors) {
      const t = Number((f * 10 ** p).toPrecision(6));
      if (t >= low * 0.999 && t <= high * 1.001) ticks.push(t);
    }
  }
  return ticks.length > 1 ? ticks : linearTicks(low, high, wanted).filter((t) => t > 0);
}

/** Steps of time that people count in. */
function timeTicks(low, high, wanted) {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];
  const raw = (high - low) / Math.max(1, wanted);
  const step = steps.find((s) => s >= raw);
  if (raw < 1 || step === undefined) return linearTicks(low, high, wanted);
  const ticks = [];
  for (let t = Math.ceil(low / step) * step; t <= high; t += step) ticks.push(t);
  return ticks;
}
