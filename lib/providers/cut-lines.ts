/**
 * Cuts text that comes in pieces into lines, in time that grows with the text alone, however long a line is. Gives the
 * lines that each piece ends. Throws once a line has more than `charactersMax`: whoever sends it may be hostile.
 */
export function createLineCutter(charactersMax: number): (piece: string) => string[] {
  let begun: string[] = [];
  let characters = 0;
  return (piece) => {
    const lines = piece.split("\n");
    const last = lines.pop() ?? "";
    const [first] = lines;
    if (first !== undefined) {
      lines[0] = begun.join("") + first;
      begun = [];
      characters = 0;
    }
    if (last !== "") begun.push(last);
    characters += last.length;
    if (characters > charactersMax || lines.some(({ length }) => length > charactersMax)) {
      throw new RangeError(`a line of more than ${charactersMax} characters`);
    }
    return lines;
  };
}

/**
 * The same for server-sent events: gives the lines of each event that is whole. Throws once an event has more than
 * `charactersMax`.
 */
export function createEventCutter(charactersMax: number): (piece: string) => string[][] {
  const cut = createLineCutter(charactersMax);
  let begun: string[] = [];
  let characters = 0;
  return (piece) => {
    const events: string[][] = [];
    for (const raw of cut(piece)) {
      const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
      if (line === "") {
        if (begun.length > 0) events.push(begun);
        begun = [];
        characters = 0;
        continue;
      }
      begun.push(line);
      characters += line.length + 1;
      if (characters > charactersMax)
        throw new RangeError(`an event of more than ${charactersMax} characters`);
    }
    return events;
  };
}
