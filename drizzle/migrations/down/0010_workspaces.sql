DROP TABLE "git_host_keys";--> statement-breakpoint
DROP TABLE "git_credentials";--> statement-breakpoint
ALTER TABLE "workspaces" DROP COLUMN "started_at";--> statement-breakpoint
ALTER TABLE "workspaces" DROP COLUMN "stop_cause";--> statement-breakpoint
ALTER TABLE "projects" DROP COLUMN "workspace_settings";
