/** Fails where it is told to: between waits, in a task, or with a cause. The lines count: the test looks for their marks. */
import { flow, task, workflow } from '@waystone/core';

export class OrderRefused extends Error {
  override readonly name = 'OrderRefused';
}

export function refuse(what: string): never {
  throw new OrderRefused(what); // line of: function
}

@workflow()
export class OrderWorkflow {
  @task({ retry: { attempts: 1 } })
  async charge(where: string): Promise<string> {
    if (where === 'task') this.decline();
    return where;
  }

  @flow()
  async ship(where: string): Promise<string> {
    const parcel = await this.charge(where);
    if (where === 'inlined flow') {
      throw new OrderRefused('no parcel'); // line of: inlined flow
    }
    await this.pack(where, 'first pack');
    await this.pack(where, 'second pack'); // line of: second call
    return parcel;
  }

  @flow()
  async pack(where: string, turn: string): Promise<void> {
    await this.charge(where);
    if (where === turn) throw new OrderRefused(turn); // line of: pack
  }

  async run(where: string): Promise<string> {
    const receipt = await this.charge(where);

    if (where === 'callback') [receipt].forEach((each) => refuse(each)); // line of: callback
    if (where === 'flow') throw new OrderRefused(`no receipt ${receipt}`); // line of: flow

    try {
      return await this.ship(where); // line of: first call
    } catch (error) {
      throw new OrderRefused('wrapped', { cause: error }); // line of: wrapping
    }
  }

  private decline(): never {
    throw new OrderRefused('declined'); // line of: task
  }
}
