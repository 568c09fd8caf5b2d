/** The link to another page of the console that a plain click, or Enter, follows in this tab; null for every other click. */
export function followedLink(event: MouseEvent): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin) return null;
  // Files that are fetched are no pages, and another tab leaves this one as it is.
  const isElsewhere =
    link.hasAttribute("download") || link.pathname.startsWith("/api/") || link.target !== "";
  const isHere = link.pathname === location.pathname && link.search === location.search;
  return isElsewhere || isHere ? null : `${link.pathname}${link.search}${link.hash}`;
}
