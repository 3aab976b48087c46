/** The engine, loaded when a command needs it: help and usage errors must not wait for a database library. */

/** Everything the commands use of it, but for the databases. */
export async function loadEngine() {
  const { Client, Worker } = await import('@waystone/engine');
  return { Client, Worker };
}
