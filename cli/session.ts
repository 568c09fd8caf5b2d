import type { CliVerb } from "#cli/catalogue.ts";
import type { Login } from "#cli/logins.ts";
import type { Output } from "#cli/output.ts";

/** Everything that a call is made with. */
export interface Session {
  login: Login;
  output: Output;
  catalogue: readonly CliVerb[];
}
