"use strict";
// What is set lives in the address: set.PATH=TEXT for setting A, b.set.PATH=TEXT for B. Every answer is asked for anew.
(() => {
  const WAIT = 60; // milliseconds between the last move and the question
  const REST = 250; // and until all draws are asked for
  const SWIFT = 200; // milliseconds within which all draws may be asked for at every move
  const FEW = 300; // draws while a slider moves
  const body = document.body;
  const language = document.documentElement.lang;
  const byId = (id) => document.getElementById(id);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const say = (key, fields = {}) =>
    Object.entries(fields).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, () => String(value)), body.dataset["say" + key]);
  const make = (tag, text = "", attributes = {}) => {
    const element = document.createElement(tag);
    element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  // ---- what is set

  const state = { a: new Map(), b: new Map(), compare: false, side: "a", hidden: new Set() };
  const PREFIX = { a: "set.", b: "b.set." };

  const given = new URLSearchParams(location.search);

  const readAddress = () => {
    for (const [key, text] of given) {
      for (const side of ["b", "a"]) {
        if (key.startsWith(PREFIX[side]) && text) { state[side].set(key.slice(PREFIX[side].length), text); break; }
      }
    }
    state.compare = given.has("compare") || state.b.size > 0;
    state.hidden = new Set((given.get("hide") || "").split(",").filter(Boolean));
  };

  const address = (lang = language) => {
    const query = new URLSearchParams({ lang });
    if (body.dataset.deal) query.set("deal", body.dataset.deal);
    if (given.has("draws")) query.set("draws", body.dataset.draws);
    if (state.hidden.size) query.set("hide", [...state.hidden].join(","));
    for (const [path, text] of state.a) query.append(PREFIX.a + path, text);
    if (state.compare) {
      query.set("compare", "1");
      for (const [path, text] of state.b) query.append(PREFIX.b + path, text);
    }
    return query;
  };

  const question = (settings, extra = {}) => {
    const query = new URLSearchParams({ lang: language, ...extra });
    if (body.dataset.deal) query.set("deal", body.dataset.deal);
    for (const [path, text] of settings) query.append("set." + path, text);
    return query;
  };

  // ---- sliders and boxes

  const controls = new Map(all(".control").map((row) => [row.dataset.path, row]));
  const part = (row, name) => row.querySelector("." + name);
  const tidy = (value) => String(Number(Number(value).toPrecision(6)));
  const ratio = (row) => Number(row.dataset.ratio);
  const numberOf = (row, text) => {
    const bare = text.endsWith(row.dataset.suffix) ? text.slice(0, text.length - row.dataset.suffix.length) : "";
    return bare.trim() === "" ? NaN : Number(bare);
  };

  const show = (row, value) => {
    const slide = part(row, "slide");
    if (value < Number(slide.min)) slide.min = value;
    if (value > Number(slide.max)) slide.max = value;
    slide.value = value;
    slide.setAttribute("aria-valuetext", tidy(value * ratio(row)) + " " + part(row, "unit").textContent);
    part(row, "box").value = tidy(value * ratio(row));
  };

  const fill = () => {
    const settings = state[state.side];
    for (const [path, row] of controls) {
      const text = settings.get(path);
      const value = text === undefined ? Number(row.dataset.value) : numberOf(row, text);
      if (!Number.isNaN(value)) show(row, value);
      row.classList.toggle("set", text !== undefined);
      part(row, "reset").hidden = text === undefined;
    }
    byId("count").textContent = settings.size ? say("SomeSet", { count: settings.size }) : say("NoneSet");
    byId("reset-all").hidden = settings.size === 0;
    byId("compare").checked = state.compare;
    byId("sides").hidden = !state.compare;
    for (const radio of all("input[name=side]")) radio.checked = radio.value === state.side;
    for (const box of all(".scenario")) box.checked = !state.hidden.has(box.value);
    byId("side-b").hidden = !state.compare;
    body.classList.toggle("comparing", state.compare);
    linkUp();
  };

  const linkUp = () => {
    history.replaceState(null, "", "?" + address());
    const link = byId("language");
    link.href = "/?" + address(link.hreflang);
    for (const link of all("a.download")) {
      const format = link.dataset.format;
      link.href = (format ? "/api/report?" : "/api/deal?") + question(state[state.side], format ? { format } : {});
    }
  };

  const set = (path, text) => {
    if (text === null) state[state.side].delete(path); else state[state.side].set(path, text);
    const row = controls.get(path);
    row.classList.toggle("set", text !== null);
    part(row, "reset").hidden = text === null;
    const size = state[state.side].size;
    byId("count").textContent = size ? say("SomeSet", { count: size }) : say("NoneSet");
    byId("reset-all").hidden = size === 0;
    linkUp();
    moved[state.side] = path;
    later(state.side);
  };

  for (const [path, row] of controls) {
    const slide = part(row, "slide"), box = part(row, "box"), reset = part(row, "reset");
    slide.addEventListener("input", () => {
      const value = Number(slide.value);
      show(row, value);
      set(path, tidy(value) + row.dataset.suffix);
    });
    box.addEventListener("input", () => {
      if (box.value === "" || Number.isNaN(Number(box.value))) return;
      const value = Number(box.value) / ratio(row);
      const written = box.value;
      show(row, value);
      box.value = written; // as typed, not as tidied
      set(path, tidy(value) + row.dataset.suffix);
    });
    reset.addEventListener("click", () => {
      show(row, Number(row.dataset.value));
      set(path, null);
      slide.focus();
    });
  }

  // ---- questions and answers

  const waiting = {}, running = {}, moved = {}, swift = new Set(), answers = { a: null, b: null };
  const ALL = Number(body.dataset.draws);
  let file = null; // the numbers of the file as it is

  // A number that takes long is asked for with few draws while it moves and with all of them when it rests.
  const later = (side, wait = WAIT, draws = swift.has(moved[side]) ? ALL : Math.min(FEW, ALL)) => {
    clearTimeout(waiting[side]);
    waiting[side] = setTimeout(() => ask(side, draws), wait);
  };

  const fetched = async (url, options) => {
    let response;
    try {
      response = await fetch(url, options);
    } catch (error) {
      if (error.name === "AbortError") throw error;
      return { problems: [{ message: say("Offline") }] };
    }
    return response.json().catch(() => ({ problems: [{ message: say("Offline") }] }));
  };

  const ask = async (side, draws = ALL) => {
    running[side]?.abort();
    clearTimeout(waiting[side]);
    const control = (running[side] = new AbortController());
    const place = byId("side-" + side);
    place.setAttribute("aria-busy", "true");
    const width = Math.round(place.clientWidth / 20) * 20 || 720;
    const extra = { side, width, draws, hide: [...state.hidden].join(",") };
    try {
      const answer = await fetched("/api/evaluate?" + question(state[side], extra), { signal: control.signal });
      answers[side] = answer;
      if (state[side].size === 0 && draws === ALL && answer.strip) file = answer.strip;
      if (!file && answer.strip) askFile(extra);
      render(side, answer, place);
      if (draws < ALL && answer.strip) return later(side, REST, ALL);
      if (moved[side]) swift[answer.ms < SWIFT ? "add" : "delete"](moved[side]);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
      return;
    }
    place.removeAttribute("aria-busy");
  };

  const askFile = async (extra) => {
    const answer = await fetched("/api/evaluate?" + question(new Map(), { ...extra, side: "a", draws: ALL }));
    if (answer.strip) { file = answer.strip; strip(); }
  };

  const render = (side, answer, place) => {
    if (answer.problems) {
      const box = make("div", "", { class: "refused", role: "alert" });
      box.append(make("h2", say("Failed")), listed(answer.problems));
      place.replaceChildren(box);
    } else {
      const open = new Set(all("details[open] > summary", place).map((summary) => summary.textContent));
      const piece = document.createElement("template");
      piece.innerHTML = answer.html; // built and escaped by the report's own templates
      place.replaceChildren(piece.content);
      for (const summary of all("details > summary", place)) summary.parentElement.open = open.has(summary.textContent);
      kit.tables(place);
      kit.apart(place, state.compare ? say("Side" + side.toUpperCase()) : "");
      charts(place);
      if (state.compare) place.prepend(make("p", say("Side" + side.toUpperCase()), { class: "which" }));
      leaveOut(answer.still);
      for (const note of answer.notes) place.append(make("p", note, { class: "caution" }));
      byId("took").textContent = say("Computed", { draws: answer.draws.toLocaleString(language), ms: answer.ms });
    }
    strip();
  };

  // Numbers that move nothing are known once the first answer is there.
  const leaveOut = (still) => {
    for (const path of still) {
      const row = controls.get(path)?.closest(".listed");
      if (row) { row.hidden = true; row.dataset.still = ""; }
    }
  };

  const listed = (problems) => {
    const list = make("ul", "", { class: "points" });
    const told = (problem) => (problem.line ? `${say("Line", { line: problem.line })}  ${problem.message}` : problem.message);
    list.append(...problems.map((problem) => make("li", told(problem))));
    return list;
  };

  const strip = () => {
    const sides = state.compare ? ["a", "b"] : ["a"];
    const told = sides.filter((side) => answers[side]?.strip);
    const cards = (answers[told[0]]?.strip || []).map((first) => {
      const card = make("div", "", { class: "headline" });
      card.append(make("p", first.label, { class: "label" }));
      for (const side of told) {
        const one = answers[side].strip.find((each) => each.id === first.id);
        if (!one) continue;
        const line = make("p", "", { class: "big" });
        if (state.compare) line.append(make("span", side.toUpperCase(), { class: "letter", title: say("Side" + side.toUpperCase()) }));
        line.append(one.text);
        card.append(line);
        if (one.range && !state.compare) card.append(make("p", one.range, { class: "range" }));
      }
      const before = file?.find((each) => each.id === first.id);
      const moved = before && told.some((side) => answers[side].strip.find((each) => each.id === first.id)?.text !== before.text);
      if (moved) card.append(make("p", say("FileValue", { value: before.text }), { class: "range file" }));
      return card;
    });
    byId("numbers").replaceChildren(...cards);
    const spoken = told.map((side) => {
      const answer = answers[side], last = answer.strip.find((each) => each.id === "verdict.completion");
      const text = last ? say("Ready", { verdict: answer.verdict, completion: `${last.label}${language === "ja" ? "：" : ": "}${last.text}` }) : answer.verdict;
      return state.compare ? `${side.toUpperCase()}${language === "ja" ? "：" : ": "}${text}` : text;
    });
    const failed = sides.some((side) => answers[side]?.problems);
    const lines = spoken.length ? spoken : [failed ? say("Failed") : say("Computing")];
    byId("verdict").replaceChildren(...lines.map((line) => make("span", line)));
  };

  // ---- the rest of the rail

  const askAll = () => { ask("a"); if (state.compare) ask("b"); };

  byId("compare").addEventListener("change", (event) => {
    state.compare = event.target.checked;
    if (state.compare && state.b.size === 0) state.b = new Map(state.a);
    state.side = state.compare ? "b" : "a";
    fill();
    askAll();
  });
  for (const radio of all("input[name=side]")) radio.addEventListener("change", () => { state.side = radio.value; fill(); });
  byId("reset-all").addEventListener("click", () => { state[state.side].clear(); fill(); ask(state.side); byId("compare").focus(); });
  for (const box of all(".scenario")) {
    box.addEventListener("change", () => {
      if (box.checked) state.hidden.delete(box.value); else state.hidden.add(box.value);
      linkUp();
      askAll();
    });
  }

  byId("search")?.addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    let count = 0;
    for (const row of all(".listed")) {
      row.hidden = row.dataset.still !== undefined || !row.textContent.toLowerCase().includes(wanted);
      count += !row.hidden;
    }
    byId("matches").textContent = say("Matches", { count });
  });

  for (const button of all("button[data-copy]")) {
    button.addEventListener("click", async () => {
      const kind = button.dataset.copy;
      const text = kind === "link" ? location.href : answers[state.side]?.copy?.[kind];
      if (!text) return;
      byId("text").textContent = text;
      byId("text").hidden = false;
      try {
        await navigator.clipboard.writeText(text);
        byId("copied").textContent = say("Copied");
      } catch {
        byId("copied").textContent = say("Select");
      }
    });
  }

  byId("upload").addEventListener("change", async (event) => {
    const chosen = event.target.files[0];
    if (!chosen) return;
    const place = byId("problems");
    place.replaceChildren(make("p", say("Computing")));
    const query = new URLSearchParams({ lang: language, name: chosen.name });
    const answer = await fetched("/api/upload?" + query, { method: "POST", body: chosen });
    if (answer.deal) {
      location.assign("/?" + new URLSearchParams({ lang: language, deal: answer.deal }));
      return;
    }
    const lines = (await chosen.text()).split("\n");
    place.replaceChildren(wrong(chosen.name, answer.problems, lines));
    place.firstElementChild.scrollIntoView({ block: "center" }); // the choice stands at the foot of a long rail
    event.target.value = "";
  });

  const wrong = (name, problems, lines) => {
    const box = document.createDocumentFragment();
    const said = problems.length === 1 ? say("OneProblem", { name }) : say("Problems", { name, count: problems.length });
    const list = make("ol", "", { class: "wrong" });
    for (const problem of problems) {
      const item = document.createElement("li");
      if (problem.line) item.append(make("strong", say("Line", { line: problem.line })));
      const line = problem.line ? (lines[problem.line - 1] || "").trim() : "";
      if (line) item.append(make("code", line.length > 160 ? `${line.slice(0, 160)}…` : line, { class: "line" }));
      item.append(make("p", problem.message));
      list.append(item);
    }
    box.append(make("h3", said), list);
    return box;
  };

  // What stands behind a number: its formula and inputs, told when somebody asks.
  const about = byId("about");
  let opener = null;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.figure");
    if (!link) return;
    event.preventDefault();
    explain(link.dataset.id, link);
  });
  document.addEventListener("behind", (event) => explain(event.detail, event.target));
  const explain = async (id, from) => {
    const side = from.closest("#side-b") ? "b" : "a";
    const answer = await fetched("/api/figure?" + question(state[side], { id, draws: ALL }));
    const [value, name, ...rest] = answer.lines || answer.problems.map((problem) => problem.message);
    const inputs = make("ul");
    inputs.append(...rest.filter((line) => line.startsWith("  ")).map((line) => make("li", line.trim())));
    const said = rest.filter((line) => line && !line.startsWith("  ")).map((line) => make("p", line));
    about.querySelector(".inner").replaceChildren(make("h3", name || ""), make("p", value, { class: "id" }), ...said, inputs);
    opener = from;
    about.showPopover();
    about.scrollTop = 0;
    about.querySelector(".close").focus();
  };
  about.addEventListener("toggle", (event) => {
    if (event.newState === "closed" && opener) opener.focus({ preventScroll: true });
  });

  let wide = innerWidth;
  addEventListener("resize", () => {
    if (Math.abs(innerWidth - wide) < 40) return;
    wide = innerWidth;
    for (const side of state.compare ? ["a", "b"] : ["a"]) later(side, REST, ALL);
  });

  readAddress();
  fill();
  askAll();
})();
