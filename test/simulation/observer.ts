/** Notes every question to a store that says something of the order of things, and when it was asked and answered. */
import type { Store } from '@waystone/engine';
import type { Claimed, Question, Reclaimed, Renewed, Requested, Started } from './checks/evidence.js';
import type { VirtualProcess } from './machine/process.js';
import type { Scheduler } from './machine/scheduler.js';

export class Observer {
  readonly started: Started[] = [];
  readonly claimed: Claimed[] = [];
  readonly renewed: Renewed[] = [];
  readonly reclaimed: Reclaimed[] = [];
  readonly requested: Requested[] = [];
  readonly goneAt = new Map<string, number>();
  readonly #scheduler: Scheduler;
  #order = 0;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  gone({ actor }: VirtualProcess): void {
    if (!this.goneAt.has(actor.name)) this.goneAt.set(actor.name, (this.#order += 1));
  }

  watch(process: VirtualProcess): Store {
    const { store } = process;
    const watched: Partial<Store> = {
      start: (request) => {
        const place = this.started.length;
        this.started.push({ ...this.#now(process), uid: request.uid });
        const started = this.#ask(process, () => store.start(request));
        process.starting();
        return started.then(([answer, question]) => {
          this.started[place] = { ...question, uid: request.uid };
          return answer;
        });
      },
      claim: async (request) => {
        const [lanes, question] = await this.#ask(process, () => store.claim(request));
        for (const { instanceId, uid } of lanes) this.claimed.push({ ...question, instance: instanceId, uid });
        return lanes;
      },
      join: async (worker) => {
        const [owner, question] = await this.#ask(process, () => store.join(worker));
        this.renewed.push({ ...question, owner });
        return owner;
      },
      heartbeat: async (owner, leaseMs, idle) => {
        const [answer, question] = await this.#ask(process, () => store.heartbeat(owner, leaseMs, idle));
        if (answer.held) this.renewed.push({ ...question, owner });
        return answer;
      },
      reclaim: async (here) => {
        const [lanes, question] = await this.#ask(process, () => store.reclaim(here));
        this.reclaimed.push({ ...question, lanes });
        return lanes;
      },
      ...this.#requests(process),
    };
    return new Proxy(store, {
      get(target, name) {
        const member: unknown = Reflect.get(watched, name) ?? Reflect.get(target, name, target);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
  }

  #requests(process: VirtualProcess): Pick<Store, Requested['verb']> {
    const request = (verb: Requested['verb']) => async (instance: string) => {
      const place = this.requested.length;
      const open = { ...this.#now(process), verb, instance, isGranted: false };
      this.requested.push(open);
      const [answer, question] = await this.#ask(process, () => process.store[verb](instance));
      this.requested[place] = { ...question, verb, instance, isGranted: answer === 'requested' };
      return answer;
    };
    return { pause: request('pause'), resume: request('resume'), cancel: request('cancel') };
  }

  async #ask<Answer>(process: VirtualProcess, ask: () => Promise<Answer>): Promise<readonly [Answer, Question]> {
    const question = this.#now(process);
    const answer = await ask();
    return [answer, { ...question, answered: (this.#order += 1), answeredAt: this.#scheduler.latest }];
  }

  /** A question that is not answered yet. */
  #now({ actor }: VirtualProcess): Question {
    return { asked: (this.#order += 1), askedAt: this.#scheduler.latest, answered: Infinity, answeredAt: Infinity, process: actor.name };
  }
}
