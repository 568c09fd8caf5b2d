"use client";

import { BookOpen, LogOut, UserRound } from "lucide-react";
import Link from "next/link";
import { useContext, useTransition } from "react";
import { Avatar } from "#components/ui/avatar.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { forgetDrafts } from "#lib/client/kept-drafts.ts";
import { LeavingContext } from "#lib/client/leaving-context.ts";
import { themePreferences, useTheme } from "#lib/client/theme.ts";

export interface ShellUser {
  id: string;
  name: string;
  email: string;
  /** "owner", "admin" or "member". */
  role: "owner" | "admin" | "member";
}

interface UserMenuProps {
  user: ShellUser;
  /** A server action; it ends the session and goes to the sign-in page. */
  signOut: () => Promise<void>;
}

const themeWords = { system: "As the system", light: "Light", dark: "Dark" } as const;

export function UserMenu({ user, signOut }: UserMenuProps) {
  const { preference, setPreference } = useTheme();
  const [isSigningOut, startSigningOut] = useTransition();
  const isLeaving = useContext(LeavingContext);
  const leave = () => {
    isLeaving.current = true;
    forgetDrafts();
    startSigningOut(signOut);
  };
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        aria-label={`Signed in as ${user.name}, ${user.role}`}
        className="grid size-8 flex-none max-md:size-10 place-items-center rounded-full"
      >
        <Avatar name={user.name} />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="w-56">
        <div className="px-2 pt-1.5 pb-2">
          <p className="truncate font-medium">{user.name}</p>
          <p className="truncate text-muted-foreground text-xs">
            {user.email} · {user.role}
          </p>
        </div>
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link href="/account">
            <UserRound />
            Your account
          </Link>
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuLabel>Theme</DropdownMenuLabel>
        <DropdownMenuRadioGroup value={preference}>
          {themePreferences.map((choice) => (
            <DropdownMenuRadioItem key={choice} value={choice} onSelect={() => setPreference(choice)}>
              {themeWords[choice]}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <a href="/api/docs">
            <BookOpen />
            API reference
          </a>
        </DropdownMenuItem>
        <DropdownMenuItem disabled={isSigningOut} onSelect={leave}>
          <LogOut />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
