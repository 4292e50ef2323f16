import type { ReactFlowInstance } from '@xyflow/react';
import { create } from 'zustand';
import type { Edge, PortReference } from '../../src/document/project';
import type { FlowEdge, FlowNode } from './flowElements';

/** A place in the window, in pixels. */
export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
}

/** The search for a node to add, where it was asked for. */
export interface AddNodeRequest {
  readonly screen: ScreenPoint;
  /** The loose end of a wire that the new node is to be connected to. */
  readonly wire: { readonly end: PortReference; readonly is: 'from' | 'to' } | null;
}

/** What the canvas shows that is no part of the project. */
export interface CanvasState {
  /** React Flow, once it is there. */
  readonly flow: ReactFlowInstance<FlowNode, FlowEdge> | null;
  /** Counts the times that somebody asked for another zoom, which may take a moment to come. */
  readonly zoomsAsked: number;
  /** 1 shows a canvas pixel as a window's pixel. */
  readonly zoom: number;
  readonly selectedEdges: readonly Edge[];
  readonly addNode: AddNodeRequest | null;
  /** The wire that something dragged over it would be put into. */
  readonly wireBelow: string | null;
  /** Where the pointer was last over the canvas. */
  readonly pointer: ScreenPoint | null;
  /** The wire whose end is being dragged, and where it was taken hold of. */
  readonly movedWire: { readonly edge: Edge; readonly at: ScreenPoint } | null;
  /** The node whose name is being typed. */
  readonly renaming: string | null;
  /** The graph whose name is being typed. */
  readonly renamingGraph: string | null;
}

/** The state of the canvas that is no part of the project, hence of undo. */
export const useCanvas = create<CanvasState>()(() => ({
  flow: null,
  zoomsAsked: 0,
  zoom: 1,
  selectedEdges: [],
  addNode: null,
  wireBelow: null,
  pointer: null,
  movedWire: null,
  renaming: null,
  renamingGraph: null,
}));
