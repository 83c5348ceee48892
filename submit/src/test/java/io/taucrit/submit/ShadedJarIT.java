package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/**
 * The jar for spark-submit brings what Spark does not have, under names of its own: whatever else
 * is on a cluster's class path, neither hides a class of the other.
 */
class ShadedJarIT {
  private static final Pattern MOVED = Pattern.compile("io\\.taucrit\\.shaded(\\.\\w+)+");

  @Test
  void everyClassIsBelowThePackageOfTheProject() throws IOException {
    List<String> names = names(SparkHome.JAR);
    assertThat(names)
        .contains(
            "io/taucrit/submit/Taucrit.class",
            "io/taucrit/core/engine/Sequencer.class",
            "io/taucrit/shaded/picocli/CommandLine.class",
            "io/taucrit/shaded/gg/jte/TemplateOutput.class",
            "io/taucrit/shaded/org/yaml/snakeyaml/Yaml.class");
    assertThat(names)
        .filteredOn(name -> name.endsWith(".class"))
        .allMatch(name -> name.startsWith("io/taucrit/"));
    assertThat(names)
        .as("what names classes in its text, or has classes for some versions of Java")
        .noneMatch(
            name -> name.startsWith("META-INF/services/") || name.startsWith("META-INF/versions/"));
  }

  @Test
  void noFileOfItIsAlsoInAJarOfSparks() throws IOException {
    Set<String> ours = new HashSet<>(names(SparkHome.JAR));
    ours.removeIf(name -> name.startsWith("META-INF/"));
    Set<String> both = new HashSet<>();
    int files = 0;
    for (Path jar : SparkHome.jars(Build.FOLDER)) {
      for (String name : names(jar)) {
        files++;
        if (ours.contains(name)) {
          both.add(name + " of " + jar.getFileName());
        }
      }
    }
    assertThat(files).isGreaterThan(50_000);
    assertThat(both).isEmpty();
  }

  @Test
  void allThatItNeedsIsInItOrSparks() throws IOException {
    assertThat(missing(SparkHome.jars(Build.FOLDER))).isEmpty();
    assertThat(missing(List.of()))
        .as("without Spark")
        .anyMatch(line -> line.contains("JavaSparkContext.parallelize"));
  }

  /**
   * What the jar needs and neither it nor Spark has, but for one class of the progress bar, which
   * asks a terminal for its width: taucrit gives the width.
   */
  static List<String> missing(List<Path> sparks) throws IOException {
    return Linkage.missing(SparkHome.JAR, sparks).stream()
        .filter(line -> !line.contains("io/taucrit/shaded/me/tongfei/progressbar/TerminalUtils"))
        .toList();
  }

  @Test
  void saysWhoseItIs() throws IOException {
    try (JarFile jar = new JarFile(SparkHome.JAR.toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("io.taucrit.submit.Taucrit");
      assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License");
      List<String> named =
          MOVED.matcher(text(jar, "META-INF/THIRD-PARTY")).results().map(r -> r.group()).toList();
      assertThat(names(SparkHome.JAR))
          .filteredOn(name -> name.startsWith("io/taucrit/shaded/") && name.endsWith(".class"))
          .allMatch(name -> named.stream().anyMatch(name.replace('/', '.')::startsWith));
    }
  }

  private static String text(JarFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    assertThat(entry).as(name).isNotNull();
    return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
  }

  private static List<String> names(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      return jar.stream().filter(e -> !e.isDirectory()).map(ZipEntry::getName).toList();
    }
  }
}
