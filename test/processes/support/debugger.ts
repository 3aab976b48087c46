/**
 * A debugger as editors have them: it speaks the protocol of Node's inspector, and finds the compiled places of a line through
 * source maps, those of sources in a map included (as VS Code does: if the map holds the text of the source).
 *
 * Always: breakpoints are set before a script runs, at the first compiled place that a line has in it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LEAST_UPPER_BOUND, TraceMap, generatedPositionFor, originalPositionFor, sourceContentFor } from '@jridgewell/trace-mapping';

/** A place in a file of the author's. */
export interface Line {
  readonly file: string;
  readonly line: number;
}

/** Where the program stands. */
export interface Pause extends Line {
  /** Of the innermost call. */
  readonly calledFunction: string;
  /** Names of the variables of the innermost call. */
  readonly variables: readonly string[];
}

interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

interface Paused {
  readonly hitBreakpoints?: readonly string[];
  readonly callFrames: readonly {
    readonly functionName: string;
    readonly location: Location;
    readonly scopeChain: readonly { readonly type: string; readonly object: { readonly objectId: string } }[];
  }[];
}

interface ScriptParsed {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL?: string;
}

type Handler = (params: never) => Promise<void> | void;

/**
 * Runs a program of a project to its end, and gives every pause at one of the lines. The program is told to wait for a debugger,
 * and says where it listens.
 */
export async function debug(
  [file, ...values]: readonly [string, ...string[]],
  cwd: string,
  lines: readonly Line[],
): Promise<readonly Pause[]> {
  const child = spawn(file, values, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'close');
  const complaints = new Complaints(child.stderr);
  const session = await Session.connect(await complaints.address);
  const pauses = new Debugger(session, { folder: cwd, lines });
  await pauses.start();
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`the program ended with ${code}:\n${complaints.text}`);
  return pauses.seen;
}

/** What is told to Node, and to programs that pass it on. */
export const waitForDebugger = '--inspect-brk=127.0.0.1:0';

/** What a program writes to standard error, and the address of its inspector in there. */
class Complaints {
  text = '';
  readonly address: Promise<string>;

  constructor(stream: Readable) {
    this.address = new Promise((resolve, reject) => {
      stream.on('data', (chunk: Buffer) => {
        this.text += chunk.toString();
        const found = /listening on (ws:\S+)\s/.exec(this.text)?.[1];
        if (found !== undefined) resolve(found);
      });
      stream.on('end', () => reject(new Error(`the program has no inspector:\n${this.text}`)));
    });
  }
}

/** Commands and events of the protocol. Events are handled one after the other. */
class Session {
  #lastId = 0;
  #handling = Promise.resolve();
  readonly #answers = new Map<number, (result: never) => void>();
  readonly #handlers = new Map<string, Handler>();

  static async connect(address: string): Promise<Session> {
    const socket = new WebSocket(address);
    await once(socket, 'open');
    return new Session(socket);
  }

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data)) as Message));
  }

  on(event: string, handler: Handler): void {
    this.#handlers.set(event, handler);
  }

  send<Result = unknown>(method: string, params: object = {}): Promise<Result> {
    const id = ++this.#lastId;
    this.socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  close(): void {
    this.socket.close();
  }

  #receive({ id, method, params, result }: Message): void {
    if (id !== undefined) return this.#answers.get(id)?.(result as never);
    const handler = this.#handlers.get(method ?? '');
    if (handler) this.#handling = this.#handling.then(() => handler(params as never));
  }
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** A script with the maps that lead from it to what it was made of, its own first. */
interface Mapped {
  readonly url: string;
  readonly ways: readonly (readonly Step[])[];
}

/** From a compiled file to one of its sources. */
interface Step {
  readonly map: TraceMap;
  /** URL of the source. */
  readonly source: string;
  readonly file: string;
}

class Debugger {
  readonly seen: Pause[] = [];
  readonly #scripts = new Map<string, Mapped>();
  readonly #breakpoints = new Set<string>();

  constructor(
    private readonly session: Session,
    private readonly watched: { readonly folder: string; readonly lines: readonly Line[] },
  ) {}

