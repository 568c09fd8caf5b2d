ALTER TABLE "audit_log" ADD COLUMN "sequence" bigint;--> statement-breakpoint
UPDATE "audit_log" SET "sequence" = "counted"."number" FROM (SELECT "id", row_number() OVER (ORDER BY "id") AS "number" FROM "audit_log") AS "counted" WHERE "counted"."id" = "audit_log"."id";--> statement-breakpoint
ALTER TABLE "audit_log" ALTER COLUMN "sequence" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "what" text GENERATED ALWAYS AS ((record::jsonb ->> 'what')) STORED;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "command" text GENERATED ALWAYS AS ((record::jsonb ->> 'command')) STORED;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "level" text GENERATED ALWAYS AS ((record::jsonb ->> 'level')) STORED;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "via" text GENERATED ALWAYS AS ((record::jsonb ->> 'via')) STORED;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "actor_id" text GENERATED ALWAYS AS ((record::jsonb -> 'actor' ->> 'id')) STORED;--> statement-breakpoint
CREATE UNIQUE INDEX "audit_log_sequence" ON "audit_log" USING btree ("sequence");--> statement-breakpoint
CREATE INDEX "audit_log_what" ON "audit_log" USING btree ("what","id");--> statement-breakpoint
CREATE INDEX "audit_log_command" ON "audit_log" USING btree ("command","id");--> statement-breakpoint
CREATE INDEX "audit_log_level" ON "audit_log" USING btree ("level","id");--> statement-breakpoint
CREATE INDEX "audit_log_actor" ON "audit_log" USING btree ("actor_id","id");--> statement-breakpoint
CREATE INDEX "audit_log_at" ON "audit_log" USING btree ("at");