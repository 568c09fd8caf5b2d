import { useEffect } from "react";

const shownMax = 99;
const bare = (title: string): string => title.replace(/^\(\d+\+?\) /, "");

/** Writes "(2)" before the page's title, whatever page sets it, and takes it away again at zero. */
export function useTitleCount(count: number): void {
  useEffect(() => {
    const prefix = count === 0 ? "" : `(${count > shownMax ? `${shownMax}+` : count}) `;
    const write = () => {
      const wanted = prefix + bare(document.title);
      if (document.title !== wanted) document.title = wanted;
    };
    write();
    const observer = new MutationObserver(write);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      document.title = bare(document.title);
    };
  }, [count]);
}
