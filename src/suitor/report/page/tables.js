"use strict";
// Getting tables out: to a spreadsheet by the clipboard, in another order by a column's name.
const kit = (() => {
  const said = document.body.dataset;
  const fill = (pattern, name, text) => pattern.replace(`{${name}}`, text);
  const words = (cell) => cell.textContent.trim().replace(/\s+/g, " ").replace(/\u2060/g, "");
  const bare = (cell) => (Number.isFinite(Number(cell.dataset.n)) ? cell.dataset.n : "");
  // A spreadsheet must not take words for a formula.
  const safe = (text) => (/^[=+\-@\t\r]/.test(text) ? "'" + text : text);

  // Rows as text. Where a column has numbers, they stand beside their words, or instead of them.
  const cells = (table, beside) => {
    const rows = [...table.tBodies[0].rows], heads = [...table.tHead.rows[0].cells];
    const counted = heads.map((_, at) => rows.some((row) => row.cells[at].dataset.n !== undefined));
    const line = (row, number) => [...row.cells].flatMap((cell, at) => {
      if (!counted[at]) return [safe(words(cell))];
      return beside ? [safe(words(cell)), number(cell)] : [number(cell) || safe(words(cell))];
    });
    const named = (head) => safe(beside ? fill(said.number, "column", words(head)) : words(head));
    return [line(table.tHead.rows[0], named), ...rows.map((row) => line(row, bare))];
  };
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const csv = (table) => "\ufeff" + cells(table, false).map((row) => row.map(quoted).join(",")).join("\r\n");

  const button = (text, name, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.setAttribute("aria-label", name);
    made.addEventListener("click", () => act(made));
    return made;
  };

  const toClipboard = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch { // an old browser, or one that does not trust a file
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
  const copy = async (made, table) => {
    await toClipboard(cells(table, true).map((row) => row.join("\t")).join("\n"));
    made.textContent = said.copied;
    document.getElementById("said").textContent = said.copied;
    setTimeout(() => { made.textContent = said.copy; document.getElementById("said").textContent = ""; }, 1800);
  };

  const value = (row, at) => Number(row.cells[at].dataset.n ?? NaN);
  const sorted = (rows, at, up) => rows.sort((a, b) => {
    const [x, y] = [value(a, at), value(b, at)];
    if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y); // a dash stays last
    const order = Number.isNaN(x) ? words(a.cells[at]).localeCompare(words(b.cells[at])) : x - y;
    return up ? order : -order;
  });
  const sortable = (table) => {
    const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      const text = words(head);
      if (!text) return;
      const made = button(text, fill(said.sort, "column", text), () => {
        const now = head.getAttribute("aria-sort"), up = now ? now === "descending" : at === 0;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        body.append(...sorted([...body.rows], at, up));
      });
      made.className = "sort";
      head.replaceChildren(made);
    });
  };

  const tables = (place) => {
    for (const table of place.querySelectorAll("section table:not(.plain)")) {
      const region = table.closest(".scroll"), tools = document.createElement("div");
      tools.className = "tools above";
      tools.append(button(said.copy, `${said.copy}: ${table.caption.textContent}`, (made) => copy(made, table)));
      region.before(tools);
      const counted = table.querySelector("tbody [data-n]") && !table.closest("figure");
      if (counted && table.tBodies[0].rows.length > 4) sortable(table);
    }
  };

  // No two regions of a place have the same name.
  const apart = (place, side = "") => {
    const seen = new Map();
    for (const region of place.querySelectorAll("[role=region]")) {
      const name = [region.getAttribute("aria-label"), side].filter(Boolean).join(" · "), count = (seen.get(name) || 0) + 1;
      seen.set(name, count);
      region.setAttribute("aria-label", count > 1 ? `${name} (${count})` : name);
    }
  };
  return { said, fill, words, csv, button, tables, apart };
})();