  async start(): Promise<void> {
    const { session } = this;
    session.on('Debugger.scriptParsed', (script: ScriptParsed) => this.#take(script));
    session.on('Debugger.paused', (paused: Paused) => this.#pause(paused));
    session.on('NodeRuntime.waitingForDisconnect', () => session.close());
    await session.send('NodeRuntime.enable');
    await session.send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
    await session.send('Debugger.enable');
    await session.send('Debugger.setInstrumentationBreakpoint', { instrumentation: 'beforeScriptWithSourceMapExecution' });
    await session.send('Runtime.runIfWaitingForDebugger');
  }

  async #take({ scriptId, url, sourceMapURL = '' }: ScriptParsed): Promise<void> {
    const file = url.startsWith('file:') ? fileURLToPath(url) : url;
    if (sourceMapURL === '' || !file.startsWith(this.watched.folder)) return;
    const mapped = { url, ways: waysFrom(mapAt(sourceMapURL, pathToFileURL(file).href)) };
    this.#scripts.set(scriptId, mapped);
    for (const line of this.watched.lines) for (const way of mapped.ways) await this.#set(line, url, way);
  }

  async #set({ file, line }: Line, url: string, way: readonly Step[]): Promise<void> {
    if (way.at(-1)?.file !== file) return;
    const compiled = compiledPlace(way, line);
    if (!compiled) return;
    const { breakpointId } = await this.session.send<{ readonly breakpointId: string }>('Debugger.setBreakpointByUrl', {
      url,
      lineNumber: compiled.line - 1,
      columnNumber: compiled.column,
    });
    this.#breakpoints.add(breakpointId);
  }

  async #pause({ hitBreakpoints = [], callFrames: [top] }: Paused): Promise<void> {
    if (top && hitBreakpoints.some((id) => this.#breakpoints.has(id))) {
      const { scriptId, lineNumber, columnNumber } = top.location;
      const place = authorsPlace(this.#scripts.get(scriptId), lineNumber + 1, columnNumber);
      const scopes = top.scopeChain.filter(({ type }) => type === 'local' || type === 'block');
      const variables = await Promise.all(scopes.map(({ object }) => this.#namesIn(object.objectId)));
      if (place) this.seen.push({ ...place, calledFunction: top.functionName, variables: variables.flat() });
    }
    await this.session.send('Debugger.resume');
  }

  async #namesIn(objectId: string): Promise<readonly string[]> {
    const properties = { objectId, ownProperties: true };
    const { result } = await this.session.send<{ readonly result: readonly { readonly name: string }[] }>(
      'Runtime.getProperties',
      properties,
    );
    return result.map(({ name }) => name);
  }
}

/** The map that a script names: in its URL, or in a file beside it. */
function mapAt(sourceMapURL: string, url: string): TraceMap {
  const address = new URL(sourceMapURL, url);
  const [, data = ''] = /;base64,(.*)$/.exec(sourceMapURL) ?? [];
  return address.protocol === 'data:'
    ? new TraceMap(Buffer.from(data, 'base64').toString(), url)
    : new TraceMap(readFileSync(address, 'utf8'), address.href);
}

/** Every way from a compiled file to a source, and from there on if the map holds the text of the source, and that names a map. */
function waysFrom(map: TraceMap): readonly (readonly Step[])[] {
  return map.resolvedSources
    .filter((source) => source.startsWith('file:'))
    .flatMap((source) => {
      const step = { map, source, file: fileURLToPath(source) };
      const nested = /^\/\/# sourceMappingURL=(\S+)$/m.exec(sourceContentFor(map, source) ?? '')?.[1];
      return [[step], ...(nested === undefined ? [] : waysFrom(mapAt(nested, source)).map((way) => [step, ...way]))];
    });
}

/** A position in a file that maps know. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** The first place of a line that was compiled, down to the script. */
function compiledPlace(way: readonly Step[], line: number): Position | undefined {
  return way.reduceRight<Position | undefined>((place, step) => place && placeBelow(step, place), { line, column: 0 });
}

function placeBelow({ map, source }: Step, place: Position): Position | undefined {
  const found = generatedPositionFor(map, { source, ...place, bias: LEAST_UPPER_BOUND });
  return found.line === null ? undefined : found;
}

function authorsPlace(script: Mapped | undefined, line: number, column: number): Line | undefined {
  const found = script?.ways.flatMap((way) => originalPlace(way, line, column) ?? []) ?? [];
  return found.at(-1);
}

function originalPlace(way: readonly Step[], line: number, column: number): Line | undefined {
  let at = { line, column };
  for (const { map, source } of way) {
    const original = originalPositionFor(map, at);
    if (original.source !== source) return undefined;
    at = { line: original.line, column: original.column };
  }
  return { file: way.at(-1)?.file ?? '', line: at.line };
}
