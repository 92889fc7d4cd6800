import type { Clock } from '../clock.ts';
import { check, same } from './runner.ts';
import type { Runner } from './runner.ts';

export interface ClockHarness {
  readonly clock: Clock;
  /** Lets at least `ms` pass and everything due by then run. */
  pass(ms: number): Promise<void>;
}

/** What every `Clock` promises. */
export function clockContract({ describe, it }: Runner, name: string, make: () => ClockHarness): void {
  describe(`clock contract: ${name}`, () => {
    describe('time', () => timeRules(it, make));
    describe('tasks', () => taskRules(it, make));
  });
}

function timeRules(it: Runner['it'], make: () => ClockHarness): void {
  it('never goes back, and moves while time passes', async () => {
    const { clock, pass } = make();
    const seen = [clock.now()];
    for (let step = 0; step < 5; step++) {
      await pass(2);
      seen.push(clock.now());
    }
    for (let step = 1; step < seen.length; step++) {
      check((seen[step] as number) > (seen[step - 1] as number), `now() after a pause: ${seen.join(', ')}`);
    }
  });

  it('shows wall time in milliseconds since 1970', async () => {
    const { clock } = make();
    const wall = clock.wallMs();
    check(Number.isInteger(wall) && wall > 1_600_000_000_000, `wallMs() is ${wall}`);
  });
}

function taskRules(it: Runner['it'], make: () => ClockHarness): void {
  it('runs a task once and not before its time', async () => {
    const { clock, pass } = make();
    const start = clock.now();
    const ran: number[] = [];
    clock.after(20, () => ran.push(clock.now() - start));
    await pass(5);
    // A real clock may be so late that the time has come: then there is nothing to see here.
    if (clock.now() - start < 20) same(ran.length, 0, 'runs before the time');
    await pass(60);
    await pass(60);
    same(ran.length, 1, 'runs');
    check((ran[0] as number) >= 20, `ran after ${ran[0]} ms, due after 20`);
  });

  it('runs tasks by due time, and those due together in the order they were registered', async () => {
    const { clock, pass } = make();
    const ran: string[] = [];
    clock.after(40, () => ran.push('late'));
    clock.after(0, () => ran.push('first'));
    clock.after(0, () => ran.push('second'));
    clock.after(10, () => ran.push('soon'));
    await pass(120);
    same(ran, ['first', 'second', 'soon', 'late'], 'order');
  });

  it('never runs a task inside after, not even without delay', async () => {
    const { clock, pass } = make();
    let ran = false;
    clock.after(0, () => (ran = true));
    same(ran, false, 'ran inside after');
    await pass(10);
    same(ran, true, 'ran later');
  });

  it('does not run a cancelled task, and cancelling twice or too late does nothing', async () => {
    const { clock, pass } = make();
    const ran: string[] = [];
    const cancel = clock.after(10, () => ran.push('cancelled'));
    const tooLate = clock.after(1, () => ran.push('kept'));
    cancel();
    cancel();
    await pass(60);
    tooLate();
    same(ran, ['kept'], 'ran');
  });

  it('lets a task register and cancel others', async () => {
    const { clock, pass } = make();
    const ran: string[] = [];
    const cancel = clock.after(30, () => ran.push('cancelled'));
    clock.after(1, () => {
      cancel();
      clock.after(1, () => ran.push('inner'));
    });
    await pass(120);
    same(ran, ['inner'], 'ran');
  });
}
