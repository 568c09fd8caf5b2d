import type { FileActions } from "#components/files/use-file-actions.ts";
import type { Tree } from "#components/files/use-tree.ts";

export interface FilesSidebarProps {
  rootId: string;
  isWritable: boolean;
  tree: Tree;
  active: string | null;
  fresh: ReadonlySet<string>;
  /** Why not everything is followed live; null where it is. */
  watchProblem: string | null;
  actions: FileActions;
  /** Opens a file for a look. */
  onLook: (path: string) => void;
  /** Opens a file to stay open. */
  onOpenFile: (path: string) => void;
  onSearch: () => void;
  onTrash: () => void;
  onUpload: (data: DataTransfer, folder: string) => void;
  /** Asks the person for files or for a folder to upload. */
  onChooseUpload: (kind: "files" | "folder", folder: string) => void;
}
