"use client";

import type { LucideIcon } from "lucide-react";
import { createContext, useContext, useEffect } from "react";
import type { DangerLevel } from "#lib/kernel/danger.ts";

/** One entry of the command menu. */
export interface CommandAction {
  id: string;
  label: string;
  icon?: LucideIcon;
  /** What it is about: the project, the task. */
  where?: string;
  /** Its danger level, from MEDIUM on. */
  level?: DangerLevel;
  /** More words it is found by. */
  keywords?: string[];
  shortcut?: string;
  run: () => void;
}

export interface ActionRegistry {
  actions: () => readonly CommandAction[];
  subscribe: (listener: () => void) => () => void;
  register: (actions: readonly CommandAction[]) => () => void;
}

export function createActionRegistry(): ActionRegistry {
  const lists = new Set<readonly CommandAction[]>();
  const listeners = new Set<() => void>();
  let all: readonly CommandAction[] = [];
  const update = () => {
    all = [...lists].flat();
    for (const listener of listeners) listener();
  };
  return {
    actions: () => all,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    register(actions) {
      lists.add(actions);
      update();
      return () => {
        lists.delete(actions);
        update();
      };
    },
  };
}

export const ActionContext = createContext<ActionRegistry | null>(null);

/** Puts a page's own actions into the command menu while the page is shown. Memoise the list. */
export function useCommandActions(actions: readonly CommandAction[]): void {
  const registry = useContext(ActionContext);
  useEffect(() => registry?.register(actions), [registry, actions]);
}
