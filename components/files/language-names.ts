"use client";

import type * as Monaco from "monaco-editor";

/** Files that the editor knows the colours of by another language's name. */
const further: readonly (Monaco.languages.ILanguageExtensionPoint & { id: string })[] = [
  {
    id: "ini",
    extensions: [".toml", ".env", ".conf", ".cfg", ".service", ".desktop"],
    filenames: [".env", ".npmrc", ".gitconfig", ".editorconfig", ".gitattributes", "Cargo.lock"],
    filenamePatterns: [".env.*"],
  },
  {
    id: "shell",
    extensions: [".zsh", ".ksh"],
    filenames: [".bashrc", ".profile", ".zshrc", ".gitignore", ".dockerignore", "Makefile", "makefile"],
  },
  { id: "html", extensions: [".vue", ".svelte", ".astro"] },
  { id: "json", extensions: [".jsonc", ".json5", ".webmanifest"], filenames: [".prettierrc", ".eslintrc"] },
  { id: "xml", extensions: [".svg", ".plist", ".storyboard"] },
  { id: "python", filenames: ["SConstruct"], extensions: [".pyi"] },
  { id: "ruby", filenames: ["Gemfile", "Rakefile", "Podfile", "Vagrantfile"] },
];

export function nameLanguages(monaco: typeof Monaco): void {
  for (const language of further) monaco.languages.register(language);
}
