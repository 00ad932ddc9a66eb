const problem = '... on UserError { code message path }';
const job =
	'jobId kind status model trainer request phase step of loss error starts version createdAt updatedAt trials { number point status loss steps curve }';
const version =
	'modelName version stage description sha256 signed refused featureCount latencyUsP50 lineage card runId createdBy approvedBy createdAt';

/** Documents of the rooms of models and studies; a test validates each against the API's schema. */
export const modelDocuments = {
	models: `query Models { registeredModels { name description versions { ${version} } } }`,
	modelHistory: `query ModelHistory($model: String!) { modelHistory(model: $model, first: 200) { version at rows features { name psi } scoreDistance latencyUsP50 latencyUsP99 outcomes metrics calibration { count meanPrediction share } calibrationError alarms { kind feature value } } }`,
	servingPlan:
		'query ServingPlan($model: String!) { servingPlan(model: $model) { shadow online experiment { name kind effect challengers { version share } } } modelComparison(model: $model) { version outcomes meanLoss difference low high pValue } }',
	setServingPlan: `mutation SetServingPlan($input: ServingPlanInput!) { setServingPlan(input: $input) { __typename ${problem} } }`,
	liveFeatures: 'query LiveFeatures { liveFeatures { venue instrument featureSet featureSetVersion knownAt } }',
	setModelStage: `mutation SetModelStage($input: SetModelStageInput!) { setModelStage(input: $input) { __typename ${problem} ... on ModelVersion { version stage } ... on ApprovalRequested { approval { approvalId } } } }`,
	rollBackModel: `mutation RollBackModel($name: String!) { rollBackModel(name: $name) { __typename ${problem} ... on ModelVersion { version } } }`,
	modelApprovals: 'query ModelApprovals { approvals { approvalId kind subject state requestedBy requestedAt } }',
	decideModelApproval: `mutation DecideModelApproval($approvalId: String!, $approve: Boolean!) { decideApproval(approvalId: $approvalId, approve: $approve) { __typename ${problem} } }`,
	trainings: `query Trainings { trainingJobs(first: 50) { ${job} } }`,
	training: `query Training($jobId: String!) { trainingJob(jobId: $jobId) { ${job} } }`,
	trainingChoices:
		'query TrainingChoices { featureSets { name version barMs features builtIn } marketDataSeries { owner venue instrument table rows firstAt lastAt } }',
	startTraining: `mutation StartTraining($input: StartTrainingInput!) { startTraining(input: $input) { __typename ${problem} ... on TrainingJob { ${job} } } }`,
	cancelTraining: `mutation CancelTraining($jobId: String!) { cancelTraining(jobId: $jobId) { __typename ${problem} } }`,
	trainingProgress: `subscription TrainingProgress($jobId: String!) { trainingJob(jobId: $jobId) { ${job} } }`,
} as const;
