"""What MLflow's own client does with our endpoint: log, register, read back. Says what it read as JSON."""
import json, sys, tempfile, pathlib
import mlflow
from mlflow import MlflowClient

onnx = pathlib.Path(sys.argv[1])
mlflow.set_experiment("from-python")
with mlflow.start_run(run_name="first") as run:
    mlflow.log_params({"depth": 6, "rate": 0.1})
    for step in range(5):
        mlflow.log_metric("auc", 0.5 + step / 100, step=step)
    mlflow.set_tag("desk", "fx")
    mlflow.log_artifact(str(onnx), artifact_path="model")
client = MlflowClient()
client.create_registered_model("direction")
version = client.create_model_version("direction", f"{run.info.artifact_uri}/model", run.info.run_id)
client.set_registered_model_alias("direction", "champion", version.version)
try:
    client.transition_model_version_stage("direction", version.version, "Production")
    promoted = "yes"
except Exception as error:
    promoted = str(error)
found = mlflow.search_runs(experiment_names=["from-python"], filter_string="metrics.auc > 0.53 and params.depth = '6'", output_format="list")
with tempfile.TemporaryDirectory() as folder:
    got = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="model", dst_path=folder)
    same = (pathlib.Path(got) / onnx.name).read_bytes() == onnx.read_bytes()
print(json.dumps({
    "client": mlflow.__version__,
    "history": [m.value for m in client.get_metric_history(run.info.run_id, "auc")],
    "params": client.get_run(run.info.run_id).data.params,
    "status": client.get_run(run.info.run_id).info.status,
    "found": [r.info.run_id == run.info.run_id for r in found],
    "alias": client.get_model_version_by_alias("direction", "champion").version,
    "models": [m.name for m in client.search_registered_models()],
    "artifactIsSame": same,
    "promoted": promoted,
}))
