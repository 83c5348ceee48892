package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.taucrit.jobs.engine.Training;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.jobs.transport.ParameterServer;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The templates for schedulers, as far as they can be tried without the scheduler. */
class SchedulingTemplatesTest {
  private static final Path TEMPLATES = Path.of("templates");
  private static final Pattern KEY = Pattern.compile("spark\\.taucrit\\.[A-Za-z.]*[A-Za-z]");
  private static final Set<String> KEYS =
      Set.of(
          Training.RELOAD_TIMEOUT_KEY,
          Slots.TIMEOUT_KEY,
          ParameterServer.PORT_KEY,
          ParameterServer.STRANGER_KEY);

  /** The files and folders that an installation has in /opt/taucrit. */
  private static final String HOME = "/opt/taucrit/";

  @TempDir Path folder;

  @Test
  void taucritKnowsItsKeysThatAreSet() throws IOException {
    Set<String> named = new HashSet<>();
    try (Stream<Path> files = Files.walk(TEMPLATES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Matcher key = KEY.matcher(Files.readString(file));
        while (key.find()) {
          assertThat(KEYS).as(file.toString()).contains(key.group());
          named.add(key.group());
        }
      }
    }
    assertThat(named).isEqualTo(KEYS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "large"})
  void sparksSettingsFitWorkersThatAreLongTasks(String size) throws IOException {
    Properties conf = new Properties();
    try (Reader reader =
        Files.newBufferedReader(
            TEMPLATES.resolve("spark/spark-defaults-%s.conf".formatted(size)))) {
      conf.load(reader);
    }
    assertThat(conf.stringPropertyNames()).allMatch(key -> key.startsWith("spark."));
    assertThat(conf)
        .containsEntry("spark.speculation", "false")
        .containsEntry("spark.dynamicAllocation.enabled", "false")
        .containsEntry("spark.eventLog.enabled", "true")
        .containsEntry("spark.executor.cores", "1");
    assertThat(Integer.parseInt(conf.getProperty("spark.task.maxFailures"))).isGreaterThan(4);
    assertThat(conf.getProperty("spark.cores.max"))
        .isEqualTo(conf.getProperty("spark.executor.instances"));
  }

  /** What the templates name in the installation is in this project, at that place. */
  @Test
  void filesOfTheProjectThatAreNamedExist() throws IOException {
    Pattern named = Pattern.compile("submit/(?:templates/[\\w./-]+[\\w]|taucrit(?=[ \"]))");
    int count = 0;
    try (Stream<Path> files = Files.walk(TEMPLATES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Matcher path = named.matcher(Files.readString(file));
        while (path.find()) {
          assertThat(Path.of("..", path.group())).as(file.toString()).exists();
          count++;
        }
      }
    }
    assertThat(count).isGreaterThan(3);
  }

  @Test
  void systemdTakesServiceAndTimer() throws Exception {
    assumeTrue(exists("systemd-analyze"), "systemd-analyze is not there");
    Path command = Files.createFile(folder.resolve("taucrit"));
    assertThat(command.toFile().setExecutable(true)).isTrue();
    for (String unit : List.of("taucrit-sweep.service", "taucrit-sweep.timer")) {
      String text = Files.readString(TEMPLATES.resolve("systemd").resolve(unit));
      Files.writeString(
          folder.resolve(unit), text.replace(HOME + "submit/taucrit", command.toString()));
    }
    for (String unit : List.of("taucrit-sweep.service", "taucrit-sweep.timer")) {
      Result result =
          run(folder, Map.of(), "systemd-analyze", "verify", folder.resolve(unit).toString());
      assertThat(result.printed()).as(unit).isEmpty();
      assertThat(result.code()).as(unit).isZero();
    }
  }

  /**
   * Stand-ins for the classes of Airflow that are used: the operator ends as the provider's does
   * when spark-submit has a code.
   */
  private static final Map<String, String> AIRFLOW =
      Map.of(
          "airflow/__init__.py",
          """
          class DAG:
              def __init__(self, **options):
                  self.options = options
              def __enter__(self):
                  return self
              def __exit__(self, *failure):
                  pass
          """,
          "airflow/exceptions.py",
          """
          class AirflowException(Exception):
              pass
          class AirflowFailException(AirflowException):
              pass
          """,
          "airflow/providers/apache/spark/operators/spark_submit.py",
          """
          import os
          from airflow.exceptions import AirflowException
          class SparkSubmitOperator:
              made = []
              def __init__(self, **options):
                  self.options = options
                  self.made.append(self)
              def execute(self, context):
                  code = int(os.environ["CODE"])
                  if code:
                      raise AirflowException(f"Cannot execute: spark-submit. Error code is: {code}.")
          """,
          "ends.py",
          """
          import taucrit_sweep
          [task] = taucrit_sweep.SparkSubmitOperator.made
          assert taucrit_sweep.dag.options["max_active_runs"] == 1
          assert task.options["application_args"][0] == "sweep"
          assert task.options["application_args"][-1] == "--fresh"
          try:
              task.execute({})
              print("done")
          except Exception as e:
              print(type(e).__name__, e)
          """);

