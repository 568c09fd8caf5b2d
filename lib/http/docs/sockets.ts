/** WebSockets, which OpenAPI has no words for. */
export const sockets = [
  {
    name: "terminal.attach",
    http: "GET /api/terminal/ws/:terminalId",
    summary: "Type into a terminal and see it",
    query: ["viewer (a UUID)", "cursor (bytes seen)", "cols", "rows"],
    description:
      "Asked for with the session's cookie from a page of this server, or with a key in a header; the decision is that of opening a terminal, asked again every few seconds. Binary frames carry the terminal's bytes both ways, text frames JSON.",
    fromServer: [
      '{ "type": "ready", "cursor", "gap" } first',
      '{ "type": "exit", "code" } last',
      '{ "type": "pong" }',
    ],
    fromClient: ['{ "type": "resize", "cols", "rows" }', '{ "type": "ack", "bytes" }', '{ "type": "ping" }'],
  },
] as const;
