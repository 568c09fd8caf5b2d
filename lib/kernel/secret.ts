/** A value that must not be printed: every way to text gives "[secret]"; only `reveal()` gives the value. */
export interface Secret<T = string> {
  reveal(): T;
  toString(): string;
  toJSON(): string;
}

const shown = "[secret]";

/** Wraps a value in closures, so that neither inspection nor a spread can reach it. */
export function secret<T>(value: T): Secret<T> {
  const show = () => shown;
  return Object.freeze({
    reveal: () => value,
    toString: show,
    toJSON: show,
    [Symbol.toPrimitive]: show,
    [Symbol.for("nodejs.util.inspect.custom")]: show,
  });
}
