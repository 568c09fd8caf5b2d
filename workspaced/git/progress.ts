export interface Progress {
  type: "progress";
  phase: string;
  percent: number;
}

/** Tells each phase's percentage once, as git counts: "Receiving objects:  45% (9/20)", parted by carriage returns. */
export function createProgressReader(emit: (line: Progress) => void): (chunk: Buffer) => void {
  let rest = "";
  let last = "";
  return (chunk) => {
    const lines = (rest + chunk.toString()).split(/[\r\n]/);
    rest = (lines.pop() ?? "").slice(-1000);
    for (const line of lines) {
      const match = /^(?:remote: )?([A-Z][a-z ]+):\s+(\d{1,3})%/.exec(line);
      const [, phase = "", percent = ""] = match ?? [];
      if (match === null || last === `${phase} ${percent}`) continue;
      last = `${phase} ${percent}`;
      emit({ type: "progress", phase, percent: Math.min(100, Number(percent)) });
    }
  };
}

/** Takes standard error for `onStderr`: its progress is told, its last lines are kept for a failure. */
export function createErrorReader(emit: (line: Progress) => void): {
  take: (chunk: Buffer) => void;
  text: () => string;
} {
  const readProgress = createProgressReader(emit);
  const chunks: Buffer[] = [];
  return {
    take(chunk) {
      readProgress(chunk);
      chunks.push(chunk);
      if (chunks.length > 200) chunks.splice(0, 100);
    },
    text: () => Buffer.concat(chunks).toString(),
  };
}
