// What the container's HEALTHCHECK runs: ends with 0 where the server answers, and its database with it.
const { PORT = "3000" } = process.env;
const asked = fetch(`http://127.0.0.1:${PORT}/healthz`, { signal: AbortSignal.timeout(9000) });
process.exitCode = await asked.then(
  ({ ok }) => (ok ? 0 : 1),
  () => 1,
);
