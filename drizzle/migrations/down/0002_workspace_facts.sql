ALTER TABLE "workspaces" DROP COLUMN "observed_losses", DROP COLUMN "observed_activity";
--> statement-breakpoint
ALTER TABLE "projects" DROP COLUMN "creation_operation_id";
