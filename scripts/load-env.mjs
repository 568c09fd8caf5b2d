// Loaded before a program by `--import`: variables of a file `.env` in the project's folder; those already set win.
import { existsSync } from "node:fs";

if (existsSync(".env")) process.loadEnvFile(".env");
