DROP TABLE "task_labels";--> statement-breakpoint
DROP TABLE "labels";--> statement-breakpoint
DROP TABLE "task_dependencies";--> statement-breakpoint
DROP TABLE "task_templates";--> statement-breakpoint
DROP TABLE "review_comments";--> statement-breakpoint
DROP TABLE "review_marks";--> statement-breakpoint
DROP TABLE "installation_settings";--> statement-breakpoint
DROP TABLE "llm_calls";--> statement-breakpoint
DROP TABLE "model_prices";--> statement-breakpoint
DROP TABLE "permission_rules";--> statement-breakpoint
DROP TABLE "run_messages";--> statement-breakpoint
DROP INDEX "tasks_order";--> statement-breakpoint
DROP INDEX "tasks_assignee";--> statement-breakpoint
ALTER TABLE "tasks" DROP COLUMN "position";--> statement-breakpoint
ALTER TABLE "tasks" DROP COLUMN "assignee_id";--> statement-breakpoint
ALTER TABLE "tasks" DROP COLUMN "priority";--> statement-breakpoint
ALTER TABLE "runs" DROP COLUMN "turns";--> statement-breakpoint
ALTER TABLE "runs" DROP COLUMN "budget_usd";--> statement-breakpoint
ALTER TABLE "runs" DROP COLUMN "pull_request";--> statement-breakpoint
ALTER TABLE "runs" DROP COLUMN "reviewed_commit";--> statement-breakpoint
ALTER TABLE "runs" DROP COLUMN "paused_for";--> statement-breakpoint
ALTER TABLE "runs" DROP COLUMN "contest_id";--> statement-breakpoint
ALTER TABLE "project_configs" DROP COLUMN "note";--> statement-breakpoint
ALTER TABLE "project_configs" DROP COLUMN "run_budget_usd";--> statement-breakpoint
ALTER TABLE "project_configs" DROP COLUMN "turns_max";--> statement-breakpoint
ALTER TABLE "project_configs" DROP COLUMN "is_repository_guide_on";--> statement-breakpoint
ALTER TABLE "project_configs" DROP COLUMN "check_report";--> statement-breakpoint
ALTER TABLE "project_configs" DROP COLUMN "review_prompt";--> statement-breakpoint
ALTER TABLE "project_configs" DROP COLUMN "permissions";--> statement-breakpoint
ALTER TABLE "project_configs" DROP COLUMN "tools_off";--> statement-breakpoint
ALTER TABLE "project_configs" DROP COLUMN "max_tokens";--> statement-breakpoint
ALTER TABLE "project_configs" DROP COLUMN "temperature";--> statement-breakpoint
ALTER TABLE "interactions" DROP COLUMN "rule_id";--> statement-breakpoint
ALTER TABLE "projects" DROP COLUMN "budgets";--> statement-breakpoint
ALTER TABLE "projects" DROP COLUMN "delivery_settings";--> statement-breakpoint
ALTER TABLE "projects" DROP COLUMN "board_settings";--> statement-breakpoint
CREATE INDEX "tasks_status" ON "tasks" USING btree ("project_id","status","id");--> statement-breakpoint
UPDATE "projects" SET "llm_provider" = NULL WHERE "llm_provider" = 'google';--> statement-breakpoint
DELETE FROM "llm_providers" WHERE "name" = 'google';