  @ParameterizedTest
  @CsvSource({
    "0, done",
    "1, AirflowException Cannot execute: spark-submit. Error code is: 1.",
    "2, 'AirflowFailException wrong usage, see the log'",
    "3, AirflowFailException DRIFT: a target was not reached or a result has drifted",
    "137, AirflowException Cannot execute: spark-submit. Error code is: 137.",
  })
  void onlyWhatMayGoBetterNextTimeIsTriedAgainByAirflow(int code, String end) throws Exception {
    assumeTrue(exists("python3"), "python3 is not there");
    for (Map.Entry<String, String> file : AIRFLOW.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    Files.copy(TEMPLATES.resolve("airflow/taucrit_sweep.py"), folder.resolve("taucrit_sweep.py"));
    Result result = run(folder, Map.of("CODE", String.valueOf(code)), "python3", "-B", "ends.py");
    assertThat(result.printed().strip()).isEqualTo(end);
    assertThat(result.code()).isZero();
  }

  /**
   * Fields by name, {@code !} for required, and what they are, from the operator's Go types
   * (api/v1beta2); only those that the template could need.
   */
  private static final String OPERATOR =
      """
      import sys, yaml
      text, number, truth, texts = str, int, bool, [str]
      settings = {"*": str}
      pod = {
          "cores": number, "coreLimit": text, "coreRequest": text, "memory": text,
          "memoryOverhead": text, "image": text, "labels": settings, "annotations": settings,
          "serviceAccount": text, "terminationGracePeriodSeconds": number, "javaOptions": text,
          "ports": [{"name!": text, "protocol!": text, "containerPort!": number}],
      }
      application = {
          "type!": {"Java", "Scala", "Python", "R"}, "sparkVersion!": text,
          "mode": {"cluster", "client"}, "image": text, "imagePullPolicy": text,
          "imagePullSecrets": texts, "mainClass": text, "mainApplicationFile!": text,
          "arguments": texts, "sparkConf": settings, "hadoopConf": settings,
          "driver!": pod | {"podName": text}, "executor!": pod | {"instances": number},
          "restartPolicy": {
              "type": {"Never", "Always", "OnFailure"}, "onFailureRetries": number,
              "onFailureRetryInterval": number, "onSubmissionFailureRetries": number,
              "onSubmissionFailureRetryInterval": number,
          },
          "timeToLiveSeconds": number,
      }
      scheduled = {
          "apiVersion!": {"sparkoperator.k8s.io/v1beta2"}, "kind!": {"ScheduledSparkApplication"},
          "metadata!": {"name!": text, "namespace": text},
          "spec!": {
              "schedule!": text, "suspend": truth, "template!": application,
              "concurrencyPolicy": {"Allow", "Forbid", "Replace"},
              "successfulRunHistoryLimit": number, "failedRunHistoryLimit": number,
          },
      }

      def check(value, form, at):
          if isinstance(form, set):
              assert value in form, f"{at}: {value}"
          elif isinstance(form, list):
              assert isinstance(value, list), f"{at}: no list"
              for item in value:
                  check(item, form[0], at + "[]")
          elif isinstance(form, dict):
              assert isinstance(value, dict), f"{at}: no mapping"
              fields = {name.rstrip("!"): f for name, f in form.items()}
              missing = {n[:-1] for n in form if n.endswith("!")} - value.keys()
              assert not missing, f"{at}: without {missing}"
              for name, item in value.items():
                  assert name in fields or "*" in fields, f"{at}: unknown {name}"
                  check(item, fields.get(name, fields.get("*")), f"{at}.{name}")
          else:
              assert type(value) is form, f"{at}: {value!r}"

      check(yaml.safe_load(open(sys.argv[1])), scheduled, "")
      """;

  @Test
  void theOperatorForKubernetesKnowsTheFields() throws Exception {
    assumeTrue(
        exists("python3") && run(folder, Map.of(), "python3", "-c", "import yaml").code() == 0,
        "python3 with PyYAML is not there");
    Files.writeString(folder.resolve("check.py"), OPERATOR);
    Path sweep = TEMPLATES.resolve("kubernetes/scheduled-sweep.yaml");
    Result result = run(folder, Map.of(), "python3", "check.py", sweep.toAbsolutePath().toString());
    assertThat(result.printed()).isEmpty();
    assertThat(result.code()).isZero();
    Path wrong = folder.resolve("wrong.yaml");
    Files.writeString(wrong, Files.readString(sweep).replace("coreLimit", "coreLimits"));
    assertThat(run(folder, Map.of(), "python3", "check.py", wrong.toString()).printed())
        .contains("unknown coreLimits");
  }

  private record Result(int code, String printed) {}

  private static Result run(Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    try {
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(printed).isTrue();
      return new Result(process.exitValue(), printed);
    } finally {
      process.destroyForcibly();
    }
  }

  private static boolean exists(String command) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(path -> Files.isExecutable(Path.of(path, command)));
  }
}
