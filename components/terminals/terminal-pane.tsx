"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { ErrorView } from "#components/shared/error-view.tsx";
import { PaneCompany } from "#components/terminals/pane-company.tsx";
import { PaneNotice } from "#components/terminals/pane-notice.tsx";
import type { TerminalScreen } from "#components/terminals/screen-shape.ts";
import { type PaneActions, TerminalMenu } from "#components/terminals/terminal-menu.tsx";
import type { TerminalScreens } from "#components/terminals/terminal-screens.ts";
import { useScreenState } from "#components/terminals/use-terminal-screens.ts";
import { cn } from "#lib/client/class-names.ts";

interface TerminalPaneProps {
  screens: TerminalScreens;
  id: string;
  name: string;
  isFocused: boolean;
  /** A name is typed in a tab: no terminal takes the keyboard from it. */
  isNaming: boolean;
  /** More than one pane is shown: say which is typed into. */
  isSplit: boolean;
  onFocus: () => void;
  actions: PaneActions;
  /** What is said where the shell has ended. */
  end: ReactNode;
}

/** One terminal, filling its place. What it shows lives on when the pane goes. */
export function TerminalPane({
  screens,
  id,
  name,
  isFocused,
  isNaming,
  isSplit,
  onFocus,
  actions,
  end,
}: TerminalPaneProps) {
  const container = useRef<HTMLDivElement>(null);
  const { screen, failure, retry } = useMountedScreen(screens, id, container, isFocused && !isNaming);
  return (
    <section
      aria-label={`Terminal ${name}`}
      data-slot="terminal-pane"
      data-state={useScreenState(screen).phase.state}
      onFocusCapture={onFocus}
      className={cn(
        "relative min-h-0 min-w-0 flex-1 overflow-hidden",
        isSplit && !isFocused && "opacity-80",
        "transition-opacity duration-fast",
      )}
    >
      <TerminalMenu screen={screen} isSplit={isSplit} {...actions}>
        <div ref={container} data-slot="terminal-screen" className="absolute inset-0" />
      </TerminalMenu>
      {failure !== null && (
        <div className="absolute inset-0 grid place-items-center p-4">
          <ErrorView title="The terminal could not be loaded" error={failure} onRetry={retry} />
        </div>
      )}
      <PaneNotice screen={screen} isFocused={isFocused} />
      <PaneCompany screen={screen} />
      {end}
    </section>
  );
}

function useMountedScreen(
  screens: TerminalScreens,
  id: string,
  container: { current: HTMLDivElement | null },
  takesKeys: boolean,
) {
  const [screen, setScreen] = useState<TerminalScreen | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const takesKeysNow = useRef(takesKeys);
  takesKeysNow.current = takesKeys;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a retry loads the code again
  useEffect(() => {
    let isShown = true;
    let mounted: TerminalScreen | null = null;
    screens.open(id).then(
      (opened) => {
        if (!isShown || container.current === null) return;
        mounted = opened;
        opened.mount(container.current);
        setScreen(opened);
        if (takesKeysNow.current) opened.focus();
      },
      (error: unknown) => isShown && setFailure(error),
    );
    return () => {
      isShown = false;
      mounted?.unmount();
      setScreen(null);
    };
  }, [screens, id, tries]);

  useEffect(() => {
    if (takesKeys) screen?.focus();
  }, [takesKeys, screen]);

  const retry = () => {
    setFailure(null);
    setTries((count) => count + 1);
  };
  return { screen, failure, retry };
}
