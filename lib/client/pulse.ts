interface PulseOptions {
  /** Asks the other side for a sign of life. */
  ping: () => void;
  /** Nothing came in time; the reason is for people. */
  onSilent: (reason: string) => void;
}

export interface Pulse {
  /** Anything that arrives shows life; the next question follows after a while. */
  heard(): void;
  /** Asks now, and gives up after `withinMs` of silence. */
  ask(withinMs?: number): void;
  /** Gives up with `reason` where nothing is heard within `withinMs`. */
  expect(withinMs: number, reason: string): void;
  stop(): void;
}

const pingMs = 12_000;
/** A connection that has been silent this long after a question is dead. */
const silenceMs = 6_000;

/** Finds out whether a connection still lives, by asking when it has said nothing for a while. */
export function createPulse({ ping, onSilent }: PulseOptions): Pulse {
  let nextQuestion: ReturnType<typeof setTimeout> | undefined;
  let deadline: ReturnType<typeof setTimeout> | undefined;

  const expect = (withinMs: number, reason: string) => {
    clearTimeout(deadline);
    deadline = setTimeout(() => onSilent(reason), withinMs);
  };
  const ask = (withinMs = silenceMs) => {
    ping();
    expect(withinMs, "The connection went silent.");
  };
  return {
    heard() {
      clearTimeout(deadline);
      clearTimeout(nextQuestion);
      nextQuestion = setTimeout(() => ask(), pingMs);
    },
    ask,
    expect,
    stop() {
      clearTimeout(deadline);
      clearTimeout(nextQuestion);
    },
  };
}
