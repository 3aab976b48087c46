/** The engine, loaded when a command needs it: help and usage errors must not wait for a database library. */

/** Everything the commands use of it. */
export async function loadEngine() {
  const [{ Client, Worker }, { sqlite }] = await Promise.all([import('@waystone/engine'), import('@waystone/engine/sqlite')]);
  return { Client, Worker, sqlite };
}
