package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.submit.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Intercept, scaling, class weights and a model to start from, on the command line. */
class PreprocessingIT {
  private static final List<String> RUN =
      List.of("--batch=40", "--step=0.05", "--workers=2", "--max-updates=100");
  private static final List<String> ROWS =
      List.of("--intercept", "--scale=unit-variance", "--class-weights=balanced");

  @TempDir Path folder;

  private final Terminal terminal = new Terminal();

  private int run(String command, String out, List<String> more) throws IOException {
    List<String> line = new ArrayList<>(List.of(command, "--master", "local[2]"));
    line.addAll(List.of("--data", SmallProblem.writeTo(folder.resolve("small.svm"))));
    line.addAll(List.of("--out", folder.resolve(out).toString()));
    line.addAll(more);
    return terminal.run(line);
  }

  private static List<String> all(List<String> one, List<String> other, String... more) {
    List<String> all = new ArrayList<>(one);
    all.addAll(other);
    all.addAll(List.of(more));
    return all;
  }

  private JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(file).toFile());
  }

  @Test
  void aModelIsWhereAnotherRunStarts() throws IOException {
    assertThat(run("train", "first", all(RUN, ROWS))).as(terminal.err()).isEqualTo(ExitCode.OK);
    JsonNode first = json("first/run.json");
    assertThat(first.get("d").asInt()).isEqualTo(13);
    assertThat(first.get("preprocessing").get("intercept").asBoolean()).isTrue();
    assertThat(first.get("preprocessing").get("classWeights").asText()).isEqualTo("balanced");
    JsonNode model = json("first/model/metadata.json");
    assertThat(model.get("features").asInt()).isEqualTo(12);
    assertThat(model.get("intercept").asDouble()).isNotZero();
    assertThat(Files.readAllLines(folder.resolve("first/model/coefficients.tsv"))).hasSize(12);
    assertThat(terminal.out()).contains("intercept, scale unit-variance, class weights balanced");

    String start = "--start=" + folder.resolve("first/model");
    assertThat(run("train", "second", all(RUN, ROWS, start)))
        .as(terminal.err())
        .isEqualTo(ExitCode.OK);
    assertThat(json("second/run.json").get("start").asText()).endsWith("first/model");
    String line = Files.readAllLines(folder.resolve("second/trace.jsonl")).get(0);
    assertThat(new ObjectMapper().readTree(line).get("objective").asDouble())
        .isCloseTo(first.get("objective").asDouble(), within(1e-12));

    assertThat(run("train", "third", all(RUN, List.of(start)))).isEqualTo(ExitCode.FAILED);
    terminal.assertOneComplaint(
        "--start",
        "it is a model of the logistic loss and 12 features, with an intercept; this run is of the"
            + " logistic loss and 12 features, without intercept");
    assertThat(run("train", "fourth", all(RUN, ROWS, "--start=" + folder.resolve("first"))))
        .isEqualTo(ExitCode.FAILED);
    terminal.assertOneComplaint("--start", "name the folder model/ of a run");
  }

  @Test
  void adviceForOtherRowsIsRefused() throws IOException {
    assertThat(run("analyze", "analysis", ROWS)).as(terminal.err()).isEqualTo(ExitCode.OK);
    assertThat(terminal.out())
        .contains("Rows             intercept, scale unit-variance, class weights balanced")
        .doesNotContain("(an intercept?)");
    String advice = "--advice=" + folder.resolve("analysis/analysis.json");
    assertThat(run("train", "same", all(RUN, ROWS, advice)))
        .as(terminal.err())
        .isEqualTo(ExitCode.OK);
    assertThat(run("train", "other", all(RUN, List.of("--intercept", advice))))
        .isEqualTo(ExitCode.FAILED);
    terminal.assertOneComplaint("The advice is for rows prepared otherwise");
  }

  @Test
  void whereResumedTheRowsMustBePreparedAlike() throws IOException {
    List<String> saved = List.of("--checkpoint=50", "--intercept");
    assertThat(run("train", "run", all(RUN, saved))).as(terminal.err()).isEqualTo(ExitCode.OK);
    assertThat(run("train", "run", all(RUN, saved, "--resume")))
        .as(terminal.err())
        .isEqualTo(ExitCode.OK);
    assertThat(run("train", "run", all(RUN, saved, "--resume", "--scale=unit-variance")))
        .isEqualTo(ExitCode.FAILED);
    terminal.assertOneComplaint(
        "preprocessing is intercept, scale unit-variance, class weights none, was intercept, scale"
            + " none, class weights none");
  }

  @ParameterizedTest
  @CsvSource({
    "--scale=minmax, --scale, unit-variance",
    "--class-weights=1:2, class weights, LABEL=WEIGHT",
  })
  void aBadValueIsRefusedAtOnce(String option, String named, String allowed) {
    assertThat(terminal.run(List.of("train", "--data", "absent.svm", option)))
        .isEqualTo(ExitCode.USAGE);
    terminal.assertOneComplaint(named, allowed);
  }

  @Test
  void anL1TermMakesCoefficientsZero() throws IOException {
    List<String> l1 = all(RUN, List.of("--l1=0.02", "--intercept"));
    assertThat(run("train", "sparse", l1)).as(terminal.err()).isEqualTo(ExitCode.OK);
    assertThat(json("sparse/run.json").get("l1").asDouble()).isEqualTo(0.02);
    assertThat(Files.readAllLines(folder.resolve("sparse/model/coefficients.tsv")))
        .hasSizeBetween(1, 11);
  }

  @ParameterizedTest
  @CsvSource({
    "train, --threads=2, Invalid --threads with --l1: 2 (allowed: 1)",
    "train, --l2=sparse, Invalid --l2 with --l1: sparse (allowed: exact)",
    "analyze, --precision=0.1, Invalid --precision with an L1 term: 0.1",
    "compare, --holdout=0, Invalid --l1 for compare: 0.02 (allowed: 0)",
  })
  void whatAnL1TermDoesNotAllowIsSaid(String command, String option, String message)
      throws IOException {
    List<String> line = new ArrayList<>(List.of("--l1=0.02", option));
    if (option.equals("--threads=2")) {
      line.addAll(RUN);
      line.add("--local-steps=4");
    }
    assertThat(run(command, "refused", line)).isEqualTo(ExitCode.USAGE);
    assertThat(terminal.err()).contains(message);
  }
}
