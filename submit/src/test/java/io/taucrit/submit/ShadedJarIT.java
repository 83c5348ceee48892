package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The jar for spark-submit brings what Spark does not have, and nothing that Spark has. */
class ShadedJarIT {
  private static final List<String> SPARKS_OWN =
      List.of(
          "org/apache/spark/",
          "org/apache/hadoop/",
          "scala/",
          "breeze/",
          "com/fasterxml/",
          "org/slf4j/",
          "io/netty/",
          "org/apache/commons/math3/");

  @Test
  void holdsNothingOfSparks() throws IOException {
    try (JarFile jar = new JarFile(Path.of("target", "taucrit.jar").toFile())) {
      List<String> names = jar.stream().map(ZipEntry::getName).toList();
      assertThat(names)
          .contains(
              "io/taucrit/submit/Taucrit.class",
              "io/taucrit/core/engine/Sequencer.class",
              "picocli/CommandLine.class",
              "gg/jte/TemplateOutput.class",
              "org/yaml/snakeyaml/Yaml.class")
          .noneMatch(name -> SPARKS_OWN.stream().anyMatch(name::startsWith));
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("io.taucrit.submit.Taucrit");
    }
  }
}
