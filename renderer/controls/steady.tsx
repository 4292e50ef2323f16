import { type ComponentType, memo, useInsertionEffect, useRef } from 'react';
import { type JsonValue, sameJson } from '../../src/base/jsonValue';

/**
 * A component that is drawn again only when a value that it is handed differs, however often it is
 * handed over anew; of functions it always calls the last. For what must call none while it draws.
 */
export function steady<Props extends object>(Component: ComponentType<Props>) {
  const Remembered = memo(Component, sameProps) as unknown as ComponentType<Props>;
  return function Steady(props: Props) {
    const latest = useRef(props);
    const handlers = useRef<Record<string, unknown>>({});
    useInsertionEffect(() => {
      latest.current = props;
    });
    const handed = { ...props } as Record<string, unknown>;
    for (const [name, value] of Object.entries(props)) {
      if (typeof value !== 'function') continue;
      handlers.current[name] ??= (...args: unknown[]) =>
        (latest.current as Record<string, (...args: unknown[]) => unknown>)[name]?.(...args);
      handed[name] = handlers.current[name];
    }
    return <Remembered {...(handed as Props)} />;
  };
}

function sameProps(before: object, now: object): boolean {
  const names = Object.keys(before);
  if (names.length !== Object.keys(now).length) return false;
  return names.every((name) => {
    const old = (before as Record<string, unknown>)[name];
    const next = (now as Record<string, unknown>)[name];
    if (typeof old === 'function' || typeof next === 'function') return old === next;
    return old === next || sameJson(old as JsonValue, next as JsonValue);
  });
}
