/** A statechart as plain data: what is read from a machine or a run, and what the renderers draw. */

export interface ChartState {
  readonly id: string;
  /** First line: the state's own name. Further lines: its entry and exit actions. */
  readonly label: string;
  readonly parent?: string;
  /** Whether this is where its parent (or the chart) begins. */
  readonly initial: boolean;
  /** Absent for ordinary states. */
  readonly kind?: 'final' | 'history';
  readonly description?: string;
}

export interface ChartEdge {
  readonly from: string;
  readonly to: string;
  /** One line for each transition that the edge stands for. */
  readonly label: string;
  readonly kind?: 'normal' | 'self';
}

export interface Statechart {
  readonly name: string;
  readonly states: readonly ChartState[];
  readonly edges: readonly ChartEdge[];
}
