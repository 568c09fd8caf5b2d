import { access, constants, realpath, stat } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";
import { type AppError, invalid } from "#lib/kernel/errors.ts";

/** Neither they nor anything below them. */
const systemFolders = [
  "/bin /boot /dev /etc /lib /lib32 /lib64 /libx32 /proc /run /sbin /sys /usr/bin /usr/lib /usr/sbin /var/run /var/lib/lockkeeper",
  "/Library /System /private/etc /private/var/db",
].flatMap((line) => line.split(" "));

/** They hold everybody's folders; each of those may do. */
const sharedFolders =
  "/ /home /media /mnt /opt /private /private/tmp /root /srv /tmp /usr /usr/local /usr/share /var /var/lib /var/tmp /Users /Volumes".split(
    " ",
  );

const field = "source.path";

/**
 * The real path of a folder that may be a workspace's source. Throws a VALIDATION_ERROR that says what is wrong with it.
 * A folder that holds `home` is refused too: its files screen would show the master key.
 */
export async function checkFolderSource(path: string, home: string): Promise<string> {
  if (path.includes("\0") || path.length > 4096 || !isAbsolute(path)) {
    throw invalid(field, "must be an absolute path on the server's machine, such as /home/me/project");
  }
  const real = await realpath(path).catch((error: NodeJS.ErrnoException) => {
    throw fault(error);
  });
  if (!(await stat(real)).isDirectory()) throw invalid(field, "is a file; name a folder");
  if (systemFolders.some((folder) => isWithin(real, folder)) || sharedFolders.includes(real)) {
    throw invalid(field, `${real} belongs to the system; name the project's own folder`);
  }
  const realHome = await realpath(home).catch(() => home);
  if (isWithin(real, realHome)) throw invalid(field, "lies inside Lockkeeper's own data");
  if (isWithin(realHome, real)) throw invalid(field, "holds Lockkeeper's own data; name a folder beside it");
  await access(real, constants.R_OK | constants.W_OK | constants.X_OK).catch(() => {
    throw invalid(field, "must be readable and writable for the server");
  });
  return real;
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function fault(error: NodeJS.ErrnoException): AppError {
  if (error.code === "ENOENT") return invalid(field, "does not exist on the server's machine");
  if (error.code === "EACCES") return invalid(field, "must be readable and writable for the server");
  return invalid(field, `could not be opened (${error.code ?? "unknown reason"})`);
}
