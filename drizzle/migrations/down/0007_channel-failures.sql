DROP INDEX "notices_operation";--> statement-breakpoint
ALTER TABLE "channels" DROP COLUMN "failed_in_row";