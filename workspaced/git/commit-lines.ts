/** What a commit is listed with; to be asked for with `-z`. A subject is the last: it may hold whatever parts the two. */
export const commitLine = (subject: "%s" | "%gs" = "%s"): string => `--format=%H%x1f${subject}`;

export function commitLinesIn(output: string): Array<{ sha: string; subject: string }> {
  const records = output.split("\0").filter((record) => record !== "");
  return records.map((record) => {
    const [sha = "", ...subject] = record.split("\x1f");
    return { sha, subject: subject.join("\x1f") };
  });
}
