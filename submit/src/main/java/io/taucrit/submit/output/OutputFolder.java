package io.taucrit.submit.output;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.taucrit.data.InputException;
import io.taucrit.data.hadoop.Files;
import java.io.BufferedWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder of results on any Hadoop file system. Closing it removes it again where it was created
 * for results that never came.
 */
public final class OutputFolder implements AutoCloseable {
  /** Records as JSON; numbers that are not finite, which JSON cannot hold, as null. */
  public static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .registerModule(
              new SimpleModule()
                  .addSerializer(Double.class, new FiniteOrNull())
                  .addSerializer(double.class, new FiniteOrNull()));

  private final Path path;
  private final FileSystem files;
  private final boolean created;

  private OutputFolder(Path path, FileSystem files, boolean created) {
    this.path = path;
    this.files = files;
    this.created = created;
  }

  /**
   * Creates the folder and makes sure that files can be written there.
   *
   * @param remedy what to do where it is not empty
   * @throws InputException if it exists and is not empty, or cannot be written
   */
  public static OutputFolder create(String path, Configuration configuration, String remedy) {
    return of(path, configuration, null, remedy);
  }

  /**
   * As {@link #create}, but the folder may hold results already, which are written over, if it
   * holds what shows that it is the right one.
   *
   * @param mark name of a file or folder in it
   * @param remedy what to do where it is not empty and has no such mark
   * @throws InputException if it is not empty and has no such mark, or cannot be written
   */
  public static OutputFolder open(
      String path, String mark, Configuration configuration, String remedy) {
    return of(path, configuration, mark, remedy);
  }

  /**
   * A folder to read from; nothing is created and nothing checked.
   *
   * @throws InputException if its file system cannot be reached
   */
  public static OutputFolder existing(String path, Configuration configuration) {
    try {
      Path folder = new Path(path);
      FileSystem files = folder.getFileSystem(configuration);
      return new OutputFolder(files.makeQualified(folder), files, false);
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(
          "Cannot read %s: %s"
              .formatted(path, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  /** A folder in this one; the first file written to it creates it. */
  public OutputFolder folder(String name) {
    return new OutputFolder(new Path(path, name), files, false);
  }

  /**
   * Names of what is in the folder, in no order; none if there is no folder yet.
   *
   * @throws InputException if it cannot be listed
   */
  public List<String> names() {
    try {
      return Stream.of(files.listStatus(path)).map(file -> file.getPath().getName()).toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw unreadable("", e);
    }
  }

  /**
   * The text of a file, if there is such a file.
   *
   * @throws InputException if it cannot be read
   */
  public Optional<String> text(String name) {
    try (InputStream in = files.open(new Path(path, name))) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private InputException unreadable(String name, IOException e) {
    return new InputException(
        "Cannot read %s: %s"
            .formatted(
                name.isEmpty() ? path : pathOf(name),
                String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
        e);
  }

  /**
   * @param mark what allows it to hold files; null for nothing
   */
  private static OutputFolder of(
      String path, Configuration configuration, String mark, String remedy) {
    try {
      Path folder = new Path(path);
      FileSystem files = folder.getFileSystem(configuration);
      files.setWriteChecksum(false);
      boolean exists = files.exists(folder);
      if (exists && !files.getFileStatus(folder).isDirectory()) {
        throw new InputException(
            "Cannot write to --out %s: it is a file; choose a folder".formatted(path));
      }
      boolean marked = mark != null && files.exists(new Path(folder, mark));
      if (exists && !marked && files.listStatus(folder).length > 0) {
        throw new InputException(
            "Cannot write to --out %s: it exists and is not empty; %s".formatted(path, remedy));
      }
      files.mkdirs(folder);
      Path probe = new Path(folder, ".probe");
      Files.create(files, probe, true).close();
      files.delete(probe, false);
      return new OutputFolder(files.makeQualified(folder), files, !exists);
    } catch (IOException | IllegalArgumentException e) {
      throw unwritable(path, e);
    }
  }

  private static InputException unwritable(String path, Exception e) {
    return new InputException(
        "Cannot write to --out %s: %s"
            .formatted(path, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
        e);
  }

  /** Path of a file, without the scheme where it is local. */
  public String pathOf(String name) {
    Path file = new Path(path, name);
    return "file".equals(file.toUri().getScheme()) ? file.toUri().getPath() : file.toString();
  }

  /** Full path of a file, with its scheme. */
  public String uriOf(String name) {
    return new Path(path, name).toString();
  }

  public void writeJson(String name, Object value) {
    try {
      writeText(name, JSON.writeValueAsString(value) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write as JSON: " + value, e);
    }
  }

  /** One compact JSON value a line. */
  public void writeJsonLines(String name, Iterable<?> values) {
    StringBuilder text = new StringBuilder();
    try {
      for (Object value : values) {
        text.append(
                JSON.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value))
            .append('\n');
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write as JSON: " + values, e);
    }
    writeText(name, text.toString());
  }

  /**
   * Writes lines as they come.
   *
   * @throws InputException if the file cannot be written
   */
  public void writeLines(String name, Stream<String> lines) {
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(
                Files.create(files, new Path(path, name), true), StandardCharsets.UTF_8))) {
      for (Iterator<String> i = lines.iterator(); i.hasNext(); ) {
        out.write(i.next());
        out.write('\n');
      }
    } catch (IOException e) {
      throw unwritable(pathOf(name), e);
    }
  }

  /**
   * @throws InputException if the file cannot be written
   */
  public void writeText(String name, String text) {
    try (OutputStream out = Files.create(files, new Path(path, name), true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unwritable(pathOf(name), e);
    }
  }

  @Override
  public void close() {
    try {
      if (created && files.listStatus(path).length == 0) {
        files.delete(path, false);
      }
    } catch (IOException e) {
      // What led here is the failure to report, and an empty folder can be used again.
      return;
    }
  }

  private static final class FiniteOrNull extends StdSerializer<Double> {
    private static final long serialVersionUID = 1L;

    FiniteOrNull() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        json.writeNumber(value);
      } else {
        json.writeNull();
      }
    }
  }
}
