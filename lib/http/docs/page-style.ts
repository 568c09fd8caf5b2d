/** The product's look without its build: the same tokens, light and dark after the system's or the chosen theme. */
export const pageStyle = `
@font-face { font-family: Geist; src: url("/api/docs/fonts/geist.woff2") format("woff2"); font-weight: 100 900; font-display: swap; }
@font-face { font-family: "Geist Mono"; src: url("/api/docs/fonts/geist-mono.woff2") format("woff2"); font-weight: 100 900; font-display: swap; }
:root {
  color-scheme: light dark;
  --background: light-dark(oklch(1 0 0), oklch(0.172 0.004 210));
  --foreground: light-dark(oklch(0.205 0.006 210), oklch(0.945 0.003 210));
  --muted-foreground: light-dark(oklch(0.485 0.008 210), oklch(0.73 0.008 210));
  --accent: light-dark(oklch(0.958 0.003 210), oklch(0.25 0.006 210));
  --border: light-dark(oklch(0.918 0.003 210), oklch(0.275 0.006 210));
  --border-strong: light-dark(oklch(0.868 0.004 210), oklch(0.335 0.007 210));
  --input: light-dark(oklch(0.62 0.008 210), oklch(0.56 0.009 210));
  --ring: light-dark(oklch(0.55 0.095 196), oklch(0.675 0.1 192));
  --primary: light-dark(oklch(0.465 0.082 196), oklch(0.735 0.098 192));
  --primary-foreground: light-dark(oklch(0.99 0.004 196), oklch(0.19 0.028 200));
  --primary-soft: light-dark(oklch(0.967 0.013 196), oklch(0.262 0.03 196));
  --primary-text: light-dark(oklch(0.435 0.078 196), oklch(0.785 0.095 192));
  --sidebar: light-dark(oklch(0.982 0.002 210), oklch(0.19 0.005 210));
  --code: light-dark(oklch(0.972 0.002 210), oklch(0.21 0.005 210));
  --safe: light-dark(oklch(0.455 0.028 257), oklch(0.8 0.025 257));
  --safe-background: light-dark(oklch(0.968 0.006 257), oklch(0.262 0.016 257));
  --safe-border: light-dark(oklch(0.878 0.016 257), oklch(0.385 0.024 257));
  --low: light-dark(oklch(0.47 0.105 240), oklch(0.81 0.092 235));
  --low-background: light-dark(oklch(0.966 0.02 235), oklch(0.265 0.042 240));
  --low-border: light-dark(oklch(0.865 0.06 235), oklch(0.4 0.07 240));
  --medium: light-dark(oklch(0.485 0.1 75), oklch(0.85 0.125 85));
  --medium-background: light-dark(oklch(0.975 0.035 92), oklch(0.275 0.045 82));
  --medium-border: light-dark(oklch(0.865 0.1 88), oklch(0.425 0.078 82));
  --high: light-dark(oklch(0.515 0.14 45), oklch(0.785 0.125 54));
  --high-background: light-dark(oklch(0.968 0.024 58), oklch(0.272 0.052 48));
  --high-border: light-dark(oklch(0.86 0.085 56), oklch(0.43 0.095 48));
  --critical: light-dark(oklch(0.505 0.185 27), oklch(0.755 0.138 24));
  --critical-background: light-dark(oklch(0.969 0.017 20), oklch(0.268 0.062 24));
  --critical-border: light-dark(oklch(0.862 0.075 22), oklch(0.435 0.115 25));
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; }
body { margin: 0; background: var(--background); color: var(--foreground); font: 0.875rem/1.375rem Geist, ui-sans-serif, system-ui, -apple-system, "Segoe UI", sans-serif; -webkit-text-size-adjust: 100%; }
code, pre { font-family: "Geist Mono", ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 0.8125rem; }
a { color: var(--primary-text); text-underline-offset: 2px; }
a:focus-visible, input:focus-visible, pre:focus-visible, summary:focus-visible { outline: 2px solid var(--ring); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
[hidden] { display: none !important; }
.skip { position: absolute; left: -999px; top: 0; z-index: 3; padding: 0.5rem 1rem; background: var(--background); }
.skip:focus { left: 0.5rem; top: 0.5rem; }
.bar { position: sticky; top: 0; z-index: 2; display: flex; align-items: center; gap: 0.75rem; height: 3rem; padding: 0 1rem; background: var(--background); border-bottom: 1px solid var(--border); }
.home { display: flex; align-items: center; gap: 0.5rem; color: inherit; font-weight: 600; text-decoration: none; }
.home svg { width: 1.5rem; height: 1.5rem; padding: 0.25rem; border-radius: 6px; background: var(--primary); color: var(--primary-foreground); }
.here { color: var(--muted-foreground); }
.here::before { content: "/"; margin-right: 0.75rem; color: var(--border-strong); }
.version { margin-left: auto; color: var(--muted-foreground); font-size: 0.75rem; }
.frame { display: grid; grid-template-columns: 18.5rem minmax(0, 1fr); }
nav { position: sticky; top: 3rem; height: calc(100dvh - 3rem); overflow-y: auto; padding: 0.75rem; background: var(--sidebar); border-right: 1px solid var(--border); }
.search { display: none; margin-bottom: 0.75rem; }
.search.works { display: block; }
.search label { display: block; margin-bottom: 0.25rem; font-size: 0.75rem; font-weight: 500; color: var(--muted-foreground); }
.search input { width: 100%; height: 2rem; padding: 0 0.625rem; border: 1px solid var(--input); border-radius: 6px; background: var(--background); color: inherit; font: inherit; }
.search input::placeholder { color: var(--muted-foreground); opacity: 1; }
.search p { margin: 0.25rem 0 0; min-height: 1rem; font-size: 0.75rem; line-height: 1rem; color: var(--muted-foreground); }
nav summary { display: none; }
nav p.area { margin: 0.75rem 0 0.125rem; padding: 0 0.5rem; font-size: 0.8125rem; font-weight: 600; }
nav p.area a { color: inherit; text-decoration: none; }
nav ul { margin: 0; padding: 0; list-style: none; }
nav li a { display: flex; align-items: baseline; gap: 0.5rem; padding: 0.1875rem 0.5rem; border-radius: 6px; color: var(--foreground); font-size: 0.8125rem; line-height: 1.125rem; text-decoration: none; }
nav li a:hover { background: var(--accent); }
.method { flex: none; min-width: 3.25rem; font: 600 0.6875rem/1rem "Geist Mono", ui-monospace, Menlo, Consolas, monospace; color: var(--muted-foreground); }
.line .method { min-width: 0; padding: 0.125rem 0.375rem; border: 1px solid var(--border-strong); border-radius: 5px; color: var(--foreground); }
main { width: 100%; max-width: 66rem; padding: 2rem 2.5rem 6rem; }
h1 { margin: 0 0 0.5rem; font-size: 1.625rem; line-height: 2rem; letter-spacing: -0.021em; font-weight: 600; }
h2 { margin: 3rem 0 0.25rem; font-size: 1.25rem; line-height: 1.75rem; letter-spacing: -0.011em; font-weight: 600; }
h3 { margin: 0 0 0.375rem; font-size: 1rem; line-height: 1.5rem; font-weight: 600; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
p { margin: 0 0 0.75rem; }
.lead { max-width: 46rem; }
article.operation { margin-top: 1.25rem; padding: 1.25rem 0 0; border-top: 1px solid var(--border); }
article.operation:target > h3 { background: var(--primary-soft); }
.line { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; overflow-wrap: anywhere; }
.marks { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; }
.mark { font-size: 0.75rem; color: var(--muted-foreground); }
.name { margin-left: auto; font-size: 0.75rem; color: var(--muted-foreground); }
.level { display: inline-flex; flex: none; align-items: center; gap: 5px; height: 1.25rem; padding: 0 7px 0 6px; border: 1px solid; border-radius: 5px; font-size: 0.6875rem; font-weight: 600; letter-spacing: 0.03em; }
.level > span { display: flex; align-items: flex-end; gap: 1px; height: 8px; }
.level i { width: 2px; height: 4px; border-radius: 1px; background: currentColor; }
.level i:nth-child(2) { height: 5px; } .level i:nth-child(3) { height: 6px; } .level i:nth-child(4) { height: 8px; }
.level i.off { opacity: 0.25; }
.level.safe { color: var(--safe); background: var(--safe-background); border-color: var(--safe-border); }
.level.low { color: var(--low); background: var(--low-background); border-color: var(--low-border); }
.level.medium { color: var(--medium); background: var(--medium-background); border-color: var(--medium-border); }
.level.high { color: var(--high); background: var(--high-background); border-color: var(--high-border); }
.level.critical { color: var(--critical); background: var(--critical-background); border-color: var(--critical-border); }
table { width: 100%; margin: 0 0 0.75rem; border-collapse: collapse; font-size: 0.8125rem; line-height: 1.25rem; }
th, td { padding: 0.375rem 0.75rem 0.375rem 0; border-bottom: 1px solid var(--border); text-align: left; vertical-align: top; font-weight: 400; overflow-wrap: anywhere; }
thead th { padding-top: 0; font-size: 0.75rem; color: var(--muted-foreground); }
tbody th { width: 26%; }
td { min-width: 4rem; }
td a, td code:not(.pattern) { overflow-wrap: normal; }
tbody td:last-child { width: 36%; }
.required { font-size: 0.6875rem; color: var(--critical); white-space: nowrap; }
.optional { font-size: 0.6875rem; color: var(--muted-foreground); white-space: nowrap; }
.pattern { font-size: 0.6875rem; color: var(--muted-foreground); }
.answers { margin: 0 0 0.75rem; }
.answers > div { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0.5rem; padding: 0.375rem 0; }
.answers dt { font-size: 0.8125rem; color: var(--muted-foreground); }
.answers dd { margin: 0; overflow-wrap: anywhere; }
.answers dd p { margin: 0.125rem 0 0; }
.answers dd table { margin-top: 0.5rem; }
.status { font: 600 0.75rem/1.25rem "Geist Mono", ui-monospace, Menlo, Consolas, monospace; color: var(--foreground); }
a.status { color: var(--primary-text); margin-right: 0.25rem; }
.calls { display: grid; gap: 0.5rem; margin-bottom: 1.5rem; }
figure { margin: 0; min-width: 0; }
figcaption { font-size: 0.75rem; color: var(--muted-foreground); }
pre { margin: 0.125rem 0 0; padding: 0.625rem 0.75rem; overflow-x: auto; border: 1px solid var(--border); border-radius: 6px; background: var(--code); line-height: 1.25rem; }
@media (max-width: 900px) {
  html { scroll-padding-top: 9rem; }
  .frame { grid-template-columns: minmax(0, 1fr); }
  nav { z-index: 1; height: auto; max-height: 70dvh; padding: 0.5rem 1rem; border-right: 0; border-bottom: 1px solid var(--border); }
  .search { margin-bottom: 0.25rem; }
  .search label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .search input { height: 2.25rem; font-size: 1rem; }
  .search p { min-height: 0; margin: 0; }
  nav summary { display: list-item; padding: 0.25rem 0; font-size: 0.8125rem; font-weight: 500; cursor: pointer; }
  nav li a { padding: 0.375rem 0.5rem; }
  main { padding: 1.25rem 1rem 4rem; }
  .name { margin-left: 0; }
  table, tbody, tr, td, tbody th { display: block; width: auto; }
  thead { display: none; }
  tr { padding: 0.375rem 0; border-bottom: 1px solid var(--border); }
  th, td, tbody th, tbody td:last-child { width: auto; padding: 0.0625rem 0; border: 0; }
  td:not(:last-child) { display: inline; margin-right: 0.5rem; color: var(--muted-foreground); }
  td a, td code:not(.pattern) { overflow-wrap: anywhere; }
  td:empty { display: none; }
  .answers > div { grid-template-columns: minmax(0, 1fr); gap: 0; }
}
`;
