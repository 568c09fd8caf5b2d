import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  addressKind,
  checkHost,
  guardedLookup,
  refusedCode,
  resolveGuarded,
} from "#lib/platform/outgoing-address.ts";

const server = createServer((_, response) => response.end("inside"));
let port: number;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test.each([
  ["93.184.216.34", "public"],
  ["2606:2800:220:1::1", "public"],
  ["127.0.0.1", "private"],
  ["127.8.9.1", "private"],
  ["10.1.2.3", "private"],
  ["172.31.255.255", "private"],
  ["172.32.0.1", "public"],
  ["192.168.0.7", "private"],
  ["100.64.0.1", "private"],
  ["198.19.0.1", "private"],
  ["::1", "private"],
  ["fd12:3456::1", "private"],
  ["0.0.0.0", "forbidden"],
  ["169.254.169.254", "forbidden"],
  ["100.100.100.200", "forbidden"],
  ["fd00:ec2::254", "forbidden"],
  ["fe80::1", "forbidden"],
  ["fe80::1%eth0", "forbidden"],
  ["224.0.0.1", "forbidden"],
  ["255.255.255.255", "forbidden"],
  ["::", "forbidden"],
  ["::ffff:127.0.0.1", "private"],
  ["::ffff:169.254.169.254", "forbidden"],
  ["::ffff:93.184.216.34", "public"],
  ["::127.0.0.1", "private"],
  ["64:ff9b::a9fe:a9fe", "forbidden"],
  ["64:ff9b::a00:1", "private"],
  ["2002:7f00:1::", "private"],
  ["2002:a9fe:a9fe::1", "forbidden"],
  ["2001:0:1::1", "forbidden"],
  ["localhost", "forbidden"],
])("%s is %s", (address, kind) => expect(addressKind(address)).toBe(kind));

test("an address that stands in the place of a name is checked as well", () => {
  const closed = { allowPrivate: false };
  expect(() => checkHost("127.0.0.1", closed)).toThrow(/private network/);
  expect(() => checkHost("[::1]", closed)).toThrow(/private network/);
  expect(() => checkHost("169.254.169.254", { allowPrivate: true })).toThrow(/never called/);
  expect(() => checkHost("127.0.0.1", { allowPrivate: true })).not.toThrow();
  expect(() => checkHost("example.org", closed)).not.toThrow();
});

test("a name is refused when one of its addresses may not be called", async () => {
  const resolve = async () => [
    { address: "93.184.216.34", family: 4 },
    { address: "10.0.0.1", family: 4 },
  ];
  await expect(resolveGuarded("two.example", { allowPrivate: false, resolve })).rejects.toMatchObject({
    code: refusedCode,
  });
  await expect(resolveGuarded("two.example", { allowPrivate: true, resolve })).resolves.toHaveLength(2);
});

const fetchFrom = (lookup: ReturnType<typeof guardedLookup>) =>
  new Promise<string>((resolve, reject) => {
    get(`http://rebinding.example:${port}/`, { lookup, agent: false }, (response) => {
      response.setEncoding("utf8").once("data", resolve);
    }).once("error", reject);
  });

test("a name that changes its address between check and call is caught by the call itself", async () => {
  const answers = ["93.184.216.34", "127.0.0.1"];
  const resolve = async () => [{ address: answers.shift() ?? "127.0.0.1", family: 4 }];
  await resolveGuarded("rebinding.example", { allowPrivate: false, resolve });
  await expect(fetchFrom(guardedLookup({ allowPrivate: false, resolve }))).rejects.toMatchObject({
    code: refusedCode,
  });
  expect(await fetchFrom(guardedLookup({ allowPrivate: true, resolve }))).toBe("inside");
});
