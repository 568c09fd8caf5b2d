ALTER TABLE "projects" ADD COLUMN "creation_operation_id" uuid;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "observed_activity" jsonb;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "observed_losses" jsonb;