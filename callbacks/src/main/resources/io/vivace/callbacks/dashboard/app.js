// What is known about runs, how it comes here, and where it is drawn.

const COLORS = 8;
const DASHES = ["", "7 4", "2 3", "9 3 2 3"];
const POLL = 1000;
const CHARTS = [
  { key: "loss", title: "Loss", unit: "", smooth: true },
  { key: "metric", title: "", unit: "" },
  { key: "lr", title: "Learning rate", unit: "" },
  { key: "momentum", title: "Momentum", unit: "" },
  { key: "speed", title: "Speed", unit: "items/s", smooth: true },
  { key: "wait", title: "Waiting for data", unit: "%" },
  { key: "memory", title: "Memory", unit: "MB" },
];

const runs = new Map(); // by id: { head, run, layers, pictures, color, shown, card, have }
const charts = new Map(); // by key of the chart
const layers = new Layers(byId("lines"), byId("names"), byId("histograms"), byId("panels"));
let focused = null;
let focusChosen = false;

// ------------------------------------------------------------------------------------------------ runs

function entry(head) {
  let r = runs.get(head.id);
  if (r === undefined) {
    r = { color: `var(--c${entry.seen++ % COLORS})`, shown: true, have: {} };
    r.card = card(r, head.id);
    runs.set(head.id, r);
    byId("runs").append(r.card.root);
    byId("focus").append(element("option", { value: head.id }));
  }
  r.head = head;
  return r;
}

entry.seen = 0;

function card(r, id) {
  const box = element("input", { type: "checkbox", checked: true });
  box.addEventListener("change", () => { r.shown = box.checked; update(); });
  const c = {
    box,
    title: element("span", { className: "title" }),
    state: element("span", { className: "state" }),
    bar: element("progress", { max: 1 }),
    facts: element("div", { className: "facts" }),
    message: element("div", { className: "message" }),
  };
  c.title.addEventListener("click", () => focusOn(id));
  c.root = element("div", { className: "run" }, c.box, c.title, c.state, c.bar, c.facts, c.message);
  c.root.style.borderLeftColor = r.color;
  return c;
}

const STATES = { running: "trains", finished: "finished", stopped: "stopped early", failed: "failed", silent: "broken off",
  unreadable: "cannot be read" };

function drawCard(r) {
  const { head, card: c } = r;
  c.title.textContent = head.title;
  c.title.title = head.title;
  c.box.setAttribute("aria-label", `show ${head.title}`);
  c.state.textContent = STATES[head.state] ?? head.state;
  c.state.className = "state";
  if (STATES[head.state] !== undefined) c.state.classList.add(head.state);
  c.message.textContent = head.message ?? "";
  c.message.hidden = !head.message;
  c.bar.hidden = head.state !== "running";
  if (head.planned > 0) {
    c.bar.value = Math.min(1, head.batches / head.planned);
    const facts = [`epoch ${number(Math.min(head.epoch, head.epochs), 3)} of ${head.epochs}`, `batch ${head.batches} of ${head.planned}`,
      duration(head.seconds)];
    if (head.state === "running" && head.batches > 3) {
      facts.push(`about ${duration((head.seconds / head.batches) * (head.planned - head.batches))} left`);
    }
    c.facts.textContent = facts.join(" · ");
  }
}

// ------------------------------------------------------------------------------------------------ curves

/** Where batches lie on the axis of now: straight lines between what the clock noted. */
function placer(run, across) {
  if (across === "batch") return (b) => b;
  const { batch } = run.clock;
  const to = run.clock[across];
  return (b) => {
    if (batch.length === 0) return null;
    let high = batch.length - 1;
    if (b >= batch[high]) return to[high];
    let low = 0;
    if (b <= batch[0]) return batch[0] > 0 ? (to[0] * b) / batch[0] : to[0];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (batch[middle] <= b) low = middle; else high = middle;
    }
    return to[low] + ((b - batch[low]) / (batch[high] - batch[low])) * (to[high] - to[low]);
  };
}

