// Runs before each start of docker-compose.yml. Makes, once, the password of the database, which no file of the project
// and no variable holds. What is there stays.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const folder = process.argv[2] ?? "/run/lockkeeper";
const passwordPath = `${folder}/database-password`;
const urlPath = `${folder}/database-url`;

// The database's own user reads it as well; only these two containers have the volume.
if (!existsSync(passwordPath)) writeFileSync(passwordPath, randomBytes(24).toString("hex"), { mode: 0o444 });
const password = readFileSync(passwordPath, "utf8");
// The alias of docker-compose.yml. Lockkeeper may be on networks of projects too, and asks all of them for a name.
rmSync(urlPath, { force: true });
writeFileSync(urlPath, `postgres://lockkeeper:${password}@postgres.lockkeeper.internal:5432/lockkeeper`, {
  mode: 0o400,
});
