/** The name and address that stand in a person's commits, for the modules that commit for people. */
export { findAuthor } from "#lib/modules/git/store.ts";
