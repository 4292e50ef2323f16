import { provideWebGpuInNode } from './webGpuInNode';

/** Drawing contexts and adapters as far as they are read here; src knows no DOM. */
interface DrawingContext {
  readonly RENDERER: number;
  getExtension(name: string): { UNMASKED_RENDERER_WEBGL?: number; loseContext?(): void } | null;
  getParameter(name: number): unknown;
}

interface Canvas {
  getContext(kind: 'webgl2' | 'webgl'): DrawingContext | null;
}

interface Adapter {
  readonly isFallbackAdapter?: boolean;
  readonly info?: {
    readonly architecture?: string;
    readonly description?: string;
    readonly isFallbackAdapter?: boolean;
  };
}

interface Surroundings {
  readonly document?: { createElement(name: 'canvas'): Canvas };
  readonly OffscreenCanvas?: new (width: number, height: number) => Canvas;
  readonly navigator?: {
    readonly gpu?: { requestAdapter(options: object): Promise<Adapter | null> };
  };
}

/** What a graphics interface draws with: a processor, a slow imitation of one, or why nothing. */
export type GraphicsProcessor =
  | { readonly kind: 'hardware' | 'software'; readonly name: string }
  | { readonly kind: 'none'; readonly reason: string };

/** Names by which imitations on the main processor go by. */
const software = /swiftshader|llvmpipe|softpipe|lavapipe|basic render|\bsoftware\b/i;

/**
 * What WebGPU would compute with here. Node gets it from a package, with `onlyIfLikely` only where
 * there seems to be a driver.
 */
export async function findWebGpuProcessor(onlyIfLikely = false): Promise<GraphicsProcessor> {
  const surroundings = globalThis as Surroundings;
  if (!surroundings.navigator?.gpu) {
    const reason = await provideWebGpuInNode(onlyIfLikely);
    if (reason !== null) return { kind: 'none', reason };
  }
  const gpu = surroundings.navigator?.gpu;
  if (!gpu) return { kind: 'none', reason: 'WebGPU is not available here.' };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return { kind: 'none', reason: 'WebGPU found no graphics processor.' };
  const { info } = adapter;
  const name = [info?.description, info?.architecture].filter(Boolean).join(' ');
  const imitated = adapter.isFallbackAdapter || info?.isFallbackAdapter || software.test(name);
  return { kind: imitated ? 'software' : 'hardware', name: name || 'unnamed' };
}

/** What WebGL would compute with here. */
export function findWebGlProcessor(): GraphicsProcessor {
  const { document, OffscreenCanvas } = globalThis as unknown as Surroundings;
  if (!document && !OffscreenCanvas) {
    return { kind: 'none', reason: 'WebGL needs a window, or a worker with OffscreenCanvas.' };
  }
  const canvas = OffscreenCanvas ? new OffscreenCanvas(1, 1) : document!.createElement('canvas');
  const context = canvas.getContext('webgl2') ?? canvas.getContext('webgl');
  if (!context) return { kind: 'none', reason: 'WebGL found no graphics processor.' };
  const unmasked = context.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL;
  const name = String(context.getParameter(unmasked ?? context.RENDERER));
  // Browsers allow few contexts at a time.
  context.getExtension('WEBGL_lose_context')?.loseContext?.();
  return { kind: software.test(name) ? 'software' : 'hardware', name };
}
