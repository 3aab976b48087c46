/** Reviews a paper: two checks at once, a verdict by rule or by a person, then publication. */
import { branch, context, fork, join, NonRetryableError, signal, status, task, workflow } from '@waystone/core';

export interface Paper {
  readonly title: string;
  readonly risk: 'low' | 'high';
}

export interface Verdict {
  readonly accepted: boolean;
  readonly by: string;
}

export class Rejected extends Error {
  override readonly name = 'Rejected';
  readonly code: string;
  constructor(
    readonly title: string,
    readonly by: string,
  ) {
    super(`${title} was rejected by ${by}`);
    this.code = by;
  }
}

@workflow({ name: 'review' })
export class ReviewWorkflow {
  readonly verdict = signal<Verdict>();
  readonly note = signal<string>();
  readonly stage = status<string>('submitted');

  @task({ retry: { attempts: 3, initialDelay: '1ms', jitter: 'none' } })
  async spell(paper: Paper): Promise<number> {
    if (paper.title === 'flaky' && context().attempt === 1) throw new Error('the dictionary is away');
    return paper.title.length;
  }

  @task()
  async cite(paper: Paper): Promise<readonly string[]> {
    if (paper.title === 'uncited') throw new NonRetryableError('no sources');
    return [`${paper.title}, 2026`];
  }

  @task()
  async publish(paper: Paper, sources: readonly string[]): Promise<string> {
    return `${paper.title} (${sources.length})`;
  }

  @fork()
  async check(paper: Paper) {
    return join({ spelling: this.spell(paper), sources: this.cite(paper) });
  }

  @branch()
  async decide(paper: Paper): Promise<Verdict> {
    switch (paper.risk) {
      case 'low':
        return { accepted: true, by: 'rule' };
      case 'high':
        return await this.verdict.receive({ timeout: '48h' });
    }
  }

  async run(paper: Paper): Promise<string> {
    if (paper.title === 'thrown value') throw 'no error at all';
    const { sources } = await this.check(paper);
    this.stage.set('checked');
    const verdict = await this.decide(paper);
    if (!verdict.accepted) throw new Rejected(paper.title, verdict.by);
    const published = await this.publish(paper, sources);
    this.stage.set('published');
    return published;
  }
}
