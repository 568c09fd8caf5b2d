import type { ChannelView, CreateChannelInput } from "#lib/modules/notifications/schema.ts";

type Fields = Omit<CreateChannelInput, "kind" | "name">;

/** What the dialog's fields say, as the commands take it. A password that is left empty stays as it is. */
export function fieldsOf(form: FormData, kind: ChannelView["kind"]): Fields {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  if (kind === "webhook") return { url: text("url") };
  if (text("server") === "installation")
    return { host: null, recipients: form.has("recipients") ? linesOf(text("recipients")) : null };
  const tls = text("tls");
  const port = text("port");
  const recipients = form.has("recipients") ? linesOf(text("recipients")) : null;
  return {
    host: text("host"),
    tls: tls === "tls" || tls === "none" ? tls : "starttls",
    from: text("from"),
    user: text("user") || null,
    recipients,
    ...(port ? { port: Number(port) } : {}),
    ...(text("password") ? { password: text("password") } : {}),
  };
}

const linesOf = (text: string): string[] =>
  text
    .split(/[\n,;]/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
