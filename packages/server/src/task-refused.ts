/** The task makes no sense for this database; the message says what to do instead. */
export class TaskRefused extends Error {
  override readonly name = 'TaskRefused';
}
