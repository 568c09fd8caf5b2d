import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";

/** What a restore brings back, what it does not, and how it is done. */
export function ContentsCard() {
  return (
    <Card aria-labelledby="backup-contents">
      <CardHeader>
        <CardTitle id="backup-contents">What is in it</CardTitle>
      </CardHeader>
      <CardBody className="grid gap-4 md:grid-cols-2">
        <div className="grid content-start gap-1">
          <p className="font-medium">In every backup</p>
          <p className="text-muted-foreground">
            The whole database: people, projects, boards, conversations, settings, API keys and the audit log
            with its newest seal. The secrets, and the master key that opens them.
          </p>
        </div>
        <div className="grid content-start gap-1">
          <p className="font-medium">In none</p>
          <p className="text-muted-foreground">
            The files of workspaces: push what matters to its repository. Logs of the server, older backups,
            and the recovery key.
          </p>
        </div>
        <p className="text-muted-foreground md:col-span-2">
          To restore, on the new machine's console:{" "}
          <code>npm run restore -- file.backup --key-file recovery-key.txt</code>, where the second file holds
          the recovery key; without it the key is asked for. Everybody is signed out by it; API keys go on
          working.
        </p>
      </CardBody>
    </Card>
  );
}
