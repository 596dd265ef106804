/**
 * The folder in which the user gave the command. npm runs a script in the repository's root, also for
 * `npm --prefix REPOSITORY run …` from elsewhere, and says in INIT_CWD where it was called.
 */
export function invokedFrom(environment = process.env) {
  const underNpm = environment["npm_lifecycle_event"] !== undefined;
  return (underNpm && environment["INIT_CWD"]) || process.cwd();
}