function chartOf(key) {
  let c = charts.get(key);
  if (c === undefined) {
    const metric = key.startsWith("metric ");
    const kind = CHARTS.find((k) => k.key === (metric ? "metric" : key)) ?? { title: key, unit: "" };
    c = { chart: new Chart(metric ? key.slice(7) : kind.title, kind.unit), rank: CHARTS.indexOf(kind), smooth: kind.smooth };
    charts.set(key, c);
    const later = [...charts.values()].filter((o) => o.rank > c.rank).sort((a, b) => a.rank - b.rank)[0];
    byId("charts").insertBefore(c.chart.root, later?.chart.root ?? null);
  }
  return c;
}

function alone(run, line) {
  return run.lines.filter((l) => l.chart === line.chart).length === 1;
}

function drawCurves() {
  const across = byId("across").value;
  const weight = Number(byId("smoothing").value);
  const shown = [...runs.values()].filter((r) => r.shown && r.run);
  const many = shown.length > 1;
  const end = Math.max(0, ...shown.map((r) => placer(r.run, across)(r.run.batches) ?? 0));
  const byChart = new Map([...charts.keys()].map((key) => [key, []]));
  for (const r of shown) {
    const place = placer(r.run, across);
    const counts = new Map();
    for (const line of r.run.lines) {
      const c = chartOf(line.chart);
      const k = counts.get(line.chart) ?? 0;
      counts.set(line.chart, k + 1);
      const sparse = line.chart === "loss" ? line.name === "validation" : line.chart.startsWith("metric ");
      const smooth = c.smooth && !sparse && weight > 0;
      const drawn = {
        name: !many ? line.name : alone(r.run, line) ? r.head.title : `${r.head.title} · ${line.name}`,
        color: many ? r.color : `var(--c${k % COLORS})`,
        dash: many ? DASHES[k % DASHES.length] : "",
        points: sparse,
        x: line.x.map(place),
        y: smooth ? smoothed(line.y, weight) : line.y,
        low: line.low, high: line.high,
      };
      if (smooth) drawn.raw = line.y;
      const list = byChart.get(line.chart) ?? [];
      list.push(drawn);
      byChart.set(line.chart, list);
    }
  }
  for (const [key, lines] of byChart) {
    const { chart } = chartOf(key);
    chart.root.hidden = lines.length === 0;
    chart.marks = many || shown.length === 0 ? [] : shown[0].run.marks.map((m) => ({ x: placer(shown[0].run, across)(m.batch), label: m.label }));
    chart.set(lines, across, end);
  }
}

// ------------------------------------------------------------------------------------------------ details

function drawDetails() {
  const r = runs.get(focused);
  byId("details").hidden = r?.run === undefined;
  if (r?.run === undefined) return;
  byId("focus").value = focused;
  drawTable(r.run);
  drawPictures(r);
  byId("layers").hidden = !(r.layers?.batch.length > 0);
  if (!byId("layers").hidden) {
    const across = byId("across").value;
    const place = placer(r.run, across);
    layers.draw(r.layers, byId("gradients").checked, place, across, place(r.run.batches) ?? 0);
  }
}

function drawTable(run) {
  byId("epochs").hidden = run.rows.length === 0;
  const cell = (v, name) => (name === "epoch" ? number(v) : name === "seconds" ? duration(v) : number(v, 5));
  byId("table").replaceChildren(
    element("thead", {}, element("tr", {}, ...run.columns.map((c) => element("th", { text: c === "seconds" ? "time" : c, title: c })))),
    element("tbody", {}, ...[...run.rows].reverse().map((row) =>
      element("tr", {}, ...row.map((v, i) => element("td", { text: cell(v, run.columns[i]) }))))));
}

function drawPictures(r) {
  const p = r.pictures;
  byId("predictions").hidden = !(p?.pictures.length > 0);
  if (byId("predictions").hidden || p === drawPictures.drawn) return;
  drawPictures.drawn = p;
  byId("source").textContent = p.source;
  byId("pictures").replaceChildren(...p.pictures.map((one) => {
    const image = element("img", { src: `data:image/png;base64,${one.png}`, alt: one.caption, width: one.width, height: one.height });
    if (one.width > 160) image.className = "large";
    const words = element("figcaption");
    const sign = { right: "✓ ", wrong: "✗ " }[one.verdict];
    if (sign) words.append(element("b", { text: sign }));
    words.append(one.caption);
    const f = element("figure", {}, image, words);
    if (sign) f.className = one.verdict;
    return f;
  }));
}

