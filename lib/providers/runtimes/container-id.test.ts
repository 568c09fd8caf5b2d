import { expect, test } from "vitest";
import { containerIdIn } from "./container-id.ts";

const id = "0123456789abcdef".repeat(4);

test("a server in a container finds the container's id, one on the machine none of those that run beside it", () => {
  const docker = `611 602 254:0 /var/lib/docker/containers/${id}/hostname /etc/hostname rw,relatime - ext4 /dev/vda rw`;
  const podman = `611 602 0:25 /containers/storage/overlay-containers/${id}/userdata/hostname /etc/hostname rw - tmpfs tmpfs rw`;
  expect(containerIdIn(`1 0 254:0 / / rw - ext4 /dev/vda rw\n${docker}\n`)).toBe(id);
  expect(containerIdIn(podman)).toBe(id);
  const beside = `90 28 0:49 / /var/lib/docker/containers/${id}/mounts/shm rw,nosuid - tmpfs shm rw`;
  expect(containerIdIn(`1 0 254:0 / / rw - ext4 /dev/vda rw\n${beside}\n`)).toBeUndefined();
});
