DROP TABLE "project_configs";--> statement-breakpoint
DROP TABLE "interactions";--> statement-breakpoint
DROP TABLE "run_events";--> statement-breakpoint
DROP TABLE "runs";--> statement-breakpoint
DROP TABLE "tasks";--> statement-breakpoint
ALTER TABLE "projects" DROP COLUMN "last_task_number";
