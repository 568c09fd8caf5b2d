"use client";

import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import type { TerminalScreen } from "#components/terminals/screen-shape.ts";
import type { ScreenKey } from "#components/terminals/terminal-keys.ts";
import { useScreenState } from "#components/terminals/use-terminal-screens.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";

const keys: readonly { key: ScreenKey; label: string; face: ReactNode }[] = [
  { key: "Escape", label: "Escape", face: "Esc" },
  { key: "Tab", label: "Tab", face: "Tab" },
  { key: "ArrowLeft", label: "Left", face: <ArrowLeft /> },
  { key: "ArrowDown", label: "Down", face: <ArrowDown /> },
  { key: "ArrowUp", label: "Up", face: <ArrowUp /> },
  { key: "ArrowRight", label: "Right", face: <ArrowRight /> },
];

/** The keys that a phone's keyboard lacks. A press must not take the focus, or that keyboard would fold away. */
export function TerminalKeyBar({ screen }: { screen: TerminalScreen }) {
  const { isControlArmed } = useScreenState(screen);
  const [first, ...rest] = keys.map(({ key, label, face }) => (
    <Key key={key} label={label} onPress={() => screen.press(key)}>
      {face}
    </Key>
  ));
  return (
    <div
      role="toolbar"
      aria-label="Keys"
      className="flex flex-none items-center gap-1.5 border-t px-2 py-1.5 md:hidden"
    >
      {first}
      <Key label="Control, for the next key" isPressed={isControlArmed} onPress={screen.armControl}>
        Ctrl
      </Key>
      {rest}
    </div>
  );
}

interface KeyProps {
  label: string;
  isPressed?: boolean;
  onPress: () => void;
  children: ReactNode;
}

function Key({ label, isPressed, onPress, children }: KeyProps) {
  return (
    <Button
      size="sm"
      aria-label={label}
      aria-pressed={isPressed}
      className={cn(
        "h-9 min-w-0 flex-1 px-0",
        isPressed && "border-primary bg-primary-soft text-primary-text",
      )}
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      {children}
    </Button>
  );
}
