"use client";

import { SunMoon } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { useTheme } from "#lib/client/theme.ts";

export function ThemeToggle({ className }: { className?: string }) {
  const { isDark, toggle } = useTheme();
  const label = isDark ? "Use the light theme" : "Use the dark theme";
  return (
    <Button
      variant="ghost"
      size="icon"
      className={className}
      aria-label={label}
      title={label}
      onClick={toggle}
    >
      <SunMoon />
    </Button>
  );
}
