import type { z } from "zod";

/** What is said of every field: on the screen, in the reference, and where it may come from at a start. */
interface Shown {
  label: string;
  hint?: string;
  /** The variable that says what holds where nobody set anything else. */
  variable?: string;
  /** What the number counts: `days`. */
  unit?: string;
}

/** How a field is typed in, and how its variable is read. */
export type FieldForm = "text" | "number" | "switch" | "choice" | "list";

export interface OpenField<Value = unknown> extends Shown {
  isSecret: false;
  form: FieldForm;
  /** Of a value that is set. */
  schema: z.ZodType;
  /** What holds where neither a person nor a variable says anything; null: nothing does. */
  standard: Value;
  /** Where data or credentials go: another one in the place of one that is set takes a confirmation. */
  isAddress: boolean;
  /** What is lost where the value becomes less, which for a switch is off: that takes a confirmation. Null: nothing. */
  lessLoses: ((value: number) => string) | null;
  choices: readonly string[];
}

export interface SecretField extends Shown {
  isSecret: true;
  schema: z.ZodType<string>;
  /** A text of several lines, such as a private key. */
  isLong: boolean;
  /** The fields that say where it is sent: what is stored goes to no other place than it was given for. */
  goesTo: readonly string[];
}

interface OpenMore extends Shown {
  form?: FieldForm;
  isAddress?: boolean;
  lessLoses?: (value: number) => string;
  choices?: readonly string[];
}

/** A field that may be read by who may read its setting. */
export function open<Value>(
  schema: z.ZodType<Value>,
  standard: null,
  more: OpenMore,
): OpenField<Value | null>;
export function open<Value>(schema: z.ZodType<Value>, standard: Value, more: OpenMore): OpenField<Value>;
export function open(schema: z.ZodType, standard: unknown, more: OpenMore): OpenField {
  const { form = "text", isAddress = false, lessLoses = null, choices = [], ...shown } = more;
  return { isSecret: false, schema, standard, form, isAddress, lessLoses, choices, ...shown };
}

/** A field that is written and never read. */
export const sealed = (
  schema: z.ZodType<string>,
  { isLong = false, goesTo = [], ...shown }: Shown & { isLong?: boolean; goesTo?: readonly string[] },
): SecretField => ({ isSecret: true, schema, isLong, goesTo, ...shown });

export type SettingField = OpenField | SecretField;
