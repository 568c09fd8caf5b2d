export const themeKey = "lockkeeper-theme";
export const sidebarKey = "lockkeeper-sidebar";

/**
 * Runs before the first paint, so that neither the theme nor the folded sidebar is seen to change. It reads what
 * `theme.ts` and `fold-button.tsx` write; storage may be forbidden, then the system's theme is taken.
 */
export const bootScript = `(() => {
  const root = document.documentElement;
  let theme = null;
  try {
    theme = localStorage.getItem("${themeKey}");
    if (localStorage.getItem("${sidebarKey}") === "folded") root.dataset.sidebar = "folded";
  } catch {}
  const isDark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.classList.toggle("dark", isDark);
})();`;
