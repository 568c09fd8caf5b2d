ALTER TABLE "tasks" DROP COLUMN "conflict_files";--> statement-breakpoint
ALTER TABLE "runs" DROP COLUMN "is_base_pending";--> statement-breakpoint
ALTER TABLE "project_configs" DROP COLUMN "activated_at";--> statement-breakpoint
DROP TABLE "worktree_removals";
