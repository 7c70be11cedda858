/** Where a process ends: at this call of its ports (from 1 on), before the call takes effect or after it. */
export interface Death {
  call: number;
  side: 'before' | 'after';
}

/** A process whose ports end it at a call; without a death it lives. What is behind that call never goes on. */
export class Mortal {
  /** Calls of all ports so far. */
  calls = 0;
  private readonly ended: Promise<'killed'>;
  private end: () => void = () => undefined;
  private isDead = false;

  constructor(private readonly death?: Death) {
    this.ended = new Promise((resolve) => {
      this.end = () => {
        this.isDead = true;
        resolve('killed');
      };
    });
  }

  /** The same port, as this process sees it. */
  port<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...parameters: unknown[]): unknown =>
          this.call(() => Reflect.apply(value, target, parameters) as unknown);
      },
    });
  }

  /** What the work came to, or that it was cut off. */
  run<T>(work: () => Promise<T>): Promise<T | 'killed'> {
    return Promise.race([work(), this.ended]);
  }

  private async call(effect: () => unknown): Promise<unknown> {
    if (this.isDead) return new Promise(() => undefined);
    this.calls += 1;
    if (this.calls !== this.death?.call) return effect();
    if (this.death.side === 'after') await Promise.allSettled([effect()]);
    this.end();
    return new Promise(() => undefined);
  }
}
