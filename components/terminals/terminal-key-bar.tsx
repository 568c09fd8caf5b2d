"use client";

import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, ClipboardPaste } from "lucide-react";
import type { ReactNode } from "react";
import type { TerminalScreen } from "#components/terminals/screen-shape.ts";
import type { HeldModifiers, Hold, ScreenKey } from "#components/terminals/terminal-keys.ts";
import { pasteInto } from "#components/terminals/terminal-menu.tsx";
import { useScreenState } from "#components/terminals/use-terminal-screens.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";

type BarKey =
  | { kind: "key"; key: ScreenKey; label: string; face: ReactNode }
  | { kind: "sign"; text: string; label: string; face?: ReactNode }
  | { kind: "modifier"; modifier: keyof HeldModifiers; label: string; face: ReactNode }
  | { kind: "paste"; label: string; face: ReactNode };

const rows: readonly (readonly BarKey[])[] = [
  [
    { kind: "key", key: "Escape", label: "Escape", face: "Esc" },
    { kind: "sign", text: "/", label: "Slash" },
    { kind: "sign", text: "-", label: "Dash" },
    { kind: "sign", text: "|", label: "Pipe" },
    { kind: "sign", text: "~", label: "Tilde" },
    { kind: "key", key: "ArrowUp", label: "Up", face: <ArrowUp /> },
    { kind: "paste", label: "Paste", face: <ClipboardPaste /> },
  ],
  [
    { kind: "key", key: "Tab", label: "Tab", face: "Tab" },
    { kind: "modifier", modifier: "control", label: "Control", face: "Ctrl" },
    { kind: "modifier", modifier: "alt", label: "Alt", face: "Alt" },
    { kind: "sign", text: "\x03", label: "Interrupt", face: "^C" },
    { kind: "key", key: "ArrowLeft", label: "Left", face: <ArrowLeft /> },
    { kind: "key", key: "ArrowDown", label: "Down", face: <ArrowDown /> },
    { kind: "key", key: "ArrowRight", label: "Right", face: <ArrowRight /> },
  ],
];

/** The keys that a phone's keyboard lacks. A press must not take the focus, or that keyboard would fold away. */
export function TerminalKeyBar({ screen }: { screen: TerminalScreen }) {
  const { held } = useScreenState(screen);
  const press = (key: BarKey) => {
    if (key.kind === "key") screen.press(key.key);
    else if (key.kind === "sign") screen.type(key.text);
    else if (key.kind === "modifier") screen.hold(key.modifier);
    else void pasteInto(screen);
  };
  return (
    <div
      role="toolbar"
      aria-label="Keys"
      className="grid flex-none gap-1 border-t px-1.5 py-1.5 md:pointer-fine:hidden"
    >
      {rows.map((row) => (
        <div key={row[0]?.label} className="grid grid-cols-7 gap-1">
          {row.map((key) => (
            <Key
              key={key.label}
              label={key.kind === "modifier" ? `${key.label}${holdWords[held[key.modifier]]}` : key.label}
              hold={key.kind === "modifier" ? held[key.modifier] : undefined}
              onPress={() => press(key)}
            >
              {key.face ?? (key.kind === "sign" && key.text)}
            </Key>
          ))}
        </div>
      ))}
    </div>
  );
}

const holdWords: Record<Hold, string> = {
  off: ", for the next key",
  once: ", held for the next key",
  locked: ", held until pressed again",
};

interface KeyProps {
  label: string;
  hold: Hold | undefined;
  onPress: () => void;
  children: ReactNode;
}

function Key({ label, hold, onPress, children }: KeyProps) {
  return (
    <Button
      size="sm"
      aria-label={label}
      aria-pressed={hold === undefined ? undefined : hold !== "off"}
      className={cn(
        "h-9 min-w-0 px-0",
        hold === "once" && "border-primary bg-primary-soft text-primary-text",
        hold === "locked" && "border-primary bg-primary text-primary-foreground",
      )}
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      {children}
    </Button>
  );
}