/** The run that began last: of those that run, or else of all that can be read. */
function latest(known) {
  const readable = known.filter(([, r]) => r.head.state !== "unreadable");
  const running = readable.filter(([, r]) => r.head.state === "running");
  const of = running.length ? running : readable;
  return of.reduce((a, b) => (a === null || b[1].head.started > a[1].head.started ? b : a), null)?.[0] ?? null;
}

function update() {
  const known = [...runs.entries()];
  for (const [, r] of known) drawCard(r);
  if (!focusChosen || !runs.has(focused)) focused = latest(known);
  for (const option of byId("focus").options) option.textContent = runs.get(option.value)?.head.title ?? "";
  byId("amount").textContent = Number(byId("smoothing").value).toFixed(2);
  const busy = known.filter(([, r]) => r.head.state === "running");
  document.title = busy.length ? `${busy.map(([, r]) => `${Math.floor((100 * r.head.batches) / Math.max(1, r.head.planned))} %`).join(", ")} – Vivace` : "Vivace";
  drawCurves();
  drawDetails();
}

// ------------------------------------------------------------------------------------------------ how it comes here

async function ask(path) {
  const answer = await fetch(path, { cache: "no-store" });
  if (answer.status === 404) return null; // it has just gone
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/** Asks for a part if there is a newer one. */
async function part(r, name, version) {
  if (r.have[name] === version) return false;
  const found = await ask(`api/${name}?id=${encodeURIComponent(r.head.id)}`);
  if (found === null) return false;
  r[name] = found;
  r.have[name] = version;
  return true;
}

async function refresh() {
  const heads = await ask("api/runs");
  const ids = new Set(heads.map((h) => h.id));
  for (const [id, r] of runs) {
    if (!ids.has(id)) {
      r.card.root.remove();
      [...byId("focus").options].find((o) => o.value === id)?.remove();
      runs.delete(id);
    }
  }
  let changed = ids.size !== refresh.count;
  refresh.count = ids.size;
  for (const head of heads) {
    const r = entry(head);
    if (head.state === "unreadable") continue;
    if (r.shown || head.id === focused) changed = (await part(r, "run", head.version)) || changed;
    if (head.id === focused) {
      changed = (await part(r, "pictures", head.picturesVersion)) || changed;
      changed = (await part(r, "layers", head.layersVersion)) || changed;
    }
  }
  return changed;
}

async function poll() {
  const status = byId("status");
  let pause = POLL;
  if (document.visibilityState === "visible") {
    try {
      const before = focused;
      if ((await refresh()) || before === null) update(); else for (const r of runs.values()) drawCard(r);
      if (before !== focused) { await refresh(); update(); }
      status.className = "";
      status.textContent = runs.size ? `${runs.size} ${runs.size === 1 ? "run" : "runs"}, live` : "no run yet; this page fills when training begins";
    } catch (e) {
      status.className = "lost";
      status.textContent = "no answer: the program has ended, or cannot be reached. What was seen stays.";
      pause = 5 * POLL;
    }
  }
  setTimeout(poll, pause);
}

function focusOn(id) {
  focused = id;
  focusChosen = true;
  update();
  if (!byId("report")) refresh().then(update, () => {}); // poll says what is wrong, if something is
}

function showReport(text) {
  for (const one of JSON.parse(text)) Object.assign(entry(one.run), one);
  byId("status").textContent = `report of ${new Date(Math.max(...[...runs.values()].map((r) => r.run.started + 1000 * r.run.seconds))).toLocaleString()}`;
  update();
}

for (const id of ["smoothing", "across", "gradients"]) byId(id).addEventListener("input", update);
byId("focus").addEventListener("input", () => focusOn(byId("focus").value));
byId("controls").addEventListener("submit", (e) => e.preventDefault());
const report = byId("report");
if (report) showReport(report.textContent); else poll();
