package io.taucrit.submit.sweep;

import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.sweep.SweepPlan;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A sweep as a person writes it, in YAML.
 *
 * @param path of the file; relative paths in it begin at its folder
 * @param text of the file
 */
public record SweepFile(String path, String text) {
  /**
   * Reads a file on any Hadoop file system.
   *
   * @throws UsageException if it is no text of at most 1 MiB
   * @throws InputException if there is no such file, or it cannot be read
   */
  public static SweepFile read(String path, Configuration configuration) {
    try {
      Path file = new Path(path);
      try (InputStream in = file.getFileSystem(configuration).open(file)) {
        byte[] bytes = in.readNBytes(YamlNode.LARGEST_FILE + 1);
        if (bytes.length > YamlNode.LARGEST_FILE) {
          throw new UsageException(
              "Cannot use %s: it is larger than 1 MiB, no sweep file".formatted(path));
        }
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        return new SweepFile(path, text);
      }
    } catch (FileNotFoundException e) {
      throw new InputException(
          "Cannot read %s: no such file (give the path of a sweep file, as in sweeps/example.yaml)"
              .formatted(path),
          e);
    } catch (CharacterCodingException e) {
      throw new UsageException(
          "Cannot use %s: it is no UTF-8 text (give a sweep file, in YAML)".formatted(path));
    } catch (IOException | IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InputException("Cannot read %s: %s".formatted(path, reason), e);
    }
  }

  /** Its name without folder. */
  public String name() {
    return new Path(path).getName();
  }

  /**
   * The plan it describes, every limit checked.
   *
   * @param environment the value of an environment variable, or null
   * @throws UsageException naming file, line and key, what was found and what is allowed
   */
  public SweepPlan plan(UnaryOperator<String> environment) {
    YamlNode document = YamlNode.document(name(), text);
    return new SweepSchema(new Path(path), environment).plan(document);
  }
}
