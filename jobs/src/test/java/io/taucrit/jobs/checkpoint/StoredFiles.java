package io.taucrit.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The files of a checkpoint folder, for tests to look at and to damage. */
record StoredFiles(FileSystem fileSystem, Path folder) {

  /** Content of a checkpoint that no other number of updates has. */
  static byte[] content(long updates, int length) {
    byte[] content = new byte[length];
    new Random(updates).nextBytes(content);
    return content;
  }

  static CheckpointFolder.Content writing(byte[] content) {
    return out -> out.write(content);
  }

  static byte[] read(CheckpointFolder.Saved saved) {
    return saved.read(InputStream::readAllBytes);
  }

  CheckpointFolder open() {
    return new CheckpointFolder(folder.toString(), fileSystem.getConf());
  }

  /** All names, sorted, which puts the data file of a checkpoint before its manifest. */
  List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try {
      for (FileStatus file : fileSystem.listStatus(folder)) {
        names.add(file.getPath().getName());
      }
    } catch (FileNotFoundException e) {
      return names;
    }
    Collections.sort(names);
    return names;
  }

  /** Updates of the manifests, with repetitions, ascending. */
  List<Long> committed() throws IOException {
    return names().stream()
        .flatMap(name -> CheckpointName.ofManifest(name).stream())
        .map(CheckpointName::updates)
        .toList();
  }

  /** The only data file of a checkpoint. */
  String data(long updates) throws IOException {
    return only(updates, ".bin");
  }

  /** The only manifest of a checkpoint. */
  String manifest(long updates) throws IOException {
    return only(updates, ".json");
  }

  private String only(long updates, String suffix) throws IOException {
    List<String> found =
        names().stream()
            .filter(name -> name.startsWith("checkpoint-%012d-".formatted(updates)))
            .filter(name -> name.endsWith(suffix))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  byte[] bytes(String name) throws IOException {
    try (InputStream in = fileSystem.open(new Path(folder, name))) {
      return in.readAllBytes();
    }
  }

  void put(String name, byte[] bytes) throws IOException {
    try (OutputStream out = fileSystem.create(new Path(folder, name), false)) {
      out.write(bytes);
    }
  }

  void replace(String name, byte[] bytes) throws IOException {
    delete(name);
    put(name, bytes);
  }

  void delete(String name) throws IOException {
    assertThat(fileSystem.delete(new Path(folder, name), false)).isTrue();
  }

  void cut(String name, int length) throws IOException {
    replace(name, Arrays.copyOf(bytes(name), length));
  }

  void flip(String name, int position, int mask) throws IOException {
    byte[] bytes = bytes(name);
    bytes[position] ^= (byte) mask;
    replace(name, bytes);
  }
}
