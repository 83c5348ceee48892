package io.taucrit.jobs.checkpoint;

import static io.taucrit.jobs.checkpoint.StoredFiles.content;
import static io.taucrit.jobs.checkpoint.StoredFiles.read;
import static io.taucrit.jobs.checkpoint.StoredFiles.writing;
import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.jobs.checkpoint.CheckpointFolder.Saved;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSCluster.DataNodeProperties;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlocks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints on an HDFS of three datanodes that keeps two copies, while datanodes die. */
class CheckpointHdfsIT {
  private static final int MIB = 1 << 20;

  /** Two blocks and a half. */
  private static final int LENGTH = 20 * MIB + 345;

  private static MiniDFSCluster cluster;

  private DistributedFileSystem hdfs;
  private StoredFiles files;
  private DataNodeProperties stopped;

  @BeforeAll
  static void startCluster() throws IOException {
    Configuration configuration = new Configuration();
    configuration.setInt("dfs.replication", 2);
    // Several blocks to a checkpoint.
    configuration.setLong("dfs.blocksize", 8 * MIB);
    File folder = new File("target/hdfs").getAbsoluteFile();
    cluster = new MiniDFSCluster.Builder(configuration, folder).numDataNodes(3).build();
    cluster.waitActive();
  }

  @AfterAll
  static void stopCluster() {
    cluster.shutdown(true);
  }

  @BeforeEach
  void openFolder() throws IOException {
    hdfs = cluster.getFileSystem();
    files =
        new StoredFiles(hdfs, hdfs.makeQualified(new Path("/runs", "run-" + System.nanoTime())));
  }

  @AfterEach
  void restartDatanode() throws IOException {
    if (stopped != null) {
      cluster.restartDataNode(stopped);
      cluster.waitActive();
    }
  }

  /** The last block of a file, also of one that is being written. */
  private LocatedBlock lastBlock(String name) throws IOException {
    return blocks(name).getLastLocatedBlock();
  }

  private LocatedBlocks blocks(String name) throws IOException {
    return hdfs.getClient().getLocatedBlocks(new Path(files.folder(), name).toUri().getPath(), 0);
  }

  private void stopDatanode(DatanodeInfo datanode) {
    stopped = cluster.stopDataNode(datanode.getXferAddr());
    assertThat(stopped).isNotNull();
    assertThat(cluster.getDataNodes()).hasSize(2);
  }

  private void assertNewest(long updates) {
    Saved saved = files.open().newest().orElseThrow();
    assertThat(saved.updates()).isEqualTo(updates);
    assertThat(saved.refused()).isEmpty();
    assertThat(read(saved)).isEqualTo(content(updates, LENGTH));
  }

  @Test
  void keepsTheNewestThree() throws IOException {
    CheckpointFolder folder = files.open();
    assertThat(folder.newest()).isEmpty();
    for (long updates = 1; updates <= 5; updates++) {
      folder.write(updates, "", writing(content(updates, LENGTH)));
    }
    assertNewest(5);
    assertThat(files.committed()).containsExactly(3L, 4L, 5L);
    assertThat(files.names()).hasSize(6);
  }

  /** The client goes on with one copy, for HDFS replaces datanodes only of three copies or more. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aDatanodeDiesWhileItIsSentACheckpoint(int copy) throws IOException {
    CheckpointFolder folder = files.open();
    folder.write(100, "", writing(content(100, LENGTH)));
    byte[] content = content(200, LENGTH);
    List<ExtendedBlock> interrupted = new ArrayList<>();
    folder.write(
        200,
        "",
        out -> {
          // More than the client keeps to itself, less than a block.
          out.write(content, 0, 7 * MIB);
          LocatedBlock block = lastBlock(uncommitted());
          assertThat(block.getStartOffset()).isZero();
          interrupted.add(block.getBlock());
          stopDatanode(block.getLocations()[copy]);
          out.write(content, 7 * MIB, LENGTH - 7 * MIB);
        });
    // The block was begun with the datanode, and finished without it.
    ExtendedBlock finished = blocks(files.data(200)).get(0).getBlock();
    assertThat(finished.getBlockId()).isEqualTo(interrupted.get(0).getBlockId());
    assertThat(finished.getGenerationStamp())
        .isGreaterThan(interrupted.get(0).getGenerationStamp());
    assertNewest(200);
    folder.write(300, "", writing(content(300, LENGTH)));
    assertNewest(300);
    assertThat(files.committed()).containsExactly(100L, 200L, 300L);
  }

  @Test
  void aDatanodeDiesBeforeACheckpointIsRead() throws IOException {
    CheckpointFolder folder = files.open();
    folder.write(100, "", writing(content(100, LENGTH)));
    stopDatanode(lastBlock(files.data(100)).getLocations()[0]);
    assertNewest(100);
  }

  /** One of the two copies is the one that is being read. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aDatanodeDiesWhileItIsReadFrom(int copy) throws IOException {
    files.open().write(100, "", writing(content(100, LENGTH)));
    Saved saved = files.open().newest().orElseThrow();
    byte[] read =
        saved.read(
            in -> {
              ByteArrayOutputStream out = new ByteArrayOutputStream();
              out.write(in.readNBytes(17 * MIB));
              stopDatanode(lastBlock(saved.data().getName()).getLocations()[copy]);
              in.transferTo(out);
              return out.toByteArray();
            });
    assertThat(read).isEqualTo(content(100, LENGTH));
  }

  /** HDFS shows a file when it is created, unlike object stores. */
  @Test
  void aWriterThatDiedLeavesFilesThatAreRefusedOrIgnored() throws IOException {
    CheckpointFolder folder = files.open();
    folder.write(100, "", writing(content(100, LENGTH)));
    CheckpointName half = CheckpointName.unique(200);
    // Neither is closed, as if the process had gone.
    FSDataOutputStream data = hdfs.create(new Path(files.folder(), half.data()), false);
    data.write(content(200, MIB));
    data.hflush();
    assertNewest(100);
    FSDataOutputStream manifest = hdfs.create(new Path(files.folder(), half.manifest()), false);
    manifest.write("{\"formatVersion\":2,".getBytes("US-ASCII"));
    manifest.hflush();

    CheckpointFolder next = files.open();
    Saved saved = next.newest().orElseThrow();
    assertThat(saved.updates()).isEqualTo(100);
    assertThat(saved.refused()).containsExactly(half.manifest() + ": cannot be parsed");
    for (long updates : new long[] {150, 250, 350, 450}) {
      next.write(updates, "", writing(content(updates, LENGTH)));
    }
    assertThat(files.committed()).containsExactly(250L, 350L, 450L);
    assertThat(files.names()).hasSize(6);
    assertNewest(450);
  }

  private String uncommitted() throws IOException {
    List<String> names = files.names();
    return names.stream()
        .flatMap(name -> CheckpointName.ofData(name).stream())
        .filter(name -> !names.contains(name.manifest()))
        .map(CheckpointName::data)
        .reduce(
            (one, other) -> {
              throw new IllegalStateException("more than one is being written");
            })
        .orElseThrow();
  }
}
