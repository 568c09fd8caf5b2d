"use client";

import { Settings2 } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { fontSizesPx, useEditorSettings } from "#lib/client/editor-settings.ts";
import { useIsWide } from "#lib/client/use-is-wide.ts";

/** Word wrap, minimap and font size, for this browser. */
export function EditorSettingsMenu() {
  const [settings, change] = useEditorSettings();
  const isWide = useIsWide();
  const isWrapped = settings.isWrapped ?? !isWide;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-xs" aria-label="Editor settings" className="max-md:size-9">
          <Settings2 />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuCheckboxItem
          checked={isWrapped}
          onCheckedChange={(isOn) => change({ isWrapped: isOn === true })}
        >
          Wrap long lines <Kbd>Alt Z</Kbd>
        </DropdownMenuCheckboxItem>
        <DropdownMenuCheckboxItem
          checked={settings.hasMinimap}
          onCheckedChange={(isOn) => change({ hasMinimap: isOn === true })}
        >
          Minimap
        </DropdownMenuCheckboxItem>
        <DropdownMenuSeparator />
        <DropdownMenuLabel>Font size</DropdownMenuLabel>
        <DropdownMenuRadioGroup
          value={String(settings.fontSizePx)}
          onValueChange={(size) => change({ fontSizePx: Number(size) })}
        >
          {fontSizesPx.map((size) => (
            <DropdownMenuRadioItem key={size} value={String(size)}>
              {size} px
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
