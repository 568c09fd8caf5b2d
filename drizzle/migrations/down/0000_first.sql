DROP TABLE "terminals", "workspaces", "project_members", "projects";
--> statement-breakpoint
DROP TABLE "confirm_tokens", "consents", "operation_logs", "operation_steps", "operations", "idempotency_keys";
--> statement-breakpoint
DROP TABLE "accounts", "api_keys", "sessions", "sign_in_links", "settings", "users";
--> statement-breakpoint
DROP TABLE "audit_log", "events", "workers";
