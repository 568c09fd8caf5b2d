"use client";

import { createContext, useContext } from "react";

interface Person {
  id: string;
  role: "owner" | "admin" | "member";
}

/** The person who is signed in. */
export const PersonContext = createContext<Person | null>(null);

/** Whose browser this is: what is kept in it belongs to one person and is shown to no other. */
export const usePersonId = (): string => usePerson().id;

/** Whether they look after the installation: what is refused to members is not offered to them. */
export const useIsAdmin = (): boolean => usePerson().role !== "member";

function usePerson(): Person {
  const person = useContext(PersonContext);
  if (person === null) throw new Error("This view stands outside of the console.");
  return person;
}
