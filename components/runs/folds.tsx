"use client";

import { createContext, type ReactNode, useContext, useMemo, useRef, useState } from "react";

interface Folds {
  read(key: string): boolean | undefined;
  write(key: string, isOpen: boolean): void;
}

const FoldsContext = createContext<Folds | null>(null);

/** Remembers what was unfolded, also while it is scrolled out of sight and so not drawn. */
export function FoldsProvider({ children }: { children: ReactNode }) {
  const known = useRef(new Map<string, boolean>());
  const folds = useMemo<Folds>(
    () => ({
      read: (key) => known.current.get(key),
      write: (key, isOpen) => known.current.set(key, isOpen),
    }),
    [],
  );
  return <FoldsContext value={folds}>{children}</FoldsContext>;
}

/** Whether a thing is unfolded: as the reader left it, else `isOpenAtFirst`. */
export function useFold(key: string, isOpenAtFirst = false): [boolean, (isOpen: boolean) => void] {
  const folds = useContext(FoldsContext);
  const [chosen, setChosen] = useState(() => folds?.read(key));
  const choose = (isOpen: boolean) => {
    folds?.write(key, isOpen);
    setChosen(isOpen);
  };
  return [chosen ?? isOpenAtFirst, choose];
}
