"use strict";
(() => {
  const about = document.getElementById("about");
  const inner = about.querySelector(".inner");
  if (!about.showPopover) return; // the links lead to the list at the end of the page instead
  let opener = null;
  const row = (index) => {
    const cells = document.getElementById("in-" + index).cells;
    const item = document.createElement("li");
    const path = document.createElement("code");
    path.textContent = cells[1].textContent;
    item.append(path, " = " + cells[2].textContent, document.createElement("br"));
    const where = document.createElement("small");
    where.textContent = [cells[3], cells[4], cells[5]].map((cell) => cell.textContent.replace("↗", "").trim()).filter(Boolean).join(" · ");
    item.append(where);
    return item;
  };
  const show = (id, from) => {
    const entry = document.getElementById(id);
    if (!entry) return;
    inner.replaceChildren(...[...entry.children].map((child) => child.cloneNode(true)));
    const inputs = entry.dataset.inputs.split(" ").filter(Boolean);
    if (inputs.length) {
      inner.querySelector(".numbers")?.remove();
      const title = document.createElement("h4");
      title.textContent = about.dataset.inputsLabel + " (" + inputs.length + ")";
      const list = document.createElement("ul");
      list.append(...inputs.map(row));
      inner.append(title, list);
    }
    opener = from;
    about.showPopover();
    about.scrollTop = 0;
    about.querySelector(".close").focus();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.figure");
    const bar = event.target.closest("[data-figure]");
    if (link) {
      event.preventDefault();
      show(link.hash.slice(1), link);
    } else if (bar) {
      const same = bar.closest("figure").querySelector(`a.figure[data-id="${CSS.escape(bar.dataset.figure)}"]`);
      if (same) show(same.hash.slice(1), same);
    }
  });
  about.addEventListener("toggle", (event) => {
    if (event.newState === "closed" && opener) opener.focus({ preventScroll: true });
  });
  if (matchMedia("(max-width: 1199px)").matches) document.querySelector("nav details").open = false;
})();
