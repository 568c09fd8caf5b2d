import {
  File,
  FileCode,
  FileCog,
  FileImage,
  FileJson,
  FileSymlink,
  FileText,
  Folder,
  FolderOpen,
  type LucideIcon,
} from "lucide-react";
import { cn } from "#lib/client/class-names.ts";
import type { FileEntry } from "#lib/modules/files/schema.ts";

const iconsByEnding: readonly (readonly [RegExp, LucideIcon])[] = [
  [/^\.|config\.|rc$|\.(toml|ini|lock|env|ya?ml)$/i, FileCog],
  [/\.jsonc?$/i, FileJson],
  [/\.(md|mdx|txt|rst|adoc|log|csv)$/i, FileText],
  [/\.(png|jpe?g|gif|webp|avif|ico|svg|pdf)$/i, FileImage],
  [
    /\.([cm]?[jt]sx?|py|go|rs|rb|php|java|kt|swift|c|h|cc|cpp|hpp|cs|sh|sql|css|scss|less|html?|vue|svelte|lua|ex|exs|zig|dart)$/i,
    FileCode,
  ],
];

interface FileIconProps {
  name: string;
  type?: FileEntry["type"];
  isOpen?: boolean;
  className?: string;
}

export function FileIcon({ name, type = "file", isOpen = false, className }: FileIconProps) {
  const Icon = iconOf(name, type, isOpen);
  return <Icon aria-hidden="true" className={cn("size-3.5 text-subtle-foreground", className)} />;
}

function iconOf(name: string, type: FileEntry["type"], isOpen: boolean): LucideIcon {
  if (type === "folder") return isOpen ? FolderOpen : Folder;
  if (type === "symlink") return FileSymlink;
  return iconsByEnding.find(([ending]) => ending.test(name))?.[1] ?? File;
}
