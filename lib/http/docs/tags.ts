/** The areas of the door: the first part of a verb's name, how it is called, and what it is about. */
export const tags: Record<string, { title: string; description: string }> = {
  project: { title: "Projects", description: "What people work on: a repository, its workspace, its board." },
  workspace: { title: "Workspaces", description: "Where the files of a project are and its programs run." },
  runtime: { title: "Runtimes", description: "Where workspaces can run." },
  terminal: {
    title: "Terminals",
    description:
      "Shells in a workspace. What is typed and seen goes over a WebSocket, see the section on sockets below.",
  },
  files: { title: "Files", description: "The files of a workspace." },
  git: { title: "Git", description: "The repository of a workspace." },
  "git-access": {
    title: "Git access",
    description:
      "Tokens and the SSH key by which a project reaches private repositories, and the hosts it knows.",
  },
  task: { title: "Tasks", description: "The cards of a project's board." },
  board: { title: "Boards", description: "All cards of a project, or of all, in few words each." },
  label: { title: "Labels", description: "Words that the cards of a project are sorted by." },
  "task-template": {
    title: "Templates for tasks",
    description: "What new cards of a project can begin with.",
  },
  run: { title: "Runs", description: "What agents do on a task, what they ask, and what they are answered." },
  review: {
    title: "Reviews",
    description: "What people say about the lines of a run's changes, and which files of it they have seen.",
  },
  "permission-rule": {
    title: "Permission rules",
    description: "What the agents of a project may do, or may not, without asking a person each time.",
  },
  config: { title: "Agent configuration", description: "How agents work in a project, version by version." },
  provider: { title: "Model providers", description: "Who answers agents, with which key." },
  "identity-provider": {
    title: "Identity providers",
    description: "Where people may sign in, who may come in by it, and what its groups give.",
  },
  account: { title: "Linked accounts", description: "Accounts at other places that open for you." },
  price: { title: "Prices", description: "What models cost, for a million tokens." },
  spending: { title: "Spending", description: "What models have cost, and what they may." },
  setting: {
    title: "Settings",
    description: "What holds for the installation: limits, budgets, mail, GitHub and the like.",
  },
  "master-key": {
    title: "Master key",
    description: "The key that every stored secret is wrapped by, and its replacement.",
  },
  "installation-backup": {
    title: "Backups of the installation",
    description: "Encrypted files of all that this installation itself knows, to bring it back from.",
  },
  operation: {
    title: "Operations",
    description:
      "Every request for a command is on record, with who asked, what it needs and what became of it.",
  },
  job: { title: "Jobs", description: "Operations that have work of their own, seen from the work's side." },
  protection: { title: "Protection", description: "What waits for people before it happens." },
  rule: { title: "Rules", description: "Levels, consents and cooldowns in force." },
  key: { title: "API keys", description: "Keys for the command line, for agents and for services." },
  person: { title: "People", description: "Who is here, and with which role in the installation." },
  member: { title: "Members", description: "Who may do what in a project." },
  invitation: { title: "Invitations", description: "Links that let one person in, once." },
  onboarding: { title: "Guided start", description: "How far a person is with the first steps." },
  audit: {
    title: "Audit",
    description: "The log of everything that was decided and done; its chain can be verified.",
  },
  channel: { title: "Channels", description: "Where notices go beside the dashboard." },
  delivery: { title: "Deliveries", description: "What was sent to a channel, and how that went." },
  inbox: { title: "Inbox", description: "All that waits for a person, in one list." },
  notice: { title: "Notices", description: "What waits for a person." },
  session: { title: "Sessions", description: "Where people are signed in." },
  passkey: { title: "Passkeys", description: "What signs people in without a password." },
  me: { title: "Who asks", description: "Whose session or key a request carries." },
  "sign-in": {
    title: "Signing in",
    description:
      "The first setup and one-time links. Signing in with an identity provider lies under `/api/auth/` and is for browsers.",
  },
  events: { title: "Events", description: "What happens, as it happens." },
  gateway: {
    title: "Model gateway",
    description:
      "The models for running agents alone: the token of a run goes in, the provider's key goes out.",
  },
  mcp: { title: "MCP", description: "The Model Context Protocol, for agents." },
  server: { title: "Server", description: "Health, figures, and this description." },
};

/** The area that a verb belongs to. */
export const tagOf = (verbName: string): string => verbName.split(".", 1)[0] ?? verbName;
