import { expect, test } from "vitest";
import { entryName, fieldOf, sentOf, textOf, typedValues } from "#components/settings/field-texts.ts";

test("what is typed is sent as its field holds it, and an empty field takes back what was set", () => {
  const port = fieldOf("mail", "smtpPort");
  expect(sentOf(port, " 465 ")).toBe(465);
  expect(sentOf(port, "many")).toBe("many");
  expect(sentOf(port, "")).toBeNull();
  const hosts = fieldOf("webhooks", "privateHosts");
  expect(sentOf(hosts, "10.0.0.7\n nas.home, \n")).toEqual(["10.0.0.7", "nas.home"]);
  expect(textOf(hosts, ["10.0.0.7", "nas.home"])).toBe("10.0.0.7\nnas.home");
  expect(sentOf(fieldOf("backups", "isDaily"), "false")).toBe(false);
});

test("a secret never stands in its field, and only what was typed over is sent", () => {
  expect(textOf(fieldOf("mail", "smtpPassword"), "anything")).toBe("");
  const stored = { smtpHost: "smtp.example.org", smtpPort: "587", smtpPassword: "" };
  expect(typedValues("mail", stored, { ...stored, smtpPort: "465" })).toEqual({ smtpPort: 465 });
  expect(typedValues("mail", stored, stored)).toEqual({});
});

test("an entry of a list is named by its line and what stands there, whatever is between them", () => {
  expect(entryName("a, b\n\n10.0.0.0/99", 2)).toBe("Line 3, 10.0.0.0/99");
  expect(entryName("a, b\n\n10.0.0.0/99", 1)).toBe("Line 1, b");
});
