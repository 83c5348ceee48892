package io.taucrit.jobs.journal;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/** Local files, without the process that Hadoop starts to set the permissions of each. */
public final class FilesWithoutPermissions extends RawLocalFileSystem {
  /** Where local paths are of this file system. */
  static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.setClass("fs.file.impl", FilesWithoutPermissions.class, FileSystem.class);
    configuration.setBoolean("fs.file.impl.disable.cache", true);
    return configuration;
  }

  @Override
  public void setPermission(Path path, FsPermission permission) {
    // As they are.
  }
}
