/** Listening to abort signals that outlive the listener. */

/** Calls back once when the signal aborts, at once if it has. Gives how to stop listening. */
export function whenAborted(signal: AbortSignal, act: (reason: Error) => void): () => void {
  const listener = (): void => act(signal.reason as Error);
  if (signal.aborted) listener();
  else signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
