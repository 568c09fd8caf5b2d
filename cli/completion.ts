import type { CliVerb } from "#cli/catalogue.ts";
import { usageFailure } from "#cli/failure.ts";
import { ownCommands } from "#cli/help.ts";
import { flagsOf, layoutOf } from "#cli/layout.ts";
import { flagKindsOf } from "#cli/parse-call.ts";
import { sharedFlags } from "#cli/words.ts";

/** The shells' side is a few lines each: they ask `lockkeeper __complete` for what may stand at the cursor. */
const scripts: Readonly<Record<string, string>> = {
  bash: `_lockkeeper() {
  local IFS=$'\\n'
  COMPREPLY=($(lockkeeper __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _lockkeeper lockkeeper
`,
  zsh: `#compdef lockkeeper
_lockkeeper() {
  local -a found
  found=("\${(@f)$(lockkeeper __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a found
}
compdef _lockkeeper lockkeeper
`,
  fish: `function __lockkeeper_complete
  set -l words (commandline -opc) (commandline -ct)
  lockkeeper __complete -- $words[2..] 2>/dev/null
end
complete -c lockkeeper -f -a '(__lockkeeper_complete)'
`,
};

const shells = Object.keys(scripts);

export function completionScript(shell: string | undefined): string {
  const script = shell === undefined ? undefined : scripts[shell];
  if (script === undefined) throw usageFailure(`Say for which shell: ${shells.join(", ")}.`);
  return script;
}

/** What may stand where the last word is being typed. */
export function candidatesFor(words: readonly string[], catalogue: readonly CliVerb[]): string[] {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  return possible(before, typed, catalogue).filter((word) => word.startsWith(typed));
}

function possible(before: readonly string[], typed: string, catalogue: readonly CliVerb[]): string[] {
  const plain = before.filter((word) => !word.startsWith("-"));
  const [noun, verbName] = plain;
  if (noun === undefined) {
    const nouns = catalogue.map((verb) => verb.noun);
    return [...new Set([...nouns, ...Object.keys(ownCommands)])].sort();
  }
  if (noun === "completion") return shells;
  if (noun === "help") return possible(plain.slice(1), typed, catalogue);
  const ofNoun = catalogue.filter((verb) => verb.noun === noun);
  const verb = ofNoun.find((each) => each.verb === verbName);
  if (verb === undefined) return plain.length === 1 ? ofNoun.map((each) => each.verb) : [];
  return possibleOf(verb, before, plain.length - 2, typed);
}

function possibleOf(verb: CliVerb, before: readonly string[], places: number, typed: string): string[] {
  const layout = layoutOf(verb);
  const last = before.at(-1) ?? "";
  const flags = [...layout.positional, ...layout.flags].flatMap(flagsOf);
  const flag = flags.find(({ name }) => `--${name}` === last);
  const choices = flag ? choicesOf(flag.shape) : [];
  if (choices.length > 0) return choices;
  const kind = last.startsWith("--") ? flagKindsOf(verb)[last.slice(2)] : undefined;
  if (kind === "value" || kind === "list") return [];
  const place = layout.positional[places];
  const words = place ? flagsOf(place).flatMap(({ shape }) => choicesOf(shape)) : [];
  if (typed === "" && words.length > 0) return words;
  return [...words, ...Object.keys({ ...sharedFlags, ...flagKindsOf(verb) }).map((name) => `--${name}`)];
}

function choicesOf(shape: ReturnType<typeof flagsOf>[number]["shape"]): string[] {
  if (shape.kind === "object") return shape.variants.flatMap(({ type }) => type ?? []);
  return "choices" in shape ? shape.choices : [];
}
