import { StringDecoder } from "node:string_decoder";

export interface HeadAndTail {
  write(chunk: Buffer): void;
  end(): { output: string; isOutputCut: boolean };
}

/** Keeps the first and the last half of what comes, `charactersMax` in all: the beginning says what ran, the end how it went. */
export function createHeadAndTail(charactersMax: number): HeadAndTail {
  const half = Math.floor(charactersMax / 2);
  const decoder = new StringDecoder("utf8");
  let head = "";
  let tail = "";
  let cutCharacters = 0;
  const add = (text: string) => {
    const room = half - head.length;
    head += text.slice(0, room);
    tail += text.slice(Math.max(0, room));
    if (tail.length <= half) return;
    cutCharacters += tail.length - half;
    tail = tail.slice(-half);
  };
  return {
    write: (chunk) => add(decoder.write(chunk)),
    end() {
      add(decoder.end());
      if (cutCharacters === 0) return { output: head + tail, isOutputCut: false };
      return { output: `${head}\n… ${cutCharacters} characters left out …\n${tail}`, isOutputCut: true };
    },
  };
}
