DROP INDEX "audit_log_person";--> statement-breakpoint
DROP INDEX "audit_log_project";--> statement-breakpoint
DROP INDEX "audit_log_operation";--> statement-breakpoint
ALTER TABLE "api_keys" DROP COLUMN "made_with_key_id";--> statement-breakpoint
DROP INDEX "operations_held";--> statement-breakpoint
ALTER TABLE "operations" DROP COLUMN "cooled_at";--> statement-breakpoint
ALTER TABLE "operations" DROP COLUMN "held_at";--> statement-breakpoint
ALTER TABLE "operations" DROP COLUMN "last_backup";--> statement-breakpoint
ALTER TABLE "operations" DROP COLUMN "dependants";--> statement-breakpoint
ALTER TABLE "operations" DROP COLUMN "raised";--> statement-breakpoint
DELETE FROM "consents" WHERE "kind" = 'break_glass';--> statement-breakpoint
ALTER TABLE "consents" DROP COLUMN "has_just_signed_in";--> statement-breakpoint
DROP TABLE "protection_rules";--> statement-breakpoint
DROP TABLE "deliveries";--> statement-breakpoint
DROP TABLE "channels";--> statement-breakpoint
DROP TABLE "notices";--> statement-breakpoint
DROP TABLE "access_log";
