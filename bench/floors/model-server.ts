import { startScriptedModel } from "#e2e/fixtures/scripted-model.ts";

// The scripted model: a word at once, or four million characters in pieces of a thousand.
const piece = "x".repeat(1_000);
const long = Array.from({ length: 4_000 }, () => piece);

const model = await startScriptedModel({
  script: ({ prompt }) => ({ text: prompt === "long" ? long : "A word." }),
});
process.stdout.write(`${new URL(model.baseUrl).port}\n`);
process.on("SIGTERM", () => void model.close().then(() => process.exit(0)));
