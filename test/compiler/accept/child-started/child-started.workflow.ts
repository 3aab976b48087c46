/** Children that are started and waited for later: twice, by a lane, late; ids that are taken; options that are none. */
import {
  InstanceExistsError,
  InstanceIdInvalidError,
  InstantInvalidError,
  OptionInvalidError,
  child,
  flow,
  join,
  sleep,
  task,
  workflow,
} from '@waystone/core';
import type { ChildOptions, ChildReference } from '@waystone/core';
import type { Case } from '../../support/case.js';

export const once = { retry: { attempts: 1 } };

@workflow({ name: 'child-started-report' })
export class Report {
  async run(month: string): Promise<{ text: string }> {
    await sleep('2s');
    if (month === 'never') throw new TypeError('no such month');
    return { text: await this.print(month) };
  }

  @task(once) async print(month: string): Promise<string> {
    return `report of ${month}`;
  }
}

@workflow({ name: 'child-started-reader' })
export class Reader {
  async run(report: ChildReference<{ text: string }>): Promise<string> {
    return (await child.result(report)).text;
  }
}

@workflow()
export class ChildStarted {
  async run(month: string): Promise<unknown[]> {
    const log: unknown[] = [];
    const report = await child.start(Report, month, { id: `report-${month}` });
    log.push(report.instanceId, report.workflow, Object.keys(report).length);
    log.push(await this.tryAgain(month));
    try {
      const [first, second, text] = await join([child.result(report), child.result(report), child(Reader, report)]);
      log.push(first, second, text);
      await sleep('3s');
      log.push((await child.result(report)).text);
    } catch (error) {
      log.push((error as Error).message, error instanceof TypeError);
    }
    return log;
  }

  @flow()
  async tryAgain(month: string): Promise<string> {
    const names: string[] = [];
    for (const options of [{ id: `report-${month}` }, { id: '' }, { priority: 9 }, { onParentClose: 'kill' }, { startAt: Number.NaN }] as ChildOptions[]) {
      try {
        await child(Report, month, options);
        names.push('started');
      } catch (error) {
        names.push(nameOf(error));
      }
    }
    return names.join();
  }
}

export function nameOf(error: unknown): string {
  if (error instanceof InstanceExistsError) return `${error.name} ${error.instanceId}`;
  return error instanceof InstanceIdInvalidError || error instanceof OptionInvalidError || error instanceof InstantInvalidError ? error.name : 'other';
}

const refused = 'InstanceIdInvalidError,OptionInvalidError,OptionInvalidError,InstantInvalidError';

export const cases: Case[] = [
  {
    name: 'gives the result to all who wait',
    input: 'May',
    expect: {
      value: [
        'report-May',
        'child-started-report',
        3,
        `InstanceExistsError report-May,${refused}`,
        { text: 'report of May' },
        { text: 'report of May' },
        'report of May',
        'report of May',
      ],
    },
  },
  {
    name: 'gives the failure to all who wait',
    input: 'never',
    expect: { value: ['report-never', 'child-started-report', 3, `InstanceExistsError report-never,${refused}`, 'no such month', true] },
    traceDiffers: 'lanes that lose are canceled on the engine alone',
  },
];
