"use strict";
// Charts that answer: values under the pointer or the arrow keys, lines that can be left out, one scenario at a time.
// Whatever is said is read from the table under the chart, so that no number is written twice.
const charts = (() => {
  const { said, fill, words, csv, button } = kit;
  const space = "http://www.w3.org/2000/svg";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (name, text = "", look = "") => Object.assign(document.createElement(name), { textContent: text, className: look });
  const shape = (name, told) => {
    const made = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(told)) made.setAttribute(key, value);
    return made;
  };
  const seen = (figure) => all(".plate svg", figure).find((svg) => svg.clientWidth > 0);
  const nearest = (values, wanted) => values.reduce((best, value, at) => (Math.abs(value - wanted) < Math.abs(values[best] - wanted) ? at : best), 0);
  // A place in the drawing's own units as one on the screen, and back.
  const place = (svg, x, y) => new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
  const within = (svg, x, y) => new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());

  // ---- reading values: a reader knows how many there are, which is nearest, and what to say and show of one

  const bars = (figure, heads, rows) => ({
    count: rows.length,
    near: (svg, x, y) => nearest(all("[data-bar]", svg).map((bar) => { const box = bar.getBoundingClientRect(); return box.top + box.height / 2; }), y),
    show: (svg, at) => {
      for (const bar of all("[data-bar]", svg)) bar.classList.toggle("dim", Number(bar.dataset.bar) !== at);
      const bar = svg.querySelector(`[data-bar="${at}"]`), box = (bar.querySelector("circle, rect") ?? bar).getBoundingClientRect();
      return [box.left + box.width / 2, box.top];
    },
    hide: (svg) => all(".dim", svg).forEach((bar) => bar.classList.remove("dim")),
    tell: (at) => [words(rows[at].cells[0]), heads.slice(1).map((head, cell) => [head, words(rows[at].cells[cell + 1])])],
    id: (at) => figure.querySelector(`[data-bar="${at}"]`).dataset.figure,
  });

  const curves = (figure, heads, rows, hidden) => {
    const xs = rows.map((row) => Number(row.cells[0].dataset.n));
    // A line is one column, or three with the band around it.
    const wide = all(".wide [data-band]", figure).map((band) => (band.querySelector("polygon") ? 3 : 1));
    const first = wide.map((_, at) => 1 + wide.slice(0, at).reduce((sum, each) => sum + each, 0));
    const axis = (svg, name) => {
      const [from, to, low, high] = svg.querySelector("[data-x]").dataset[name].split(" ").map(Number);
      return { from, to, of: (value) => from + ((value - low) / (high - low)) * (to - from), back: (at) => low + ((at - from) / (to - from)) * (high - low) };
    };
    const shown = () => wide.map((_, band) => band).filter((band) => !hidden.has(band));
    const middle = (band) => first[band] + (wide[band] === 3 ? 1 : 0);
    const name = (band) => figure.querySelector(`[data-key="${band}"] text`)?.textContent ?? (wide[band] === 1 ? heads[first[band]] : words(figure.querySelector("figcaption")));
    const hide = (svg) => svg.querySelector(".cross")?.remove();
    return {
      count: rows.length,
      near: (svg, x, y) => nearest(xs, axis(svg, "x").back(within(svg, x, y).x)),
      show: (svg, at) => {
        hide(svg);
        const [x, y] = [axis(svg, "x"), axis(svg, "y")], across = x.of(xs[at]);
        const cross = shape("g", { class: "cross" });
        cross.append(shape("line", { x1: across, x2: across, y1: y.from, y2: y.to, stroke: "var(--soft)", "stroke-width": 1 }));
        for (const band of shown()) {
          const value = Number(rows[at].cells[middle(band)].dataset.n);
          if (Number.isFinite(value)) cross.append(shape("circle", { cx: across, cy: y.of(value), r: 4.5, fill: "var(--ink)", stroke: "var(--paper)", "stroke-width": 1.5 }));
        }
        svg.append(cross);
        const top = place(svg, across, y.to);
        return [top.x, top.y, true];
      },
      hide,
      tell: (at) => [`${heads[0]}: ${words(rows[at].cells[0])}`, shown().map((band) => {
        const cell = (column) => words(rows[at].cells[column]), value = cell(middle(band));
        const range = wide[band] === 3 ? ` (${fill(fill(said.reach, "low", cell(first[band])), "high", cell(first[band] + 2))})` : "";
        return [name(band), value + range];
      })],
      id: () => "",
    };
  };

  // ---- the box that says it

  const tip = make("div", "", "tip");
  tip.setAttribute("role", "status");
  tip.hidden = true;
  let open = null; // what takes the box away again
  const close = () => { open?.(); open = null; tip.hidden = true; };
  const tell = (plate, [x, y, beside], [title, pairs]) => { // above the place, or beside a line through it
    const list = make("dl");
    for (const [label, value] of pairs) list.append(make("dt", label), make("dd", value));
    tip.replaceChildren(make("strong", title), list);
    plate.append(tip);
    tip.hidden = false;
    const box = plate.getBoundingClientRect(), wide = tip.offsetWidth, across = x - box.left;
    const left = beside ? (across + wide + 14 < box.width ? across + 14 : across - wide - 14) : across - wide / 2;
    const above = Math.max(y - box.top - tip.offsetHeight - 10, 8 - box.top);
    tip.style.left = `${Math.max(Math.min(left, box.width - wide), 0)}px`;
    tip.style.top = `${beside ? y - box.top + 6 : above}px`;
  };
  addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

  const readable = (figure, reader) => {
    const plate = figure.querySelector(".plate");
    let now = -1;
    const show = (at, silent = false) => {
      const svg = seen(figure);
      if (!svg || at === now && !tip.hidden) return;
      close();
      now = Math.min(Math.max(at, 0), reader.count - 1);
      const where = reader.show(svg, now);
      if (!silent) tell(plate, where, reader.tell(now));
      open = () => all(".plate svg", figure).forEach(reader.hide);
    };
    const behind = () => {
      const id = reader.id(now);
      if (id) { close(); plate.dispatchEvent(new CustomEvent("behind", { detail: id, bubbles: true })); }
    };
    const name = words(figure.querySelector("figcaption"));
    for (const [key, value] of Object.entries({ tabindex: 0, role: "group", "aria-label": name, "aria-describedby": "how" })) plate.setAttribute(key, value);
    all("title", plate).forEach((title) => title.remove()); // the box says as much
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
    plate.addEventListener("keydown", (event) => {
      if (event.target !== plate) return;
      if (event.key in steps) { event.preventDefault(); show(now < 0 ? 0 : now + steps[event.key]); }
      if (event.key === "Enter" && now >= 0) behind();
    });
    plate.addEventListener("focus", () => { if (plate.matches(":focus-visible")) show(Math.max(now, 0)); });
    plate.addEventListener("blur", close);
    plate.addEventListener("pointermove", (event) => show(reader.near(seen(figure), event.clientX, event.clientY)));
    plate.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") close(); });
    plate.addEventListener("click", (event) => {
      if (event.target.closest("button")) return;
      const at = reader.near(seen(figure), event.clientX, event.clientY), told = at === now && !tip.hidden;
      show(at);
      if (event.pointerType === "mouse" || told) behind(); // a first touch tells, a second one opens
    });
    return { show, close };
  };

  // ---- lines that can be left out

  const legend = (figure, hidden) => {
    const plate = figure.querySelector(".plate");
    for (const drawing of all(".wide, .narrow", figure)) {
      const svg = drawing.querySelector("svg"), [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
      for (const key of all("[data-key]", svg)) {
        const band = Number(key.dataset.key), [x, y, wide, high] = key.dataset.box.split(" ").map(Number);
        const made = button("", fill(said.legend, "line", key.textContent), () => {
          hidden[hidden.has(band) ? "delete" : "add"](band);
          for (const part of all(`[data-band="${band}"]`, plate)) part.classList.toggle("out", hidden.has(band));
          for (const part of all(`[data-key="${band}"]`, plate)) part.classList.toggle("faint", hidden.has(band));
          for (const other of all(`button[data-of="${band}"]`, plate)) other.setAttribute("aria-pressed", !hidden.has(band));
          close();
        });
        made.className = "key";
        made.dataset.of = band;
        made.setAttribute("aria-pressed", "true");
        Object.assign(made.style, { left: `${(100 * x) / width}%`, top: `${(100 * y) / height}%`, width: `${(100 * wide) / width}%`, height: `${(100 * high) / height}%` });
        drawing.append(made);
      }
    }
  };

  // ---- a question that a slider asks

  const slide = (figure, reader, reading) => {
    const box = make("div", "", "ask"), label = make("label", figure.dataset.asked), input = make("input"), told = make("output");
    const rows = all("tbody tr", figure), xs = rows.map((row) => Number(row.cells[0].dataset.n));
    const mark = Number(figure.dataset.start);
    Object.assign(input, { type: "range", min: 0, max: rows.length - 1, step: 1, value: nearest(xs, mark) });
    const say = () => {
      const at = Number(input.value), [, pairs] = reader.tell(at), list = make("dl");
      for (const [name, value] of pairs) { const line = make("div"); line.append(make("dt", name), make("dd", value)); list.append(line); }
      told.replaceChildren(make("strong", words(rows[at].cells[0])), list);
      input.setAttribute("aria-valuetext", words(rows[at].cells[0]));
    };
    input.addEventListener("input", () => { say(); reading.show(Number(input.value), true); });
    input.addEventListener("blur", reading.close);
    label.append(input);
    box.append(label, told);
    figure.querySelector("figcaption").after(box);
    say();
  };

  // ---- pictures to keep: on paper's colours, whatever the screen's are

  const palette = Object.fromEntries(said.palette.trim().split(" ").map((pair) => pair.split(":")));
  const letters = document.getElementById("letters");
  const drawn = (figure) => {
    const svg = figure.querySelector(".wide svg").cloneNode(true), head = 40, foot = 30;
    all(".cross, .out", svg).forEach((part) => part.remove());
    all(".dim", svg).forEach((part) => part.classList.remove("dim"));
    const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number), tall = height + head + foot;
    const title = words(figure.querySelector("figcaption")), font = getComputedStyle(document.body).fontFamily;
    const ruler = Object.assign(document.createElement("canvas").getContext("2d"), { font: `700 16px ${font}` });
    const size = 16 * Math.min(1, (width - 4) / ruler.measureText(title).width);
    const line = (y, text, told) => Object.assign(shape("text", { x: 0, y, ...told }), { textContent: text });
    svg.prepend(
      shape("rect", { x: -16, y: -head - 10, width: width + 32, height: tall + 20, fill: "var(--paper)" }),
      line(-16, title, { fill: "var(--ink)", "font-weight": 700, "font-size": size.toFixed(1) }),
      line(height + 22, `${document.title} · Suitor`, { fill: "var(--soft)", "font-size": 11 }),
    );
    if (letters) svg.prepend(Object.assign(shape("style", {}), { textContent: letters.textContent })); // it goes to other machines
    for (const [key, value] of Object.entries({ viewBox: `-16 ${-head - 10} ${width + 32} ${tall + 20}`, width: width + 32, height: tall + 20, "font-family": font })) svg.setAttribute(key, value);
    return new XMLSerializer().serializeToString(svg).replace(/var\(--(\w+)\)/g, (_, tone) => palette[tone]);
  };
  const keep = (content, type, name) => {
    const link = make("a");
    link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
    link.download = name.replace(/[^\w.-]+/g, "-");
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const bitmap = (figure, done) => {
    const picture = new Image();
    picture.onload = () => {
      const canvas = make("canvas");
      [canvas.width, canvas.height] = [2 * picture.width, 2 * picture.height];
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(done, "image/png");
    };
    picture.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(drawn(figure));
  };
  const tools = (figure) => {
    const box = make("div", "", "tools"), name = figure.dataset.name, title = words(figure.querySelector("figcaption"));
    const ways = {
      csv: () => keep(csv(figure.querySelector("table")), "text/csv;charset=utf-8", `${name}.csv`),
      svg: () => keep(drawn(figure), "image/svg+xml", `${name}.svg`),
      png: () => bitmap(figure, (picture) => keep(picture, "image/png", `${name}.png`)),
    };
    for (const [way, act] of Object.entries(ways)) box.append(button(said[way], `${fill(said.save, "what", said[way])}: ${title}`, act));
    figure.querySelector("details").before(box);
  };

  const answering = (figure) => {
    tools(figure);
    const heads = all("thead th", figure).map(words), rows = all("tbody tr", figure), hidden = new Set();
    const kinds = { Ranges: () => bars(figure, heads, rows), Lines: () => curves(figure, heads, rows, hidden) };
    const reader = kinds[figure.dataset.chart]?.();
    if (!reader || !reader.count) return;
    const reading = readable(figure, reader);
    legend(figure, hidden);
    if (figure.dataset.asked) slide(figure, reader, reading);
  };

  // ---- one scenario at a time

  const tabbed = (tabs) => {
    const panes = all(".pane", tabs);
    if (panes.length < 2) return;
    const list = make("div", "", "tablist");
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", tabs.dataset.name);
    const pick = (chosen, focus) => panes.forEach((pane, at) => {
      const tab = list.children[at], on = at === chosen;
      tab.setAttribute("aria-selected", on);
      tab.tabIndex = on ? 0 : -1;
      pane.classList.toggle("away", !on);
      if (on && focus) tab.focus();
    });
    panes.forEach((pane, at) => {
      const tab = button(pane.dataset.tab, pane.dataset.tab, () => pick(at));
      tab.removeAttribute("aria-label");
      tab.id = `${pane.id}-tab`;
      for (const [key, value] of Object.entries({ role: "tab", "aria-controls": pane.id })) tab.setAttribute(key, value);
      for (const [key, value] of Object.entries({ role: "tabpanel", "aria-labelledby": tab.id })) pane.setAttribute(key, value);
      list.append(tab);
    });
    list.addEventListener("keydown", (event) => {
      const now = panes.findIndex((pane) => !pane.classList.contains("away"));
      const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: panes.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      pick((to + panes.length) % panes.length, true);
    });
    tabs.prepend(list);
    pick(0);
  };

  return (place) => {
    all("figure[data-chart]", place).forEach(answering);
    all(".tabs", place).forEach(tabbed);
  };
})();
