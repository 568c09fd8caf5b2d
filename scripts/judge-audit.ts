import { z } from "zod";

const Report = z.object({
  metadata: z.object({ vulnerabilities: z.object({ high: z.number(), critical: z.number() }) }),
});

/**
 * What the output of `npm audit --json` means. A registry that does not answer audits is said to be not asked: it has
 * not found the packages good, and a check that cannot look must not fail either.
 */
export function judgeAudit(output: string | null): { readonly isBad: boolean; readonly sentence: string } {
  const report = Report.safeParse(readJson(output ?? ""));
  if (!report.success) {
    return { isBad: false, sentence: "not asked (registry does not answer audits)" };
  }
  const { high, critical } = report.data.metadata.vulnerabilities;
  const isBad = high + critical > 0;
  return {
    isBad,
    sentence: isBad
      ? `${high} high and ${critical} critical vulnerabilities; run \`npm audit\` and update what it names`
      : "no high or critical vulnerability is known",
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
