import type {
	FeatureRows,
	FeatureSetDefinition,
	JobRequest,
	LabelSpec,
	ParquetTable,
	RunProgress,
	RunResult,
	StackMember,
	StackRequest,
	TrainingTable,
} from '@meridian/ml';

/** What a training thread is made for: rows from quotes, a stack's rows from those, or a model from rows. */
export type ThreadTask =
	| {
			readonly kind: 'rows';
			readonly definition: FeatureSetDefinition;
			readonly label: LabelSpec;
			readonly rowsMax: number;
			/** Rows that were computed before: no quotes are needed then. */
			readonly stored: FeatureRows | undefined;
	  }
	| {
			readonly kind: 'stack';
			readonly table: TrainingTable;
			readonly request: StackRequest;
			readonly members: readonly StackMember[];
	  }
	| {
			readonly kind: 'fit';
			readonly table: TrainingTable;
			readonly request: JobRequest;
			readonly foldsOnly: boolean;
			readonly checkpoint: Uint8Array | undefined;
			/** Each step waits until it is told whether to go on. */
			readonly asks: boolean;
			readonly checkpointEveryMs: number;
			/** The table, for a trainer in another language. */
			readonly parquet: ParquetTable | undefined;
	  };
export type ToThread =
	/** A source above 0 is of the set's references, in their order. */
	| { readonly kind: 'quotes'; readonly packed: Float64Array; readonly sources: Uint8Array }
	| { readonly kind: 'end' }
	| { readonly kind: 'step'; readonly goOn: boolean };
export type FromThread =
	/** The last quotes are worked off: send more. */
	| { readonly kind: 'ready' }
	| { readonly kind: 'rows'; readonly rows: FeatureRows }
	| { readonly kind: 'table'; readonly table: TrainingTable }
	| { readonly kind: 'progress'; readonly progress: RunProgress }
	| { readonly kind: 'checkpoint'; readonly bytes: Uint8Array }
	/** `result` undefined: it was told to stop. */
	| { readonly kind: 'result'; readonly result: RunResult | undefined }
	/** What was asked can't be done, in words for who asked. */
	| { readonly kind: 'refused'; readonly message: string };
