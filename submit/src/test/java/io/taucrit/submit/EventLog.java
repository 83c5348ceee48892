package io.taucrit.submit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The event log of one Spark application. */
final class EventLog {
  private final List<JsonNode> events = new ArrayList<>();

  /** Reads the only log in a folder, which is one file, not compressed. */
  static EventLog in(FileSystem files, String folder) throws IOException {
    FileStatus[] logs = files.listStatus(new Path(folder));
    if (logs.length != 1) {
      throw new AssertionError("%d event logs in %s".formatted(logs.length, folder));
    }
    EventLog log = new EventLog();
    try (FSDataInputStream in = files.open(logs[0].getPath())) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        log.events.add(new ObjectMapper().readTree(line));
      }
    }
    return log;
  }

  private List<JsonNode> events(String name) {
    return events.stream()
        .filter(event -> event.path("Event").asText().equals("SparkListener" + name))
        .toList();
  }

  String applicationName() {
    return events("ApplicationStart").get(0).path("App Name").asText();
  }

  /** A setting that the application ran with, or an empty text. */
  String setting(String key) {
    return events("EnvironmentUpdate").get(0).path("Spark Properties").path(key).asText();
  }

  /** Local properties of the jobs, in order. */
  List<String> jobs(String property) {
    return events("JobStart").stream()
        .map(job -> job.path("Properties").path(property).asText())
        .toList();
  }

  /** How the jobs ended. */
  List<String> outcomes() {
    return events("JobEnd").stream()
        .map(job -> job.path("Job Result").path("Result").asText())
        .toList();
  }

  int executorsAdded() {
    return events("ExecutorAdded").size();
  }
}
