// Runs once before the first start of docker-compose.yml: makes the password of the database, which no file of the
// project and no variable holds. What is there stays.
import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";

const folder = "/run/lockkeeper";
const urlPath = `${folder}/database-url`;

if (!existsSync(urlPath)) {
  const password = randomBytes(24).toString("hex");
  // The database's own user reads it as well; only these two containers have the volume.
  writeFileSync(`${folder}/database-password`, password, { mode: 0o444 });
  writeFileSync(urlPath, `postgres://lockkeeper:${password}@database:5432/lockkeeper`, { mode: 0o400 });
}
