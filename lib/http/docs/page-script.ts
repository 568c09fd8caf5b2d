/** Before the first paint: the theme that the dashboard keeps, else the system's. */
export const themeScript = `(() => {
  let theme = null;
  try { theme = localStorage.getItem("lockkeeper-theme"); } catch {}
  if (theme === "dark" || theme === "light") document.documentElement.style.colorScheme = theme;
})();`;

/** The search: leaves what holds every word, in the list and in the reference. The slash key goes to it. */
export const pageScript = `(() => {
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const nothing = document.getElementById("nothing");
  const areas = document.querySelector("details.areas");
  const sections = [...document.querySelectorAll("article.operation")];
  const groups = [...document.querySelectorAll("section.area")];
  search.parentElement.classList.add("works");
  if (matchMedia("(max-width: 900px)").matches) areas.open = false;
  const look = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    for (const section of sections) {
      const isHit = words.every((word) => section.dataset.words.includes(word));
      section.hidden = !isHit;
      if (isHit) count += 1;
      const item = document.querySelector('li[data-for="' + CSS.escape(section.id) + '"]');
      if (item) item.hidden = !isHit;
    }
    for (const group of groups)
      group.hidden = words.length > 0 && !group.querySelector("article.operation:not([hidden])");
    for (const entry of document.querySelectorAll("div[data-area]"))
      entry.hidden = !entry.querySelector("li:not([hidden])");
    nothing.hidden = count > 0;
    found.textContent = words.length === 0 ? "" : count === 1 ? "1 found" : count + " found";
  };
  search.addEventListener("input", look);
  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest("[hidden]")) {
      search.value = "";
      look();
      target.scrollIntoView();
    }
    if (matchMedia("(max-width: 900px)").matches) areas.open = false;
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target === search) return;
    event.preventDefault();
    search.focus();
  });
})();`;
