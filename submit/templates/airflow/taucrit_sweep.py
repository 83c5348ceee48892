"""A nightly sweep by Airflow, through spark-submit.

Needs apache-airflow-providers-apache-spark, spark-submit of Spark 4.1, 4.0 or 3.5 (Scala 2.13) on
the workers' PATH, and a Spark connection ``spark_taucrit``: host ``spark://spark-master``, port
``7077``.

In client mode spark-submit's exit code is taucrit's, and the task fails on any but 0:

* 1 (failed): tried again. ``--fresh`` goes on with the round that was cut off.
* 2 (wrong usage) and 3 (target not reached, or drift): another try would end the same way, so the
  task fails at once, with ``DRIFT`` in the message of a 3. Hang an alert on ``on_failure_callback``.

In cluster mode on a standalone cluster there is no exit code; the provider asks the master for the
driver's state, in which 1, 2 and 3 are all FAILED.

Tried: compiled, and run against stand-ins for Airflow's classes that give each exit code, by
SchedulingTemplatesTest. Not tried: a real Airflow.
"""

import re
from datetime import datetime, timedelta

from airflow.exceptions import AirflowException, AirflowFailException
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

try:
    from airflow.sdk import DAG  # Airflow 3
except ImportError:
    from airflow import DAG  # Airflow 2

TAUCRIT = "/opt/taucrit"


def told(context):
    """Replace by a message to whoever has to know."""
    print(f"{context['task_instance'].task_id}: {context.get('exception')}")


class TaucritOperator(SparkSubmitOperator):
    """spark-submit, without another try where that would end the same way."""

    def execute(self, context):
        try:
            return super().execute(context)
        except AirflowException as e:
            # The provider has the exit code in its message only.
            code = re.search(r"Error code is: (\d+)", str(e))
            if code and code.group(1) == "2":
                raise AirflowFailException("wrong usage, see the log") from e
            if code and code.group(1) == "3":
                raise AirflowFailException(
                    "DRIFT: a target was not reached or a result has drifted"
                ) from e
            raise


with DAG(
    dag_id="taucrit_sweep",
    schedule="30 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={
        "retries": 2,
        "retry_delay": timedelta(minutes=10),
        "execution_timeout": timedelta(hours=6),
        "on_failure_callback": told,
    },
) as dag:
    TaucritOperator(
        task_id="sweep",
        name="taucrit sweep",
        conn_id="spark_taucrit",
        deploy_mode="client",
        application=f"{TAUCRIT}/submit/target/taucrit.jar",
        java_class="io.taucrit.submit.Taucrit",
        properties_file=f"{TAUCRIT}/submit/templates/spark/spark-defaults-small.conf",
        application_args=[
            "sweep",
            f"{TAUCRIT}/sweeps/nightly.yaml",
            "--out",
            "hdfs:///sweeps/nightly",
            "--fresh",
        ],
    )
