package io.taucrit.submit.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.data.InputException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Reads records back from JSON files. */
public final class InputJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, true);

  private InputJson() {}

  /**
   * @param option the option that named the file, for the message
   * @throws InputException if the file cannot be read or is not such a record
   */
  public static <T> T read(String path, String option, Class<T> type, Configuration configuration) {
    try {
      Path file = new Path(path);
      try (InputStream in = file.getFileSystem(configuration).open(file)) {
        return JSON.readValue(in, type);
      }
    } catch (JsonProcessingException e) {
      throw new InputException(
          "Cannot use %s %s: it is no %s as this version writes it (%s)"
              .formatted(
                  option,
                  path,
                  type.getSimpleName().toLowerCase(java.util.Locale.ROOT),
                  e.getOriginalMessage()),
          e);
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException("Cannot read %s %s: %s".formatted(option, path, e.getMessage()), e);
    }
  }
}
