"use client";

import type * as Monaco from "monaco-editor";
import { nameLanguages } from "#components/files/language-names.ts";

export type { Monaco };

/** Made by scripts/build-monaco.mjs and served by us. */
const folder = "/monaco";

let loading: Promise<typeof Monaco> | undefined;

/** The editor, loaded when the first file is shown and not before. After a failure the next call tries again. */
export function loadMonaco(): Promise<typeof Monaco> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<typeof Monaco> {
  window.MonacoEnvironment = {
    getWorker: (_id: string, label: string) =>
      new Worker(`${folder}/${label === "json" ? "json" : "editor"}.worker.js`, { name: label }),
  };
  const address = `${folder}/editor.js`;
  const [monaco] = await Promise.all([
    import(/* turbopackIgnore: true */ /* webpackIgnore: true */ address) as Promise<typeof Monaco>,
    loadStyle(`${folder}/editor.css`),
  ]);
  nameLanguages(monaco);
  return monaco;
}

function loadStyle(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => {
      link.remove();
      reject(new Error("The editor's style could not be loaded."));
    });
    document.head.append(link);
  });
}
