import { WebLinksAddon } from "@xterm/addon-web-links";
import type { IBufferLine, ILink, ILinkHandler, Terminal } from "@xterm/xterm";
import { type FileLink, fileLinksOf } from "#lib/client/terminal-links.ts";

/** Lines that one printed line may have been broken into. */
const wrappedLinesMax = 20;

/** Where there is a pointer a press alone may be the beginning of a selection; a finger has no modifier. */
const isMeant = (event: MouseEvent): boolean =>
  event.ctrlKey || event.metaKey || matchMedia("(pointer: coarse)").matches;

const hint = () => (navigator.platform.startsWith("Mac") ? "Cmd + click opens it" : "Ctrl + click opens it");

export const addressLinks = (): ILinkHandler => ({
  activate: (event, address) => isMeant(event) && openAddress(address),
});

/** Makes addresses and files in the output links: with Ctrl, or Cmd, they are followed. */
export function addLinks(terminal: Terminal, host: HTMLElement, onOpenFile: (link: FileLink) => void): void {
  const hover = () => {
    host.title = hint();
  };
  const leave = () => host.removeAttribute("title");
  const follow = (event: MouseEvent, address: string) => {
    if (isMeant(event)) openAddress(address);
  };
  terminal.loadAddon(new WebLinksAddon(follow, { hover, leave }));
  terminal.registerLinkProvider({
    provideLinks(lineNumber, answer) {
      const { text, first } = wholeLine(terminal, lineNumber - 1);
      const place = (offset: number) => ({
        x: (offset % terminal.cols) + 1,
        y: first + Math.floor(offset / terminal.cols) + 1,
      });
      const links = fileLinksOf(text).map(
        (link): ILink => ({
          range: { start: place(link.start), end: place(link.start + link.length - 1) },
          text: text.slice(link.start, link.start + link.length),
          hover,
          leave,
          activate: (event) => isMeant(event) && onOpenFile(link),
        }),
      );
      answer(links.length === 0 ? undefined : links);
    },
  });
}

/** A printed line with the lines that it was broken into, one character for each column, and where it begins. */
function wholeLine(terminal: Terminal, at: number): { text: string; first: number } {
  const { active } = terminal.buffer;
  let first = at;
  while (at - first < wrappedLinesMax && first > 0 && active.getLine(first)?.isWrapped) first -= 1;
  const parts: string[] = [];
  for (let row = first; parts.length < wrappedLinesMax; row += 1) {
    const line = active.getLine(row);
    if (line === undefined || (row > first && !line.isWrapped)) break;
    parts.push(columnsOf(line));
  }
  return { text: parts.join(""), first };
}

/** Wide characters take two columns: the second is left empty, so that offsets are columns. */
function columnsOf(line: IBufferLine): string {
  let text = "";
  for (let column = 0; column < line.length; column += 1) {
    const characters = line.getCell(column)?.getChars() ?? "";
    text += characters.length === 1 ? characters : " ";
  }
  return text;
}

/** A program wrote the address, so only web pages are opened, and they learn nothing of this one. */
function openAddress(address: string): void {
  if (/^https?:$/.test(URL.parse(address)?.protocol ?? ""))
    window.open(address, "_blank", "noopener,noreferrer");
}
