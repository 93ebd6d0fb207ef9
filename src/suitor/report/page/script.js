"use strict";
// What is behind a number: its definition from the list at the end of the page, in a box beside the text.
(() => {
  const main = document.querySelector("main");
  kit.tables(main);
  kit.apart(document);
  charts(main);

  const folded = document.querySelectorAll("details.aside");
  addEventListener("beforeprint", () => folded.forEach((part) => { part.dataset.was = part.open; part.open = true; }));
  addEventListener("afterprint", () => folded.forEach((part) => { part.open = part.dataset.was === "true"; }));

  if (matchMedia("(max-width: 1199px)").matches) document.querySelector("nav details").open = false;
  // Where the reader is, in the list of contents.
  const links = new Map([...document.querySelectorAll("nav a")].map((link) => [link.hash.slice(1), link]));
  const here = new IntersectionObserver((parts) => {
    for (const part of parts.filter((each) => each.isIntersecting)) {
      links.forEach((link, id) => link.setAttribute("aria-current", id === part.target.id));
    }
  }, { rootMargin: "-20% 0px -79%" });
  document.querySelectorAll("main > section[aria-labelledby]").forEach((part) => here.observe(part));

  const about = document.getElementById("about");
  if (!about.showPopover) return; // the links lead to the list at the end of the page instead
  const inner = about.querySelector(".inner");
  const places = new Map([...document.querySelectorAll(".known tr[id]")].map((row) => [row.lastElementChild.textContent, row.id]));
  let opener = null;

  const make = (name, text = "", look = "") => {
    const element = document.createElement(name);
    element.textContent = text;
    if (look) element.className = look;
    return element;
  };
  const pair = (label, ...inside) => {
    const line = make("div"), told = make("dd");
    told.append(...inside);
    line.append(make("dt", label), told);
    return line;
  };
  const input = (number) => {
    const cells = [...document.getElementById("in-" + (number - 1)).cells].map((cell) => cell.textContent.replace("↗", "").trim());
    const item = make("li");
    item.append(make("code", cells[1]), " = " + cells[2], make("br"), make("small", [cells[3], cells[4], cells[5]].filter(Boolean).join(" · ")));
    return item;
  };
  // "3, 7–9" as 3, 7, 8, 9
  const numbers = (told) => told.split(", ").flatMap((span) => {
    const [first, last = first] = span.split("–").map(Number);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });

  const tell = (row) => {
    const known = row.closest(".known"), heads = [...known.querySelectorAll("thead th")].map((head) => head.textContent);
    const [name, value, range, terms, settled, inputs, id] = row.cells;
    const shown = make("p", value.textContent, "value"), list = make("dl");
    if (range.textContent) shown.append(make("span", `${heads[2]}: ${range.textContent}`));
    list.append(...known.querySelector("dl").cloneNode(true).children, pair(heads[4], settled.textContent));
    const formula = list.querySelector(".formula");
    if (terms.textContent) formula.append(make("br"), ...terms.cloneNode(true).childNodes);
    inner.replaceChildren(make("h3", name.textContent), shown, make("p", known.querySelector(".means")?.textContent ?? ""), list, make("p", id.textContent, "id"));
    const link = inputs.querySelector("a");
    if (!link) return;
    const from = make("ul");
    from.append(...numbers(document.querySelector(link.hash).textContent).map(input));
    inner.append(make("h4", `${heads[5]} (${link.textContent})`), from);
  };

  const show = (row, from) => {
    if (!row) return;
    tell(row);
    opener = from;
    about.showPopover();
    about.scrollTop = 0;
    about.querySelector(".close").focus();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.figure");
    if (!link) return;
    event.preventDefault();
    show(document.querySelector(link.hash), link);
  });
  document.addEventListener("behind", (event) => show(document.getElementById(places.get(event.detail)), event.target));
  about.addEventListener("toggle", (event) => {
    if (event.newState === "closed" && opener) opener.focus({ preventScroll: true });
  });
})();
