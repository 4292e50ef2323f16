import { type RefObject, useEffect, useRef } from 'react';
import { useTheme } from '../../../theme/theme';

/**
 * A canvas of a size in CSS pixels with as many pixels as the screen has there. `draw` must stay the
 * same function while it would draw the same; it is called again when the theme changes.
 */
export function useDrawing(
  width: number,
  height: number,
  draw: (context: CanvasRenderingContext2D, width: number, height: number) => void,
): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme((state) => state.resolved);
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours come with the theme.
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || width <= 0 || height <= 0) return;
    const density = window.devicePixelRatio || 1;
    element.width = Math.round(width * density);
    element.height = Math.round(height * density);
    context.setTransform(element.width / width, 0, 0, element.height / height, 0, 0);
    draw(context, width, height);
  }, [width, height, draw, theme]);
  return canvas;
}
