import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** The width of an element in whole CSS pixels, as it changes; 0 before it is known. */
export function useWidth<Tag extends HTMLElement>(): readonly [RefObject<Tag | null>, number] {
  const element = useRef<Tag>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const watched = element.current;
    if (!watched) return;
    setWidth(Math.floor(watched.clientWidth));
    const watcher = new ResizeObserver(() => setWidth(Math.floor(watched.clientWidth)));
    watcher.observe(watched);
    return () => watcher.disconnect();
  }, []);
  return [element, width];
}
