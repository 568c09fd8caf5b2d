DROP INDEX "audit_log_at";--> statement-breakpoint
DROP INDEX "audit_log_actor";--> statement-breakpoint
DROP INDEX "audit_log_level";--> statement-breakpoint
DROP INDEX "audit_log_command";--> statement-breakpoint
DROP INDEX "audit_log_what";--> statement-breakpoint
DROP INDEX "audit_log_sequence";--> statement-breakpoint
ALTER TABLE "audit_log" DROP COLUMN "actor_id";--> statement-breakpoint
ALTER TABLE "audit_log" DROP COLUMN "via";--> statement-breakpoint
ALTER TABLE "audit_log" DROP COLUMN "level";--> statement-breakpoint
ALTER TABLE "audit_log" DROP COLUMN "command";--> statement-breakpoint
ALTER TABLE "audit_log" DROP COLUMN "what";--> statement-breakpoint
ALTER TABLE "audit_log" DROP COLUMN "sequence";
