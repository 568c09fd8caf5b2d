"use client";

import { createContext, useContext } from "react";

/** The id of the person who is signed in. */
export const PersonContext = createContext<string | null>(null);

/** Whose browser this is: what is kept in it belongs to one person and is shown to no other. */
export function usePersonId(): string {
  const personId = useContext(PersonContext);
  if (personId === null) throw new Error("This view stands outside of the console.");
  return personId;
}
