ALTER TABLE "channels" ADD COLUMN "failed_in_row" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "notices_operation" ON "notices" USING btree ("operation_id");