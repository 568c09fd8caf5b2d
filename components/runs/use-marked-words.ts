"use client";

import { type RefObject, useEffect } from "react";

const name = "found-words";
const rangesMax = 500;

/** Marks words where they stand in what is drawn, without touching it; `drawn` changes when something else is. */
export function useMarkedWords(
  frame: RefObject<HTMLElement | null>,
  words: string,
  drawn: readonly unknown[],
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows are the reason to look again
  useEffect(() => {
    // A browser without it shows where the row is, and not the words.
    if (!("highlights" in CSS)) return;
    if (words === "" || !frame.current) {
      CSS.highlights.delete(name);
      return;
    }
    CSS.highlights.set(name, new Highlight(...rangesOf(frame.current, words.toLowerCase())));
  }, [frame, words, drawn]);
  useEffect(() => () => void ("highlights" in CSS && CSS.highlights.delete(name)), []);
}

function rangesOf(frame: HTMLElement, needle: string): Range[] {
  const ranges: Range[] = [];
  const texts = document.createTreeWalker(frame, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node && ranges.length < rangesMax; node = texts.nextNode()) {
    const text = node.textContent?.toLowerCase() ?? "";
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + needle.length);
      ranges.push(range);
    }
  }
  return ranges;
}
