"use strict";
// The overview (search, filter, sort) and the view of one photo, which lies packed until it is opened.
(() => {
  const root = document.documentElement;
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Light and dark: what the system says, unless somebody chose otherwise here.
  const system = matchMedia("(prefers-color-scheme: dark)");
  const remember = (value) => {
    try {
      if (value) localStorage.setItem("photoaudit-theme", value);
      return localStorage.getItem("photoaudit-theme");
    } catch { // pages opened from disk may be refused a memory
      return value;
    }
  };
  let theme = remember();
  const dress = () => {
    if (theme) root.dataset.theme = theme;
    root.toggleAttribute("data-dark", (theme || (system.matches ? "dark" : "light")) === "dark");
  };
  find("#theme").hidden = false;
  find("#theme").addEventListener("click", () => {
    theme = root.hasAttribute("data-dark") ? "light" : "dark";
    remember(theme);
    dress();
  });
  system.addEventListener("change", dress);
  dress();

  // Paper shows what is folded.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("main:not([hidden]) details:not([open])").filter((item) => !item.closest("#overview"));
    for (const item of folded) item.open = true;
  });
  addEventListener("afterprint", () => {
    for (const item of folded) item.open = false;
  });

  const jump = (event) => {
    const link = event.target.closest("[data-jump]");
    if (!link) return;
    event.preventDefault();
    const place = document.getElementById(link.dataset.jump);
    place.open = true;
    place.scrollIntoView();
    find("summary", place).focus({ preventScroll: true });
  };
  const photo = find("#photo");
  photo?.addEventListener("click", jump); // no photo on the page of an evaluation

  // A pair: the original lies over the edited picture, as far as the slider says, or both in turns.
  // Without this script they stand side by side, as on paper.
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const BLINK = 700;
  const part = (stage, share) => stage.style.setProperty("--part", `${share}%`);
  const slide = (slider) => {
    part(find(".stage", slider.closest(".exhibit")), slider.value);
    slider.setAttribute("aria-valuetext", `${slider.value} % original from the left, the rest edited`);
  };
  const blink = (button) => {
    const exhibit = button.closest(".exhibit");
    const stage = find(".stage", exhibit);
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    clearInterval(Number(button.dataset.timer));
    if (!on) {
      slide(find("[data-part]", exhibit));
      return;
    }
    let share = 100;
    part(stage, share);
    if (still.matches) return; // nothing moves by itself: pressed is the original
    button.dataset.timer = setInterval(() => {
      if (!button.isConnected) clearInterval(Number(button.dataset.timer));
      share = 100 - share;
      part(stage, share);
    }, BLINK);
  };
  const wake = (within) => {
    for (const exhibit of all(".exhibit:has(.stage)", within)) {
      find(".stage", exhibit).classList.add("live");
      find(".parting", exhibit).hidden = false;
      if (still.matches) find("[data-blink]", exhibit).textContent = "Only the original";
      slide(find("[data-part]", exhibit));
    }
  };
  document.addEventListener("input", ({ target }) => {
    if (!target.matches("[data-part]")) return;
    const button = find("[data-blink]", target.closest(".exhibit"));
    if (button.getAttribute("aria-pressed") === "true") blink(button);
    slide(target);
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-blink]");
    if (button) blink(button);
  });
  wake(document);

  const list = find("#cards");
  if (!list) return;

  const cards = all(".card", list);
  const order = new Map(cards.map((card, at) => [card, at]));
  const text = new Map(cards.map((card) => [card, `${card.dataset.path} ${card.dataset.said} ${card.textContent}`.toLowerCase()]));
  const wanted = new Map(cards.map((card) => [card, card.dataset.wanted ? card.dataset.wanted.split("¦") : []]));
  const controls = Object.fromEntries(["search", "level", "verdict", "wanted", "sort"].map((id) => [id, find(`#${id}`) || { value: "", addEventListener() {} }]));
  const number = (card, name) => Number(card.dataset[name]);
  const collator = new Intl.Collator(undefined, { numeric: true });
  const sorts = {
    worst: () => 0,
    path: (a, b) => collator.compare(a.dataset.path, b.dataset.path),
    number: (a, b) => number(a, "number") - number(b, "number"),
    support: (a, b) => number(b, "support") - number(a, "support"),
    cues: (a, b) => number(b, "cues") - number(a, "cues"),
    pixels: (a, b) => number(a, "pixels") - number(b, "pixels"),
  };
  let shown = cards;
  let sorted = "worst";

  const looked = (card, wish) => {
    if (wish === "accepted") return number(card, "accepted") > 0;
    return wish === "*" ? wanted.get(card).length > 0 : wanted.get(card).includes(wish);
  };
  const update = () => {
    const words = controls.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const { level, verdict, wanted: look, sort } = controls;
    if (sort.value !== sorted) {
      sorted = sort.value;
      list.append(...[...cards].sort((a, b) => sorts[sorted](a, b) || order.get(a) - order.get(b)));
    }
    shown = [];
    for (const card of list.children) {
      const fits =
        (!level.value || card.dataset.level === level.value) &&
        (!verdict.value || card.dataset.verdict === verdict.value) &&
        (!look.value || looked(card, look.value)) &&
        words.every((word) => text.get(card).includes(word));
      card.hidden = !fits;
      if (fits) shown.push(card);
    }
    const total = `${cards.length.toLocaleString("en")} ${list.dataset.noun || "photos"}`;
    find("#shown").textContent = shown.length === cards.length ? total : `${shown.length.toLocaleString("en")} of ${total}`;
    find("#nothing").hidden = shown.length > 0;
    find("#reset").hidden = !(controls.search.value || level.value || verdict.value || look.value);
    for (const row of all(".row")) {
      row.setAttribute("aria-pressed", String(controls[row.dataset.filter].value === row.dataset.value));
    }
  };
  const reset = () => {
    for (const name of ["search", "level", "verdict", "wanted"]) controls[name].value = "";
    update();
    controls.search.focus();
  };
  controls.search.addEventListener("input", update);
  for (const name of ["level", "verdict", "wanted", "sort"]) controls[name].addEventListener("change", update);
  find("#reset").addEventListener("click", reset);
  find("#reset-too").addEventListener("click", reset);
  for (const row of all(".row")) {
    row.addEventListener("click", () => {
      const control = controls[row.dataset.filter];
      const chosen = control.value === row.dataset.value ? "" : row.dataset.value;
      for (const name of ["level", "verdict", "wanted"]) controls[name].value = "";
      control.value = chosen;
      update();
      if (chosen) find("#photos").scrollIntoView({ behavior: "auto" });
    });
  }

  // A picture is in the file once, in its card; whoever else shows it borrows it from there.
  const pictureOf = (id) => find(`#card-${id} img`)?.getAttribute("src");
  const borrow = (item, attribute) => {
    const source = pictureOf(item.dataset.photo);
    if (source) item.setAttribute(attribute, source);
  };
  const near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        borrow(target, "src");
      }
    },
    { rootMargin: "400px" },
  );
  for (const image of all("img[data-photo]")) near.observe(image);
  // Paper shows what nobody scrolled to.
  addEventListener("beforeprint", () => {
    for (const image of all("img[data-photo]:not([src])")) borrow(image, "src");
  });

  const unpack = async (packed) => {
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).text();
  };

  const overview = find("#overview");
  const title = document.title;
  const overlays = new Set();
  let current = null;
  let scrolled = 0;

  const step = (by) => {
    const at = shown.findIndex((card) => card.id === `card-${current}`);
    return at < 0 ? shown[0] : shown[at + by];
  };
  const go = (card) => {
    if (card) location.replace(`#photo-${card.dataset.number}`);
  };
  const back = () => {
    location.hash = "#photos";
  };
  const link = (name, card) => {
    const item = find(`[data-go="${name}"]`, photo);
    item.setAttribute("aria-disabled", String(!card));
    if (card) item.href = `#photo-${card.dataset.number}`;
    else item.removeAttribute("href");
  };
  const close = () => {
    if (current === null) return;
    const card = find(`#card-${current}`);
    current = null;
    photo.hidden = true;
    photo.replaceChildren();
    overview.hidden = false;
    document.title = title;
    scrollTo(0, scrolled);
    if (card.hidden) return;
    find("a", card).focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  };
  const open = async (id) => {
    const packed = document.getElementById(`view-${id}`);
    if (!packed) return close();
    if (current === null) scrolled = scrollY;
    current = id;
    let html;
    try {
      html = await unpack(packed.textContent);
    } catch {
      html = "<p class=\"warning\">This browser is too old to open the view of a photo. Any browser since 2023 can.</p>";
    }
    if (current !== id) return; // somebody was quicker
    photo.innerHTML = html;
    overview.hidden = true;
    photo.hidden = false;
    for (const image of all("image[data-photo]", photo)) borrow(image, "href");
    for (const image of all("img[data-photo]", photo)) borrow(image, "src");
    wake(photo);
    for (const box of all(".toggles input:not(:disabled)", photo)) box.checked = overlays.has(box.name);
    const article = find("article", photo);
    if (!article) return;
    document.title = `${article.dataset.title} · photoaudit`;
    link("previous", step(-1));
    link("next", step(1));
    const at = shown.findIndex((card) => card.id === `card-${id}`);
    find("[data-position]", photo).textContent = at < 0 ? "" : `${at + 1} of ${shown.length}`;
    scrollTo(0, 0);
    find("h1", photo).focus({ preventScroll: true });
  };
  const route = () => {
    const wish = /^#photo-(\d+)$/.exec(location.hash);
    if (wish) {
      open(wish[1]);
      return;
    }
    close();
    const fold = /^#album-[a-z-]+$/.test(location.hash) && find(location.hash);
    if (!fold) return;
    fold.open = true;
    fold.scrollIntoView();
    find("summary", fold).focus({ preventScroll: true });
  };
  photo.addEventListener("change", ({ target }) => {
    if (target.checked) overlays.add(target.name);
    else overlays.delete(target.name);
  });
  photo.addEventListener("click", (event) => {
    const item = event.target.closest("[data-go]");
    if (!item || item.dataset.go === "back") return;
    event.preventDefault(); // or each photo looked at would be a step of the browser's Back
    go(step(item.dataset.go === "next" ? 1 : -1));
  });
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const typing = event.target.matches("input:not([type=checkbox]), select");
    if (current !== null) {
      if (typing && event.key !== "Escape") return; // the slider takes the arrows
      if (event.key === "Escape") back();
      else if (event.key === "ArrowRight") go(step(1));
      else if (event.key === "ArrowLeft") go(step(-1));
      else return;
      event.preventDefault();
    } else if (event.key === "/" && !typing) {
      event.preventDefault();
      controls.search.focus();
    } else if ((event.key === "ArrowRight" || event.key === "ArrowLeft") && event.target.matches(".card > a")) {
      const at = shown.indexOf(event.target.parentElement) + (event.key === "ArrowRight" ? 1 : -1);
      if (shown[at]) find("a", shown[at]).focus();
      event.preventDefault();
    }
  });
  addEventListener("hashchange", route);
  update();
  route();
})();
