package io.taucrit.jobs.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * An object store in memory, with the least that Hadoop's stores promise: an object is there when
 * its stream was closed, whether or not there was one of that name before; folders are what the
 * names of objects have in common; no rename, no append. It can be told to fail.
 */
public final class ObjectStore extends FileSystem {
  private final NavigableMap<Path, byte[]> objects = new TreeMap<>();
  private final Set<Path> overwritten = new HashSet<>();
  private URI uri;

  private Predicate<Path> failsToClose = path -> false;
  private boolean closesBeforeItFails;
  private Predicate<Path> failsToDelete = path -> false;
  private Predicate<Path> failsToRead = path -> false;

  /** A store of its own for every caller. */
  static ObjectStore create() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set("fs.objects.impl", ObjectStore.class.getName());
    return (ObjectStore)
        FileSystem.get(URI.create("objects://" + UUID.randomUUID() + "/"), configuration);
  }

  /** Closing a stream fails; the object may be there all the same. */
  void failToClose(Predicate<Path> which, boolean butStore) {
    failsToClose = which;
    closesBeforeItFails = butStore;
  }

  void failToDelete(Predicate<Path> which) {
    failsToDelete = which;
  }

  void failToRead(Predicate<Path> which) {
    failsToRead = which;
  }

  void workAgain() {
    failToClose(path -> false, false);
    failToDelete(path -> false);
    failToRead(path -> false);
  }

  Set<Path> overwritten() {
    return overwritten;
  }

  @Override
  public void initialize(URI name, Configuration configuration) throws IOException {
    super.initialize(name, configuration);
    setConf(configuration);
    uri = URI.create(name.getScheme() + "://" + name.getAuthority());
  }

  @Override
  public String getScheme() {
    return "objects";
  }

  @Override
  public URI getUri() {
    return uri;
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    if (overwrite) {
      throw new UnsupportedOperationException("overwrite");
    }
    return new FSDataOutputStream(new Upload(key(file)), null);
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    if (failsToRead.test(file)) {
      throw new IOException("the store is not available");
    }
    return new FSDataInputStream(new Download(object(file)));
  }

  @Override
  public FSDataOutputStream append(Path file, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException("append");
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new UnsupportedOperationException("rename");
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    if (failsToDelete.test(file)) {
      throw new IOException("access denied");
    }
    return objects.remove(key(file)) != null;
  }

  @Override
  public FileStatus[] listStatus(Path folder) throws IOException {
    List<FileStatus> found = new ArrayList<>();
    for (Path path : objects.keySet()) {
      if (path.getParent().equals(key(folder))) {
        found.add(getFileStatus(path));
      }
    }
    if (found.isEmpty()) {
      throw new FileNotFoundException("No such folder: " + folder);
    }
    return found.toArray(new FileStatus[0]);
  }

  @Override
  public FileStatus getFileStatus(Path file) throws IOException {
    return new FileStatus(object(file).length, false, 1, 1, 0, key(file));
  }

  @Override
  public boolean mkdirs(Path folder, FsPermission permission) {
    return true;
  }

  @Override
  public void setWorkingDirectory(Path folder) {
    throw new UnsupportedOperationException("working directory");
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path(uri + "/");
  }

  private Path key(Path path) {
    return makeQualified(path);
  }

  private byte[] object(Path file) throws IOException {
    byte[] content = objects.get(key(file));
    if (content == null) {
      throw new FileNotFoundException("No such object: " + file);
    }
    return content;
  }

  private final class Upload extends OutputStream {
    private final Path key;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean closed;

    Upload(Path key) {
      this.key = key;
    }

    @Override
    public void write(int b) {
      bytes.write(b);
    }

    @Override
    public void write(byte[] array, int offset, int length) {
      bytes.write(array, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      boolean fails = failsToClose.test(key);
      if ((!fails || closesBeforeItFails) && objects.put(key, bytes.toByteArray()) != null) {
        overwritten.add(key);
      }
      if (fails) {
        throw new IOException("the connection was closed");
      }
    }
  }

  private static final class Download extends FSInputStream {
    private final byte[] content;
    private ByteArrayInputStream rest;
    private long position;

    Download(byte[] content) {
      this.content = content;
      this.rest = new ByteArrayInputStream(content);
    }

    @Override
    public int read() {
      int read = rest.read();
      position += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] array, int offset, int length) {
      int read = rest.read(array, offset, length);
      position += Math.max(0, read);
      return read;
    }

    @Override
    public void seek(long to) {
      rest = new ByteArrayInputStream(content, (int) to, content.length - (int) to);
      position = to;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public boolean seekToNewSource(long target) {
      return false;
    }
  }
}
